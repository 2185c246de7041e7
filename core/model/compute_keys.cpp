#include "core/model/compute_keys.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <map>
#include <set>

namespace layerloom::core {

extern const char* const kComputeKeysJson;
extern const char* const kComputeDefaultsJson;

namespace {

using ComputeJson = nlohmann::ordered_json;

ComputeForm formOf(const std::string& name)
{
    static const std::map<std::string, ComputeForm> forms {{"", ComputeForm::Plain},
                                                           {"activation", ComputeForm::Activation},
                                                           {"window", ComputeForm::Window},
                                                           {"rope", ComputeForm::Rope},
                                                           {"perRootDepth", ComputeForm::PerRootDepth}};
    return forms.at(name);
}

std::vector<ComputeKey> readComputeKeys()
{
    std::vector<ComputeKey> rows;
    for (const ComputeJson& entry : ComputeJson::parse(kComputeKeysJson)) {
        ComputeKey row;
        row.keys = entry.at("keys").get<std::vector<std::string>>();
        row.form = formOf(entry.value("form", ""));
        row.title = entry.value("title", "");
        row.switchKey = entry.value("switch", "");
        if (entry.contains("off"))
            row.off = entry.at("off").dump();
        row.isError = entry.value("isError", false);
        rows.push_back(std::move(row));
    }
    return rows;
}

/// The object of a family in compute_defaults.json, which holds one family a line; empty: it has none. The file is not
/// parsed whole, since that takes longer than all else when a model is opened.
std::string_view defaultsText(const std::string& modelType)
{
    const std::string_view text = kComputeDefaultsJson;
    const std::string key =
        "\n  " + ComputeJson(modelType).dump(-1, ' ', true, ComputeJson::error_handler_t::replace) + ": ";
    const std::size_t at = text.find(key);
    if (at == std::string_view::npos)
        return {};
    const std::size_t from = at + key.size();
    const std::string_view line = text.substr(from, text.find('\n', from) - from);
    return line.ends_with(',') ? line.substr(0, line.size() - 1) : line;
}

} // namespace

const std::vector<ComputeKey>& computeKeys()
{
    static const std::vector<ComputeKey> rows = readComputeKeys();
    return rows;
}

bool isComputeKey(std::string_view key)
{
    static const std::set<std::string, std::less<>> known = [] {
        std::set<std::string, std::less<>> keys;
        for (const ComputeKey& row : computeKeys()) {
            keys.insert(row.keys.begin(), row.keys.end());
            keys.insert(row.switchKey);
        }
        return keys;
    }();
    return known.contains(key);
}

std::shared_ptr<const nlohmann::ordered_json> computeDefaults(const std::string& modelType)
{
    const std::string_view text = defaultsText(modelType);
    if (text.empty())
        return nullptr;
    auto defaults = std::make_shared<const ComputeJson>(ComputeJson::parse(text));
    return defaults->contains("like") ? computeDefaults(defaults->at("like").get<std::string>()) : defaults;
}

} // namespace layerloom::core
