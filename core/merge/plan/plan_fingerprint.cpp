// The hash is compiled in: nothing to link.
#define XXH_INLINE_ALL
#include "core/merge/plan/plan_fingerprint.h"

#include <array>
#include <cstdio>
#include <cstring>
#include <xxhash.h>

namespace layerloom::core {
namespace {

class Hash {
public:
    Hash() { XXH3_64bits_reset(&m_state); }
    void text(const std::string& text)
    {
        number(text.size());
        XXH3_64bits_update(&m_state, text.data(), text.size());
    }
    void number(std::uint64_t number) { XXH3_64bits_update(&m_state, &number, sizeof number); }
    std::uint64_t digest() const { return XXH3_64bits_digest(&m_state); }

private:
    XXH3_state_t m_state {};
};

std::uint64_t bitsOf(double number)
{
    std::uint64_t bits = 0;
    std::memcpy(&bits, &number, sizeof bits);
    return bits;
}

void addPieces(const PlannedTensor& tensor, Hash& hash)
{
    if (tensor.pieces.empty())
        return;
    hash.number(tensor.rows);
    hash.number(tensor.pieces.size());
    for (const TensorPiece& piece : tensor.pieces)
        for (const std::uint64_t number :
             {std::uint64_t(piece.model), std::uint64_t(piece.tensor), piece.sourceOffset, piece.rowBytes})
            hash.number(number);
}

} // namespace

std::string fingerprintOf(const MergePlan& plan)
{
    Hash hash;
    for (const auto& model : plan.models)
        hash.text(model->checkpoint->fingerprint());
    for (const PlannedShard& shard : plan.shards) {
        hash.text(shard.fileName);
        hash.text(shard.header);
        for (const PlannedTensor& tensor : shard.tensors) {
            hash.number(tensor.model);
            hash.number(tensor.tensor);
            hash.number(tensor.offset);
            hash.number(bitsOf(tensor.scale));
            addPieces(tensor, hash);
        }
    }
    std::array<char, 17> digits {};
    std::snprintf(digits.data(), digits.size(), "%016llx", static_cast<unsigned long long>(hash.digest()));
    return digits.data();
}

} // namespace layerloom::core
