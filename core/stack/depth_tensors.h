#pragma once

#include "core/stack/stack.h"

#include <cstdint>
#include <string>
#include <vector>

namespace layerloom::core {

/// Parts [first, first + count) of one model's tensor, which follow each other in the output too.
struct DepthParts {
    SourceIndex source = 0;
    TensorIndex tensor = 0; ///< index into that model's tensors
    std::uint64_t first = 0; ///< a layer's number, behind the parts that are no layer's
    std::uint64_t count = 0;
    std::uint64_t of = 0; ///< parts that the tensor has
    bool operator==(const DepthParts&) const = default;
};

/// A tensor that holds a part for each layer, put together from the parts of the stack's layers. It is no tensor of a
/// layer, so the scales of blocks do not touch it; it is converted as all others.
struct DepthTensor {
    TensorIndex tensor = 0; ///< of the config's model: it takes that one's place and name
    std::string dtype;
    std::vector<std::uint64_t> shape; ///< in the output
    std::size_t axis = 0; ///< along which the parts follow each other
    std::uint64_t partExtent = 0; ///< of one part along it
    std::uint64_t bytes = 0; ///< in the output, with its dtype kept
    std::vector<DepthParts> parts; ///< in the order of the output; never empty
    std::uint64_t elements() const;
};

/// Why the parts of the layers of one source cannot be gathered into such a tensor.
struct DepthConflict {
    enum class Kind {
        Whole, ///< its tensor cannot be taken apart
        Missing, ///< it has none
        Different, ///< its parts are of another shape or dtype
    };
    Kind kind = Kind::Whole;
    TensorIndex tensor = 0; ///< of the config's model
    SourceIndex source = 0;
    std::string part; ///< Different: "BF16 [32, 16]"
    std::string wanted; ///< the same of `wantedFrom`
    SourceIndex wantedFrom = 0;
};

/// A tensor outside the layers that belongs to one layer and is written under that layer's new number.
struct BroughtTensor {
    SourceIndex source = 0;
    TensorIndex tensor = 0;
    std::string name; ///< in the output
};

/// A tensor or group outside the layers that may have a part for each of them, where the user has not chosen whether it
/// is gathered.
struct UndecidedPart {
    std::string name; ///< of a tensor, or the prefix of a group: "value_embeds."
    std::string extent; ///< the evidence: its shape "[8]", or "8 tensors"
    bool canBeGathered = true;
};

struct DepthTensors {
    std::vector<DepthTensor> tensors;
    std::vector<BroughtTensor> brought;
    std::vector<TensorIndex> replaced; ///< tensors of the config's model that `brought` stands for
    std::vector<DepthConflict> conflicts; ///< the first of each source; its tensors are left out above
    std::vector<UndecidedPart> undecided;
};

/// The tensors outside the layers of the config's model that have a part for each layer, gathered for the stack. Empty
/// for a model that stays whole and in order.
DepthTensors depthTensors(const Stack& stack);

} // namespace layerloom::core
