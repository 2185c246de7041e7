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

void open(Source& source, bool lendsLayers)
{
    const Result<std::shared_ptr<const Model>> byPath = openModel(source.path, !lendsLayers);
    if (byPath) {
        take(source, *byPath);
        return;
    }
    std::error_code ignored;
    source.isUnusable = !source.path.empty() && std::filesystem::exists(source.path, ignored);
    source.missingReason = reasonFor(source, byPath.error());
    if (source.name.empty())
        return;
    if (const std::optional<std::filesystem::path> snapshot = findInHubCache(source.name))
        if (const Result<std::shared_ptr<const Model>> byName = openModel(*snapshot, !lendsLayers))
            take(source, *byName);
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
