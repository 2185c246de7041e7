#pragma once

#include "core/engine/engine.h"
#include "core/run/stack_runner.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

namespace layerloom::core {

/// A device that models run on: the engine that was loaded for it, its id and how much memory running may hold.
struct RunDevice {
    std::shared_ptr<Engine> engine;
    std::string id; ///< "cpu", "cuda:0"
    RunBudget budget;
};

/// The device `id` of an engine with a budget of `memory` bytes; by default half of its free memory.
RunDevice runDevice(std::shared_ptr<Engine> engine, const std::string& id,
                    const std::optional<std::uint64_t>& memory = {});

} // namespace layerloom::core
