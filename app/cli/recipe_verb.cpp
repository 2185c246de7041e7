#include "app/cli/recipe_verb.h"

#include "core/document/document_file.h"
#include "core/io/replace_file.h"
#include "core/notation/layer_expression.h"

#include <algorithm>
#include <cstdio>
#include <filesystem>

namespace layerloom::app {

namespace {

RecipeInput openModels(const std::vector<std::string>& arguments)
{
    RecipeInput input;
    std::vector<core::Source>& sources = input.stack.setup.sources;
    for (const NamedModel& model : namedModels(arguments)) {
        core::Source source = openSource(model);
        const auto same = std::find_if(sources.begin(), sources.end(),
                                       [&](const core::Source& other) { return other.path == source.path; });
        input.models.push_back(static_cast<core::SourceIndex>(same - sources.begin()));
        if (same == sources.end())
            sources.push_back(std::move(source));
    }
    return input;
}

void writeDocumentTo(const std::string& output, core::Stack stack)
{
    core::LoomDocument document;
    document.stack = std::move(stack);
    const std::filesystem::path path = std::filesystem::absolute(output);
    core::replaceFile(path, core::writeDocument(document, path.parent_path()));
}

void runRecipe(const RecipeOptions& options, std::size_t mostModels, const RecipeVerb::Make& make)
{
    if (options.models.size() > mostModels)
        failUnusable("This recipe takes " + std::to_string(mostModels) + " --model, not "
                     + std::to_string(options.models.size()));
    RecipeInput input = openModels(options.models);
    make(input, options);
    if (!options.output.empty()) {
        writeDocumentTo(options.output, std::move(input.stack));
        return;
    }
    std::printf("%s\n", core::formatExpression(input.stack.blocks).c_str());
    if (input.isMoreThanBlocks)
        std::fprintf(
            stderr, "note: the expression says the layers only; --output writes a document with all of it\n");
}

} // namespace

RecipeVerb::RecipeVerb(CLI::App& recipe, const char* name, const char* description)
    : m_verb(recipe.add_subcommand(name, description))
    , m_options(std::make_shared<RecipeOptions>())
{
    m_verb->add_option("--model", m_options->models, "A model: DIR, or NAME=DIR")
        ->required()
        ->allow_extra_args(false)
        ->type_name("[NAME=]DIR");
    m_verb->add_option("--output", m_options->output, "Document to write")->type_name("F.loom");
}

CLI::Option* RecipeVerb::number(const char* name, std::uint32_t RecipeOptions::*field,
                                const char* description)
{
    return m_verb->add_option(name, (*m_options).*field, description)->type_name("N");
}

CLI::Option* RecipeVerb::number(const char* name, std::optional<std::uint32_t> RecipeOptions::*field,
                                const char* description)
{
    return m_verb->add_option(name, (*m_options).*field, description)->type_name("N");
}

CLI::Option* RecipeVerb::numbers(const char* name, std::vector<std::uint32_t> RecipeOptions::*field,
                                 const char* description)
{
    return m_verb->add_option(name, (*m_options).*field, description)
        ->allow_extra_args(false)
        ->type_name("N");
}

CLI::Option* RecipeVerb::text(const char* name, std::string RecipeOptions::*field, const char* description)
{
    return m_verb->add_option(name, (*m_options).*field, description)->type_name("MODEL");
}

CLI::Option* RecipeVerb::texts(const char* name, std::vector<std::string> RecipeOptions::*field,
                               const char* description)
{
    return m_verb->add_option(name, (*m_options).*field, description)
        ->allow_extra_args(false)
        ->type_name("i,j");
}

RecipeVerb& RecipeVerb::takesModels(std::size_t most)
{
    m_mostModels = most;
    return *this;
}

void RecipeVerb::makes(Make make)
{
    m_verb->callback([options = m_options, most = m_mostModels, make = std::move(make)] {
        runRecipe(*options, most, make);
    });
}

} // namespace layerloom::app
