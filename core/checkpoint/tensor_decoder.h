#pragma once

#include "core/checkpoint/checkpoint.h"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <vector>

namespace layerloom::core {

/// Fills a buffer with bytes of one of the stored tensors that a decoded tensor is made of, from `offset` on, counted from
/// the tensor's first byte. May throw Error, {Cancelled} too.
using ReadPart = std::function<void(std::size_t part, std::span<std::byte> buffer, std::uint64_t offset)>;

/// The mirror of TensorFormat: makes one tensor of several stored ones, such as a quantized weight and its scales.
/// Immutable; any thread may use it.
class TensorDecoder {
public:
    virtual ~TensorDecoder() = default;

    /// Identifies the arithmetic and its parameters: equal ids make equal bytes of equal parts. Part of a plan's
    /// fingerprint.
    virtual std::string id() const = 0;

    /// Fills `out` with the rows [first, first + count) of the tensor, seen as a matrix whose columns are its last
    /// dimension. Throws Error{Corrupt} for values that a format does not allow.
    virtual void decode(std::uint64_t first, std::uint64_t count, std::span<std::byte> out,
                        const ReadPart& read) const = 0;
};

/// How the bytes of a tensor are made: a decoder and the stored tensors it reads.
struct Decoding {
    std::shared_ptr<const TensorDecoder> decoder;
    std::vector<TensorInfo> parts; ///< in the decoder's order; their shards are those of the checkpoint
};

/// Bytes in the files that a tensor is made of.
std::uint64_t storedBytes(const TensorInfo& tensor);

} // namespace layerloom::core
