#include "core/checkpoint/tensor_reader.h"

#include <algorithm>
#include <cassert>
#include <cstring>

namespace layerloom::core {

void TensorReader::read(const TensorInfo& tensor, std::span<std::byte> buffer, std::uint64_t offset,
                        const ReadShard& read)
{
    if (tensor.decoding == nullptr)
        return read(tensor.shard, buffer, tensor.offset + offset);
    assert(offset + buffer.size() <= tensor.bytes && !tensor.shape.empty());
    const std::uint64_t rowBytes = tensor.bytes / (tensor.elements() / tensor.shape.back());
    while (!buffer.empty()) {
        const bool isKept =
            m_decoding == tensor.decoding && offset >= m_begin && offset < m_begin + m_bytes.size();
        if (!isKept)
            decode(tensor, offset / rowBytes, rowBytes, read);
        const auto kept = std::span(m_bytes).subspan(offset - m_begin);
        const std::size_t count = std::min(kept.size(), buffer.size());
        std::memcpy(buffer.data(), kept.data(), count);
        buffer = buffer.subspan(count);
        offset += count;
    }
    if (offset == tensor.bytes) { // nobody reads on from here
        m_decoding.reset();
        m_bytes = {};
    }
}

/// Keeps as many rows from `row` on as fit.
void TensorReader::decode(const TensorInfo& tensor, std::uint64_t row, std::uint64_t rowBytes,
                          const ReadShard& read)
{
    const std::uint64_t rows =
        std::min(std::max<std::uint64_t>(m_kept / rowBytes, 1), tensor.bytes / rowBytes - row);
    m_decoding.reset();
    m_bytes.resize(rows * rowBytes);
    const Decoding& decoding = *tensor.decoding;
    decoding.decoder->decode(row, rows, m_bytes,
                             [&](std::size_t part, std::span<std::byte> buffer, std::uint64_t offset) {
                                 const TensorInfo& stored = decoding.parts[part];
                                 assert(offset + buffer.size() <= stored.bytes);
                                 read(stored.shard, buffer, stored.offset + offset);
                             });
    m_begin = row * rowBytes;
    m_decoding = tensor.decoding;
}

} // namespace layerloom::core
