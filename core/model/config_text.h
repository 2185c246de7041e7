#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace layerloom::core {

/// Looks into the text of a config.json without rewriting it. The text is Python's JSON: NaN and Infinity occur.
/// Keys may be nested: "text_config.num_hidden_layers". Of a key that occurs twice the last counts, as in Python.
class ConfigText {
public:
    /// Throws Error{Corrupt} with line and column when `text` is not one JSON object, is deeper than 256 levels
    /// or is not UTF-8. Copies the text.
    explicit ConfigText(std::string text);

    const std::string& text() const { return m_text; }
    bool has(std::string_view key) const;
    /// The value's raw text: `"llama"`, `32`, `[1, 2]`.
    std::optional<std::string_view> raw(std::string_view key) const;
    std::optional<std::int64_t> integer(std::string_view key) const; ///< nullopt also for null, 1.5 and strings
    std::optional<double> number(std::string_view key) const;
    std::optional<bool> boolean(std::string_view key) const;
    std::optional<std::string> string(std::string_view key) const;
    /// Raw texts of the elements; nullopt when the value is no array.
    std::optional<std::vector<std::string_view>> array(std::string_view key) const;
    /// Names of the members of the object at `key` ("" is the root), in file order.
    std::vector<std::string> keys(std::string_view key = {}) const;

private:
    std::string m_text;
};

/// One change to a config.json: the value at `key` becomes `value` (raw JSON text). A key that is not there is added
/// at the end of its object.
struct ConfigPatch {
    std::string key;
    std::string value;
    bool operator==(const ConfigPatch&) const = default;
};

/// `config` with the patches applied; every other byte stays as it was.
std::string patched(const ConfigText& config, const std::vector<ConfigPatch>& patches);

/// `elements` as a JSON array in the layout of the array it replaces (one line or one element a line).
std::string arrayText(const std::vector<std::string_view>& elements, const ConfigText& config, std::string_view key);

/// A string as a JSON value.
std::string quoted(std::string_view text);

}  // namespace layerloom::core
