#include "core/model/config_sections.h"

#include <array>

namespace layerloom::core {

namespace {

constexpr std::array<std::string_view, 5> kSections {"text_config.", "language_config.", "llm_config.",
                                                     "thinker_config.text_config.", ""};

} // namespace

std::vector<std::string> presentKeys(const ConfigText& config, const std::vector<std::string>& names)
{
    std::vector<std::string> keys;
    for (const std::string_view section : kSections) {
        for (const std::string& name : names) {
            std::string key = std::string(section) + name;
            if (config.has(key))
                keys.push_back(std::move(key));
        }
    }
    return keys;
}

std::string_view sectionOfKey(std::string_view key)
{
    std::string_view longest;
    for (const std::string_view section : kSections)
        if (key.starts_with(section) && section.size() > longest.size())
            longest = section;
    return longest;
}

const std::vector<std::string>& textSections()
{
    static const std::vector<std::string> sections(kSections.begin() + 1, kSections.end());
    return sections;
}

std::string configKey(const ConfigText& config, std::string_view name)
{
    const std::vector<std::string> keys = presentKeys(config, {std::string(name)});
    return keys.empty() ? std::string(name) : keys.front();
}

} // namespace layerloom::core
