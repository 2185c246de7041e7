#pragma once

#include "core/stack/stack.h"

#include <cstdint>
#include <string>
#include <vector>

namespace layerloom::core {

/// Parts that follow each other in one model's tensor and in the output: those of the layers [first, first + count).
struct DepthParts {
    SourceIndex source = 0;
    TensorIndex tensor = 0; ///< index into that model's tensors
    LayerIndex first = 0;
    std::uint32_t count = 0;
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
    std::vector<DepthParts> parts; ///< in the order of the stack; never empty
    std::uint64_t elements() const;
};

/// Why the layers of one source can give no part to such a tensor.
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

struct DepthTensors {
    std::vector<DepthTensor> tensors;
    std::vector<DepthConflict> conflicts; ///< the first of each source; its tensors are left out above
};

/// The tensors of the config's model that are put together from parts. None for a model that stays whole and in order.
DepthTensors depthTensors(const Stack& stack);

} // namespace layerloom::core
