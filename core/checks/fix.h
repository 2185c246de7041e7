#pragma once

#include "core/checkpoint/dtype.h"
#include "core/stack/edit.h"

#include <filesystem>
#include <string>
#include <variant>

namespace layerloom::core {

/// Changes the stack; `summary` names the undo step: "Remove these 16 layers". REQUIRES: edits is not empty.
struct ApplyEdits {
    std::string summary;
    Edits edits;
    bool operator==(const ApplyEdits&) const = default;
};
/// Asks for the folder of a source that is not where it was.
struct LocateSource {
    SourceIndex source = 0;
    bool operator==(const LocateSource&) const = default;
};
/// Opens the folder of a source again.
struct RescanSource {
    SourceIndex source = 0;
    bool operator==(const RescanSource&) const = default;
};
/// Asks for another source that gives the same layers to the problem's blocks.
struct ReplaceSource {
    SourceIndex source = 0;
    bool operator==(const ReplaceSource&) const = default;
};
/// Changes the merge settings: float tensors are written as `type`.
struct ConvertAllTo {
    FloatType type = FloatType::BF16;
    bool operator==(const ConvertAllTo&) const = default;
};
/// Merges into `path` instead.
struct SetDestination {
    std::filesystem::path path;
    bool operator==(const SetDestination&) const = default;
};
/// Asks for another destination folder.
struct ChooseDestination {
    bool operator==(const ChooseDestination&) const = default;
};

/// What to do against a problem. Only ApplyEdits changes the stack by itself; the others ask the user, open a source
/// again or change how the stack is merged.
using FixAction = std::variant<ApplyEdits, LocateSource, RescanSource, ReplaceSource, ConvertAllTo,
                               SetDestination, ChooseDestination>;

/// An action that a problem offers.
struct Fix {
    FixAction action;
    bool operator==(const Fix&) const = default;
};

/// The text of the button and of the undo step: "Convert all to BF16", "Locate…".
std::string fixLabel(const FixAction& action);

/// The edits of an ApplyEdits; empty for all others.
Edits fixEdits(const Fix& fix);

} // namespace layerloom::core
