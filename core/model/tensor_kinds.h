#pragma once

#include "core/model/model.h"

#include <string>
#include <string_view>
#include <vector>

namespace layerloom::core {

/// The tensors of one kind in one layer; several where experts are counted together.
struct KindMember {
    const Model* model = nullptr;
    LayerIndex layer = 0;
    std::vector<const TensorInfo*> tensors; ///< by name
    std::string shape; ///< of all of them: "[576, 576]"
};

/// A kind of tensor and the layers that have it.
struct TensorKind {
    std::string name;
    std::vector<KindMember> members; ///< those of the first model before those of the second, layers in order
    bool isFloat = true; ///< false when a tensor is packed or of a type whose numbers are not known
};

/// A name without its numbers: "experts.7.up_proj.weight" as "experts.*.up_proj.weight".
std::string tensorKindName(std::string_view suffix);

/// The kinds of the layers of one or two models (`second` may be null), in the order of the first layer's tensors.
std::vector<TensorKind> tensorKinds(const Model& first, const Model* second);

} // namespace layerloom::core
