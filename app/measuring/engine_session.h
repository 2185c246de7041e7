#pragma once

#include "core/engine/load_engine.h"
#include "core/run/evaluate.h"
#include "core/run/stack_runner.h"
#include "core/sensitivity/measure_sensitivity.h"

#include <cstdint>
#include <memory>
#include <optional>

namespace layerloom::app {

/// Where models run: the engine, loaded when it is first asked for, and one runner whose states and layers stay from job
/// to job. Used by one job at a time. Functions throw core::Error, also when there is no engine.
class EngineSession {
public:
    /// The runner that is kept; another compute type, or other memory than it was made for, gets a new one. Valid until
    /// the job ends or asks for something else here.
    core::StackRunner& runner(core::FloatType compute);
    /// The same for stacks that are compared with `base`.
    core::StackRunner& runnerFor(const core::Model& base);
    /// Runs stacks of `base` on a text by the kept runner, and knows what it ran before: stacks of the same base and text
    /// run only from their first difference on. Valid as runner() is.
    core::StackEvaluator& evaluator(const std::shared_ptr<const core::Model>& base,
                                    const core::RunText& text);
    /// For work that makes a runner of its own (core::findOrMeasureSensitivity): what is kept is given up first, so that not both are
    /// held.
    core::RunDevice wholeDevice();
    /// How much memory running may hold, in bytes; none: half of what is free when a runner is made.
    void setMemory(const std::optional<std::uint64_t>& bytes) { m_memory = bytes; }
    /// While another job is held up, and holds what it had, a runner that is made here gets half as much memory.
    void setBeside(bool isBeside) { m_isBeside = isBeside; }
    /// Gives up states, layers and opened files.
    void release();

private:
    struct Kept;

    const core::LoadedEngine& engine();

    std::optional<core::LoadedEngine> m_engine;
    std::shared_ptr<Kept> m_kept; // shared: its type is not known here
    std::optional<std::uint64_t> m_memory;
    bool m_isBeside = false;
};

} // namespace layerloom::app
