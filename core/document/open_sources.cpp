#include "core/document/open_sources.h"

#include "core/checkpoint/hub_cache.h"

#include <algorithm>

namespace layerloom::core {

namespace {

std::string reasonFor(const Source& source, const Error& error)
{
    std::error_code ignored;
    if (source.path.empty())
        return "\"" + source.label + "\" was not found";
    if (!std::filesystem::exists(source.path, ignored))
        return "The folder of \"" + source.label + "\" is not there: " + source.path;
    return error.message();
}

void take(Source& source, std::shared_ptr<const Model> model)
{
    source.layers = static_cast<std::uint32_t>(model->table.layers.size());
    source.fingerprint = model->checkpoint->fingerprint();
    source.model = std::move(model);
    source.missingReason.clear();
    source.isUnusable = false;
}

/// The folders with a config.json below `folder`, at most two levels down, those called `name` first. Looks at no more than a
/// few hundred.
std::vector<std::filesystem::path> modelFoldersNear(const std::filesystem::path& folder,
                                                    const std::filesystem::path& name)
{
    constexpr int kDepth = 2;
    constexpr int kMostEntries = 2'000;
    std::vector<std::filesystem::path> found;
    std::error_code failure;
    int entries = 0;
    std::filesystem::recursive_directory_iterator entry(folder, failure);
    for (; !failure && entry != std::filesystem::recursive_directory_iterator() && ++entries < kMostEntries;
         entry.increment(failure)) {
        std::error_code ignored;
        if (entry.depth() >= kDepth - 1 || entry->path().filename().string().starts_with('.'))
            entry.disable_recursion_pending();
        if (entry->is_directory(ignored) && std::filesystem::exists(entry->path() / "config.json", ignored))
            found.push_back(entry->path());
    }
    std::sort(found.begin(), found.end());
    std::stable_partition(found.begin(), found.end(),
                          [&](const std::filesystem::path& each) { return each.filename() == name; });
    return found;
}

/// A model that is not where it was, by its fingerprint: beside that place, or in a folder there.
void findNearby(Source& source, bool lendsLayers)
{
    const std::filesystem::path path(source.path);
    for (const std::filesystem::path& folder : modelFoldersNear(path.parent_path(), path.filename())) {
        const Result<std::shared_ptr<const Model>> model = openModel(folder, !lendsLayers, source.side);
        if (!model || (*model)->checkpoint->fingerprint() != source.fingerprint)
            continue;
        source.path = folder.string();
        return take(source, *model);
    }
}

void open(Source& source, bool lendsLayers)
{
    const Result<std::shared_ptr<const Model>> byPath = openModel(source.path, !lendsLayers, source.side);
    if (byPath) {
        take(source, *byPath);
        return;
    }
    std::error_code ignored;
    source.isUnusable = !source.path.empty() && std::filesystem::exists(source.path, ignored);
    source.missingReason = reasonFor(source, byPath.error());
    if (const std::optional<std::filesystem::path> snapshot =
            source.name.empty() ? std::nullopt : findInHubCache(source.name))
        if (const Result<std::shared_ptr<const Model>> byName =
                openModel(*snapshot, !lendsLayers, source.side))
            return take(source, *byName);
    if (!source.isUnusable && !source.fingerprint.empty())
        findNearby(source, lendsLayers);
}

} // namespace

void openSources(Stack& stack)
{
    for (SourceIndex index = 0; index.value < stack.setup.sources.size(); ++index) {
        Source& source = stack.setup.sources[index.value];
        const bool lendsLayers = std::any_of(stack.blocks.begin(), stack.blocks.end(),
                                             [&](const Block& block) { return block.source == index; });
        if (!source.model)
            open(source, lendsLayers);
    }
}

} // namespace layerloom::core
