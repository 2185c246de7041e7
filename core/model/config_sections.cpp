#include "core/model/config_sections.h"

#include <algorithm>
#include <array>

namespace layerloom::core {

namespace {

constexpr std::array<std::string_view, 3> kTextSections {"text_config", "language_config", "llm_config"};
/// Of a model with a thinker and a talker the thinker is the language model.
constexpr std::string_view kThinker = "thinker_config.";

bool isTextSection(std::string_view name)
{
    return std::find(kTextSections.begin(), kTextSections.end(), name) != kTextSections.end();
}

std::string_view wrapperOf(std::string_view object)
{
    return object.substr(0, object.find('.') + 1);
}

/// Text sections inside of the config of a wrapped model ("vlm_config."). Of several wrapped models none is the main one.
void addWrapped(const ConfigText& config, std::vector<std::string>& sections)
{
    std::vector<std::string_view> wrapped;
    for (const std::string_view object : config.nestedObjects())
        if (isTextSection(object.substr(wrapperOf(object).size())))
            wrapped.push_back(object);
    const auto isThinker = [](std::string_view object) { return object.starts_with(kThinker); };
    if (std::any_of(wrapped.begin(), wrapped.end(), isThinker))
        std::erase_if(wrapped, [&](std::string_view object) { return !isThinker(object); });
    else if (!sections.empty() || std::any_of(wrapped.begin(), wrapped.end(), [&](std::string_view object) {
                 return wrapperOf(object) != wrapperOf(wrapped.front());
             }))
        return;
    for (const std::string_view object : wrapped)
        sections.push_back(std::string(object) + '.');
}

} // namespace

std::vector<std::string> textSections(const ConfigText& config)
{
    std::vector<std::string> sections;
    for (const std::string_view name : kTextSections)
        if (config.raw(name).value_or("").starts_with('{'))
            sections.push_back(std::string(name) + '.');
    addWrapped(config, sections);
    return sections;
}

std::vector<std::string> presentKeys(const ConfigText& config, const std::vector<std::string>& names)
{
    std::vector<std::string> keys;
    const auto addFrom = [&](const std::string& section) {
        for (const std::string& name : names)
            if (config.has(section + name))
                keys.push_back(section + name);
    };
    for (const std::string& section : textSections(config))
        addFrom(section);
    addFrom({});
    return keys;
}

std::string sectionOfKey(const ConfigText& config, std::string_view key)
{
    std::string longest;
    for (const std::string& section : textSections(config))
        if (key.starts_with(section) && section.size() > longest.size())
            longest = section;
    return longest;
}

const std::vector<std::string>& textSectionNames()
{
    static const std::vector<std::string> names(kTextSections.begin(), kTextSections.end());
    return names;
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
