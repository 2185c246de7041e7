#include "core/notation/mergekit_import.h"

#include "core/base/text.h"
#include "core/notation/mergekit_reader.h"
#include "core/notation/yaml_parse.h"

#include <algorithm>
#include <array>

namespace layerloom::core {

namespace {

/// The line that begins a block of code in Markdown.
struct Fence {
    std::string_view mark; ///< "```", or more of the same character
    std::string language; ///< the first word behind it, in lower case
};

std::optional<Fence> fenceAt(std::string_view line)
{
    line = trimmed(line);
    for (const char mark : {'`', '~'}) {
        const std::size_t length = std::min(line.find_first_not_of(mark), line.size());
        if (length < 3)
            continue;
        const std::string_view info = trimmed(line.substr(length));
        std::string language = lowered(info.substr(0, info.find_first_of(" \t{,")));
        return Fence {line.substr(0, length), std::move(language)};
    }
    return std::nullopt;
}

/// True for a line of the same character, at least as long, with nothing behind it.
bool closes(std::string_view line, const Fence& fence)
{
    line = trimmed(line);
    return line.size() >= fence.mark.size()
        && line.find_first_not_of(fence.mark.front()) == std::string_view::npos;
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

/// Reads the blocks of code of a model card that may be YAML.
class CardReader {
public:
    void read(std::string_view line)
    {
        if (m_open && closes(line, *m_open))
            m_open.reset();
        else if (m_open)
            keep(line);
        else
            open(line);
    }

    std::vector<std::string> blocks;
    bool isCard = false; ///< there was a block of code, YAML or not

private:
    void open(std::string_view line)
    {
        m_open = fenceAt(line);
        if (!m_open)
            return;
        isCard = true;
        const std::string& language = m_open->language;
        m_isYaml = language.empty() || language == "yaml" || language == "yml";
        if (m_isYaml)
            blocks.emplace_back();
    }

    void keep(std::string_view line)
    {
        if (m_isYaml)
            blocks.back().append(line).push_back('\n');
    }

    std::optional<Fence> m_open;
    bool m_isYaml = false;
};

/// The configuration in a text: its first block of code that is one, or all of a text without such blocks.
std::optional<std::string> recipeIn(std::string_view text)
{
    CardReader card;
    for (const std::string_view line : splitLines(text))
        card.read(line);
    if (!card.isCard)
        return std::string(text);
    const auto recipe = std::find_if(card.blocks.begin(), card.blocks.end(), hasRecipeKey);
    return recipe == card.blocks.end() ? std::nullopt : std::optional(*recipe);
}

/// "key:value" without the blank that YAML wants between them.
bool lacksBlank(std::string_view line)
{
    line = trimmed(line);
    if (line.starts_with("- "))
        line = trimmed(line.substr(2));
    const std::size_t colon = line.find_first_not_of("abcdefghijklmnopqrstuvwxyz_");
    return colon != std::string_view::npos && colon > 0 && line[colon] == ':' && colon + 1 < line.size()
        && line.find_first_of(" /", colon + 1) != colon + 1;
}

/// What people often get wrong in a text that cannot be read: its first line with a tab in front or without a blank behind a
/// key.
std::optional<std::string> commonFault(std::string_view text)
{
    int number = 0;
    for (const std::string_view line : splitLines(text)) {
        ++number;
        const std::string place = "Line " + std::to_string(number) + ": ";
        if (!trimmed(line).empty() && indentation(line).find('\t') != std::string_view::npos)
            return place + "it begins with a tab; YAML is indented with blanks only";
        if (lacksBlank(line))
            return place + "a blank is missing behind the colon";
    }
    return std::nullopt;
}

MergekitImport read(const std::string& recipe, const FindModel& findModel, std::optional<StackSide> side)
{
    Result<MergekitImport> import =
        guarded([&] { return MergekitReader(findModel, side).read(parseYaml(recipe)); });
    if (!import && import.error().code() == ErrorCode::Corrupt)
        if (const std::optional<std::string> fault = commonFault(recipe))
            throw Error(ErrorCode::Corrupt, *fault);
    return std::move(import).value();
}

} // namespace

Result<MergekitImport> importMergekit(std::string_view text, const FindModel& findModel,
                                      std::optional<StackSide> side)
{
    return guarded([&] {
        const std::optional<std::string> recipe = recipeIn(text);
        if (!recipe)
            throw Error(ErrorCode::Corrupt, "This model card holds no mergekit configuration");
        return read(*recipe, findModel, side);
    });
}

bool isMergekitRecipe(std::string_view text)
{
    const std::optional<std::string> recipe = recipeIn(text);
    return recipe && hasRecipeKey(*recipe);
}

} // namespace layerloom::core
