#pragma once

#include "core/checkpoint/pickle_value.h"

#include <optional>

namespace layerloom::core {

/// The index of a global ("torch._utils", "_rebuild_tensor_v2") in the table of those that a pickle may use,
/// or nullopt.
std::optional<std::size_t> findTorchGlobal(std::string_view module, std::string_view name);

/// The result of calling `global` with `arguments`: a dictionary, a size or a tensor. The call is modelled;
/// no Python code exists here. Throws Error{Corrupt} for wrong arguments, Error{Unsupported} for a tensor
/// that PickleHeap cannot express.
PickleValue rebuild(PickleHeap& heap, std::size_t global, const PickleHeap::Values& arguments,
                    const std::string& file);

/// The storage of a persistent id ("storage", class, key, device, elements). Throws as rebuild() does.
PickleValue storageOf(PickleHeap& heap, const PickleValue& id, const std::string& file);

} // namespace layerloom::core
