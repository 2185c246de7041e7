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
    Json json;
    json["path"] = source.path;
    json["architecture"] = model.facts.architecture;
    json["model_type"] = model.facts.modelType;
    json["layers"] = table.layers.size();
    json["parameters"] = table.parameters;
    json["bytes"] = table.bytes;
    json["tied"] = table.tied;
    json["dtypes"] = bytesByDtype(model);
    json["parts"] = parts;
    json["kinds"] = kinds;
    return json;
}

void printPart(const char* name, const core::PartTensors& part, const char* remark = "")
{
    if (!part.tensors.empty())
        printLine("  %-12s %s%s", name, core::groupedDigits(part.parameters).c_str(), remark);
}

void print(const core::Source& source)
{
    const core::Model& model = *source.model;
    const core::LayerTable& table = model.table;
    printLine("%s", source.path.c_str());
    printLine("%s (%s), %s, %s parameters, %s, %s", model.facts.architecture.c_str(),
              model.facts.modelType.c_str(), core::counted(table.layers.size(), "layer").c_str(),
              core::groupedDigits(table.parameters).c_str(), core::shortBytes(table.bytes).c_str(),
              table.tied ? "tied head" : "own head");
    printBlankLine();
    printLine("Parameters");
    for (const core::LayerKind& kind : table.kinds)
        printLine("  %-12s %s x %zu", kind.name.c_str(), core::groupedDigits(kind.parameters).c_str(),
                  kind.layers.size());
    printPart("embeddings", table.embeddings);
    printPart("norm", table.norm);
    printPart("head", table.head, table.tied ? " (a copy of the tied embeddings, not counted)" : "");
    printPart("others", table.rest);
    printBlankLine();
    printLine("Bytes");
    for (const auto& [dtype, bytes] : bytesByDtype(model))
        printLine("  %-12s %s", dtype.c_str(), core::shortBytes(bytes).c_str());
    if (table.extraLayers.empty())
        return;
    printBlankLine();
    printLine("%s past those that config.json counts",
              core::counted(table.extraLayers.size(), "layer").c_str());
}

struct InspectOptions {
    std::string folder;
    bool json = false;
};

} // namespace

void addInspectVerb(CLI::App& program)
{
    CLI::App* verb = program.add_subcommand("inspect", "Show what a checkpoint contains");
    auto options = std::make_shared<InspectOptions>();
    addModelFolder(*verb, options->folder);
    addJsonOption(*verb, options->json);
    verb->callback([options] {
        const core::Source source = openSource({{}, options->folder});
        if (options->json)
            printJson(asJson(source));
        else
            print(source);
    });
}

} // namespace layerloom::app
