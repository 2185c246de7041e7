#include "core/document/open_sources.h"

#include "core/checkpoint/hub_cache.h"

#include <algorithm>
#include <filesystem>
#include <map>
#include <optional>
#include <tuple>

namespace layerloom::core {

namespace fs = std::filesystem;

namespace {

std::string reasonFor(const Source& source, const Error& error)
{
    std::error_code ignored;
    if (source.path.empty())
        return "\"" + source.label + "\" was not found";
    if (!fs::exists(source.path, ignored))
        return "The folder of \"" + source.label + "\" is not there: " + source.path;
    return error.message();
}

/// The folders with a config.json below `folder`, at most two levels down, those called `name` first. Looks at no more than a
/// few hundred.
std::vector<fs::path> modelFoldersNear(const fs::path& folder, const fs::path& name)
{
    constexpr int kDepth = 2;
    constexpr int kMostEntries = 2'000;
    std::vector<fs::path> found;
    std::error_code failure;
    int entries = 0;
    fs::recursive_directory_iterator entry(folder, failure);
    for (; !failure && entry != fs::recursive_directory_iterator() && ++entries < kMostEntries;
         entry.increment(failure)) {
        std::error_code ignored;
        if (entry.depth() >= kDepth - 1 || entry->path().filename().string().starts_with('.'))
            entry.disable_recursion_pending();
        if (entry->is_directory(ignored) && fs::exists(entry->path() / "config.json", ignored))
            found.push_back(entry->path());
    }
    std::sort(found.begin(), found.end());
    std::stable_partition(found.begin(), found.end(),
                          [&](const fs::path& each) { return each.filename() == name; });
    return found;
}

/// Opens each model and lists each folder once, however many sources name it.
class SourceOpener {
public:
    explicit SourceOpener(Stack& stack)
        : m_stack(stack)
    {}

    void open(SourceIndex index)
    {
        Source& source = m_stack.setup.sources[index.value];
        const bool lendsLayers = std::any_of(m_stack.blocks.begin(), m_stack.blocks.end(),
                                             [&](const Block& block) { return block.source == index; });
        const Opened& byPath = opened(source.path, source, lendsLayers);
        if (byPath)
            return setModel(source, *byPath);
        std::error_code ignored;
        source.isUnusable = !source.path.empty() && fs::exists(source.path, ignored);
        source.missingReason = reasonFor(source, byPath.error());
        if (const std::optional<fs::path> snapshot =
                source.name.empty() ? std::nullopt : findInHubCache(source.name))
            if (const Opened& byName = opened(*snapshot, source, lendsLayers))
                return setModel(source, *byName);
        if (!source.isUnusable && !source.fingerprint.empty())
            findNearby(source, lendsLayers);
    }

private:
    using Opened = Result<std::shared_ptr<const Model>>;

    const Opened& opened(const fs::path& path, const Source& source, bool lendsLayers)
    {
        const auto key = std::tuple(path, source.side, lendsLayers);
        auto known = m_opened.find(key);
        if (known == m_opened.end())
            known = m_opened.emplace(key, openModel(path, !lendsLayers, source.side)).first;
        return known->second;
    }

    /// A model that is not where it was, by its fingerprint: beside that place, or in a folder there.
    void findNearby(Source& source, bool lendsLayers)
    {
        const fs::path path(source.path);
        const auto [near, isNew] = m_near.try_emplace(path);
        if (isNew)
            near->second = modelFoldersNear(path.parent_path(), path.filename());
        for (const fs::path& folder : near->second) {
            const Opened& model = opened(folder, source, lendsLayers);
            if (!model || (*model)->checkpoint->fingerprint() != source.fingerprint)
                continue;
            source.path = folder.string();
            return setModel(source, *model);
        }
    }

    Stack& m_stack;
    std::map<std::tuple<fs::path, std::optional<StackSide>, bool>, Opened> m_opened;
    std::map<fs::path, std::vector<fs::path>> m_near; ///< by where a model was
};

} // namespace

void openSources(Stack& stack)
{
    SourceOpener opener(stack);
    for (SourceIndex index = 0; index.value < stack.setup.sources.size(); ++index)
        if (!stack.setup.sources[index.value].model)
            opener.open(index);
}

} // namespace layerloom::core
