#include "app/cli/stack_input.h"

#include "app/cli/failure.h"
#include "app/cli/model_names.h"
#include "app/cli/terminal.h"
#include "core/checkpoint/checkpoint_files.h"
#include "core/document/document_reader.h"
#include "core/document/open_sources.h"
#include "core/io/text_file.h"
#include "core/notation/layer_expression.h"
#include "core/notation/layer_indices.h"
#include "core/notation/mergekit_import.h"
#include "core/notation/model_finder.h"
#include "core/stack/dequantized_sources.h"
#include "core/stack/per_layer.h"

#include <algorithm>
#include <array>
#include <filesystem>

namespace layerloom::app {

namespace {

namespace fs = std::filesystem;

enum class FileKind { Document, Yaml, Expression };

struct StackFile {
    FileKind kind = FileKind::Expression;
    fs::path path;
};

bool endsWith(const std::string& text, std::string_view end)
{
    return text.size() >= end.size() && text.compare(text.size() - end.size(), end.size(), end) == 0;
}

StackFile fileInFolder(const fs::path& folder)
{
    std::error_code ignored;
    if (fs::is_regular_file(folder / "recipe.loom", ignored))
        return {FileKind::Document, folder / "recipe.loom"}; // says more than the YAML beside it
    for (const auto* name : {"mergekit_config.yml", "mergekit_config.yaml", "README.md"})
        if (fs::is_regular_file(folder / name, ignored))
            return {FileKind::Yaml, folder / name};
    failUnusable(folder.string()
                 + " is a folder without recipe.loom and mergekit_config.yml; a stack of its layers is a "
                   "layer expression with --model");
}

StackFile fileMeant(const std::string& text)
{
    std::error_code ignored;
    const fs::path path(text);
    if (text.size() < 4096 && fs::is_directory(path, ignored))
        return fileInFolder(path);
    const bool isThere = text.size() < 4096 && fs::exists(path, ignored);
    constexpr std::array<std::string_view, 4> kEndings {".loom", ".yml", ".yaml", ".md"};
    const bool hasEnding = std::any_of(kEndings.begin(), kEndings.end(),
                                       [&](std::string_view ending) { return endsWith(text, ending); });
    if (!isThere && hasEnding)
        failUnusable("There is no file " + text);
    if (isThere && (endsWith(text, ".safetensors") || core::isTorchFile(text)))
        failUnusable(text + " is a checkpoint; a stack of its layers is a layer expression with --model");
    if (isThere)
        return {endsWith(text, ".loom") ? FileKind::Document : FileKind::Yaml, path};
    return {FileKind::Expression, {}};
}

std::string readInput(const fs::path& path)
{
    return usable(core::guarded([&] { return core::readTextInput(path); }));
}

/// A source that is missing and was named with --model NAME=DIR gets that folder.
void bindSources(core::Stack& stack, const std::vector<NamedModel>& models)
{
    for (core::SourceIndex index = 0; index.value < stack.setup.sources.size(); ++index) {
        core::Source& source = stack.setup.sources[index.value];
        for (const NamedModel& model : models)
            if (!model.name.empty()
                && (model.name == source.name || model.name == source.label
                    || model.name == core::sourceLetter(index)))
                source.path = fs::absolute(model.path).lexically_normal().string();
    }
}

StackInput readLoom(const fs::path& path, const std::vector<NamedModel>& models,
                    std::optional<core::StackSide> side)
{
    core::LoomDocument document =
        usable(core::readDocument(readInput(path), fs::absolute(path).parent_path()));
    bindSources(document.stack, models);
    if (side)
        for (core::Source& source : document.stack.setup.sources)
            source.side = side;
    core::openSources(document.stack);
    return {std::move(document.stack), document.settings};
}

StackInput readYaml(const fs::path& path, const std::vector<NamedModel>& models,
                    std::optional<core::StackSide> side)
{
    std::vector<std::pair<std::string, std::string>> bindings;
    for (const NamedModel& model : models)
        bindings.emplace_back(model.name.empty() ? fs::path(model.path).filename().string() : model.name,
                              model.path);
    const core::FindModel finder =
        core::modelFinder(fs::absolute(path).parent_path(), std::move(bindings), side);
    core::MergekitImport import = usable(core::importMergekit(readInput(path), finder, side));
    for (const std::string& note : import.notes)
        printNote("note: %s", note.c_str());
    StackInput input {std::move(import.stack), {}};
    input.settings.dtype = import.dtype;
    return input;
}

/// A window underlines the place of a mistake; here its words are quoted.
std::string withPlace(const core::ExpressionMistake& mistake, const std::string& text)
{
    constexpr std::size_t kReadable = 60;
    if (mistake.position >= text.size())
        return mistake.message + ", at the end";
    if (mistake.length == 0 || mistake.length > kReadable)
        return mistake.message;
    const std::string place = "\"" + text.substr(mistake.position, mistake.length) + "\"";
    const bool isSaid = mistake.message.find(place) != std::string::npos;
    return isSaid ? mistake.message : mistake.message + ", at " + place;
}

core::Blocks parsedBlocks(const core::ParsedExpression& parsed, const std::string& text)
{
    if (parsed.mistake)
        failUnusable(withPlace(*parsed.mistake, text));
    return parsed.blocks;
}

StackInput readExpression(const StackOptions& options, const std::vector<NamedModel>& models)
{
    StackInput input;
    core::Stack& stack = input.stack;
    for (const NamedModel& model : models)
        stack.setup.sources.push_back(openSource(model));
    if (stack.setup.sources.empty())
        failUnusable("\"" + options.file.substr(0, 80)
                     + "\" is no file, and a layer expression needs --model");
    const bool isIndices = !options.layerIndices.empty();
    if (isIndices && stack.setup.sources.size() != 1)
        failUnusable("--layer-indices takes the layers of one model; --model names several");
    const std::string& text = isIndices ? options.layerIndices : options.file;
    stack.blocks = parsedBlocks(isIndices ? core::parseLayerIndices(text, stack.setup.sources.front().layers)
                                          : core::parseExpression(text, core::expressionModels(stack)),
                                text);
    return input;
}

void refuseMissing(const core::Stack& stack)
{
    Failure failure;
    for (const core::Source& source : stack.setup.sources)
        if (!source.model)
            failure.sentences.push_back(sentenceAbout(source.path, source.missingReason));
    if (!failure.sentences.empty())
        throw failure;
}

void setParts(core::Stack& stack, const StackOptions& options)
{
    const auto set = [&](core::Part part, const std::string& text) {
        if (!text.empty())
            stack.setup.parts[static_cast<std::size_t>(part)] =
                sourceMeant(stack, text, core::sideNamed(options.side));
    };
    if (!options.base.empty())
        stack.setup.base = sourceMeant(stack, options.base, core::sideNamed(options.side));
    set(core::Part::Embeddings, options.embeddingsFrom);
    set(core::Part::Norm, options.headFrom);
    set(core::Part::Head, options.headFrom);
}

void addPerLayerOptions(CLI::App& verb, StackOptions& options)
{
    verb.add_option("--gather", options.gathered,
                    "Key or tensor of a P37 problem that goes with the layers; may be repeated")
        ->allow_extra_args(false)
        ->type_name("NAME");
    verb.add_option("--keep", options.kept,
                    "Key or tensor of a P37 problem that stays as it is; may be repeated")
        ->allow_extra_args(false)
        ->type_name("NAME");
}

[[noreturn]] void failUnknownPerLayer(const std::string& option, const std::vector<std::string>& names)
{
    std::string there;
    for (const std::string& each : names)
        there += (there.empty() ? "" : ", ") + each;
    failUnusable(option + " names nothing that may have a part for each layer"
                 + (there.empty() ? "" : "; such are " + there));
}

/// A name that nothing has is a mistake, whatever the stack.
void setPerLayer(core::Stack& stack, const std::vector<std::string>& chosen, bool gathers)
{
    const std::vector<std::string> names =
        chosen.empty() ? std::vector<std::string>() : core::perLayerNames(stack);
    for (const std::string& name : chosen) {
        if (std::find(names.begin(), names.end(), name) == names.end())
            failUnknownPerLayer((gathers ? "--gather \"" : "--keep \"") + name + '"', names);
        for (core::Edit& edit : core::choosePerLayer(stack, name, gathers))
            core::apply(stack, std::move(edit));
    }
}

} // namespace

void addStackOptions(CLI::App& verb, StackOptions& options)
{
    verb.add_option("FILE", options.file, ".loom document, mergekit YAML, or layer expression")
        ->type_name("");
    verb.add_option("--model", options.models,
                    "Model: A, B, … of an expression in this order; NAME=DIR binds a name of FILE")
        ->allow_extra_args(false)
        ->type_name("[NAME=]DIR");
    verb.add_option("--layer-indices", options.layerIndices,
                    "Layers as a list of fusion_bench: [0, 2, \"range(6,12)\"]")
        ->type_name("LIST");
    verb.add_option("--base", options.base, "Source of config.json, tokenizer and generation config")
        ->type_name("MODEL");
    verb.add_option("--head-from", options.headFrom, "Source of final norm and head")->type_name("MODEL");
    verb.add_option("--embeddings-from", options.embeddingsFrom, "Source of the embeddings")
        ->type_name("MODEL");
    addPerLayerOptions(verb, options);
    addSideOption(verb, options.side);
}

void addDequantizeOption(CLI::App& verb, StackOptions& options)
{
    verb.add_flag("--dequantize", options.dequantizes,
                  "Take quantized weights as the numbers they stand for, to write them in 16 bits");
}

StackInput readStack(const StackOptions& options)
{
    if (options.file.empty() && options.layerIndices.empty())
        failUnusable("FILE is missing: a .loom document, a mergekit YAML, or a layer expression");
    if (!options.file.empty() && !options.layerIndices.empty())
        failUnusable("FILE and --layer-indices say the same thing; one of them is enough");
    const std::optional<core::StackSide> side = core::sideNamed(options.side);
    std::vector<NamedModel> models = namedModels(options.models);
    for (NamedModel& model : models)
        model.side = side;
    const StackFile file = options.file.empty() ? StackFile() : fileMeant(options.file);
    StackInput input = file.kind == FileKind::Document ? readLoom(file.path, models, side)
        : file.kind == FileKind::Yaml                  ? readYaml(file.path, models, side)
                                                       : readExpression(options, models);
    setParts(input.stack, options);
    refuseMissing(input.stack);
    if (options.dequantizes && !core::hasQuantizedSource(input.stack.setup))
        printNote("note: no source is quantized, so that --dequantize changes nothing");
    if (options.dequantizes)
        input.stack.setup = core::withDequantized(std::move(input.stack.setup), true);
    setPerLayer(input.stack, options.gathered, true);
    setPerLayer(input.stack, options.kept, false);
    return input;
}

} // namespace layerloom::app
