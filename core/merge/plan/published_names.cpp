#include "core/merge/plan/published_names.h"

#include "core/model/config_sections.h"

#include <algorithm>
#include <array>

namespace layerloom::core {

namespace {

constexpr std::array<std::string_view, 2> kNames {"_name_or_path", "name_or_path"};
constexpr std::array<std::string_view, 3> kFiles {"special_tokens_map_file", "tokenizer_file", "vocab_file"};

template <std::size_t N> bool isOneOf(const std::array<std::string_view, N>& names, std::string_view name)
{
    return std::find(names.begin(), names.end(), name) != names.end();
}

void addPatches(const ConfigText& config, const std::string& section, std::vector<ConfigPatch>& patches)
{
    for (const std::string& name : config.keys(section)) {
        const std::string key = memberKey(section, name);
        const std::string text = config.string(key).value_or("");
        if (isOneOf(kNames, name) && publishedName(text) != text)
            patches.push_back({key, core::quoted(publishedName(text))});
        else if (isOneOf(kFiles, name) && publishedName(text) != text)
            patches.push_back({key, "null"});
        else if (config.raw(key).value_or("").starts_with('{'))
            addPatches(config, key, patches);
    }
}

} // namespace

std::string publishedName(std::string_view name)
{
    const bool hasDrive = name.size() > 2 && name[1] == ':';
    const bool isPath = name.starts_with('/') || name.starts_with('~') || name.starts_with('.') || hasDrive
        || name.find('\\') != std::string_view::npos || std::count(name.begin(), name.end(), '/') > 1;
    if (!isPath)
        return std::string(name);
    const std::size_t end = name.find_last_not_of("/\\");
    name = name.substr(0, end == std::string_view::npos ? 0 : end + 1);
    return std::string(name.substr(name.find_last_of("/\\") + 1));
}

std::vector<ConfigPatch> publishedNames(const ConfigText& config)
{
    std::vector<ConfigPatch> patches;
    addPatches(config, {}, patches);
    return patches;
}

} // namespace layerloom::core
