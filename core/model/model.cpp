#include "core/model/model.h"

#include "core/checkpoint/open_checkpoint.h"
#include "core/model/found_rules.h"
#include "core/model/layer_table.h"
#include "core/model/model_facts.h"
#include "core/model/quantization_method.h"
#include "core/model/shape_conflict.h"

#include <algorithm>
#include <map>

namespace layerloom::core {

namespace {

std::string mainDtypeOf(const Checkpoint& checkpoint)
{
    std::map<std::string_view, std::uint64_t> bytes;
    for (const TensorInfo& tensor : checkpoint.tensors())
        bytes[tensor.dtype] += tensor.bytes;
    const auto most = std::max_element(bytes.begin(), bytes.end(),
                                       [](const auto& a, const auto& b) { return a.second < b.second; });
    return most == bytes.end() ? std::string() : std::string(most->first);
}

std::vector<const TensorInfo*> pointersTo(const Checkpoint& checkpoint,
                                          const std::vector<TensorIndex>& indices)
{
    std::vector<const TensorInfo*> tensors(indices.size());
    std::transform(indices.begin(), indices.end(), tensors.begin(),
                   [&](TensorIndex index) { return &checkpoint.tensor(index); });
    return tensors;
}

void checkShapes(const Model& model)
{
    std::vector<TensorIndex> layerTensors;
    for (const Layer& layer : model.table.layers)
        layerTensors.insert(layerTensors.end(), layer.tensors.begin(), layer.tensors.end());
    const auto sentence =
        shapeConflict(model.config, *model.family, pointersTo(*model.checkpoint, layerTensors),
                      pointersTo(*model.checkpoint, model.table.embeddings.tensors));
    if (sentence)
        throw Error(ErrorCode::Corrupt, model.checkpoint->name() + ": " + *sentence);
}

} // namespace

Result<std::shared_ptr<const Model>> openModel(const std::filesystem::path& path, bool allowConfigOnly,
                                               std::optional<StackSide> side)
{
    return guarded([&] { return describe(openCheckpoint(path, allowConfigOnly).value(), side); });
}

std::shared_ptr<const Model> describe(std::shared_ptr<const Checkpoint> checkpoint,
                                      std::optional<StackSide> side)
{
    ConfigText config(checkpoint->configText());
    const Family& family = familyFor(config.string("model_type").value_or(""));
    LayerTable table = readLayerTable(*checkpoint, config, family, side);
    ModelFacts facts = readModelFacts(config, family, table, *checkpoint);
    std::string mainDtype = mainDtypeOf(*checkpoint);
    std::vector<ComputeSetting> settings = computeSettings(config, table.layers.size());
    std::vector<SideFile> sideFiles = readSideFiles(checkpoint->folder());
    // What the files say of packed weights is not true of dequantized ones.
    if (const auto& stored = checkpoint->stored()) {
        facts.dequantizedFrom =
            quantizationMethod(ConfigText(stored->configText()), sideFiles, stored->shards());
        std::erase_if(sideFiles, [](const SideFile& file) { return isQuantizationFile(file.name); });
    } else {
        facts.quantization = quantizationMethod(config, sideFiles, checkpoint->shards());
    }
    std::vector<LayerRule> rules = foundRules(config, sideFiles, table, family);
    OutsideParts outside = findOutsideParts(*checkpoint, config, family, table);
    auto cache = facts.quantization ? std::make_shared<DequantizedCache>() : nullptr;
    auto model = std::make_shared<const Model>(
        Model {std::move(checkpoint), std::move(config), &family, std::move(table), std::move(facts),
               std::move(settings), std::move(mainDtype), std::move(sideFiles), std::move(rules),
               std::move(outside), std::move(cache)});
    checkShapes(*model);
    return model;
}

const ConfigText* Model::sideFile(std::string_view name) const
{
    const auto file = std::find_if(sideFiles.begin(), sideFiles.end(),
                                   [&](const SideFile& each) { return each.name == name; });
    return file == sideFiles.end() ? nullptr : &file->text;
}

bool hasShapeOfEmbeddings(const TensorInfo& head, const std::vector<const TensorInfo*>& embeddings)
{
    const auto isTheirs = [&](const TensorInfo* tensor) {
        const auto names = [&](std::string_view part) {
            return tensor->name.find(part) != std::string::npos;
        };
        const bool isAside = names("position") || names("wpe") || names("token_type");
        return !isAside && tensor->shape.size() == 2 && tensor->shape == head.shape;
    };
    return std::any_of(embeddings.begin(), embeddings.end(), isTheirs);
}

std::string_view suffixInLayer(std::string_view name, std::string_view prefix)
{
    if (!name.starts_with(prefix))
        return name;
    const std::size_t dot = name.find('.', prefix.size());
    return dot == std::string_view::npos ? std::string_view() : name.substr(dot + 1);
}

} // namespace layerloom::core
