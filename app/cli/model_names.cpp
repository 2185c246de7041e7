#include "app/cli/model_names.h"

#include "app/cli/failure.h"
#include "core/checkpoint/hub_cache.h"
#include "core/io/home_path.h"
#include "core/stack/edit.h"

#include <filesystem>

namespace layerloom::app {

namespace {

bool isThere(const std::string& path)
{
    std::error_code ignored;
    return !path.empty() && std::filesystem::exists(path, ignored);
}

std::string absolutePath(const std::string& path)
{
    std::filesystem::path absolute = std::filesystem::absolute(path).lexically_normal();
    if (!absolute.has_filename())
        absolute = absolute.parent_path(); // "models/a/" is "models/a"
    return absolute.string();
}

/// The folder a person means by a path or by a name in the Hub's cache.
std::string folderOf(const std::string& text)
{
    if (text.empty())
        failUnusable("A model needs a folder, not an empty text");
    if (!isThere(text))
        if (const std::optional<std::filesystem::path> snapshot = core::findInHubCache(text))
            return snapshot->string();
    return absolutePath(text);
}

std::optional<core::SourceIndex> findSource(const core::Stack& stack, const std::string& text)
{
    const std::vector<core::Source>& sources = stack.setup.sources;
    const std::string path = isThere(text) ? absolutePath(text) : std::string();
    for (core::SourceIndex index = 0; index.value < sources.size(); ++index)
        if (core::sourceLetter(index) == text)
            return index;
    for (core::SourceIndex index = 0; index.value < sources.size(); ++index)
        if (sources[index.value].label == text || sources[index.value].name == text
            || (!path.empty() && sources[index.value].path == path))
            return index;
    return std::nullopt;
}

std::string listOf(const core::Stack& stack)
{
    std::string list;
    for (core::SourceIndex index = 0; index.value < stack.setup.sources.size(); ++index)
        list += (list.empty() ? "" : ", ") + core::sourceLetter(index) + " ("
            + stack.setup.sources[index.value].label + ')';
    return list.empty() ? "there are none" : list;
}

} // namespace

NamedModel namedModel(const std::string& argument)
{
    const std::size_t equals = argument.find('=');
    if (equals == std::string::npos || equals == 0 || isThere(argument))
        return {{}, argument, {}};
    return {argument.substr(0, equals), core::withHome(argument.substr(equals + 1)), {}};
}

std::vector<NamedModel> namedModels(const std::vector<std::string>& arguments)
{
    std::vector<NamedModel> models;
    models.reserve(arguments.size());
    for (const std::string& argument : arguments)
        models.push_back(namedModel(argument));
    return models;
}

std::string sentenceAbout(const std::string& path, const std::string& sentence)
{
    if (path.empty() || sentence.find(path) != std::string::npos)
        return sentence;
    const std::string label = std::filesystem::path(path).filename().string() + ": ";
    return path + ": " + (sentence.starts_with(label) ? sentence.substr(label.size()) : sentence);
}

core::Source openSource(const NamedModel& model, bool allowConfigOnly)
{
    const std::string path = folderOf(model.path);
    if (!isThere(path))
        failUnusable("There is no model at " + model.path);
    auto opened = core::openModel(path, allowConfigOnly, model.side);
    if (!opened)
        failUnusable(sentenceAbout(path, opened.error().message()));
    core::Source source = core::sourceFor(std::move(opened).value(), path);
    if (!model.name.empty())
        source.label = source.name = model.name;
    else if (!isThere(model.path))
        source.name = model.path;
    return source;
}

void addSideOption(CLI::App& verb, std::string& side)
{
    verb.add_option("--stack", side, "Stack of an encoder-decoder model: encoder or decoder")
        ->check(CLI::IsMember(
                    {core::sideName(core::StackSide::Encoder), core::sideName(core::StackSide::Decoder)})
                    .description(""))
        ->type_name("SIDE");
}

void addModelFolder(CLI::App& verb, std::string& folder)
{
    verb.add_option("DIR", folder,
                    "Checkpoint folder, .safetensors, .bin or index file, or name in the Hub's cache")
        ->required()
        ->type_name("");
}

core::SourceIndex sourceMeant(core::Stack& stack, const std::string& text,
                              std::optional<core::StackSide> side)
{
    if (const std::optional<core::SourceIndex> found = findSource(stack, text))
        return *found;
    if (!isThere(text) && !core::findInHubCache(text))
        failUnusable("\"" + text + "\" is neither a source nor a folder; the sources are: " + listOf(stack));
    stack.setup.sources.push_back(openSource({{}, text, side}, true));
    return core::SourceIndex::from(stack.setup.sources.size() - 1);
}

} // namespace layerloom::app
