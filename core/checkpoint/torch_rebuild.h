#pragma once

#include "core/checkpoint/pickle_value.h"

#include <optional>

namespace layerloom::core {

/// The place in the table of what a pickle may name ("torch._utils", "_rebuild_tensor_v2"); nullopt: it is not there.
std::optional<std::size_t> findTorchGlobal(std::string_view module, std::string_view name);

/// What `global` makes of `arguments`: a dictionary, a size, a tensor. This is a description, the function itself is
/// not there. Throws Error{Corrupt} when the arguments cannot be, Error{Unsupported} for a tensor nobody can describe.
PickleValue rebuild(PickleHeap& heap, std::size_t global, const PickleHeap::Values& arguments,
                    const std::string& file);

/// What a persistent id ("storage", class, key, device, elements) stands for.
PickleValue storageOf(PickleHeap& heap, const PickleValue& id, const std::string& file);

} // namespace layerloom::core
