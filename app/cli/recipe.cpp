#include "app/cli/recipe.h"

#include "app/cli/failure.h"
#include "app/cli/model_names.h"
#include "app/cli/number_option.h"
#include "app/cli/terminal.h"
#include "core/base/text.h"
#include "core/document/document_writer.h"
#include "core/notation/format_expression.h"
#include "core/notation/layer_expression.h"
#include "core/recipe/recipe.h"
#include "core/stack/limits.h"
#include "core/stack/stack_rules.h"

#include <algorithm>
#include <charconv>
#include <map>
#include <memory>

namespace layerloom::app {

namespace {

using core::Recipe;
using core::RecipeInput;
using core::RecipeParameter;
using Kind = RecipeParameter::Kind;

constexpr std::size_t kMostModels = 100;
constexpr WholeRange kLayers {0, core::kMaxBlocks}; // numbers of layers and of blocks

/// What was written after `recipe VERB`.
struct RecipeArguments {
    std::vector<std::string> models;
    std::string side; ///< --stack
    std::string output;
    std::map<std::string, std::vector<std::uint32_t>> numbers; ///< by parameter name
    std::map<std::string, std::vector<std::string>> texts; ///< of ranges and sources, by parameter name

    bool has(const std::string& name) const
    {
        const auto number = numbers.find(name);
        const auto text = texts.find(name);
        return (number != numbers.end() && !number->second.empty())
            || (text != texts.end() && !text->second.empty());
    }
};

using VerbRecipes = std::vector<const Recipe*>;

const RecipeParameter* parameterOf(const Recipe& recipe, const std::string& name)
{
    for (const RecipeParameter& parameter : recipe.parameters)
        if (parameter.name == name)
            return &parameter;
    return nullptr;
}

/// Parameters of the recipes of one verb, each name once.
std::vector<const RecipeParameter*> parametersOf(const VerbRecipes& recipes)
{
    std::vector<const RecipeParameter*> all;
    for (const Recipe* recipe : recipes)
        for (const RecipeParameter& parameter : recipe->parameters)
            if (std::none_of(all.begin(), all.end(), [&](const RecipeParameter* other) {
                    return std::string_view(other->name) == parameter.name;
                }))
                all.push_back(&parameter);
    return all;
}

/// The first parameter that a recipe requires and the arguments lack; null when there is none.
const RecipeParameter* missingParameter(const Recipe& recipe, const RecipeArguments& arguments)
{
    const auto missing = std::find_if(recipe.parameters.begin(), recipe.parameters.end(),
                                      [&](const RecipeParameter& parameter) {
                                          return parameter.isRequired && !arguments.has(parameter.name);
                                      });
    return missing == recipe.parameters.end() ? nullptr : &*missing;
}

/// The recipe of a verb that the arguments ask for: it has every parameter they name, and they name every one it requires.
const Recipe& askedRecipe(const VerbRecipes& recipes, const RecipeArguments& arguments)
{
    std::vector<std::string> given;
    for (const RecipeParameter* parameter : parametersOf(recipes))
        if (arguments.has(parameter->name))
            given.emplace_back(parameter->name);
    const Recipe* nearest = nullptr;
    for (const Recipe* recipe : recipes) {
        const auto unknown = std::find_if(given.begin(), given.end(), [&](const std::string& name) {
            return parameterOf(*recipe, name) == nullptr;
        });
        if (unknown != given.end())
            continue;
        if (!missingParameter(*recipe, arguments))
            return *recipe;
        nearest = nearest ? nearest : recipe;
    }
    if (!nearest)
        failUnusable("--" + given.front() + " and --" + given.back() + " do not go together");
    if (const RecipeParameter* missing = missingParameter(*nearest, arguments))
        failUnusable("--" + std::string(missing->name) + " is missing: it goes together with --"
                     + given.front());
    return *nearest;
}

void appendRange(std::vector<std::uint32_t>& values, const std::string& text)
{
    const std::size_t comma = text.find(',');
    if (comma == std::string::npos)
        failUnusable("--range \"" + text + "\" is not i,j: two layer numbers");
    for (const std::string& number : {text.substr(0, comma), text.substr(comma + 1)})
        values.push_back(static_cast<std::uint32_t>(wholeNumber("--range", number, kLayers)));
}

std::vector<std::uint32_t> valuesOf(const RecipeParameter& parameter, const RecipeArguments& arguments,
                                    core::Stack& stack, const RecipeInput& input)
{
    const std::string name = parameter.name;
    if (!arguments.has(name))
        return {parameter.initial(input)};
    std::vector<std::uint32_t> values;
    switch (parameter.kind) {
    case Kind::Number:
        return arguments.numbers.at(name);
    case Kind::NumberPerModel:
        values = arguments.numbers.at(name);
        if (values.size() != 1 && values.size() != input.models.size())
            failUnusable("--" + name + " is given once for all models, or once for each of the "
                         + std::to_string(input.models.size()));
        return values;
    case Kind::Ranges:
        for (const std::string& text : arguments.texts.at(name))
            appendRange(values, text);
        return values;
    case Kind::Source:
        values.push_back(sourceMeant(stack, arguments.texts.at(name).front()).value);
        break;
    }
    return values;
}

/// Opens the models; a folder named twice is one source. The stack is all layers of the first.
RecipeInput openModels(const RecipeArguments& arguments, core::Stack& stack)
{
    RecipeInput input;
    std::vector<core::Source>& sources = stack.setup.sources;
    for (NamedModel& model : namedModels(arguments.models)) {
        model.side = core::sideNamed(arguments.side);
        core::Source source = openSource(model);
        const auto same = std::find_if(sources.begin(), sources.end(),
                                       [&](const core::Source& other) { return other.path == source.path; });
        input.models.push_back({core::SourceIndex::from(same - sources.begin()), source.layers});
        if (same == sources.end())
            sources.push_back(std::move(source));
    }
    stack.blocks = core::layerRange(0, 0, core::LayerIndex::from(sources.front().layers));
    return input;
}

void requireModelCount(const Recipe& recipe, std::size_t count)
{
    const std::size_t most = recipe.models == Recipe::Models::One ? 1
        : recipe.models == Recipe::Models::TwoOrSame              ? 2
                                                                  : kMostModels;
    if (count > most)
        failUnusable("This recipe takes " + std::to_string(most) + " --model, not " + std::to_string(count));
}

/// True when the layers alone would take config, tokenizer or other parts from other models than `made` does.
bool isMoreThanLayers(const core::Stack& made, core::Setup before)
{
    const core::Stack layers {std::move(before), made.blocks};
    for (std::size_t part = 0; part < core::kPartCount; ++part)
        if (core::partSource(made, static_cast<core::Part>(part))
            != core::partSource(layers, static_cast<core::Part>(part)))
            return true;
    return made.setup.overrides != layers.setup.overrides;
}

void writeTo(const std::string& output, core::Stack stack)
{
    core::LoomDocument document;
    document.stack = std::move(stack);
    core::saveDocument(document, output).value();
}

void runRecipe(const VerbRecipes& recipes, const RecipeArguments& arguments)
{
    const Recipe& recipe = askedRecipe(recipes, arguments);
    requireModelCount(recipe, arguments.models.size());
    core::Stack stack;
    RecipeInput input = openModels(arguments, stack);
    for (const RecipeParameter& parameter : recipe.parameters) {
        std::vector<std::uint32_t> values = valuesOf(parameter, arguments, stack, input);
        input.values.push_back(std::move(values));
    }
    core::Stack made = recipe.make(stack, input);
    if (!arguments.output.empty()) {
        writeTo(arguments.output, std::move(made));
        return;
    }
    printLine("%s", core::formatExpression(made.blocks).c_str());
    if (isMoreThanLayers(made, std::move(stack.setup)))
        printNote(
            "note: the expression has the layers only; --output writes a document with all of the stack");
}

void addParameter(CLI::App& verb, const RecipeParameter& parameter, RecipeArguments& arguments)
{
    const std::string name = parameter.name;
    const std::string option = "--" + name;
    switch (parameter.kind) {
    case Kind::Number:
        addNumbers(verb, {option, parameter.description}, kLayers, arguments.numbers[name])->expected(1);
        return;
    case Kind::NumberPerModel:
        addNumbers(verb, {option, parameter.description}, kLayers, arguments.numbers[name])
            ->allow_extra_args(false);
        return;
    case Kind::Ranges:
        verb.add_option(option, arguments.texts[name], parameter.description)
            ->allow_extra_args(false)
            ->type_name("i,j");
        return;
    case Kind::Source:
        verb.add_option(option, arguments.texts[name], parameter.description)
            ->expected(1)
            ->type_name("MODEL");
    }
}

bool isAlwaysRequired(const VerbRecipes& recipes, const std::string& name)
{
    return std::all_of(recipes.begin(), recipes.end(), [&](const Recipe* recipe) {
        const RecipeParameter* parameter = parameterOf(*recipe, name);
        return parameter && parameter->isRequired;
    });
}

void addVerb(CLI::App& group, const VerbRecipes& recipes)
{
    CLI::App* verb = group.add_subcommand(recipes.front()->verb, recipes.front()->summary);
    verb->group("Recipes");
    const auto arguments = std::make_shared<RecipeArguments>();
    verb->add_option("--model", arguments->models,
                     "Model to take layers from; several in the order of the recipe")
        ->required()
        ->allow_extra_args(false)
        ->type_name("[NAME=]DIR");
    addSideOption(*verb, arguments->side);
    verb->add_option("--output", arguments->output, "Document to write")->type_name("F.loom");
    for (const RecipeParameter* parameter : parametersOf(recipes)) {
        addParameter(*verb, *parameter, *arguments);
        verb->get_option("--" + std::string(parameter->name))
            ->required(isAlwaysRequired(recipes, parameter->name));
    }
    verb->callback([recipes, arguments] { runRecipe(recipes, *arguments); });
}

} // namespace

void addRecipeVerb(CLI::App& program)
{
    CLI::App* group = program.add_subcommand(
        "recipe", "Make a stack by a recipe; print its layer expression or write a document");
    group->require_subcommand(1);
    std::vector<VerbRecipes> verbs;
    for (const Recipe& recipe : core::recipes()) {
        const auto same = std::find_if(verbs.begin(), verbs.end(), [&](const VerbRecipes& verb) {
            return std::string_view(verb.front()->verb) == recipe.verb;
        });
        if (same == verbs.end())
            verbs.push_back({&recipe});
        else
            same->push_back(&recipe);
    }
    for (const VerbRecipes& verb : verbs)
        addVerb(*group, verb);
}

} // namespace layerloom::app
