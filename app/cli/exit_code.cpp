#include "app/cli/exit_code.h"

#include <array>
#include <utility>

namespace layerloom::app {

namespace {

// README.md has the same words.
constexpr std::array kMeanings {
    std::pair(Success, "success"), std::pair(HasErrors, "problems that make a merge impossible"),
    std::pair(Unusable, "unusable input or arguments"),
    std::pair(Failed, "a disk error, a failed verification or a checkpoint that does not load"),
    std::pair(Cancelled, "cancelled")};

} // namespace

std::string exitCodesText()
{
    std::string text = "Exit codes:";
    for (const auto& [code, meaning] : kMeanings) {
        const std::string number = std::to_string(code);
        text += "\n  " + number + std::string(5 - number.size(), ' ') + meaning;
    }
    return text;
}

ExitCode exitCode(const core::Error& error)
{
    switch (error.code()) {
    case core::ErrorCode::Cancelled:
        return Cancelled;
    case core::ErrorCode::Corrupt:
    case core::ErrorCode::Unsupported:
    case core::ErrorCode::Mismatch:
        return Unusable;
    case core::ErrorCode::Io:
    case core::ErrorCode::OutOfMemory:
    case core::ErrorCode::Internal:
        break;
    }
    return Failed;
}

} // namespace layerloom::app
