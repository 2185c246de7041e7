#include "core/merge/plan/model_card.h"

#include "core/base/text.h"
#include "core/io/text_file.h"
#include "core/model/config_text.h"
#include "core/notation/format_expression.h"
#include "core/notation/layer_expression.h"
#include "core/notation/mergekit_export.h"
#include "core/stack/head.h"
#include "core/stack/slices.h"

#include <algorithm>
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

/// The value of "license:" in the front matter of a model's card; empty when there is none.
std::string licenceOf(const Source& source)
{
    if (!source.model)
        return {};
    const auto card = source.model->checkpoint->folder() / "README.md";
    std::error_code ignored;
    if (!std::filesystem::is_regular_file(card, ignored)
        || std::filesystem::file_size(card, ignored) > 4'000'000)
        return {};
    const std::string text = readTextFile(card);
    const auto lines = splitLines(text);
    if (lines.empty() || trimmed(lines.front()) != "---")
        return {};
    for (std::size_t i = 1; i < lines.size() && trimmed(lines[i]) != "---"; ++i)
        if (constexpr std::string_view kKey = "license:"; lines[i].substr(0, kKey.size()) == kKey)
            return std::string(trimmed(lines[i].substr(kKey.size())));
    return {};
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
    std::string text = "---\nbase_model:\n";
    for (const Source* source : sources)
        text += "- " + core::quoted(titleOf(*source)) + "\n";
    text += "library_name: transformers\n";
    if (const std::string licence = commonLicence(sources); !licence.empty())
        text += "license: " + licence + "\n";
    return text + "tags:\n- layerloom\n- merge\n---\n";
}

/// A bar would end the cell.
std::string cell(const std::string& text)
{
    std::string escaped;
    for (const char c : text)
        escaped += c == '|' ? std::string("\\|") : std::string(1, c);
    return escaped;
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
            + cell(titleOf(stack.setup.sources[slice.source.value])) + " | "
            + span(slice.firstLayer.value, slice.lastLayer().value) + " |\n";
    return text;
}

std::string partsText(const Stack& stack)
{
    const auto from = [&](Part part) { return titleOf(stack.setup.sources[partSource(stack, part).value]); };
    return "config.json is that of " + from(Part::Config) + ", embeddings of " + from(Part::Embeddings)
        + ", final norm of " + from(Part::Norm) + ", head of "
        + (writesHead(stack) ? from(Part::Head) : "the embeddings (tied)") + ", tokenizer of "
        + from(Part::Tokenizer) + ".\n";
}

/// The recipe for people elsewhere: models by name, not by folder.
std::string publishedRecipe(Stack stack, std::optional<FloatType> dtype)
{
    for (Source& source : stack.setup.sources)
        source.name = titleOf(source);
    std::string text = exportMergekit(stack, dtype);
    if (!text.empty() && text.back() != '\n')
        text += '\n';
    return text;
}

} // namespace

std::string modelCard(const Stack& stack, std::optional<FloatType> dtype, std::uint64_t parameters)
{
    const std::string layers = counted(stack.blocks.size(), "layer");
    const std::string kept = dtype ? "in " + std::string(torchName(*dtype)) : "in the dtypes of its sources";
    return frontMatter(usedSources(stack)) + "\n# A stack of " + layers
        + "\n\nMade with Layerloom by stacking layers of existing models; nothing was trained. It has "
        + layers + ", " + groupedDigits(parameters) + " parameters " + kept + ".\n\n" + layerTable(stack)
        + "\n" + partsText(stack) + "\nAs a layer expression:\n\n```\n" + formatExpression(stack.blocks)
        + "\n```\n\nAs a mergekit configuration:\n\n```yaml\n" + publishedRecipe(stack, dtype) + "```\n";
}

} // namespace layerloom::core
