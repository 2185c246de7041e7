#pragma once

#include <nlohmann/json_fwd.hpp>

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace layerloom::core {

/// A place in a JSON file that knows its name, so that what is wrong there can be said: every failure is an Error with
/// the file and the key. The tree must outlive the node.
class JsonNode {
public:
    JsonNode(const nlohmann::json& json, std::string file, std::string key = {});

    const nlohmann::json& json() const { return *m_json; }
    const std::string& file() const { return m_file; }
    /// `tokenizer.json: "model.vocab"`, the beginning of a sentence about it.
    std::string name() const;
    /// True where there is no such key, or null.
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
    /// Of at most 256 bytes: one that is put into texts again and again.
    const std::string& shortString(const char* key) const;
    /// The one character of the string at `key`.
    std::string character(const char* key) const;

    /// Throws Error{Corrupt}: file, key and `fault` ("is not a string").
    [[noreturn]] void fail(std::string_view fault) const;
    /// Throws Error{Unsupported} in the same words.
    [[noreturn]] void refuse(std::string_view fault) const;

private:
    const nlohmann::json* m_json;
    std::string m_file;
    std::string m_key;
};

/// The JSON object that a file holds. Throws Error{Io}, and Error{Corrupt} naming the file.
nlohmann::json readJsonObject(const std::filesystem::path& file, std::uint64_t limit);

} // namespace layerloom::core
