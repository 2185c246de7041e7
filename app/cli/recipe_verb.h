#pragma once

#include "app/cli/failure.h"
#include "app/cli/model_names.h"
#include "core/stack/stack.h"

#include <CLI/App.hpp>

#include <functional>
#include <memory>
#include <optional>

namespace layerloom::app {

inline constexpr std::size_t kAnyNumber = 100;

/// The numbers of all recipes, named as in the papers.
struct RecipeOptions {
    std::vector<std::string> models;
    std::string output;
    std::optional<std::uint32_t> n;
    std::uint32_t m = 0;
    std::uint32_t g = 1;
    std::vector<std::uint32_t> top;
    std::vector<std::uint32_t> bottom;
    std::uint32_t times = 2;
    std::vector<std::string> ranges;
    std::optional<std::uint32_t> i;
    std::optional<std::uint32_t> j;
    std::uint32_t window = 0;
    std::uint32_t stride = 0;
    std::uint32_t overlap = 0;
    std::uint32_t extra = 0;
    std::uint32_t first = 0;
    std::uint32_t count = 0;
    std::string base;
    std::string config;
};

/// The opened models of a recipe and the stack it makes of them.
struct RecipeInput {
    core::Stack stack;
    std::vector<core::SourceIndex> models; ///< one for each --model; one folder named twice is one source
    bool isMoreThanBlocks = false; ///< the expression alone does not say it
};

/// One verb of `recipe`.
class RecipeVerb {
public:
    using Make = std::function<void(RecipeInput&, const RecipeOptions&)>;

    RecipeVerb(CLI::App& recipe, const char* name, const char* description);

    CLI::Option* number(const char* name, std::uint32_t RecipeOptions::*field, const char* description);
    CLI::Option* number(const char* name, std::optional<std::uint32_t> RecipeOptions::*field,
                        const char* description);
    CLI::Option* numbers(const char* name, std::vector<std::uint32_t> RecipeOptions::*field,
                         const char* description);
    CLI::Option* text(const char* name, std::string RecipeOptions::*field, const char* description);
    CLI::Option* texts(const char* name, std::vector<std::string> RecipeOptions::*field,
                       const char* description);
    /// How many models it takes at most; one when this is not said.
    RecipeVerb& takesModels(std::size_t most);
    /// What the verb does, after its models are opened.
    void makes(Make make);

private:
    CLI::App* m_verb;
    std::shared_ptr<RecipeOptions> m_options;
    std::size_t m_mostModels = 1;
};

} // namespace layerloom::app
