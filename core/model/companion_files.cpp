#include "core/model/companion_files.h"

#include "core/base/text.h"
#include "core/io/foreign_json.h"
#include "core/io/text_file.h"

#include <nlohmann/json.hpp>

#include <algorithm>

namespace layerloom::core {

namespace {

namespace fs = std::filesystem;

const NamePatterns kCompanions {"*.py",
                                "*processor_config.json",
                                "config_sentence_transformers.json",
                                "modules.json",
                                "sentence_*_config.json",
                                "quantize_config.json",
                                "quant_config.json",
                                "quantization_config.json",
                                "hf_quant_config.json",
                                "license*",
                                "licence*",
                                "notice*",
                                "use_policy*"};
constexpr int kMaxDepth = 4; // of folders below the model's

bool matchesPattern(std::string_view name, std::string_view pattern)
{
    const std::size_t star = pattern.find('*');
    if (star == std::string_view::npos)
        return name == pattern;
    if (name.substr(0, star) != pattern.substr(0, star))
        return false;
    const std::string_view rest = pattern.substr(star + 1);
    for (std::size_t at = star; at <= name.size(); ++at)
        if (matchesPattern(name.substr(at), rest))
            return true;
    return false;
}

} // namespace

bool matchesAny(std::string_view name, const NamePatterns& patterns)
{
    return std::any_of(patterns.begin(), patterns.end(),
                       [&](std::string_view pattern) { return matchesPattern(name, pattern); });
}

bool isCompanionFile(std::string_view name)
{
    return name.find('/') == std::string_view::npos && matchesAny(lowered(name), kCompanions);
}

std::vector<std::string> filesBelow(const fs::path& folder)
{
    std::vector<std::string> names;
    std::error_code failure;
    fs::recursive_directory_iterator entry(folder, failure);
    for (; !failure && entry != fs::recursive_directory_iterator(); entry.increment(failure)) {
        std::error_code ignored;
        const bool isHidden = entry->path().filename().string().starts_with('.');
        if (isHidden || entry.depth() >= kMaxDepth)
            entry.disable_recursion_pending();
        if (!isHidden && entry->is_regular_file(ignored))
            names.push_back(entry->path().lexically_relative(folder).generic_string());
    }
    std::sort(names.begin(), names.end());
    return names;
}

std::vector<std::string> moduleFolders(const fs::path& folder)
{
    std::vector<std::string> folders;
    std::error_code ignored;
    if (!fs::exists(folder / "modules.json", ignored))
        return folders;
    const auto modules = parseForeignJson(readTextFile(folder / "modules.json"));
    for (const auto& module : modules.is_array() ? modules : nlohmann::json::array()) {
        const auto path = module.is_object() ? module.find("path") : module.end();
        if (path != module.end() && path->is_string() && *path != "")
            folders.push_back(path->get<std::string>() + '/');
    }
    return folders;
}

} // namespace layerloom::core
