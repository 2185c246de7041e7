#include "core/base/text.h"
#include "core/notation/mergekit_reader.h"
#include "core/notation/mergekit_yaml.h"

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

bool looksLikeRecipe(std::string_view block)
{
    constexpr std::array<std::string_view, 4> kKeys {"merge_method:", "slices:", "modules:", "layer_slices:"};
    for (const std::string_view line : splitLines(block))
        for (const std::string_view key : kKeys)
            if (line.starts_with(key))
                return true;
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

std::string recipeIn(std::string_view text)
{
    const std::vector<std::string> blocks = yamlBlocks(text);
    if (blocks.empty())
        return std::string(text);
    for (const std::string& block : blocks)
        if (looksLikeRecipe(block))
            return block;
    throw Error(ErrorCode::Corrupt, "This model card holds no mergekit configuration");
}

} // namespace

Result<MergekitImport> importMergekit(std::string_view yaml, const FindModel& findModel)
{
    return guarded([&] { return MergekitReader(findModel).read(parseYaml(recipeIn(yaml))); });
}

} // namespace layerloom::core
