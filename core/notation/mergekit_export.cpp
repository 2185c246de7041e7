#include "core/notation/mergekit_export.h"

#include "core/notation/mergekit_model.h"
#include "core/stack/slices.h"

#include <yaml-cpp/yaml.h>

#include <algorithm>
#include <array>
#include <charconv>

namespace layerloom::core {

namespace {

bool isPlain(const std::string& text)
{
    constexpr std::string_view kSafe = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_./-@";
    return text.find('/') != std::string::npos && text.find_first_not_of(kSafe) == std::string::npos
        && text.front() != '@' && text.front() != '-';
}

void emitText(YAML::Emitter& out, const std::string& text)
{
    if (!isPlain(text))
        out << YAML::DoubleQuoted;
    out << text;
}

void emitNumber(YAML::Emitter& out, double number)
{
    std::array<char, 32> buffer {};
    const auto end = std::to_chars(buffer.data(), buffer.data() + buffer.size(), number).ptr;
    std::string text(buffer.data(), end);
    if (text.find_first_of(".en") == std::string::npos)
        text += ".0";
    out << text;
}

void emitModel(YAML::Emitter& out, const Source& source)
{
    const std::string& name = !source.name.empty() ? source.name
        : !source.path.empty()                     ? source.path
                                                   : source.label;
    if (!needsMapForm(name)) {
        emitText(out, name);
        return;
    }
    out << YAML::BeginMap << YAML::Key << "model" << YAML::Value << YAML::BeginMap << YAML::Key << "path"
        << YAML::Value;
    emitText(out, name);
    out << YAML::EndMap << YAML::EndMap;
}

void emitScales(YAML::Emitter& out, const std::vector<Scale>& scales, const std::string& allLayers)
{
    out << YAML::Key << "parameters" << YAML::Value << YAML::BeginMap << YAML::Key << "scale" << YAML::Value
        << YAML::BeginSeq;
    for (const Scale& scale : scales) {
        out << YAML::BeginMap;
        const std::string& filter = scale.tensor.empty() ? allLayers : scale.tensor;
        if (!filter.empty()) {
            out << YAML::Key << "filter" << YAML::Value;
            if (filter.find_first_not_of("abcdefghijklmnopqrstuvwxyz_.") != std::string::npos)
                out << YAML::DoubleQuoted;
            out << filter;
        }
        out << YAML::Key << "value" << YAML::Value;
        emitNumber(out, scale.factor);
        out << YAML::EndMap;
    }
    if (!scales.back().tensor.empty() || !allLayers.empty())
        out << YAML::BeginMap << YAML::Key << "value" << YAML::Value << "1.0" << YAML::EndMap;
    out << YAML::EndSeq << YAML::EndMap;
}

struct WrittenSlice {
    SourceIndex source = 0;
    LayerRange layers;
    std::vector<Scale> scales;
    std::string
        allLayers; ///< the filter that stands for "all layers and nothing else"; empty: none is needed
};

void emitSlice(YAML::Emitter& out, const WrittenSlice& slice, const Source& source)
{
    out << YAML::BeginMap << YAML::Key << "sources" << YAML::Value << YAML::BeginSeq << YAML::BeginMap;
    out << YAML::Key << "model" << YAML::Value;
    emitModel(out, source);
    out << YAML::Key << "layer_range" << YAML::Value << YAML::Flow << YAML::BeginSeq
        << slice.layers.begin.value << slice.layers.end.value << YAML::EndSeq;
    if (!slice.scales.empty())
        emitScales(out, slice.scales, slice.allLayers);
    out << YAML::EndMap << YAML::EndSeq << YAML::EndMap;
}

/// mergekit evaluates the first and last slice's scales for embeddings and head too: a filter keeps them out of it.
std::string layerFilter(const Source& source)
{
    return source.model ? source.model->table.prefix : "layers.";
}

std::vector<WrittenSlice> writtenSlices(const Stack& stack)
{
    std::vector<WrittenSlice> written;
    for (const Slice& slice : slices(stack))
        written.push_back(
            {slice.source, {slice.firstLayer, slice.lastLayer() + 1}, stack.blocks[slice.begin].scales, {}});
    if (written.empty())
        return written;
    for (WrittenSlice* edge : {&written.front(), &written.back()})
        edge->allLayers = layerFilter(stack.setup.sources[edge->source.value]);
    const SourceIndex embeddings = partSource(stack, Part::Embeddings);
    const SourceIndex head = partSource(stack, Part::Head);
    if (head != written.back().source) {
        const auto end = LayerIndex::from(stack.setup.sources[head.value].layers);
        written.push_back({head, {end, end}, {}, {}});
    }
    if (embeddings != written.front().source)
        written.insert(written.begin(), {embeddings, {0, 0}, {}, {}});
    return written;
}

/// What mergekit has no words for, as comments for the reader.
std::vector<std::string> remarks(const Stack& stack)
{
    std::vector<std::string> lines;
    const auto label = [&](Part part) { return stack.setup.sources[partSource(stack, part).value].label; };
    if (partSource(stack, Part::Norm) != partSource(stack, Part::Head))
        lines.push_back("The final norm is that of " + label(Part::Norm) + ", which mergekit cannot say");
    if (partSource(stack, Part::ChatTemplate) != partSource(stack, Part::Config))
        lines.push_back("The chat template is that of " + label(Part::ChatTemplate)
                        + ", which mergekit cannot say");
    if (partSource(stack, Part::GenerationConfig) != partSource(stack, Part::Config))
        lines.push_back("The generation config is that of " + label(Part::GenerationConfig)
                        + ", which mergekit cannot say");
    for (const ConfigPatch& patch : stack.setup.overrides)
        lines.push_back("config.json: " + patch.key + " is set to " + patch.value
                        + ", which mergekit cannot say");
    for (const PerLayerChoice& choice : stack.setup.perLayer)
        lines.push_back(choice.name + (choice.gathers ? " is gathered with the layers" : " stays as it is")
                        + ", which mergekit cannot say");
    for (std::string& line : lines)
        std::replace_if(
            line.begin(), line.end(), [](unsigned char c) { return c < ' '; }, ' ');
    return lines;
}

} // namespace

std::string exportMergekit(const Stack& stack, std::optional<FloatType> dtype)
{
    const std::vector<Source>& sources = stack.setup.sources;
    YAML::Emitter out;
    out << YAML::BeginMap << YAML::Key << "merge_method" << YAML::Value << "passthrough";
    // Without base_model mergekit takes config and tokenizer from any of several models.
    const SourceIndex config = partSource(stack, Part::Config);
    if (!sources.empty() && (stack.setup.base || sources.size() > 1)) {
        out << YAML::Key << "base_model" << YAML::Value;
        emitModel(out, sources[config.value]);
    }
    if (dtype)
        out << YAML::Key << "dtype" << YAML::Value << std::string(torchName(*dtype));
    if (!sources.empty() && partSource(stack, Part::Tokenizer) != config) {
        out << YAML::Key << "tokenizer_source" << YAML::Value;
        emitModel(out, sources[partSource(stack, Part::Tokenizer).value]);
    }
    out << YAML::Key << "slices" << YAML::Value << YAML::BeginSeq;
    for (const WrittenSlice& slice : writtenSlices(stack))
        emitSlice(out, slice, sources[slice.source.value]);
    out << YAML::EndSeq << YAML::EndMap;
    std::string text = out.c_str();
    text += '\n';
    if (!sources.empty())
        for (const std::string& line : remarks(stack))
            text += "# " + line + '\n';
    return text;
}

} // namespace layerloom::core
