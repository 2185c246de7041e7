#include "core/tokenizer/json_node.h"

#include "core/base/error.h"
#include "core/base/text.h"
#include "core/io/text_file.h"
#include "core/tokenizer/unicode.h"

#include <nlohmann/json.hpp>

namespace layerloom::core {

JsonNode::JsonNode(const nlohmann::json& json, std::string file, std::string key)
    : m_json(&json)
    , m_file(std::move(file))
    , m_key(std::move(key))
{}

bool JsonNode::lacks(const char* key) const
{
    const auto entry = m_json->find(key);
    return entry == m_json->end() || entry->is_null();
}

JsonNode JsonNode::at(const char* key) const
{
    if (!m_json->is_object())
        fail("is not an object");
    const std::string name = m_key.empty() ? std::string(key) : m_key + '.' + key;
    const auto entry = m_json->find(key);
    if (entry == m_json->end())
        throw Error(ErrorCode::Corrupt, m_file + ": there is no \"" + name + '"');
    return {*entry, m_file, name};
}

std::vector<JsonNode> JsonNode::elements(const char* key) const
{
    const JsonNode list = at(key);
    if (!list.m_json->is_array())
        list.fail("is not a list");
    std::vector<JsonNode> nodes;
    nodes.reserve(list.m_json->size());
    for (const nlohmann::json& element : *list.m_json)
        nodes.emplace_back(element, m_file, list.m_key + '[' + std::to_string(nodes.size()) + ']');
    return nodes;
}

const std::string& JsonNode::string() const
{
    if (!m_json->is_string())
        fail("is not a string");
    return m_json->get_ref<const std::string&>();
}

bool JsonNode::boolean() const
{
    if (!m_json->is_boolean())
        fail("is neither true nor false");
    return m_json->get<bool>();
}

std::uint32_t JsonNode::number(std::uint32_t highest) const
{
    if (!m_json->is_number_unsigned() || m_json->get<std::uint64_t>() > highest)
        fail("is not a whole number from 0 to " + std::to_string(highest));
    return m_json->get<std::uint32_t>();
}

bool JsonNode::boolean(const char* key, bool whenMissing) const
{
    return lacks(key) ? whenMissing : at(key).boolean();
}

const std::string& JsonNode::shortString(const char* key) const
{
    constexpr std::size_t kMaxBytes = 256;
    const JsonNode node = at(key);
    if (node.string().size() > kMaxBytes)
        node.refuse("is longer than " + std::to_string(kMaxBytes) + " bytes");
    return node.string();
}

std::string JsonNode::character(const char* key) const
{
    const JsonNode node = at(key);
    const std::string& text = node.string();
    std::size_t length = 0;
    if (!text.empty())
        takeCodePoint(text, length);
    if (text.empty() || length != text.size())
        node.fail("is not one character");
    return text;
}

void JsonNode::fail(std::string_view fault) const
{
    throw Error(ErrorCode::Corrupt, name() + ' ' + std::string(fault));
}

void JsonNode::refuse(std::string_view fault) const
{
    throw Error(ErrorCode::Unsupported, name() + ' ' + std::string(fault));
}

std::string JsonNode::name() const
{
    return m_file + ": " + (m_key.empty() ? std::string("the file") : '"' + m_key + '"');
}

nlohmann::json readJsonObject(const std::filesystem::path& file, std::uint64_t limit)
{
    const std::string name = file.filename().string();
    const std::string text = readTextFile(file, limit);
    if (!isUtf8(text))
        throw Error(ErrorCode::Corrupt, name + ": the file is not UTF-8 text");
    nlohmann::json json = nlohmann::json::parse(text, nullptr, false);
    if (!json.is_object())
        throw Error(ErrorCode::Corrupt, name + ": the file is not a JSON object");
    return json;
}

} // namespace layerloom::core
