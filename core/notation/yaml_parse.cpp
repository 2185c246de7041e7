#include "core/notation/yaml_parse.h"

#include "core/base/error.h"
#include "core/base/text.h"

#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/mark.h>
#include <yaml-cpp/parser.h>

#include <algorithm>
#include <map>
#include <sstream>
#include <utility>

namespace layerloom::core {

namespace {

constexpr std::size_t kMaxBytes = 1'000'000;
constexpr std::size_t kMaxDocuments = 1'000;
constexpr std::size_t kMaxValues = 200'000;
constexpr std::size_t kMaxText = 16'000'000;
constexpr std::size_t kMaxKeys = 4'096;
constexpr std::size_t kMaxDepth = 64;

[[noreturn]] void fail(int line, const std::string& what)
{
    throw Error(ErrorCode::Corrupt,
                "The YAML cannot be read: " + what + " (line " + std::to_string(line) + ')');
}

// Of a key that occurs twice the last one counts; what a merge key brings never replaces what is there.
void put(YamlValue& map, std::string key, YamlValue element, bool replaces)
{
    const auto same = [&](const YamlEntry& entry) { return entry.key == key; };
    const auto found = std::find_if(map.map.begin(), map.map.end(), same);
    if (found != map.map.end()) {
        if (replaces)
            found->value = std::move(element);
        return;
    }
    if (map.map.size() == kMaxKeys)
        fail(map.line, "a mapping has more than " + groupedDigits(kMaxKeys) + " keys");
    map.map.push_back({std::move(key), std::move(element)});
}

void merge(YamlValue& map, YamlValue source)
{
    for (YamlValue& element : source.list)
        merge(map, std::move(element));
    for (auto& [key, element] : source.map)
        put(map, std::move(key), std::move(element), false);
}

/// Makes values of what yaml-cpp reads. Its own tree is not used: of some texts it never finds the end.
class Builder final : public YAML::EventHandler {
public:
    std::vector<YamlValue> documents;

    void OnDocumentStart(const YAML::Mark& mark) override
    {
        if (!documents.empty() && mark.pos == m_begin) // yaml-cpp would begin here again and again
            fail(mark.line + 1,
                 "what stands in column " + std::to_string(mark.column + 1) + " belongs nowhere");
        m_begin = mark.pos;
        if (documents.size() == kMaxDocuments)
            fail(mark.line + 1, "it has more than " + groupedDigits(kMaxDocuments) + " documents");
        m_anchors.clear();
    }
    void OnDocumentEnd() override
    {
        if (m_lineOfStrangeKey)
            fail(*m_lineOfStrangeKey, "a key is not a plain text");
    }
    void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override
    {
        add(begun(YamlValue::Kind::Null, mark), anchor);
    }
    void OnAlias(const YAML::Mark& mark, YAML::anchor_t anchor) override
    {
        const auto found = m_anchors.find(anchor);
        if (found == m_anchors.end())
            fail(mark.line + 1, "an anchor holds itself");
        count(found->second, m_open.size());
        add(found->second, 0);
    }
    void OnScalar(const YAML::Mark& mark, const std::string& /*tag*/, YAML::anchor_t anchor,
                  const std::string& text) override
    {
        if (!m_open.empty() && m_open.back().wantsKey()) {
            m_open.back().key = text;
            countText(text, mark.line + 1);
            return;
        }
        YamlValue value = begun(YamlValue::Kind::Scalar, mark);
        value.scalar = text;
        countText(text, value.line);
        add(std::move(value), anchor);
    }
    void OnSequenceStart(const YAML::Mark& mark, const std::string& /*tag*/, YAML::anchor_t anchor,
                         YAML::EmitterStyle::value /*style*/) override
    {
        open(YamlValue::Kind::List, mark, anchor);
    }
    void OnSequenceEnd() override { close(); }
    void OnMapStart(const YAML::Mark& mark, const std::string& /*tag*/, YAML::anchor_t anchor,
                    YAML::EmitterStyle::value /*style*/) override
    {
        open(YamlValue::Kind::Map, mark, anchor);
    }
    void OnMapEnd() override { close(); }

private:
    /// A list or map whose end is still to come.
    struct Open {
        YamlValue value;
        YAML::anchor_t anchor = 0;
        std::optional<std::string> key {}; ///< of the value that comes next
        std::vector<YamlValue> merged {};

        bool wantsKey() const { return value.isMap() && !key; }
    };

    YamlValue begun(YamlValue::Kind kind, const YAML::Mark& mark)
    {
        YamlValue value;
        value.kind = kind;
        value.line = mark.line + 1;
        countValue(value.line, m_open.size());
        return value;
    }

    void open(YamlValue::Kind kind, const YAML::Mark& mark, YAML::anchor_t anchor)
    {
        m_open.push_back({begun(kind, mark), anchor});
    }

    void close()
    {
        Open done = std::move(m_open.back());
        m_open.pop_back();
        for (YamlValue& source : done.merged)
            merge(done.value, std::move(source));
        add(std::move(done.value), done.anchor);
    }

    void add(YamlValue value, YAML::anchor_t anchor)
    {
        if (anchor != 0) {
            count(value, m_open.size());
            m_anchors[anchor] = value;
        }
        if (m_open.empty()) {
            documents.push_back(std::move(value));
            return;
        }
        Open& parent = m_open.back();
        if (parent.wantsKey()) {
            takeStrangeKey(parent, value.line);
            return;
        }
        if (parent.value.isList())
            parent.value.list.push_back(std::move(value));
        else if (std::string key = std::exchange(parent.key, std::nullopt).value_or(""); key == "<<")
            parent.merged.push_back(std::move(value));
        else
            put(parent.value, std::move(key), std::move(value), true);
    }

    // What is wrong with the whole text is told first: an unclosed bracket looks like a strange key as well.
    void takeStrangeKey(Open& parent, int line)
    {
        parent.key.emplace();
        if (!m_lineOfStrangeKey)
            m_lineOfStrangeKey = line;
    }

    void countValue(int line, std::size_t depth)
    {
        if (depth > kMaxDepth)
            fail(line, "it is nested deeper than " + std::to_string(kMaxDepth) + " levels");
        if (++m_values > kMaxValues)
            fail(line,
                 "it has more than " + groupedDigits(kMaxValues) + " values once its anchors are followed");
    }

    void countText(const std::string& text, int line)
    {
        m_text += text.size();
        if (m_text > kMaxText)
            fail(line,
                 "it holds more than " + shortBytes(kMaxText) + " of text once its anchors are followed");
    }

    /// A copy of `value` that is about to be made.
    void count(const YamlValue& value, std::size_t depth)
    {
        countValue(value.line, depth);
        countText(value.scalar, value.line);
        for (const YamlValue& element : value.list)
            count(element, depth + 1);
        for (const auto& [key, element] : value.map) {
            countText(key, value.line);
            count(element, depth + 1);
        }
    }

    std::vector<Open> m_open;
    int m_begin = 0; ///< of the document, in the text
    std::map<YAML::anchor_t, YamlValue> m_anchors;
    std::optional<int> m_lineOfStrangeKey;
    std::size_t m_values = 0;
    std::size_t m_text = 0;
};

} // namespace

std::vector<YamlValue> parseYaml(std::string_view text)
{
    if (text.size() > kMaxBytes)
        throw Error(ErrorCode::Corrupt,
                    "The YAML cannot be read: it is longer than " + shortBytes(kMaxBytes));
    if (!isUtf8(text))
        throw Error(ErrorCode::Corrupt, "The YAML cannot be read: it is not UTF-8 text");
    std::istringstream stream {std::string(text)};
    YAML::Parser parser(stream);
    Builder builder;
    while (parser.HandleNextDocument(builder)) {}
    return std::move(builder.documents);
}

} // namespace layerloom::core
