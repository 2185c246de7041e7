#pragma once

#include <nlohmann/json_fwd.hpp>

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace layerloom::core {

/// A value in a JSON file with its path, so that every failure is an Error with file and key. The tree must
/// outlive the node.
class JsonNode {
public:
    JsonNode(const nlohmann::json& json, std::string file, std::string key = {});

    const nlohmann::json& json() const { return *m_json; }
    const std::string& file() const { return m_file; }
    /// `tokenizer.json: "model.vocab"`: the beginning of a message.
    std::string name() const;
    /// True when the key is missing or null.
    bool lacks(const char* key) const;
    JsonNode at(const char* key) const;
    /// The elements of the array at `key`.
    std::vector<JsonNode> elements(const char* key) const;

    const std::string& string() const;
    bool boolean() const;
    /// At most `highest`.
    std::uint32_t number(std::uint32_t highest) const;

    const std::string& string(const char* key) const { return at(key).string(); }
    bool boolean(const char* key, bool whenMissing) const;
    /// At most 256 bytes, since it may be inserted many times.
    const std::string& shortString(const char* key) const;
    /// The string at `key`, which has one character.
    std::string character(const char* key) const;

    /// Throws Error{Corrupt}: file, key and `fault` ("is not a string").
    [[noreturn]] void fail(std::string_view fault) const;
    /// Throws Error{Unsupported} with the same message.
    [[noreturn]] void refuse(std::string_view fault) const;

private:
    const nlohmann::json* m_json;
    std::string m_file;
    std::string m_key;
};

/// The JSON object in a file of at most `limit` bytes. Throws Error{Io}, Error{Unsupported} when it is
/// longer, and Error{Corrupt} naming the file.
nlohmann::json readJsonObject(const std::filesystem::path& file, std::uint64_t limit);

} // namespace layerloom::core
