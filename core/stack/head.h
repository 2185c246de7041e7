#pragma once

#include "core/stack/stack.h"

#include <optional>
#include <vector>

namespace layerloom::core {

/// True when the output's head shares its embeddings' weights: by an override, else by the config's own model.
bool isTied(const Stack& stack);

/// The tensors of the head's source that are written as the head. Of a tied one only what it does not share with its
/// embeddings (a bias). A tied source without a stored head lends its token embeddings to an untied output. None where
/// the class of the config's own model has no head for tokens (a classifier).
std::vector<TensorIndex> headTensors(const Stack& stack);

/// The largest matrix of a model's embeddings that is none of positions or token types.
std::optional<TensorIndex> tokenEmbeddings(const Model& model);

/// False when the embeddings are tied and so no head is written, or when the head's source has none to give.
bool writesHead(const Stack& stack);

} // namespace layerloom::core
