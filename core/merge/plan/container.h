#pragma once

#include "core/checkpoint/checkpoint.h"
#include "core/merge/plan/planned_files.h"

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace layerloom::core {

/// Padding of a header: its length modulo `alignment` is `remainder`. REQUIRES: remainder < alignment.
struct HeaderPadding {
    std::uint64_t alignment = 1;
    std::uint64_t remainder = 0;
};

/// A file format of weights. Plan, layout, writer and verification know nothing else of a format: a file is a
/// header, then the bytes of its tensors in the order of the plan. Immutable; may be shared between threads.
class Container {
public:
    Container() = default;
    virtual ~Container() = default;
    Container(const Container&) = delete;
    Container& operator=(const Container&) = delete;

    /// Name of file `index` (from 0) of `count`. With `alwaysSharded` a lone file is named as one of several.
    virtual std::string fileName(std::size_t index, std::size_t count, bool alwaysSharded) const = 0;

    /// The name in this format of a tensor that Hugging Face checkpoints call `name`. One-to-one.
    virtual std::string tensorName(const std::string& name) const = 0;

    /// The payload of a file begins at a multiple of this.
    virtual std::uint64_t fileAlignment() const = 0;

    /// A tensor begins at a multiple of this. It divides fileAlignment() if gaps are allowed, else the size of the
    /// tensor.
    virtual std::uint64_t tensorAlignment(const PlannedTensor& tensor) const = 0;

    /// True when zeros may stand between tensors to align them; else the order has to.
    virtual bool allowsGaps() const = 0;

    /// True when config.json and the tokenizer are part of the header: the output then has no such files.
    virtual bool holdsConfig() const = 0;

    /// The first bytes of a file with these tensors in this order.
    virtual std::string header(const std::vector<PlannedTensor>& tensors, HeaderPadding padding) const = 0;

    /// The index files that map tensors to files; none when readers need none.
    virtual std::vector<PlannedFile> indexFiles(const std::vector<PlannedShard>& shards,
                                                bool alwaysSharded) const = 0;

    /// The tensors that a reader of this format finds in a written file; `shard` of each is 0. Throws
    /// Error{Corrupt}.
    virtual std::vector<TensorInfo> readTensors(const std::filesystem::path& file) const = 0;
};

} // namespace layerloom::core
