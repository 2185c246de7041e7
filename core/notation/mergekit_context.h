#pragma once

#include "core/notation/mergekit_import.h"
#include "core/notation/yaml_value.h"

#include <map>
#include <optional>
#include <string>

namespace layerloom::core {

/// The stack that one document of a mergekit file describes, and the sources of the parts around its layers.
struct MergekitStack {
    Blocks blocks;
    std::optional<SourceIndex> embeddings;
    std::optional<SourceIndex> normAndHead;
    std::optional<SourceIndex> base;
};

/// Shared state of the documents of one mergekit file: the result, its sources, and earlier documents.
class MergekitContext {
public:
    explicit MergekitContext(const FindModel& findModel)
        : m_findModel(findModel)
    {}

    /// Keeps a note once.
    void note(std::string sentence);
    /// The name of a model; a LoRA adapter is noted. Throws Error{Corrupt} when `model` is not a model.
    std::string nameOf(const YamlValue& model);
    /// The source with this name; opened when it is new.
    SourceIndex sourceNamed(const std::string& name);

    MergekitImport import;
    std::map<std::string, MergekitStack> earlier; ///< named documents; later ones use them like models

private:
    const FindModel& m_findModel;
    std::map<std::string, SourceIndex> m_sources;
};

/// Throws Error{Corrupt}: "Line 3: …".
[[noreturn]] void failAtLine(int line, const std::string& what);

} // namespace layerloom::core
