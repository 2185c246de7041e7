// A config.json: the first line is a key to be changed, the rest is the text.
#include "core/base/result.h"
#include "core/base/text.h"
#include "core/model/config_text.h"
#include "tests/fuzz/fuzz.h"

#include <algorithm>
#include <memory>

using namespace layerloom;

namespace {

/// Changing a value changes this value and nothing else.
void change(const core::ConfigText& config, const std::string& key)
{
    const std::string value = "[1, \"two\"]";
    const auto text = core::guarded([&] { return core::patched(config, {{key, value}}); });
    tests::requireKnownFailure(text);
    if (!text)
        return;
    const core::ConfigText after(*text);
    tests::require(after.raw(key) == value, "the new value is not there");
    for (const std::string& name : config.keys()) {
        const bool isTouched = key == name || key.starts_with(name + '.');
        tests::require(isTouched || after.raw(name) == config.raw(name), "another value has changed");
    }
    const std::optional<std::string_view> before = config.raw(key);
    if (before)
        tests::require(core::patched(after, {{key, std::string(*before)}}) == config.text(),
                       "changing back does not give the same text");
}

/// Keys come from the program's own data: members that have names, joined by dots.
bool isAskedFor(const std::string& key)
{
    const std::string bounded = '.' + key + '.';
    return core::isUtf8(key) && bounded.find("..") == std::string::npos;
}

} // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const std::string_view input = tests::textOf(data, size);
    const std::size_t line = std::min(input.find('\n'), input.size());
    const std::string key(input.substr(0, line));
    if (!isAskedFor(key))
        return 0;
    const auto config = core::guarded([&] {
        return std::make_shared<core::ConfigText>(
            std::string(input.substr(std::min(line + 1, input.size()))));
    });
    tests::requireKnownFailure(config);
    if (!config)
        return 0;
    const core::ConfigText& text = **config;
    text.integer(key);
    text.number(key);
    text.boolean(key);
    text.string(key);
    if (const auto elements = text.array(key))
        core::arrayText(*elements, text, key);
    change(text, key);
    return 0;
}
