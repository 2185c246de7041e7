#include "core/model/equal_tensors.h"

#include <algorithm>
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
        : m_a(a)
        , m_b(b)
        , m_fileA(File::openToRead(checkpoint.shards()[a.shard].path, Access::Sequential))
        , m_fileB(File::openToRead(checkpoint.shards()[b.shard].path, Access::Sequential))
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
        m_fileA.read(m_bytesA, m_a.offset + at);
        m_fileB.read(m_bytesB, m_b.offset + at);
        return m_bytesA == m_bytesB;
    }

    const TensorInfo& m_a;
    const TensorInfo& m_b;
    File m_fileA;
    File m_fileB;
    std::vector<char> m_bytesA;
    std::vector<char> m_bytesB;
};

} // namespace

bool areEqual(const Checkpoint& checkpoint, const TensorInfo& a, const TensorInfo& b)
{
    if (a.dtype != b.dtype || a.bytes != b.bytes)
        return false;
    if (a.shard == b.shard && a.offset == b.offset)
        return true;
    Comparison comparison(checkpoint, a, b);
    return comparison.samples() && comparison.all();
}

} // namespace layerloom::core
