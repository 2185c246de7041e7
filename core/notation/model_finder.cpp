#include "core/notation/model_finder.h"

#include "core/checkpoint/hub_cache.h"
#include "core/io/home_path.h"

namespace layerloom::core {

namespace {

using Bindings = std::vector<std::pair<std::string, std::string>>;

bool isThere(const std::filesystem::path& path)
{
    std::error_code ignored;
    return std::filesystem::exists(path, ignored);
}

std::string withoutRevision(const std::string& name)
{
    return name.substr(0, name.find('@'));
}

const std::string* boundTo(const Bindings& bindings, const std::string& name)
{
    for (const auto& [bound, path] : bindings)
        if (bound == name)
            return &path;
    return nullptr;
}

Source opened(const std::filesystem::path& path, const std::string& name, std::optional<StackSide> side)
{
    const std::string absolute = std::filesystem::absolute(path).lexically_normal().string();
    const Result<std::shared_ptr<const Model>> model = openModel(absolute, false, side);
    Source source;
    if (model) {
        source = sourceFor(*model, absolute);
    } else {
        source.label = path.filename().string();
        source.side = side;
        source.path = absolute;
        source.missingReason = model.error().message();
        std::error_code ignored;
        source.isUnusable = std::filesystem::exists(path, ignored);
    }
    if (!name.empty())
        source.name = name;
    return source;
}

Source missing(const std::string& name)
{
    Source source;
    source.label = name;
    source.name = name;
    source.missingReason = "\"" + name + "\" is neither a folder here nor in the Hub's cache";
    return source;
}

} // namespace

FindModel modelFinder(std::filesystem::path folder, Bindings bindings, std::optional<StackSide> side)
{
    return [folder = std::move(folder), bindings = std::move(bindings), side](const std::string& name) {
        if (const std::string path = withHome(name); path != name && isThere(path))
            return opened(path, {}, side);
        for (const std::string& alias : {name, withoutRevision(name)})
            if (const std::string* path = boundTo(bindings, alias))
                return opened(*path, name, side);
        for (const std::string& path :
             {name, withoutRevision(name)}) // a folder has one revision, as for mergekit
            if (isThere(folder / path)) // of an absolute path the folder is dropped
                return opened(folder / path, {}, side);
        if (const std::optional<std::filesystem::path> snapshot = findInHubCache(name))
            return opened(*snapshot, name, side);
        return missing(name);
    };
}

} // namespace layerloom::core
