#include "core/run/weight_files.h"

#include "core/checkpoint/shard_file.h"
#include "core/checkpoint/tensor_reader.h"
#include "core/run/quantized_weight.h"

#include <algorithm>
#include <memory>
#include <optional>
#include <utility>

namespace layerloom::core {
namespace {

FloatType typeOf(const TensorInfo& tensor)
{
    if (const std::optional<FloatType> type = floatType(tensor.dtype))
        return *type;
    throw Error(ErrorCode::Unsupported, tensor.name + " is " + tensor.dtype + ", which cannot be run yet");
}

/// The source as it reads after it was scaled and quantized.
WeightSource quantizedSource(WeightSource source, const TensorInfo& tensor, const Quantization& quantization)
{
    const auto weight = std::make_shared<QuantizedWeight>(
        quantization, TensorSpec {tensor.name, tensor.dtype, tensor.shape, tensor.bytes},
        std::exchange(source.scale, 1), std::move(source.read));
    source.read = [weight](std::span<std::byte> buffer, std::uint64_t offset) {
        weight->read(buffer, offset);
    };
    return source;
}

} // namespace

std::vector<WeightSource> WeightFiles::layer(const RunnableBlock& block)
{
    const Model& model = *block.model;
    const Block scaled {0, block.layer, block.scales, false};
    std::vector<WeightSource> sources;
    for (const TensorIndex index : model.layer(block.layer).tensors) {
        const TensorInfo& tensor = model.tensor(index);
        if (!floatType(tensor.dtype))
            continue;
        sources.push_back(source(model, tensor, std::string(suffixInLayer(tensor.name, model.table.prefix)),
                                 scaleFor(scaled, tensor.name)));
        if (std::count(block.quantized.begin(), block.quantized.end(), index) > 0)
            sources.back() = quantizedSource(std::move(sources.back()), tensor, *block.quantization);
    }
    return sources;
}

std::vector<WeightSource> WeightFiles::part(const RunnablePart& part)
{
    std::vector<WeightSource> sources;
    for (const TensorIndex index : part.tensors) {
        const TensorInfo& tensor = part.model->tensor(index);
        sources.push_back(source(*part.model, tensor, tensor.name, 1));
    }
    return sources;
}

WeightSource WeightFiles::source(const Model& model, const TensorInfo& tensor, std::string name, double scale)
{
    WeightSource source {std::move(name), tensor.shape, typeOf(tensor), scale, {}};
    const ReadShard readShard = [this, checkpoint = model.checkpoint](
                                    std::uint32_t shard, std::span<std::byte> buffer, std::uint64_t offset) {
        readFile(checkpoint, shard, buffer, offset);
    };
    source.read = [&tensor, checkpoint = model.checkpoint, readShard,
                   reader = std::make_shared<TensorReader>()](std::span<std::byte> buffer,
                                                              std::uint64_t offset) {
        reader->read(tensor, buffer, offset, readShard);
    };
    return source;
}

void WeightFiles::readFile(const std::shared_ptr<const Checkpoint>& checkpoint, std::uint32_t shard,
                           std::span<std::byte> buffer, std::uint64_t offset)
{
    constexpr std::size_t kPiece = 4 << 20;
    const File& opened = file(checkpoint, shard);
    for (std::size_t done = 0; done < buffer.size(); done += kPiece) {
        if (m_isStopped)
            throw Error(ErrorCode::Cancelled, "Stopped");
        const auto piece = buffer.subspan(done, std::min(kPiece, buffer.size() - done));
        opened.read(piece, offset + done);
        m_bytesRead += piece.size();
    }
}

const File& WeightFiles::file(const std::shared_ptr<const Checkpoint>& checkpoint, std::uint32_t shard)
{
    const std::lock_guard lock(m_mutex);
    OpenFile& open = m_files[{checkpoint.get(), shard}];
    if (!open.file.isOpen()) {
        open = {checkpoint, openShard(checkpoint->shards()[shard], Access::Sequential)};
    }
    return open.file;
}

} // namespace layerloom::core
