#include "core/merge/plan/plan_fingerprint.h"

#include "core/base/hash.h"
#include "core/checkpoint/tensor_decoder.h"

#include <bit>

namespace layerloom::core {
namespace {

/// The dtypes of conversions are part of the header.
void addTransforms(const PlannedTensor& tensor, Hasher& hash)
{
    hash.number(std::bit_cast<std::uint64_t>(scaleOf(tensor.transforms)));
    if (const TensorFormat* format = formatOf(tensor.transforms)) {
        hash.text(format->id());
        hash.number(tensor.output);
    }
}

void addDecoding(const PlannedTensor& tensor, const MergePlan& plan, Hasher& hash)
{
    if (!tensor.isDecoded)
        return;
    const Decoding& decoding = *plan.models[tensor.model]->tensor(tensor.tensor).decoding;
    hash.text(decoding.decoder->id());
    for (const TensorInfo& part : decoding.parts)
        hash.number(part.shard).number(part.offset);
}

void addPieces(const PlannedTensor& tensor, Hasher& hash)
{
    if (tensor.pieces.empty())
        return;
    hash.number(tensor.rows);
    hash.number(tensor.pieces.size());
    for (const TensorPiece& piece : tensor.pieces)
        for (const std::uint64_t number : {std::uint64_t(piece.model), std::uint64_t {piece.tensor.value},
                                           piece.sourceOffset, piece.rowBytes})
            hash.number(number);
}

} // namespace

std::string fingerprintOf(const MergePlan& plan)
{
    if (!plan.estimateFingerprint.empty())
        return plan.estimateFingerprint;
    Hasher hash;
    for (const auto& model : plan.models)
        hash.text(model->checkpoint->fingerprint());
    for (const PlannedShard& shard : plan.shards) {
        hash.text(shard.fileName);
        hash.text(shard.header);
        for (const PlannedTensor& tensor : shard.tensors) {
            hash.number(tensor.model);
            hash.number(tensor.tensor.value);
            hash.number(tensor.offset);
            addTransforms(tensor, hash);
            addDecoding(tensor, plan, hash);
            addPieces(tensor, hash);
        }
    }
    return hash.digits();
}

} // namespace layerloom::core
