#include "core/model/config_sections.h"

#include <array>

namespace layerloom::core {

namespace {

constexpr std::array<std::string_view, 4> kTextSections {"text_config.", "language_config.", "llm_config.",
                                                         "thinker_config.text_config."};

} // namespace

std::vector<std::string> presentKeys(const ConfigText& config, const std::vector<std::string>& names)
{
    std::vector<std::string> keys;
    const auto addFrom = [&](const std::string& section) {
        for (const std::string& name : names)
            if (config.has(section + name))
                keys.push_back(section + name);
    };
    for (const std::string& section : textSections())
        addFrom(section);
    addFrom({});
    return keys;
}

std::string_view sectionOfKey(std::string_view key)
{
    std::string_view longest;
    for (const std::string_view section : kTextSections)
        if (key.starts_with(section) && section.size() > longest.size())
            longest = section;
    return longest;
}

const std::vector<std::string>& textSections()
{
    static const std::vector<std::string> sections(kTextSections.begin(), kTextSections.end());
    return sections;
}

std::string configKey(const ConfigText& config, std::string_view name)
{
    const std::vector<std::string> keys = presentKeys(config, {std::string(name)});
    return keys.empty() ? std::string(name) : keys.front();
}

std::string memberKey(std::string_view section, std::string_view name)
{
    std::string key(section);
    if (!key.empty())
        key += '.';
    return key.append(name);
}

} // namespace layerloom::core
