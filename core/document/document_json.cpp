#include "core/document/document_json.h"

#include "core/base/text.h"
#include "core/checkpoint/dtype.h"
#include "core/stack/limits.h"

#include <algorithm>
#include <charconv>
#include <map>

namespace layerloom::core {

namespace {

constexpr std::size_t kMaxDepth = 64;
constexpr std::size_t kMaxSources = 1'000;
constexpr std::uint64_t kMaxLayer = 1'000'000;
constexpr std::size_t kMaxBytes = 32'000'000;
constexpr std::size_t kMaxKeys = 1'000; // of an object: they are searched one by one
constexpr std::size_t kMaxElements = kMaxBlocks; // of a list
constexpr std::size_t kMaxValues = 1'000'000;
constexpr std::size_t kMaxOverrides = 256; // each is one pass over config.json
constexpr std::size_t kMaxSkipped = 256; // each is compared with every module
constexpr std::size_t kMaxOverrideBytes = 256'000; // of all overrides together

[[noreturn]] void damaged(const std::string& what)
{
    throw Error(ErrorCode::Corrupt, "The document is damaged: " + what);
}

/// Refuses a text whose tree would be too large or too deep, without building it.
class TreeLimits {
public:
    void require(std::string_view text)
    {
        for (std::size_t at = 0; at < text.size(); ++at) {
            const char c = text[at];
            if (c == '"')
                at = endOfString(text, at);
            else if (c == '{' || c == '[')
                open(c == '{' ? kMaxKeys : kMaxElements);
            else if ((c == '}' || c == ']') && !m_open.empty())
                m_open.pop_back();
            else if (c == ',' && !m_open.empty())
                count(m_open.back());
        }
    }

private:
    struct Level {
        std::size_t most = 0;
        std::size_t values = 0;
    };

    /// REQUIRES: a string begins at `at`. The position of its end, or of the text's.
    static std::size_t endOfString(std::string_view text, std::size_t at)
    {
        for (++at; at < text.size() && text[at] != '"'; ++at)
            if (text[at] == '\\')
                ++at;
        return at;
    }

    void open(std::size_t most)
    {
        if (m_open.size() >= kMaxDepth)
            damaged("it is nested deeper than " + std::to_string(kMaxDepth) + " levels");
        m_open.push_back({most, 0});
        count(m_open.back());
    }

    void count(Level& level)
    {
        if (++level.values > level.most)
            damaged((level.most == kMaxKeys ? "an object has more than " : "a list has more than ")
                    + groupedDigits(level.most) + (level.most == kMaxKeys ? " keys" : " elements"));
        if (++m_values > kMaxValues)
            damaged("it has more than " + groupedDigits(kMaxValues) + " values");
    }

    std::vector<Level> m_open;
    std::size_t m_values = 0;
};

/// A value and where it stands, for messages: `stack[3].range`.
class Node {
public:
    Node(const Json& value, std::string where)
        : m_value(&value)
        , m_where(std::move(where))
    {}

    const Json& value() const { return *m_value; }
    const std::string& where() const { return m_where; }

    std::optional<Node> find(const char* key) const
    {
        const auto found = m_value->find(key);
        if (found == m_value->end() || found->is_null())
            return std::nullopt;
        return Node(*found, m_where.empty() ? key : m_where + '.' + key);
    }

    Node require(const char* key) const
    {
        std::optional<Node> node = find(key);
        if (!node)
            damaged((m_where.empty() ? std::string("it") : m_where) + " has no \"" + key + '"');
        return *node;
    }

    const Node& object() const
    {
        if (!m_value->is_object())
            damaged(m_where + " is not an object");
        return *this;
    }

    std::vector<Node> elements() const
    {
        if (!m_value->is_array())
            damaged(m_where + " is not a list");
        std::vector<Node> nodes;
        for (const Json& element : *m_value)
            nodes.emplace_back(element, m_where + '[' + std::to_string(nodes.size()) + ']');
        return nodes;
    }

    std::string text() const
    {
        if (!m_value->is_string())
            damaged(m_where + " is not a text");
        return m_value->get<std::string>();
    }

    bool boolean() const
    {
        if (!m_value->is_boolean())
            damaged(m_where + " is neither true nor false");
        return m_value->get<bool>();
    }

    double number() const
    {
        if (!m_value->is_number())
            damaged(m_where + " is not a number");
        return m_value->get<double>();
    }

    std::uint64_t count(std::uint64_t limit) const
    {
        if (!m_value->is_number_unsigned())
            damaged(m_where + " is not a whole number from 0 on");
        const auto count = m_value->get<std::uint64_t>();
        if (count > limit)
            damaged(m_where + " is " + groupedDigits(count) + ", more than " + groupedDigits(limit));
        return count;
    }

private:
    const Json* m_value;
    std::string m_where;
};

std::string textOr(const Node& object, const char* key, std::string otherwise = {})
{
    const std::optional<Node> node = object.find(key);
    return node ? node->text() : std::move(otherwise);
}

void checkFormat(const Node& root)
{
    if (!root.value().is_object())
        throw Error(ErrorCode::Corrupt, "This is not a Layerloom document: it is not a JSON object");
    const std::optional<Node> format = root.find("format");
    const std::string name = format && format->value().is_string() ? format->text() : std::string();
    if (!name.starts_with(kFormatName))
        throw Error(ErrorCode::Corrupt,
                    R"(This is not a Layerloom document: its "format" is not "layerloom/1")");
    int major = 0;
    const char* end = name.data() + name.size();
    const auto [rest, error] = std::from_chars(name.data() + kFormatName.size(), end, major);
    if (error != std::errc() || (rest != end && *rest != '.') || major < 1)
        damaged(R"(its "format" is ")" + name + R"(", not "layerloom/1")");
    if (major > kFormatMajor)
        throw Error(ErrorCode::Unsupported,
                    "This document has the format \"" + name
                        + R"(", written by a newer Layerloom; this one reads "layerloom/1")");
}

bool isThere(const std::filesystem::path& path)
{
    std::error_code ignored;
    return !path.empty() && std::filesystem::exists(path, ignored);
}

/// See readDocument().
std::string resolvedPath(const std::string& absolute, const std::string& relative,
                         const std::filesystem::path& folder)
{
    const std::filesystem::path byRelative =
        relative.empty() ? std::filesystem::path() : (folder / relative).lexically_normal();
    const bool isBelow =
        !relative.empty() && *std::filesystem::path(relative).lexically_normal().begin() != "..";
    if (isBelow && isThere(byRelative))
        return byRelative.string();
    if (isThere(absolute) || byRelative.empty())
        return absolute;
    return isThere(byRelative) || absolute.empty() ? byRelative.string() : absolute;
}

Source readSource(const Node& node, const std::filesystem::path& folder)
{
    node.object();
    Source source;
    source.path = resolvedPath(textOr(node, "path"), textOr(node, "relative"), folder);
    if (source.path.find('\0') != std::string::npos)
        damaged(node.where() + " has a path with a zero byte");
    source.name = textOr(node, "name");
    source.label = textOr(node, "label", source.name);
    source.fingerprint = textOr(node, "fingerprint");
    if (const std::string side = textOr(node, "stack"); !side.empty()) {
        source.side = sideNamed(side);
        if (!source.side)
            damaged(node.where() + " has the stack \"" + side + "\", which is neither encoder nor decoder");
    }
    if (const std::optional<Node> dequantizes = node.find("dequantize"))
        source.dequantizes = dequantizes->boolean();
    if (const std::optional<Node> layers = node.find("layers"))
        source.layers = static_cast<std::uint32_t>(layers->count(kMaxLayer));
    return source;
}

using Letters = std::map<std::string, SourceIndex>;

Letters lettersOf(const std::vector<Source>& sources)
{
    Letters letters;
    for (SourceIndex index = 0; index.value < sources.size(); ++index)
        letters.emplace(sourceLetter(index), index);
    return letters;
}

SourceIndex readLetter(const Node& node, const Letters& letters)
{
    const std::string letter = node.text();
    const auto found = letters.find(letter);
    if (found == letters.end())
        damaged(node.where() + " names the source \"" + letter + "\", but the document lists "
                + counted(letters.size(), "source"));
    return found->second;
}

std::vector<Scale> readScales(const Node& node)
{
    const std::vector<Node> elements = node.elements();
    if (elements.size() > kMaxScalesPerBlock)
        damaged(node.where() + " has more than " + std::to_string(kMaxScalesPerBlock) + " scales");
    std::vector<Scale> scales;
    for (const Node& element : elements) {
        scales.push_back({textOr(element.object(), "tensor"), element.require("factor").number()});
        if (scales.back().tensor.size() > kMaxScaleName)
            damaged(element.where() + " names a tensor of more than " + std::to_string(kMaxScaleName)
                    + " bytes");
    }
    return scales;
}

/// Counts on in `scales`, those of all layers together.
void appendSlice(Blocks& blocks, const Letters& letters, std::size_t& scales, const Node& node)
{
    node.object();
    const SourceIndex source = readLetter(node.require("source"), letters);
    const std::vector<Node> range = node.require("range").elements();
    if (range.size() != 2)
        damaged(node.where() + ".range is not two numbers");
    const std::uint64_t begin = range[0].count(kMaxLayer);
    const std::uint64_t end = range[1].count(kMaxLayer);
    if (begin >= end)
        damaged(node.where() + ".range is [" + std::to_string(begin) + ", " + std::to_string(end)
                + "], which is empty");
    if (blocks.size() + (end - begin) > kMaxBlocks)
        damaged("it stacks more than " + groupedDigits(kMaxBlocks) + " layers");
    Block block {source, LayerIndex::from(begin), {}, false};
    if (const std::optional<Node> own = node.find("scales"))
        block.scales = readScales(*own);
    scales += block.scales.size() * (end - begin);
    if (scales > kMaxScales)
        damaged("it has more than " + groupedDigits(kMaxScales) + " scales");
    if (const std::optional<Node> split = node.find("split"))
        block.splitBefore = split->boolean();
    for (; block.layer.value < end; ++block.layer, block.splitBefore = false)
        blocks.push_back(block);
}

PinnedStacks readPinned(const Node& list, const Letters& letters, std::size_t& scales)
{
    const std::vector<Node> elements = list.elements();
    if (elements.size() > kMaxPinned)
        damaged("it has " + groupedDigits(elements.size()) + " pinned stacks, more than "
                + groupedDigits(kMaxPinned));
    PinnedStacks pinned;
    Blocks all;
    for (const Node& node : elements) {
        const auto number = static_cast<std::uint32_t>(node.object().require("number").count(kMaxLayer));
        if (std::ranges::find(pinned, number, &PinnedStack::number) != pinned.end())
            damaged(node.where() + " has the number " + std::to_string(number) + " as one before it");
        const std::size_t begin = all.size();
        for (const Node& slice : node.require("stack").elements())
            appendSlice(all, letters, scales, slice);
        pinned.push_back({number, Blocks(all.begin() + static_cast<std::ptrdiff_t>(begin), all.end())});
    }
    return pinned;
}

std::vector<ConfigPatch> readOverrides(const Node& list)
{
    const std::vector<Node> elements = list.elements();
    std::vector<ConfigPatch> overrides;
    std::size_t bytes = 0;
    if (elements.size() > kMaxOverrides)
        damaged("it has " + groupedDigits(elements.size()) + " overrides, more than "
                + groupedDigits(kMaxOverrides));
    for (const Node& node : elements) {
        overrides.push_back({node.object().require("key").text(), node.require("value").text()});
        bytes += overrides.back().key.size() + overrides.back().value.size();
        if (bytes > kMaxOverrideBytes)
            damaged("its overrides have more than " + groupedDigits(kMaxOverrideBytes) + " bytes");
    }
    return overrides;
}

std::vector<Source> readSources(const Node& list, const std::filesystem::path& folder)
{
    const std::vector<Node> elements = list.elements();
    std::vector<Source> sources;
    if (elements.size() > kMaxSources)
        damaged("it has " + groupedDigits(elements.size()) + " sources, more than "
                + groupedDigits(kMaxSources));
    for (const Node& node : elements)
        sources.push_back(readSource(node, folder));
    return sources;
}

void readSetup(const Node& root, const Letters& letters, Setup& setup)
{
    if (const std::optional<Node> base = root.find("base"))
        setup.base = readLetter(*base, letters);
    if (const std::optional<Node> parts = root.find("parts")) {
        parts->object();
        for (std::size_t part = 0; part < kPartCount; ++part)
            if (const std::optional<Node> letter = parts->find(kPartKeys[part].data()))
                setup.parts[part] = readLetter(*letter, letters);
    }
    if (const std::optional<Node> overrides = root.find("overrides"))
        setup.overrides = readOverrides(*overrides);
    if (const std::optional<Node> choices = root.find("per_layer"))
        for (const Node& node : choices->elements())
            setup.perLayer.push_back(
                {node.object().require("name").text(), node.require("gather").boolean()});
    if (setup.perLayer.size() > kMaxKeys)
        damaged("it has more than " + groupedDigits(kMaxKeys) + " entries of per_layer");
}

std::optional<FloatType> readDtype(const Node& node)
{
    const std::string name = node.text();
    if (name == "keep")
        return std::nullopt;
    const std::optional<FloatType> dtype = floatTypeFromText(name);
    if (!dtype)
        damaged(node.where() + " is \"" + name + "\", not one of keep, bf16, f16 and f32");
    return dtype;
}

VerifyMode readVerify(const Node& node)
{
    const auto found = std::find(kVerifyNames.begin(), kVerifyNames.end(), node.text());
    if (found == kVerifyNames.end())
        damaged(node.where() + " is \"" + node.text() + "\", not one of off, quick and full");
    return static_cast<VerifyMode>(found - kVerifyNames.begin());
}

Quantization readQuantization(const Node& node)
{
    const Node format = node.object().require("format");
    const std::optional<QuantizationType> type = quantizationNamed(format.text());
    if (!type)
        damaged(format.where() + " is \"" + format.text() + "\", not one of nf4, fp4 and int8");
    Quantization quantization {*type, false, {}};
    if (const auto wanted = node.find("double_quant"))
        quantization.doubleQuant = wanted->boolean();
    if (quantization.doubleQuant && !canDoubleQuantize(*type))
        damaged(node.where() + " asks for double quantization, which " + format.text() + " does not have");
    if (const auto modules = node.find("skip_modules"))
        for (const Node& name : modules->elements())
            quantization.skippedModules.push_back(name.text());
    if (quantization.skippedModules.size() > kMaxSkipped)
        damaged(node.where() + " names more than " + std::to_string(kMaxSkipped) + " modules to skip");
    return quantization;
}

OutputSettings readSettings(const Node& node)
{
    node.object();
    OutputSettings settings;
    if (const auto dtype = node.find("dtype"))
        settings.dtype = readDtype(*dtype);
    if (const auto all = node.find("dtype_all"))
        settings.convertsAll = all->boolean();
    if (const auto quantize = node.find("quantize"))
        settings.quantize = readQuantization(*quantize);
    if (const auto bytes = node.find("shard_bytes"))
        settings.shardBytes = bytes->count(UINT64_MAX);
    if (const auto wanted = node.find("always_sharded"))
        settings.alwaysSharded = wanted->boolean();
    if (const auto verify = node.find("verify"))
        settings.verify = readVerify(*verify);
    settings.device = textOr(node, "device", settings.device);
    if (const auto wanted = node.find("model_card"))
        settings.modelCard = wanted->boolean();
    if (const auto wanted = node.find("mergekit_config"))
        settings.mergekitConfig = wanted->boolean();
    if (const auto wanted = node.find("recipe"))
        settings.recipe = wanted->boolean();
    return settings;
}

} // namespace

Json parseDocumentJson(std::string_view text)
{
    if (!isUtf8(text))
        throw Error(ErrorCode::Corrupt, "This is not a Layerloom document: it is not UTF-8 text");
    if (trimmed(text).empty())
        throw Error(ErrorCode::Corrupt, "This is not a Layerloom document: it is empty");
    if (text.size() > kMaxBytes)
        throw Error(ErrorCode::Unsupported,
                    "This document is longer than " + shortBytes(kMaxBytes) + ", the most that is read");
    TreeLimits().require(text);
    return Json::parse(text);
}

LoomDocument decodeDocument(const Json& root, const std::filesystem::path& folder)
{
    const Node node(root, "");
    checkFormat(node);
    LoomDocument document;
    document.folder = std::filesystem::absolute(folder).lexically_normal();
    Setup& setup = document.stack.setup;
    setup.sources = readSources(node.require("sources"), document.folder);
    const Letters letters = lettersOf(setup.sources);
    readSetup(node, letters, setup);
    std::size_t scales = 0;
    for (const Node& slice : node.require("stack").elements())
        appendSlice(document.stack.blocks, letters, scales, slice);
    if (const std::optional<Node> pinned = node.find("pinned"))
        document.pinned = readPinned(*pinned, letters, scales);
    if (const std::optional<Node> settings = node.find("merge"))
        document.settings = readSettings(*settings);
    if (const std::optional<Node> view = node.find("view"))
        document.viewState = view->value().dump();
    return document;
}

} // namespace layerloom::core
