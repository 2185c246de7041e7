#pragma once

#include "core/stack/edit.h"

#include <optional>
#include <string>
#include <vector>

namespace layerloom::core {

enum class Severity { Error, Warning, Advice };

/// A change that removes a problem.
struct Fix {
    std::string label; ///< "Remove these 16 layers"
    Edits edits; ///< empty: the window must ask something first (Locate…, Choose…)
};

/// Something wrong or worth knowing about a stack, in plain words with names and values.
struct Problem {
    std::string id; ///< "P01"; PROBLEMS.md is the catalogue
    Severity severity = Severity::Error;
    std::string message;
    std::size_t begin = 0; ///< the blocks it is about: [begin, end), empty when it is about the whole
    std::size_t end = 0;
    std::optional<Part> part; ///< the part it is about
    std::optional<SourceIndex> source; ///< the source it is about
    std::vector<Fix> fixes;
};

/// All problems of a stack, errors first, then by position. Errors make a merge impossible.
/// At most 1 ms for 1,000 layers in 200 slices.
std::vector<Problem> problems(const Stack& stack);

bool hasErrors(const std::vector<Problem>& problems);

/// "error", "warning", "advice".
std::string_view severityName(Severity severity);

} // namespace layerloom::core
