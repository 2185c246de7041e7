#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace layerloom::core {

struct YamlEntry;

/// A YAML document as plain values: anchors and merge keys are resolved.
struct YamlValue {
    enum class Kind { Null, Scalar, List, Map };

    Kind kind = Kind::Null;
    std::string scalar;
    std::vector<YamlValue> list;
    std::vector<YamlEntry> map;
    int line = 0; ///< from 1

    bool isMap() const { return kind == Kind::Map; }
    bool isList() const { return kind == Kind::List; }
    bool isScalar() const { return kind == Kind::Scalar; }
    /// The value of a key; null when this is no map, or the key is missing or has no value.
    const YamlValue* find(std::string_view key) const;
    std::optional<double> number() const;
    std::optional<std::int64_t> integer() const; ///< also of 3.0
};

/// One key of a map.
struct YamlEntry {
    std::string key;
    YamlValue value;
};

} // namespace layerloom::core
