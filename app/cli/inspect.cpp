#include "app/cli/inspect.h"

#include "app/cli/failure.h"
#include "app/cli/model_names.h"
#include "app/cli/terminal.h"
#include "app/cli/verb_output.h"
#include "core/base/text.h"

#include <nlohmann/json.hpp>

#include <map>

namespace layerloom::app {

namespace {

using Json = nlohmann::ordered_json;

std::map<std::string, std::uint64_t> bytesByDtype(const core::Model& model)
{
    std::map<std::string, std::uint64_t> bytes;
    for (const core::TensorInfo& tensor : model.checkpoint->tensors())
        bytes[tensor.dtype] += tensor.bytes;
    return bytes;
}

Json asJson(const core::Source& source)
{
    const core::Model& model = *source.model;
    const core::LayerTable& table = model.table;
    Json kinds = Json::array();
    for (const core::LayerKind& kind : table.kinds) {
        Json layers = Json::array();
        for (const core::LayerIndex layer : kind.layers)
            layers.push_back(layer.value);
        kinds.push_back({{"name", kind.name}, {"layers", layers}, {"parameters", kind.parameters}});
    }
    Json parts;
    parts["embeddings"] = table.embeddings.parameters;
    parts["norm"] = table.norm.parameters;
    parts["head"] = table.head.parameters;
    for (const core::TaskHead& head : table.taskHeads)
        parts[head.name] = head.parameters;
    Json json;
    json["path"] = source.path;
    json["architecture"] = model.facts.architecture;
    json["model_type"] = model.facts.modelType;
    json["layers"] = table.layers.size();
    json["parameters"] = table.parameters;
    json["bytes"] = table.bytes;
    json["stack"] = table.prefix;
    json["side"] = table.side ? Json(core::sideName(*table.side)) : Json();
    json["tied"] = table.tied;
    json["dtypes"] = bytesByDtype(model);
    json["parts"] = parts;
    json["kinds"] = kinds;
    json["notes"] = model.checkpoint->notes();
    return json;
}

void printPart(const char* name, const core::PartTensors& part, const char* remark = "")
{
    if (!part.tensors.empty())
        printLine("  %-12s %s%s", name, core::groupedDigits(part.parameters).c_str(), remark);
}

const char* headText(const core::LayerTable& table)
{
    return table.tied ? "tied head" : table.head.tensors.empty() ? "no language model head" : "own head";
}

/// A tied head may have more than the copy: a bias, a dense layer before it.
const char* headRemark(const core::Model& model)
{
    const core::LayerTable& table = model.table;
    std::vector<const core::TensorInfo*> embeddings;
    for (const core::TensorIndex index : table.embeddings.tensors)
        embeddings.push_back(&model.tensor(index));
    std::size_t copies = 0;
    for (const core::TensorIndex index : table.head.tensors)
        copies += core::hasShapeOfEmbeddings(model.tensor(index), embeddings) ? 1U : 0U;
    if (table.headDiffers)
        return " (differs from the embeddings, although config.json ties them)";
    if (!table.tied || copies == 0)
        return "";
    return copies == table.head.tensors.size()
        ? " (a copy of the tied embeddings, not counted)"
        : " (with a copy of the tied embeddings, which is not counted)";
}

void printParameters(const core::Model& model)
{
    const core::LayerTable& table = model.table;
    printLine("Parameters");
    for (const core::LayerKind& kind : table.kinds)
        printLine("  %-12s %s x %zu", kind.name.c_str(), core::groupedDigits(kind.parameters).c_str(),
                  kind.layers.size());
    printPart("embeddings", table.embeddings);
    printPart("norm", table.norm);
    printPart("head", table.head, headRemark(model));
    std::uint64_t others = table.rest.parameters;
    for (const core::TaskHead& head : table.taskHeads) {
        printLine("  %-12s %s", head.name.c_str(), core::groupedDigits(head.parameters).c_str());
        others -= head.parameters;
    }
    if (others > 0)
        printLine("  %-12s %s", "others", core::groupedDigits(others).c_str());
}

void print(const core::Source& source)
{
    const core::Model& model = *source.model;
    const core::LayerTable& table = model.table;
    printLine("%s", source.path.c_str());
    printLine("%s (%s), %s, %s parameters, %s, %s", model.facts.architecture.c_str(),
              model.facts.modelType.c_str(), core::counted(table.layers.size(), "layer").c_str(),
              core::groupedDigits(table.parameters).c_str(), core::shortBytes(table.bytes).c_str(),
              headText(table));
    if (table.side)
        printLine("Stack: the %s (%sN); the other one with --stack",
                  std::string(core::sideName(*table.side)).c_str(), table.prefix.c_str());
    printBlankLine();
    printParameters(model);
    printBlankLine();
    printLine("Bytes");
    for (const auto& [dtype, bytes] : bytesByDtype(model))
        printLine("  %-12s %s", dtype.c_str(), core::shortBytes(bytes).c_str());
    if (!table.extraLayers.empty()) {
        printBlankLine();
        printLine("%s past those that config.json counts",
                  core::counted(table.extraLayers.size(), "layer").c_str());
    }
    for (const std::string& note : model.checkpoint->notes()) {
        printBlankLine();
        printLine("%s", note.c_str());
    }
}

struct InspectOptions {
    std::string folder;
    std::string side; ///< --stack
    bool json = false;
};

} // namespace

void addInspectVerb(CLI::App& program)
{
    CLI::App* verb = program.add_subcommand("inspect", "Show what a checkpoint contains");
    auto options = std::make_shared<InspectOptions>();
    addModelFolder(*verb, options->folder);
    addSideOption(*verb, options->side);
    addJsonOption(*verb, options->json);
    verb->callback([options] {
        const core::Source source = openSource({{}, options->folder, core::sideNamed(options->side)});
        if (options->json)
            printJson(asJson(source));
        else
            print(source);
    });
}

} // namespace layerloom::app
