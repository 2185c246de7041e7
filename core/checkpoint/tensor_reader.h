#pragma once

#include "core/checkpoint/tensor_decoder.h"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <vector>

namespace layerloom::core {

/// Fills a buffer with the bytes of a shard's file from `offset` on. May throw Error.
using ReadShard = std::function<void(std::uint32_t shard, std::span<std::byte> buffer, std::uint64_t offset)>;

/// Reads tensors of a checkpoint, stored ones from their file and decoded ones through their decoder. Keeps the rows of one
/// decoded tensor that were asked for last, so that pieces which follow each other are decoded once, and none of a tensor
/// that was read to its end. Not thread-safe.
class TensorReader {
public:
    /// Keeps at most `kept` bytes, unless one row has more.
    explicit TensorReader(std::uint64_t kept = 4U << 20U)
        : m_kept(kept)
    {}

    /// Fills `buffer` with the bytes of a tensor from `offset` on, counted from its first byte. Throws what `read` and
    /// the decoder throw.
    void read(const TensorInfo& tensor, std::span<std::byte> buffer, std::uint64_t offset,
              const ReadShard& read);

private:
    void decode(const TensorInfo& tensor, std::uint64_t row, std::uint64_t rowBytes, const ReadShard& read);

    std::uint64_t m_kept;
    std::shared_ptr<const Decoding> m_decoding; // whose rows are kept
    std::uint64_t m_begin = 0; // offset of the kept bytes in their tensor
    std::vector<std::byte> m_bytes;
};

} // namespace layerloom::core
