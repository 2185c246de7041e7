#pragma once

#include "core/stack/stack.h"

#include <string>
#include <vector>

namespace layerloom::core {

/// Where something beside the layers comes from.
struct PartOrigin {
    std::string name; ///< "embeddings", "final norm", "head", or a task head: "score"
    SourceIndex source;
    bool isTied = false; ///< a head that is the embeddings of `source`
};

/// What is written beside the layers and where it comes from, in the order of a model. A tied head that has tensors of
/// its own besides is listed twice. Parts that no source has are not listed.
std::vector<PartOrigin> partOrigins(const Stack& stack);

} // namespace layerloom::core
