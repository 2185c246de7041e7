#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace layerloom::core {

/// A value of a pickle. Containers live in a PickleHeap and are referred to by index, so that shared values
/// and cycles need no ownership and no recursion.
struct PickleValue {
    enum class Kind : std::uint8_t {
        None,
        Bool,
        Int,
        Float, ///< without its number, which no tensor needs
        String,
        Tuple,
        List,
        Dict,
        Global, ///< a function or class in the table of torch_rebuild
        Storage,
        Tensor,
    };

    Kind kind = Kind::None;
    std::int64_t number = 0; ///< the value of Bool and Int; of the others an index into the heap or the table

    std::size_t index() const { return static_cast<std::size_t>(number); }
};

/// A storage: the bytes that tensors are views of.
struct TorchStorage {
    std::size_t key = 0; ///< index into PickleHeap::strings
    std::string_view dtype; ///< "F32"; empty when it has no type
    std::uint64_t elementBytes = 1;
    std::uint64_t elements = 0;
};

/// A tensor as a pickle describes it: a strided view of a storage.
struct TorchTensor {
    std::size_t storage = 0; ///< index into PickleHeap::storages
    std::string_view dtype;
    std::vector<std::uint64_t> shape;
    std::vector<std::uint64_t> strides; ///< kept only when it is not contiguous
    std::uint64_t offset = 0; ///< bytes from the start of the storage
    std::uint64_t bytes = 0;

    bool isContiguous() const { return strides.empty(); }
};

/// Owns the values of one pickle.
struct PickleHeap {
    using Values = std::vector<PickleValue>;
    using Members = std::vector<std::pair<PickleValue, PickleValue>>;

    std::vector<std::string> strings;
    std::vector<Values> lists; ///< of lists and tuples
    std::vector<Members> dicts;
    std::vector<TorchStorage> storages;
    std::vector<TorchTensor> tensors;
};

/// A kind of value for messages: "a number", "a dictionary".
std::string_view kindName(PickleValue::Kind kind);
/// A name from a file for messages: shortened, without control characters.
std::string readableName(std::string_view name);

} // namespace layerloom::core
