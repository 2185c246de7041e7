#include "core/model/equal_tensors.h"

#include "core/checkpoint/tensor_reader.h"

#include <algorithm>
#include <map>
#include <vector>

namespace layerloom::core {

namespace {

constexpr std::uint64_t kSamples = 64;
constexpr std::uint64_t kSampleBytes = 4096;
constexpr std::uint64_t kChunkBytes = 4U << 20U;

/// Compares ranges of two tensors that have the same number of bytes.
class Comparison {
public:
    Comparison(const Checkpoint& checkpoint, const TensorInfo& a, const TensorInfo& b)
        : m_checkpoint(checkpoint)
        , m_a(a)
        , m_b(b)
    {}

    bool samples()
    {
        const std::uint64_t step = std::max(m_a.bytes / kSamples, kSampleBytes);
        return ranges(step, kSampleBytes);
    }

    bool all() { return ranges(kChunkBytes, kChunkBytes); }

private:
    bool ranges(std::uint64_t step, std::uint64_t bytes)
    {
        for (std::uint64_t at = 0; at < m_a.bytes; at += step)
            if (!isEqual(at, std::min(bytes, m_a.bytes - at)))
                return false;
        return true;
    }

    bool isEqual(std::uint64_t at, std::uint64_t bytes)
    {
        m_bytesA.resize(bytes);
        m_bytesB.resize(bytes);
        const auto readShard = [&](std::uint32_t shard, std::span<std::byte> buffer, std::uint64_t offset) {
            File& file = m_files[shard];
            if (!file.isOpen())
                file = File::openToRead(m_checkpoint.shards()[shard].path, Access::Sequential);
            file.read(buffer, offset);
        };
        m_readerA.read(m_a, m_bytesA, at, readShard);
        m_readerB.read(m_b, m_bytesB, at, readShard);
        return m_bytesA == m_bytesB;
    }

    const Checkpoint& m_checkpoint;
    const TensorInfo& m_a;
    const TensorInfo& m_b;
    std::map<std::uint32_t, File> m_files;
    TensorReader m_readerA;
    TensorReader m_readerB;
    std::vector<std::byte> m_bytesA;
    std::vector<std::byte> m_bytesB;
};

} // namespace

bool areEqual(const Checkpoint& checkpoint, const TensorInfo& a, const TensorInfo& b)
{
    if (a.dtype != b.dtype || a.bytes != b.bytes)
        return false;
    if (a.shard == b.shard && a.offset == b.offset && a.decoding == nullptr && b.decoding == nullptr)
        return true;
    Comparison comparison(checkpoint, a, b);
    return comparison.samples() && comparison.all();
}

} // namespace layerloom::core
