#pragma once

#include "core/notation/mergekit_context.h"

namespace layerloom::core {

/// Notes the keys of a document that have no effect.
void noteUnknownKeys(MergekitContext& context, const YamlValue& document);

/// Reads out_dtype, else dtype.
void readDtype(MergekitContext& context, const YamlValue& document);

/// Reads base_model, tokenizer and chat template; adds a note for each that cannot be applied.
void readParts(MergekitContext& context, const YamlValue& document);

} // namespace layerloom::core
