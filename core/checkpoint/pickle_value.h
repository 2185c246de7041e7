#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace layerloom::core {

/// A value of a pickle. Values that hold others live in a PickleHeap and are referred to by number, so that sharing
/// and cycles, of which a pickle may be full, cost nothing and nothing is ever followed by recursion.
struct PickleValue {
    enum class Kind : std::uint8_t {
        None,
        Bool,
        Int,
        Float, ///< its number is not kept: no tensor needs one
        String,
        Tuple,
        List,
        Dict,
        Global, ///< a function or class out of the table of torch_rebuild
        Storage,
        Tensor,
    };

    Kind kind = Kind::None;
    std::int64_t number = 0; ///< of Bool and Int; of the others the place in the heap or in the table

    std::size_t place() const { return static_cast<std::size_t>(number); }
};

/// Bytes that tensors lie in, as a pickle names them.
struct TorchStorage {
    std::size_t key = 0; ///< place in PickleHeap::strings
    std::string_view dtype; ///< "F32"; empty when it has no type
    std::uint64_t elementBytes = 1;
    std::uint64_t elements = 0;
};

/// A tensor as a pickle describes it: a window into a storage.
struct TorchTensor {
    std::size_t storage = 0; ///< place in PickleHeap::storages
    std::string_view dtype;
    std::vector<std::uint64_t> shape;
    std::vector<std::uint64_t> strides; ///< kept only when it is not contiguous
    std::uint64_t offset = 0; ///< bytes from the start of the storage
    std::uint64_t bytes = 0;

    bool isContiguous() const { return strides.empty(); }
};

/// Where the values of one pickle live.
struct PickleHeap {
    using Values = std::vector<PickleValue>;
    using Members = std::vector<std::pair<PickleValue, PickleValue>>;

    std::vector<std::string> strings;
    std::vector<Values> lists; ///< of lists and tuples
    std::vector<Members> dicts;
    std::vector<TorchStorage> storages;
    std::vector<TorchTensor> tensors;
};

/// The word for a kind of value: "a number", "a dictionary".
std::string_view kindName(PickleValue::Kind kind);
/// A name out of a file as a sentence can bear it: short, and without what cannot be shown.
std::string readableName(std::string_view name);

} // namespace layerloom::core
