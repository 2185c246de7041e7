#pragma once

#include "core/stack/stack.h"

#include <optional>
#include <string>
#include <vector>

namespace layerloom::core {

/// True when the output's head shares its embeddings' weights: by an override, else by the config's own model.
bool isTied(const Stack& stack);

/// What is written as the head, all of the head's source.
struct HeadParts {
    std::vector<TensorIndex>
        own; ///< stored in its head; of a tied output only what is not shared with embeddings
    /// The token embeddings of a tied source, which an untied output stores as the matrix of its head.
    std::optional<TensorIndex> matrix;
    std::optional<TensorIndex> bias; ///< of `own`: stored once more as the bias of that matrix (BERT)
};

/// Nothing where the class of the config's own model has no head for tokens (a classifier).
HeadParts headParts(const Stack& stack);

/// All tensors of headParts(); one that is written twice occurs twice.
std::vector<TensorIndex> headTensors(const Stack& stack);

/// The name of the matrix of a model's head behind the root and without ".weight", also where a tied model does not store
/// it: "lm_head", "cls.predictions.decoder".
std::string headMatrixStem(const Model& model);

/// The largest matrix of a model's embeddings that is none of positions or token types.
std::optional<TensorIndex> tokenEmbeddings(const Model& model);

/// False when the embeddings are tied and so no head is written, or when the head's source has none to give.
bool writesHead(const Stack& stack);

} // namespace layerloom::core
