#pragma once

#include "core/base/result.h"
#include "core/document/loom_document.h"
#include "core/model/model.h"
#include "core/notation/mergekit_import.h"

#include <QString>

#include <memory>
#include <variant>
#include <vector>

namespace layerloom::app {

/// The kinds of paths that can be opened: a folder or file of a model, a .loom document, or a mergekit recipe.
enum class PathKind { Model, Document, Recipe, Unknown };

/// Decided by the name and by whether it is a folder; no file is read.
PathKind kindOf(const QString& path);

/// The contents of an opened file.
using Opened = std::variant<core::LoomDocument, core::MergekitImport>;

/// Reads a .loom document or a mergekit recipe and opens the models it names. A recipe may refer to the models in
/// `known`, which are already open, by label or name. Slow: call it on a worker thread.
core::Result<Opened> openComposition(const QString& path, const std::vector<core::Source>& known);

/// Imports a mergekit recipe given as text.
core::Result<core::MergekitImport> importRecipeText(const QString& text,
                                                    const std::vector<core::Source>& known);

} // namespace layerloom::app
