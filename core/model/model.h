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
#include <mutex>
#include <optional>
#include <string>
#include <vector>

namespace layerloom::core {

/// One layer of a checkpoint: all tensors whose names begin with `prefix` + index + ".".
struct Layer {
    std::vector<TensorIndex> tensors; ///< indices into Checkpoint::tensors(), by name
    std::uint32_t kind = 0; ///< index into LayerTable::kinds
    /// Elements by the shapes in the files (of packed tensors the packed elements), without buffers.
    std::uint64_t parameters = 0;
    std::uint64_t bytes = 0; ///< in the files, buffers included
    /// The type from the config ("full_attention", "sliding_attention", …); without one "decoder", in encoders too.
    std::string type;
};

/// Layers with the same tensor names, shapes and dtypes are of one kind.
struct LayerKind {
    /// "decoder" (in encoders too); with several kinds a distinguishing name: "dense", "mixture of experts", "kind 2".
    std::string name;
    std::vector<LayerIndex> layers;
    std::uint64_t parameters = 0; ///< of one layer
    /// Text of the tensors that a loader requires: equal for kinds that differ in stored buffers only.
    std::string signature;
};

/// The tensors of one part outside the layers: the embeddings, the final norm, the head, or the rest.
struct PartTensors {
    std::vector<TensorIndex> tensors; ///< indices into Checkpoint::tensors()
    std::vector<std::string> stems; ///< PartName::stem of each of `tensors`; an empty list for the rest
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
    /// Layers stored past those (multi-token prediction). No block refers to them; see P24 in PROBLEMS.md.
    std::vector<Layer> extraLayers;
    std::vector<LayerKind> kinds;
    PartTensors embeddings;
    PartTensors norm; ///< the final norm
    PartTensors head; ///< a head that is stored; empty when tied and not stored
    PartTensors rest; ///< belongs to no layer and no part above (task heads and other stacks): carried along
    std::vector<TaskHead> taskHeads; ///< in the rest
    std::vector<OtherStack> others;
    bool tied = false; ///< the head shares the embeddings' weights
    /// The config ties the head, but a head with other values is stored; `tied` is then false.
    bool headDiffers = false;
    /// Of the whole checkpoint: tied weights once, buffers and extra layers not counted.
    std::uint64_t parameters = 0;
    std::uint64_t bytes = 0; ///< of all tensors
};

/// Facts for display and for comparing the models of a stack, from config.json, sizes else from the tensors. Models with
/// layers in one stack must agree in hiddenSize, intermediateSize, heads and keyValueHeads (findShapeProblems()); the
/// others may differ.
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
    std::optional<std::string> dequantizedFrom; ///< of a dequantized view that of the stored model
    bool customCode = false; ///< auto_map names Python files
};

struct Model;

/// Keeps the result of dequantized() (core/dequantize) with the model it was made of.
struct DequantizedCache {
    std::mutex mutex;
    std::optional<Result<std::shared_ptr<const Model>>> result;
};

/// A checkpoint with its layer table, parts and facts. Handed out as shared_ptr<const Model>, so that threads can share
/// it. A model without weights (config.json only) has no layers.
struct Model {
    std::shared_ptr<const Checkpoint> checkpoint;
    ConfigText config;
    const Family* family = nullptr; ///< never null
    LayerTable table;
    ModelFacts facts;
    std::vector<ComputeSetting> computeSettings; ///< see computeSettings()
    /// The dtype with the most bytes, of all tensors: "BF16"; empty without tensors.
    std::string mainDtype;
    std::vector<SideFile> sideFiles; ///< sorted by name
    std::vector<LayerRule> foundRules; ///< see foundRules()
    OutsideParts outside; ///< see findOutsideParts()
    std::shared_ptr<DequantizedCache> dequantized {}; ///< of a quantized model, see dequantized(); else null

    /// The side file of this name; null without one.
    const ConfigText* sideFile(std::string_view name) const;
    const Layer& layer(LayerIndex index) const { return table.layers[index.value]; }
    const TensorInfo& tensor(TensorIndex index) const { return checkpoint->tensor(index); }
};

/// Opens a checkpoint as a model. Refuses a config.json that is missing, unreadable, or states more
/// layers or other shapes than the tensors have. With `allowConfigOnly` a folder without weights is a model
/// without layers that can only lend its config.json. `side` chooses between the stacks of an encoder-decoder
/// model; see mainStack().
Result<std::shared_ptr<const Model>> openModel(const std::filesystem::path& path,
                                               bool allowConfigOnly = false,
                                               std::optional<StackSide> side = std::nullopt);

/// The model of an opened checkpoint; throws Error.
std::shared_ptr<const Model> describe(std::shared_ptr<const Checkpoint> checkpoint,
                                      std::optional<StackSide> side = std::nullopt);

/// True when the first of the config's `architectures` predicts tokens: its name contains "LM", "ForConditionalGeneration",
/// "ForPreTraining" or "DoubleHeads". True also without architectures.
bool hasLanguageHead(const ConfigText& config);

/// The part of a layer's tensor name behind `prefix` and "N.": "self_attn.q_proj.weight".
std::string_view suffixInLayer(std::string_view name, std::string_view prefix);

/// True when `head`, a tensor of a model's head, has the shape of one of its token embeddings: in a tied model it is a
/// stored copy of them. Embeddings of positions and token types, recognised by name, are ignored.
bool hasShapeOfEmbeddings(const TensorInfo& head, const std::vector<const TensorInfo*>& embeddings);

} // namespace layerloom::core
