#pragma once

#include "core/model/config_text.h"
#include "core/stack/source.h"

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace layerloom::core {

/// Multiplies the tensors of a layer whose names contain `tensor` (all when empty) by `factor`; of several that match
/// the first wins, as in mergekit.
struct Scale {
    std::string tensor;
    double factor = 1;
    bool operator==(const Scale&) const = default;
};

/// One position of the stack: a layer of a source.
struct Block {
    SourceIndex source = 0;
    LayerIndex layer = 0;
    std::vector<Scale> scales;
    bool splitBefore = false; ///< the user split the slice here; never a seam by itself
    bool operator==(const Block&) const = default;
};
using Blocks = std::vector<Block>;

/// A part, besides layers, that the output takes from a source.
enum class Part { Config, Embeddings, Norm, Head, Tokenizer, ChatTemplate, GenerationConfig };
inline constexpr std::size_t kPartCount = 7;

/// What the user decided about something that may have a part for each layer, see FollowedRule and DepthTensors.
struct PerLayerChoice {
    std::string name; ///< a key of config.json, "generation_config.json:KEY", or a tensor
    bool gathers = false; ///< it goes with the layers; else it stays as it is
    bool operator==(const PerLayerChoice&) const = default;
};

/// Everything of a stack but its blocks.
struct Setup {
    std::vector<Source> sources;
    std::optional<SourceIndex> base; ///< mergekit's base_model
    std::array<std::optional<SourceIndex>, kPartCount> parts; ///< the choices of the user; see partSource()
    std::vector<ConfigPatch> overrides; ///< config.json values changed on purpose (retarget)
    std::vector<PerLayerChoice> perLayer; ///< one for each name
    bool operator==(const Setup&) const = default;
};

/// The output being composed. Slices, seams, totals and problems are derived from it.
struct Stack {
    Setup setup;
    Blocks blocks;
    bool operator==(const Stack&) const = default;
};

/// The source a part is taken from: the chosen one; else for config, tokenizer, chat template and generation config
/// the base, else the first block's source; for embeddings the first block's source, for norm and head the last
/// block's. A source that stores no such part gives way to the config's, if that does. Source 0 for an empty stack.
SourceIndex partSource(const Stack& stack, Part part);

/// The model of a block's source; null when it is missing.
const Model* modelOf(const Stack& stack, SourceIndex source);

/// True when the blocks are all layers of this source in their order.
bool isWhole(const Stack& stack, SourceIndex source);

/// What was chosen for that name; null when nothing was.
const PerLayerChoice* perLayerChoice(const Setup& setup, std::string_view name);

/// The layer of a block; null when its source is missing or has no such layer.
const Layer* layerOf(const Stack& stack, const Block& block);

/// Factor for the tensor `name` of a block: 1 when no scale matches.
double scaleFor(const Block& block, std::string_view name);

} // namespace layerloom::core
