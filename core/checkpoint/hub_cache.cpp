#include "core/checkpoint/hub_cache.h"

#include "core/base/result.h"
#include "core/base/text.h"
#include "core/io/text_file.h"

#include <algorithm>
#include <cstdlib>
#include <string_view>

namespace layerloom::core {

namespace fs = std::filesystem;

namespace {

constexpr std::string_view kPrefix = "models--";

fs::path environmentPath(const char* name)
{
    const char* const value = std::getenv(name);
    return value == nullptr ? fs::path() : fs::path(value);
}

std::string withReplaced(std::string text, std::string_view from, std::string_view to)
{
    for (std::size_t at = text.find(from); at != std::string::npos; at = text.find(from, at + to.size()))
        text.replace(at, from.size(), to);
    return text;
}

// Names become parts of a path and must not leave the cache.
bool isPlainName(std::string_view name)
{
    return !name.empty() && !name.starts_with('/') && name.find("..") == std::string_view::npos;
}

std::vector<fs::path> foldersIn(const fs::path& folder)
{
    std::vector<fs::path> folders;
    std::error_code error;
    for (fs::directory_iterator entry(folder, error), end; !error && entry != end; entry.increment(error)) {
        std::error_code ignored;
        if (entry->is_directory(ignored))
            folders.push_back(entry->path());
    }
    std::sort(folders.begin(), folders.end());
    return folders;
}

std::optional<fs::path> snapshotFor(const fs::path& model, const std::string& revision)
{
    constexpr std::uint64_t kMostBytes = 4096;
    const Result<std::string> reference =
        guarded([&] { return readTextFile(model / "refs" / revision, kMostBytes); });
    const std::string_view named = reference
        ? trimmed(std::string_view(*reference).substr(0, reference->find('\n')))
        : std::string_view();
    const std::string commit(isPlainName(named) ? named : revision);
    std::error_code ignored;
    fs::path folder = model / "snapshots" / commit;
    if (fs::is_directory(folder, ignored))
        return folder;
    return std::nullopt;
}

std::optional<fs::path> defaultSnapshot(const fs::path& model)
{
    if (auto main = snapshotFor(model, "main"))
        return main;
    std::vector<fs::path> snapshots = foldersIn(model / "snapshots");
    if (snapshots.size() == 1)
        return std::move(snapshots.front());
    return std::nullopt;
}

std::optional<std::string> modelIdOfFolderName(const std::string& name)
{
    if (!name.starts_with(kPrefix) || name.size() == kPrefix.size())
        return std::nullopt;
    return withReplaced(name.substr(kPrefix.size()), "--", "/");
}

} // namespace

fs::path hubCacheFolder()
{
    if (fs::path cache = environmentPath("HF_HUB_CACHE"); !cache.empty())
        return cache;
    if (const fs::path home = environmentPath("HF_HOME"); !home.empty())
        return home / "hub";
    if (const fs::path caches = environmentPath("XDG_CACHE_HOME"); !caches.empty())
        return caches / "huggingface" / "hub";
    return environmentPath("HOME") / ".cache" / "huggingface" / "hub";
}

std::optional<fs::path> findInHubCache(const std::string& modelId)
{
    const std::size_t at = modelId.find('@');
    const std::string name = modelId.substr(0, at);
    if (!isPlainName(name))
        return std::nullopt;
    const fs::path model = hubCacheFolder() / (std::string(kPrefix) + withReplaced(name, "/", "--"));
    if (at == std::string::npos)
        return defaultSnapshot(model);
    const std::string revision = modelId.substr(at + 1);
    return isPlainName(revision) ? snapshotFor(model, revision) : std::nullopt;
}

std::vector<HubSnapshot> listHubCache()
{
    std::vector<HubSnapshot> found;
    for (const fs::path& model : foldersIn(hubCacheFolder())) {
        const std::optional<std::string> modelId = modelIdOfFolderName(model.filename().string());
        if (!modelId)
            continue;
        for (const fs::path& snapshot : foldersIn(model / "snapshots")) {
            std::error_code ignored;
            if (fs::exists(snapshot / "config.json", ignored))
                found.push_back({*modelId, snapshot});
        }
    }
    std::stable_sort(found.begin(), found.end(), [](const HubSnapshot& a, const HubSnapshot& b) {
        return naturalLess(a.modelId, b.modelId);
    });
    return found;
}

std::optional<std::string> hubModelId(const fs::path& folder)
{
    if (folder.parent_path().filename() != "snapshots")
        return std::nullopt;
    return modelIdOfFolderName(folder.parent_path().parent_path().filename().string());
}

} // namespace layerloom::core
