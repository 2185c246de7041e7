#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace layerloom::core {

class JsonScan;

/// One change to a config.json: the value at `key` becomes `value` (raw JSON text). A key that is not there is added
/// at the end of its object.
struct ConfigPatch {
    std::string key;
    std::string value;
    bool operator==(const ConfigPatch&) const = default;
};

/// Looks into the text of a config.json without rewriting it. The text is Python's JSON: NaN and Infinity occur.
/// Keys may be nested: "text_config.num_hidden_layers". When a key occurs twice the last one counts, as in Python.
class ConfigText {
public:
    /// Throws Error{Corrupt} with line and column when `text` is not one JSON object, is deeper than 256 levels
    /// or is not UTF-8. Copies the text.
    explicit ConfigText(std::string text);

    const std::string& text() const { return m_text; }
    bool has(std::string_view key) const;
    /// The value's raw text: `"llama"`, `32`, `[1, 2]`.
    std::optional<std::string_view> raw(std::string_view key) const;
    std::optional<std::int64_t>
    integer(std::string_view key) const; ///< nullopt also for null, 1.5 and strings
    std::optional<double> number(std::string_view key) const;
    std::optional<bool> boolean(std::string_view key) const;
    std::optional<std::string> string(std::string_view key) const;
    /// Raw texts of the elements; nullopt when the value is no array.
    std::optional<std::vector<std::string_view>> array(std::string_view key) const;
    /// Names of the members of the object at `key` ("" is the root), in file order.
    std::vector<std::string> keys(std::string_view key = {}) const;
    /// Keys of the objects that are members of objects of the root: "vlm_config.text_config", in file order.
    const std::vector<std::string>& nestedObjects() const { return m_nestedObjects; }

private:
    struct Member {
        std::string parent; ///< path of the object it belongs to
        std::size_t keyBegin = 0; ///< where its name begins in the text
        std::size_t begin = 0; ///< its value
        std::size_t end = 0;
    };

    void forget(const std::string& key);
    void readObject(JsonScan& scan, const std::string& path);
    const Member* find(std::string_view key) const;
    /// Members of the object at `path` in file order.
    std::vector<std::pair<std::string_view, const Member*>> membersOf(std::string_view path) const;
    std::string with(const ConfigPatch& patch) const;
    std::string without(std::string_view key) const;
    std::string withNew(const ConfigPatch& patch) const;
    friend std::string patched(const ConfigText& config, const std::vector<ConfigPatch>& patches);
    friend std::string withoutKeys(const ConfigText& config, const std::vector<std::string>& keys);

    std::string m_text;
    std::map<std::string, Member, std::less<>> m_members; ///< by path; arrays are not entered
    std::vector<std::string> m_nestedObjects;
};

/// `config` with the patches applied one after the other; every other byte stays as it was. Throws Error{Mismatch}
/// when the object that a new key belongs to is not there.
std::string patched(const ConfigText& config, const std::vector<ConfigPatch>& patches);

/// `config` without these members, and without the comma and the white space that each had; every other byte stays as it
/// was.
std::string withoutKeys(const ConfigText& config, const std::vector<std::string>& keys);

/// `elements` as a JSON array in the layout of the array it replaces (one line or one element a line).
std::string arrayText(const std::vector<std::string_view>& elements, const ConfigText& config,
                      std::string_view key);

/// Reads a config.json or one of its raw values, in Python's dialect of JSON.
JsonScan scanConfig(std::string_view text);

/// A string as a JSON value.
std::string quoted(std::string_view text);

} // namespace layerloom::core
