#pragma once

#include "core/base/result.h"
#include "core/document/document_file.h"
#include "core/model/model.h"
#include "core/notation/mergekit_yaml.h"

#include <QString>

#include <memory>
#include <variant>
#include <vector>

namespace layerloom::app {

/// What a person can point at: a folder or file of a model, a .loom document, or a mergekit recipe.
enum class PathKind { Model, Document, Recipe, Unknown };

/// By name alone, and whether it is a folder; no file is read.
PathKind kindOf(const QString& path);

/// What a file held.
using Opened = std::variant<core::LoomDocument, core::MergekitImport>;

/// Reads a .loom document or a mergekit recipe and opens the models it names. `known` are models that are open
/// already: a recipe may call them by label or name. Takes a while: made for a job's thread.
core::Result<Opened> openComposition(const QString& path, const std::vector<core::Source>& known);

/// A mergekit recipe given as text.
core::Result<core::MergekitImport> importRecipeText(const QString& text,
                                                    const std::vector<core::Source>& known);

} // namespace layerloom::app
