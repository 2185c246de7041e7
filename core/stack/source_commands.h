#pragma once

#include "core/stack/edit.h"

#include <optional>
#include <utility>

namespace layerloom::core {

/// Adds a source, or finds the one with the same path; returns its index too.
std::pair<Edits, SourceIndex> addSource(const Stack& stack, Source source);
/// Removes a source and its blocks; later sources move up a letter.
Edits removeSource(const Stack& stack, SourceIndex source);
/// Chooses the source of a part; nullopt returns to the default of partSource().
Edits setPart(const Stack& stack, Part part, std::optional<SourceIndex> source);
/// Setup whose embeddings, norm, head, config and tokenizer all come from `base` (depth_upscale_model).
Setup withBase(Setup setup, SourceIndex base);

} // namespace layerloom::core
