#include "core/model/config_text.h"

#include "core/base/error.h"
#include "core/base/text.h"
#include "core/io/json_scan.h"

#include <algorithm>
#include <charconv>
#include <limits>

// How config.json is patched
//
// A merge writes the config.json of a source with a few values changed. Parsing and printing it would reorder keys,
// reformat numbers (1e-05), and lose what Python accepts and JSON does not (NaN, Infinity), so the text itself is edited:
// one scan records for each key, written as a path with dots, where its name begins and where its value begins and ends.
// A patch replaces the bytes of that value; a new key is added behind the last member of its object, with that member's
// indentation; an array that replaces one keeps its layout (one line, or one element a line). Every other byte stays.
// Patches are applied one after the other, each to the text that the one before it made. Of a key that occurs twice the
// last counts, as in Python. Arrays are values: paths do not lead into them. The scan bounds the depth of nesting before
// it recurses.

namespace layerloom::core {

JsonScan scanConfig(std::string_view text)
{
    return {text, "config.json", JsonScan::Dialect::Python};
}

namespace {

template <typename Number> std::optional<Number> parsed(std::optional<std::string_view> text)
{
    Number number {};
    if (!text)
        return std::nullopt;
    const auto [end, error] = std::from_chars(text->data(), text->data() + text->size(), number);
    if (error != std::errc() || end != text->data() + text->size())
        return std::nullopt;
    return number;
}

// The white space that ends right before `position`.
std::string_view spaceBefore(std::string_view text, std::size_t position)
{
    std::size_t begin = position;
    while (begin > 0 && std::string_view(" \t\r\n").find(text[begin - 1]) != std::string_view::npos)
        --begin;
    return text.substr(begin, position - begin);
}

std::pair<std::string_view, std::string_view> parentAndName(std::string_view key)
{
    const std::size_t dot = key.rfind('.');
    if (dot == std::string_view::npos)
        return {std::string_view(), key};
    return {key.substr(0, dot), key.substr(dot + 1)};
}

} // namespace

ConfigText::ConfigText(std::string text)
    : m_text(std::move(text))
{
    if (!isUtf8(m_text))
        throw Error(ErrorCode::Corrupt, "config.json is not UTF-8 text");
    // The first pass bounds the depth, so that the second may call itself.
    JsonScan whole = scanConfig(m_text);
    if (whole.peek() != '{')
        whole.fail("an object is expected");
    whole.value();
    whole.expectEnd();
    JsonScan scan = scanConfig(m_text);
    readObject(scan, {});
}

void ConfigText::readObject(JsonScan& scan, const std::string& path)
{
    std::size_t keyBegin = 0;
    scan.expect('{');
    if (scan.consume('}'))
        return;
    do {
        keyBegin = scan.position();
        const std::string name = scan.string();
        const std::string key = path.empty() ? name : path + '.' + name;
        scan.expect(':');
        forget(key);
        const std::size_t begin = scan.position();
        if (scan.peek() == '{') {
            if (!path.empty() && path.find('.') == std::string::npos)
                m_nestedObjects.push_back(key);
            readObject(scan, key);
        } else {
            scan.value();
        }
        m_members.insert_or_assign(key, Member {path, keyBegin, begin, scan.passed()});
    } while (scan.consume(','));
    scan.expect('}');
}

// Of a name that occurs twice nothing of the first value is left. (A name may hold dots itself.)
void ConfigText::forget(const std::string& key)
{
    const Member* const first = find(key);
    if (first == nullptr)
        return;
    const Member gone = *first;
    m_members.erase(key);
    const auto end = m_members.lower_bound(key + '/');
    for (auto member = m_members.lower_bound(key + '.'); member != end;) {
        const bool isInside = member->second.keyBegin >= gone.begin && member->second.keyBegin < gone.end;
        member = isInside ? m_members.erase(member) : std::next(member);
    }
}

const ConfigText::Member* ConfigText::find(std::string_view key) const
{
    const auto member = m_members.find(key);
    return member == m_members.end() ? nullptr : &member->second;
}

std::vector<std::pair<std::string_view, const ConfigText::Member*>>
ConfigText::membersOf(std::string_view path) const
{
    std::vector<std::pair<std::string_view, const Member*>> members;
    const std::size_t prefix = path.empty() ? 0 : path.size() + 1;
    for (const auto& [key, member] : m_members) {
        if (member.parent == path)
            members.emplace_back(std::string_view(key).substr(prefix), &member);
    }
    std::sort(members.begin(), members.end(),
              [](const auto& a, const auto& b) { return a.second->keyBegin < b.second->keyBegin; });
    return members;
}

bool ConfigText::has(std::string_view key) const
{
    return find(key) != nullptr;
}

std::optional<std::string_view> ConfigText::raw(std::string_view key) const
{
    const Member* const member = find(key);
    if (member == nullptr)
        return std::nullopt;
    return std::string_view(m_text).substr(member->begin, member->end - member->begin);
}

std::optional<std::int64_t> ConfigText::integer(std::string_view key) const
{
    return parsed<std::int64_t>(raw(key));
}

std::optional<double> ConfigText::number(std::string_view key) const
{
    const std::optional<std::string_view> text = raw(key);
    constexpr double kInfinity = std::numeric_limits<double>::infinity();
    if (text == "NaN")
        return std::numeric_limits<double>::quiet_NaN();
    if (text == "Infinity" || text == "-Infinity")
        return text->front() == '-' ? -kInfinity : kInfinity;
    return parsed<double>(text);
}

std::optional<bool> ConfigText::boolean(std::string_view key) const
{
    const std::optional<std::string_view> text = raw(key);
    if (text == "true" || text == "false")
        return text == "true";
    return std::nullopt;
}

std::optional<std::string> ConfigText::string(std::string_view key) const
{
    const std::optional<std::string_view> text = raw(key);
    if (!text || !text->starts_with('"'))
        return std::nullopt;
    return scanConfig(*text).string();
}

std::optional<std::vector<std::string_view>> ConfigText::array(std::string_view key) const
{
    const std::optional<std::string_view> text = raw(key);
    if (!text || !text->starts_with('['))
        return std::nullopt;
    std::vector<std::string_view> elements;
    JsonScan scan = scanConfig(*text);
    scan.array([&] { elements.push_back(scan.value()); });
    return elements;
}

std::vector<std::string> ConfigText::keys(std::string_view key) const
{
    std::vector<std::string> names;
    for (const auto& [name, member] : membersOf(key))
        names.emplace_back(name);
    return names;
}

std::string ConfigText::with(const ConfigPatch& patch) const
{
    const Member* const member = find(patch.key);
    if (member == nullptr)
        return withNew(patch);
    return m_text.substr(0, member->begin) + patch.value + m_text.substr(member->end);
}

// Behind the last member, laid out as that one is: on a line of its own when it has one.
std::string ConfigText::withNew(const ConfigPatch& patch) const
{
    const auto [parent, name] = parentAndName(patch.key);
    const Member* const object = find(parent);
    if (!parent.empty() && (object == nullptr || m_text[object->begin] != '{'))
        throw Error(ErrorCode::Mismatch,
                    "config.json has no object \"" + std::string(parent) + "\" to hold \"" + std::string(name)
                        + '"');
    const std::string added = jsonQuoted(name) + ": " + patch.value;
    const auto members = membersOf(parent);
    if (members.empty()) {
        const std::size_t inside = (object == nullptr ? m_text.find('{') : object->begin) + 1;
        return m_text.substr(0, inside) + added + m_text.substr(inside);
    }
    const Member& last = *members.back().second;
    const std::string_view space = spaceBefore(m_text, last.keyBegin);
    const bool ownLine = space.find('\n') != std::string_view::npos;
    const std::string between = ',' + (ownLine ? std::string(space) : std::string(" "));
    return m_text.substr(0, last.end) + between + added + m_text.substr(last.end);
}

std::string patched(const ConfigText& config, const std::vector<ConfigPatch>& patches)
{
    if (patches.empty())
        return config.text();
    std::string text = config.with(patches.front());
    for (std::size_t i = 1; i < patches.size(); ++i)
        text = ConfigText(std::move(text)).with(patches[i]);
    return text;
}

std::string ConfigText::without(std::string_view key) const
{
    const Member& member = *find(key);
    const std::string_view text = m_text;
    constexpr std::string_view kSpace = " \t\r\n";
    const std::size_t next = text.find_first_not_of(kSpace, member.end);
    if (text[next] == ',') // another follows, which takes this one's place
        return m_text.substr(0, member.keyBegin) + m_text.substr(text.find_first_not_of(kSpace, next + 1));
    const std::size_t before = text.find_last_not_of(kSpace, member.keyBegin - 1);
    return m_text.substr(0, text[before] == ',' ? before : before + 1) + m_text.substr(member.end);
}

std::string withoutKeys(const ConfigText& config, const std::vector<std::string>& keys)
{
    ConfigText rest = config;
    for (const std::string& key : keys)
        while (rest.has(key)) // one that occurs twice is found twice
            rest = ConfigText(rest.without(key));
    return rest.text();
}

std::string arrayText(const std::vector<std::string_view>& elements, const ConfigText& config,
                      std::string_view key)
{
    std::string before;
    std::string between = " ";
    std::string after;
    const auto old = config.array(key);
    if (old && !old->empty()) {
        const std::string_view raw = config.raw(key).value_or("");
        const auto spaceAt = [&](const char* element) {
            return std::string(spaceBefore(raw, static_cast<std::size_t>(element - raw.data())));
        };
        before = spaceAt(old->front().data());
        after = spaceAt(raw.data() + raw.size() - 1);
        between = old->size() > 1 ? spaceAt((*old)[1].data()) : before.empty() ? between : before;
    }
    if (elements.empty())
        return "[]";
    std::string text = '[' + before;
    for (std::size_t i = 0; i < elements.size(); ++i)
        text += (i > 0 ? ',' + between : std::string()) + std::string(elements[i]);
    return text + after + ']';
}

std::string quoted(std::string_view text)
{
    return jsonQuoted(text);
}

} // namespace layerloom::core
