#pragma once

#include "core/tokenizer/steps.h"

namespace layerloom::core {

/// The steps of "normalizer" in a tokenizer.json; none when it is missing or null. Throws Error{Unsupported}
/// for a step that is not known, Error{Corrupt} for one that is malformed.
NormalizeSteps readNormalizer(const JsonNode& tokenizer);

} // namespace layerloom::core
