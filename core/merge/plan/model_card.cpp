#include "core/merge/plan/model_card.h"

#include "core/base/result.h"
#include "core/base/text.h"
#include "core/base/visible_text.h"
#include "core/io/text_file.h"
#include "core/model/config_text.h"
#include "core/notation/format_expression.h"
#include "core/notation/layer_expression.h"
#include "core/notation/mergekit_export.h"
#include "core/notation/yaml_parse.h"
#include "core/stack/overrides.h"
#include "core/stack/part_origins.h"
#include "core/stack/slices.h"

#include <yaml-cpp/yaml.h>

#include <algorithm>
#include <cctype>
#include <set>

namespace layerloom::core {
namespace {

std::string titleOf(const Source& source)
{
    return source.name.empty() ? source.label : source.name;
}

/// The sources that give layers or parts, in the order of their letters.
std::vector<const Source*> usedSources(const Stack& stack)
{
    std::set<SourceIndex> used;
    for (const Block& block : stack.blocks)
        used.insert(block.source);
    for (std::size_t part = 0; part < kPartCount; ++part)
        used.insert(partSource(stack, static_cast<Part>(part)));
    std::vector<const Source*> sources;
    sources.reserve(used.size());
    for (const SourceIndex index : used)
        sources.push_back(&stack.setup.sources[index.value]);
    return sources;
}

/// True for the form of the Hub's licence identifiers: "apache-2.0", "llama3.1", "cc-by-nc-4.0".
bool isLicenceId(std::string_view text)
{
    constexpr std::size_t kLongest = 40;
    constexpr std::string_view kAllowed = "abcdefghijklmnopqrstuvwxyz0123456789.-";
    return !text.empty() && text.size() <= kLongest
        && text.find_first_not_of(kAllowed) == std::string_view::npos
        && std::isalpha(static_cast<unsigned char>(text.front())) != 0;
}

std::string licenceOf(const Source& source)
{
    if (!source.model)
        return {};
    const auto card = source.model->checkpoint->folder() / "README.md";
    constexpr std::uint64_t kMostBytes = 4'000'000;
    const Result<std::string> text = guarded([&] { return readTextFile(card, kMostBytes); });
    return text ? licenceOfCard(*text) : std::string();
}

std::string commonLicence(const std::vector<const Source*>& sources)
{
    const std::string first = licenceOf(*sources.front());
    const bool isCommon = std::all_of(sources.begin(), sources.end(),
                                      [&](const Source* source) { return licenceOf(*source) == first; });
    return isCommon ? first : std::string();
}

std::string frontMatter(const std::vector<const Source*>& sources)
{
    YAML::Emitter out;
    out.SetIndent(2);
    out << YAML::BeginMap << YAML::Key << "base_model" << YAML::Value << YAML::BeginSeq;
    for (const Source* source : sources)
        out << YAML::DoubleQuoted << visible(titleOf(*source));
    out << YAML::EndSeq << YAML::Key << "library_name" << YAML::Value << "transformers";
    if (const std::string licence = commonLicence(sources); !licence.empty())
        out << YAML::Key << "license" << YAML::Value << licence;
    out << YAML::Key << "tags" << YAML::Value << YAML::BeginSeq << "layerloom"
        << "merge" << YAML::EndSeq << YAML::EndMap;
    return "---\n" + std::string(out.c_str()) + "\n---\n";
}

bool isWordCharacter(char c)
{
    return std::isalnum(static_cast<unsigned char>(c)) != 0;
}

/// A text of a file inside a line of Markdown, where nothing of it is a mark: no link, image, HTML, heading or cell.
std::string markdown(const std::string& text)
{
    constexpr std::string_view kMarks = "\\`*[]()<>#|~!&{}$";
    const std::string shown = visible(text);
    std::string escaped;
    for (std::size_t i = 0; i < shown.size(); ++i) {
        const char c = shown[i];
        // Inside a word an underscore is none: "open_llama_3b".
        const bool isInWord =
            i > 0 && i + 1 < shown.size() && isWordCharacter(shown[i - 1]) && isWordCharacter(shown[i + 1]);
        if (kMarks.find(c) != std::string_view::npos || (c == '_' && !isInWord))
            escaped += '\\';
        escaped += c;
    }
    return escaped;
}

/// A block of code that the text cannot end.
std::string fenced(const std::string& text, const std::string& language)
{
    std::size_t longest = 2;
    for (std::size_t at = text.find('`'); at != std::string::npos; at = text.find('`', at)) {
        const std::size_t end = std::min(text.find_first_not_of('`', at), text.size());
        longest = std::max(longest, end - at);
        at = end;
    }
    const std::string fence(longest + 1, '`');
    return fence + language + '\n' + visibleLines(text) + (text.ends_with('\n') ? "" : "\n") + fence + '\n';
}

/// What the stack changes in config.json on purpose.
std::string overridesText(const Stack& stack)
{
    if (stack.setup.overrides.empty())
        return {};
    std::string text;
    for (const ConfigPatch& patch : stack.setup.overrides)
        text += visible(overrideText(patch)) + '\n';
    return "\nValues of config.json that were set on purpose:\n\n" + fenced(text, "");
}

/// Which weights are no longer as their model stores them.
std::string dequantizedText(const Stack& stack)
{
    std::string text;
    for (const Source* source : usedSources(stack))
        if (source->model != nullptr && source->model->facts.dequantizedFrom)
            text += "\nThe quantized weights (" + markdown(*source->model->facts.dequantizedFrom) + ") of "
                + markdown(titleOf(*source)) + " were dequantized.\n";
    return text;
}

std::string span(std::size_t first, std::size_t last)
{
    return first == last ? std::to_string(first) : std::to_string(first) + "–" + std::to_string(last);
}

std::string layerTable(const Stack& stack)
{
    std::string text = "| Layers | From | Its layers |\n|---|---|---|\n";
    for (const Slice& slice : slices(stack))
        text += "| " + span(slice.begin, slice.end - 1) + " | "
            + markdown(titleOf(stack.setup.sources[slice.source.value])) + " | "
            + span(slice.firstLayer.value, slice.lastLayer().value) + " |\n";
    return text;
}

std::string partsText(const Stack& stack)
{
    const auto of = [&](SourceIndex source) { return markdown(titleOf(stack.setup.sources[source.value])); };
    std::string text = "config.json is that of " + of(partSource(stack, Part::Config));
    for (const PartOrigin& origin : partOrigins(stack))
        text += ", " + markdown(origin.name) + " of "
            + (origin.isTied ? "the embeddings (tied)" : of(origin.source));
    return text + ", tokenizer of " + of(partSource(stack, Part::Tokenizer)) + ".\n";
}

/// The recipe for people elsewhere: models by name, not by folder.
std::string publishedRecipe(Stack stack, std::optional<FloatType> dtype)
{
    for (Source& source : stack.setup.sources)
        source.name = titleOf(source);
    return exportMergekit(stack, dtype);
}

} // namespace

std::string licenceOfCard(std::string_view card)
{
    const std::vector<std::string_view> lines = splitLines(card);
    if (lines.empty() || trimmed(lines.front()) != "---")
        return {};
    std::string matter;
    for (std::size_t i = 1; i < lines.size() && trimmed(lines[i]) != "---"; ++i)
        matter += std::string(lines[i]) + '\n';
    const Result<std::string> licence = guarded([&] {
        const std::vector<YamlValue> documents = parseYaml(matter);
        const YamlValue* value = documents.empty() ? nullptr : documents.front().find("license");
        return value != nullptr && value->isScalar() ? value->scalar : std::string();
    });
    return licence && isLicenceId(*licence) ? *licence : std::string();
}

std::string modelCard(const Stack& stack, std::optional<FloatType> dtype, std::uint64_t parameters,
                      const std::string& weights)
{
    const std::string layers = counted(stack.blocks.size(), "layer");
    const std::string kept = dtype ? "in " + std::string(torchName(*dtype)) : "in the dtypes of its sources";
    return frontMatter(usedSources(stack)) + "\n# A stack of " + layers
        + "\n\nMade with Layerloom by stacking layers of existing models; nothing was trained. It has "
        + layers + ", " + groupedDigits(parameters) + " parameters " + kept + "."
        + (weights.empty() ? "" : " " + weights) + "\n\n" + layerTable(stack) + "\n" + partsText(stack)
        + dequantizedText(stack) + overridesText(stack) + "\nAs a layer expression:\n\n"
        + fenced(visible(formatExpression(stack.blocks)), "") + "\nAs a mergekit configuration:\n\n"
        + fenced(publishedRecipe(stack, dtype), "yaml");
}

} // namespace layerloom::core
