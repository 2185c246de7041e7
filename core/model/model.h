#pragma once

#include "core/base/index.h"
#include "core/base/result.h"
#include "core/checkpoint/checkpoint.h"
#include "core/model/compute_settings.h"
#include "core/model/config_text.h"
#include "core/model/family.h"
#include "core/model/layer_count.h"
#include "core/model/layer_index.h"
#include "core/model/layer_rule.h"
#include "core/model/outside_parts.h"
#include "core/model/side_file.h"
#include "core/model/stack_side.h"

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace layerloom::core {

/// One layer of a checkpoint: all tensors whose names begin with `prefix` + index + ".".
struct Layer {
    std::vector<TensorIndex> tensors; ///< indices into Checkpoint::tensors(), by name
    std::uint32_t kind = 0; ///< index into LayerTable::kinds
    std::uint64_t parameters = 0; ///< elements, buffers not counted; packed tensors as their files say
    std::uint64_t bytes = 0; ///< in the files, buffers included
    std::string type; ///< "decoder", or the type from the config: "full_attention", "sliding_attention", …
};

/// Layers with the same tensor names, shapes and dtypes are of one kind.
struct LayerKind {
    /// "decoder"; with several kinds a distinguishing name: "dense", "mixture of experts", "kind 2".
    std::string name;
    std::vector<LayerIndex> layers;
    std::uint64_t parameters = 0; ///< of one layer
    std::string
        signature; ///< the tensors a loader requires: equal for kinds that differ in stored buffers only
};

/// Tensors outside the layers that are one thing.
struct PartTensors {
    std::vector<TensorIndex> tensors; ///< indices into Checkpoint::tensors()
    std::vector<std::string> stems; ///< by tensor: its PartName::stem; empty in the rest
    std::uint64_t parameters = 0;
    std::uint64_t bytes = 0;
};

/// The head of another task than predicting tokens: a score, a classifier, a pooler.
struct TaskHead {
    std::string name; ///< "score"
    std::uint64_t parameters = 0;
};

/// A stack of layers beside the main one (a vision tower, the other side of an encoder-decoder model); carried along
/// whole.
struct OtherStack {
    std::string prefix;
    std::uint32_t layers = 0;
    std::uint64_t parameters = 0;
};

/// A checkpoint seen as layers, embeddings, norm, head and the rest.
struct LayerTable {
    std::string prefix; ///< "model.layers."
    std::optional<StackSide> side; ///< of an encoder-decoder model: the stack that was chosen
    LayerCount count; ///< what the config says of the number of layers
    std::vector<Layer> layers; ///< those the config counts
    std::vector<Layer> extraLayers; ///< stored past those (multi-token prediction); shown, never placed
    std::vector<LayerKind> kinds;
    PartTensors embeddings;
    PartTensors norm; ///< the final norm
    PartTensors head; ///< a head that is stored; empty when tied and not stored
    PartTensors rest; ///< belongs to no layer and no part above (task heads and other stacks): carried along
    std::vector<TaskHead> taskHeads; ///< in the rest
    std::vector<OtherStack> others;
    bool tied = false; ///< the head shares the embeddings' weights
    bool headDiffers =
        false; ///< the config ties the head, but one with other values is stored: it is not tied
    /// Of the whole checkpoint: tied weights once, buffers and extra layers not counted.
    std::uint64_t parameters = 0;
    std::uint64_t bytes = 0; ///< of all tensors
};

/// The facts that two models must share to use one config.json; from config.json, else from the tensors.
struct ModelFacts {
    std::string architecture; ///< "LlamaForCausalLM"
    std::string modelType; ///< "llama"
    std::optional<std::int64_t> hiddenSize;
    std::optional<std::int64_t> intermediateSize;
    std::optional<std::int64_t> heads;
    std::optional<std::int64_t> keyValueHeads;
    std::optional<std::int64_t> headSize;
    std::optional<std::int64_t> vocabulary;
    std::optional<double> ropeTheta;
    std::optional<std::string> quantization; ///< see quantizationMethod()
    bool customCode = false; ///< auto_map names Python files
};

/// A checkpoint with its layer table, parts and facts. Immutable, shared between threads. A config-only model has no layers.
struct Model {
    std::shared_ptr<const Checkpoint> checkpoint;
    ConfigText config;
    const Family* family = nullptr; ///< never null
    LayerTable table;
    ModelFacts facts;
    std::vector<ComputeSetting> computeSettings; ///< by its config.json
    /// Dtype of most of the weights' bytes: "BF16".
    std::string mainDtype;
    std::vector<SideFile> sideFiles; ///< by name
    std::vector<LayerRule> foundRules; ///< see foundRules()
    OutsideParts outside; ///< see findOutsideParts()

    /// A file beside config.json; null when there is none of that name.
    const ConfigText* sideFile(std::string_view name) const;
    const Layer& layer(LayerIndex index) const { return table.layers[index.value]; }
    const TensorInfo& tensor(TensorIndex index) const { return checkpoint->tensor(index); }
};

/// Opens a checkpoint as a model. Refuses a config.json that is missing, unreadable, or promises more
/// layers or other shapes than the tensors have. With `allowConfigOnly` a folder without weights is a model
/// without layers that can only lend its config.json. `side` chooses between the stacks of an encoder-decoder
/// model; see mainStack().
Result<std::shared_ptr<const Model>> openModel(const std::filesystem::path& path,
                                               bool allowConfigOnly = false,
                                               std::optional<StackSide> side = std::nullopt);

/// The model of an opened checkpoint; throws Error.
std::shared_ptr<const Model> describe(std::shared_ptr<const Checkpoint> checkpoint,
                                      std::optional<StackSide> side = std::nullopt);

/// True when the config names an architecture that predicts tokens, or none.
bool hasLanguageHead(const ConfigText& config);

/// `name` of a layer's tensor behind "prefix.N.": "self_attn.q_proj.weight".
std::string_view suffixInLayer(std::string_view name, std::string_view prefix);

/// True when `head`, a tensor of a model's head, is of the shape of its token embeddings (positions and token types are
/// none): in a tied model a stored copy of them.
bool hasShapeOfEmbeddings(const TensorInfo& head, const std::vector<const TensorInfo*>& embeddings);

} // namespace layerloom::core
