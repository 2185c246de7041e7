#pragma once

#include "core/tokenizer/steps.h"

namespace layerloom::core {

/// The steps of "decoder" in a tokenizer.json; none when it is missing or null. Throws as readNormalizer()
/// does.
DecodeSteps readDecoder(const JsonNode& tokenizer);

} // namespace layerloom::core
