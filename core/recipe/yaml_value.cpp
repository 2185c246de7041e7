#include "core/recipe/yaml_value.h"

#include "core/base/error.h"
#include "core/base/text.h"

#include <yaml-cpp/yaml.h>

#include <algorithm>
#include <charconv>

namespace layerloom::core {

namespace {

constexpr std::size_t kMaxBytes = 1'000'000;
constexpr std::size_t kMaxValues = 200'000;
constexpr std::size_t kMaxText = 16'000'000;
constexpr std::size_t kMaxKeys = 4'096;
constexpr int kMaxDepth = 64;

/// Copies yaml-cpp's graph (anchors make it share and even contain itself) into a tree of bounded size.
class Copier {
public:
    YamlValue copy(const YAML::Node& node, int depth)
    {
        if (depth > kMaxDepth)
            fail(node, "it is nested deeper than " + std::to_string(kMaxDepth) + " levels");
        if (++m_values > kMaxValues)
            fail(node,
                 "it has more than " + groupedDigits(kMaxValues) + " values once its anchors are followed");
        YamlValue value;
        value.line = node.Mark().line + 1;
        switch (node.Type()) {
        case YAML::NodeType::Scalar:
            value.kind = YamlValue::Kind::Scalar;
            m_text += node.Scalar().size();
            if (m_text > kMaxText)
                fail(node,
                     "it holds more than " + shortBytes(kMaxText) + " of text once its anchors are followed");
            value.scalar = node.Scalar();
            break;
        case YAML::NodeType::Sequence:
            value.kind = YamlValue::Kind::List;
            for (const YAML::Node& element : node)
                value.list.push_back(copy(element, depth + 1));
            break;
        case YAML::NodeType::Map:
            value.kind = YamlValue::Kind::Map;
            copyMap(value, node, depth);
            break;
        case YAML::NodeType::Null:
        case YAML::NodeType::Undefined:
            break;
        }
        return value;
    }

private:
    [[noreturn]] static void fail(const YAML::Node& node, const std::string& what)
    {
        throw Error(ErrorCode::Corrupt,
                    "The YAML cannot be read: " + what + " (line " + std::to_string(node.Mark().line + 1)
                        + ')');
    }

    void copyMap(YamlValue& value, const YAML::Node& node, int depth)
    {
        std::vector<YamlValue> merged;
        for (const auto& pair : node) {
            if (value.map.size() == kMaxKeys)
                fail(node, "a mapping has more than " + groupedDigits(kMaxKeys) + " keys");
            if (!pair.first.IsScalar())
                fail(pair.first, "a key is not a plain text");
            YamlValue element = copy(pair.second, depth + 1);
            if (pair.first.Scalar() == "<<")
                merged.push_back(std::move(element));
            else
                put(value, pair.first.Scalar(), std::move(element), true);
        }
        for (YamlValue& source : merged)
            merge(value, std::move(source));
    }

    // Of a key that occurs twice the last one counts; what a merge key brings never replaces what is there.
    static void put(YamlValue& value, const std::string& key, YamlValue element, bool replaces)
    {
        const auto same = [&](const YamlEntry& entry) { return entry.key == key; };
        const auto found = std::find_if(value.map.begin(), value.map.end(), same);
        if (found == value.map.end())
            value.map.push_back({key, std::move(element)});
        else if (replaces)
            found->value = std::move(element);
    }

    static void merge(YamlValue& value, YamlValue source)
    {
        for (YamlValue& element : source.list)
            merge(value, std::move(element));
        for (auto& [key, element] : source.map)
            put(value, key, std::move(element), false);
    }

    std::size_t m_values = 0;
    std::size_t m_text = 0;
};

template <typename Number> std::optional<Number> parsed(std::string_view text)
{
    if (text.starts_with('+'))
        text.remove_prefix(1);
    Number number {};
    const char* end = text.data() + text.size();
    const auto [rest, error] = std::from_chars(text.data(), end, number);
    if (text.empty() || error != std::errc() || rest != end)
        return std::nullopt;
    return number;
}

} // namespace

const YamlValue* YamlValue::find(std::string_view key) const
{
    for (const auto& [name, value] : map)
        if (name == key)
            return value.kind == Kind::Null ? nullptr : &value;
    return nullptr;
}

std::optional<double> YamlValue::number() const
{
    return isScalar() ? parsed<double>(scalar) : std::nullopt;
}

std::optional<std::int64_t> YamlValue::integer() const
{
    return isScalar() ? parsed<std::int64_t>(scalar) : std::nullopt;
}

std::vector<YamlValue> parseYaml(std::string_view text)
{
    if (text.size() > kMaxBytes)
        throw Error(ErrorCode::Corrupt,
                    "The YAML cannot be read: it is longer than " + shortBytes(kMaxBytes));
    if (!isUtf8(text))
        throw Error(ErrorCode::Corrupt, "The YAML cannot be read: it is not UTF-8 text");
    Copier copier;
    std::vector<YamlValue> documents;
    for (const YAML::Node& node : YAML::LoadAll(std::string(text)))
        documents.push_back(copier.copy(node, 0));
    return documents;
}

} // namespace layerloom::core
