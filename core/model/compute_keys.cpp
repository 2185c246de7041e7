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

const nlohmann::ordered_json* computeDefaults(const std::string& modelType)
{
    static const ComputeJson defaults = ComputeJson::parse(kComputeDefaultsJson);
    const auto entry = defaults.find(modelType);
    if (entry == defaults.end())
        return nullptr;
    return entry->contains("like") ? &defaults.at(entry->at("like").get<std::string>()) : &*entry;
}

} // namespace layerloom::core
