#include "core/notation/mergekit_import.h"

#include "core/base/text.h"
#include "core/notation/mergekit_reader.h"
#include "core/notation/yaml_parse.h"

#include <algorithm>
#include <array>

namespace layerloom::core {

namespace {

std::string_view fenceLanguage(std::string_view line)
{
    line = trimmed(line);
    if (!line.starts_with("```"))
        return {};
    line.remove_prefix(3);
    return trimmed(line);
}

bool isFence(std::string_view line)
{
    return trimmed(line).starts_with("```");
}

std::string_view indentation(std::string_view line)
{
    return line.substr(0, std::min(line.size(), line.find_first_not_of(" \t")));
}

bool isKey(std::string_view line, std::string_view key)
{
    return line.starts_with(key) && trimmed(line.substr(key.size())).starts_with(':');
}

/// True when a key of a mergekit configuration stands at the indentation of the first line that is neither empty, a comment
/// nor a document mark.
bool hasRecipeKey(std::string_view block)
{
    constexpr std::array<std::string_view, 5> kKeys {"merge_method", "slices", "models", "modules",
                                                     "layer_slices"};
    std::optional<std::string_view> outermost;
    for (const std::string_view line : splitLines(block)) {
        const std::string_view text = trimmed(line);
        if (text.empty() || text.starts_with('#') || text == "---")
            continue;
        if (!outermost)
            outermost = indentation(line);
        if (indentation(line) == *outermost
            && std::any_of(kKeys.begin(), kKeys.end(),
                           [&](std::string_view key) { return isKey(text, key); }))
            return true;
    }
    return false;
}

/// The fenced yaml blocks of a model card; empty when the text is no card.
std::vector<std::string> yamlBlocks(std::string_view text)
{
    std::vector<std::string> blocks;
    bool isInside = false;
    bool isYaml = false;
    for (const std::string_view line : splitLines(text)) {
        if (!isFence(line)) {
            if (isYaml)
                blocks.back().append(line).push_back('\n');
            continue;
        }
        isInside = !isInside;
        const std::string_view language = fenceLanguage(line);
        isYaml = isInside && (language == "yaml" || language == "yml");
        if (isYaml)
            blocks.emplace_back();
    }
    return blocks;
}

/// The configuration in a text: its first fenced block that is one, or all of a text without such blocks.
std::optional<std::string> recipeIn(std::string_view text)
{
    const std::vector<std::string> blocks = yamlBlocks(text);
    if (blocks.empty())
        return std::string(text);
    const auto recipe = std::find_if(blocks.begin(), blocks.end(), hasRecipeKey);
    return recipe == blocks.end() ? std::nullopt : std::optional(*recipe);
}

} // namespace

Result<MergekitImport> importMergekit(std::string_view text, const FindModel& findModel)
{
    return guarded([&] {
        const std::optional<std::string> recipe = recipeIn(text);
        if (!recipe)
            throw Error(ErrorCode::Corrupt, "This model card holds no mergekit configuration");
        return MergekitReader(findModel).read(parseYaml(*recipe));
    });
}

bool isMergekitRecipe(std::string_view text)
{
    const std::optional<std::string> recipe = recipeIn(text);
    return recipe && hasRecipeKey(*recipe);
}

} // namespace layerloom::core
