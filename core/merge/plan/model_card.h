#pragma once

#include "core/checkpoint/dtype.h"
#include "core/stack/stack.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace layerloom::core {

/// README.md of the output: front matter for the Hub, a table of the layers, and the recipe as a layer
/// expression and as a mergekit configuration. `weights` is a sentence on how they are stored, or empty. Models without a name on the Hub appear by their labels, never by a
/// path. Names are escaped, so that they cannot act as Markdown.
std::string modelCard(const Stack& stack, std::optional<FloatType> dtype, std::uint64_t parameters,
                      const std::string& weights = {});

/// The licence in the front matter of a model's card; empty when there is none or it does not have the form of
/// the Hub's identifiers ("apache-2.0", "llama3.1").
std::string licenceOfCard(std::string_view card);

} // namespace layerloom::core
