#include "core/checkpoint/weights_fingerprint.h"

#include "core/base/hash.h"
#include "core/checkpoint/shard_file.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <string_view>
#include <tuple>
#include <vector>

namespace layerloom::core {

namespace {

constexpr std::size_t kSampleBytes = 4096;
constexpr std::size_t kMostSamples = 2048;

/// The tensors with bytes, in the order of their files.
std::vector<const TensorInfo*> tensorsInFileOrder(const Checkpoint& checkpoint)
{
    std::vector<const TensorInfo*> tensors;
    for (const TensorInfo& tensor : checkpoint.tensors())
        if (tensor.bytes > 0)
            tensors.push_back(&tensor);
    std::stable_sort(tensors.begin(), tensors.end(), [](const TensorInfo* left, const TensorInfo* right) {
        return std::tie(left->shard, left->offset) < std::tie(right->shard, right->offset);
    });
    return tensors;
}

// One tensor of each of kMostSamples groups of neighbours. Layers repeat their tensors, so a fixed index
// within the groups could hit one kind only; multiples of the golden ratio (Fibonacci hashing) spread over
// all indices.
std::vector<const TensorInfo*> evenSample(const std::vector<const TensorInfo*>& tensors)
{
    constexpr std::uint64_t kGoldenRatio = 0x9E3779B97F4A7C15;
    std::vector<const TensorInfo*> chosen;
    for (std::size_t group = 0; group < kMostSamples; ++group) {
        const std::size_t begin = group * tensors.size() / kMostSamples;
        const std::size_t end = (group + 1) * tensors.size() / kMostSamples;
        chosen.push_back(tensors[begin + (group * kGoldenRatio >> 32U) % (end - begin)]);
    }
    return chosen;
}

/// Reads samples from the middle of tensors and keeps the last file open.
class Samples {
public:
    explicit Samples(const Checkpoint& checkpoint)
        : m_checkpoint(checkpoint)
    {}

    /// Valid until the next call.
    std::string_view of(const TensorInfo& tensor)
    {
        const Shard& shard = m_checkpoint.shards()[tensor.shard];
        if (m_opened != &shard)
            m_file = openShard(shard);
        m_opened = &shard;
        const std::size_t bytes = std::min<std::uint64_t>(tensor.bytes, kSampleBytes);
        m_file.read(std::span(m_bytes).first(bytes), tensor.offset + (tensor.bytes - bytes) / 2);
        return {m_bytes.data(), bytes};
    }

private:
    const Checkpoint& m_checkpoint;
    const Shard* m_opened = nullptr;
    File m_file;
    std::array<char, kSampleBytes> m_bytes {};
};

} // namespace

std::string weightsFingerprint(const Checkpoint& checkpoint, const JobContext& job)
{
    // What is measured of dequantized weights is not what was measured of the stored ones.
    if (checkpoint.stored() != nullptr)
        return weightsFingerprint(*checkpoint.stored(), job) + "-dequantized";
    Hasher hash;
    hash.bytes(checkpoint.fingerprint());
    std::vector<const TensorInfo*> tensors = tensorsInFileOrder(checkpoint);
    if (tensors.size() > kMostSamples)
        tensors = evenSample(tensors);
    Samples samples(checkpoint);
    for (const TensorInfo* tensor : tensors) {
        job.checkStop();
        hash.bytes(samples.of(*tensor));
    }
    return hash.digits();
}

} // namespace layerloom::core
