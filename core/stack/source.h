#pragma once

#include "core/base/index.h"
#include "core/model/model.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

namespace layerloom::core {

/// Index into Setup::sources; source 0 is shown as "A", 1 as "B", …
using SourceIndex = Index<struct SourceTag>;

/// "A", "B", … "Z", "AA", …
std::string sourceLetter(SourceIndex source);

/// A model that blocks are taken from.
struct Source {
    std::string label; ///< "Llama-2-70b"; editable
    std::string path; ///< absolute folder or file
    std::string name; ///< its name on the Hub or in a YAML: "owner/name"; may be empty
    std::string fingerprint; ///< of the checkpoint when it was last seen
    std::uint32_t layers =
        0; ///< number of layers; kept in the document, so that a missing source can be drawn
    std::optional<StackSide> side; ///< the stack that was asked for, of an encoder-decoder model
    bool dequantizes = false; ///< the output takes its weights dequantized; see setModel()
    std::shared_ptr<const Model> model; ///< null while it is missing
    std::string missingReason; ///< why, as a sentence; empty when model is there
    bool isUnusable = false; ///< missing although something is at `path`: it cannot be opened
    bool operator==(const Source&) const = default;
};

/// A source for an opened model: label, name and side from it.
Source sourceFor(std::shared_ptr<const Model> model, std::string path);

/// Gives a source its opened model, with layers and fingerprint. One that dequantizes gets dequantized(model); where that
/// fails it keeps the stored model, which P43 reports.
void setModel(Source& source, const std::shared_ptr<const Model>& model);

} // namespace layerloom::core
