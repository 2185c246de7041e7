#pragma once

#include "core/tokenizer/steps.h"

namespace layerloom::core {

/// The steps of "pre_tokenizer" in a tokenizer.json; none when it is missing or null. Throws as
/// readNormalizer() does.
CutSteps readPreTokenizer(const JsonNode& tokenizer);

} // namespace layerloom::core
