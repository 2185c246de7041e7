#pragma once

#include "core/model/family.h"

#include <string>
#include <string_view>
#include <vector>

namespace layerloom::core {

/// The part that a tensor outside the layers belongs to. TaskHead: the head of another task than predicting tokens.
enum class PartRole { Other, Embeddings, Norm, Head, TaskHead };

/// A tensor's role, and its name without what stands before the part: "norm.weight" of
/// "language_model.model.norm.weight". What stands before it depends on the class that saved the model.
struct PartName {
    PartRole role = PartRole::Other;
    std::string_view stem; ///< lives in the tensor's name; empty for Other
};

/// Where parts of the stack with this prefix may stand, the deepest first: "model.decoder.", "model.", "" for
/// "model.decoder.layers.". With `ownSide` only places inside of the encoder or decoder that the prefix names.
std::vector<std::string> partRoots(std::string_view prefix, bool ownSide);

/// The role of a tensor by its name: one of the family's names directly below one of `roots`.
PartName partName(std::string_view tensor, const std::vector<std::string>& roots, const Family& family);

} // namespace layerloom::core
