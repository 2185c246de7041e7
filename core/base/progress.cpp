#include "core/base/progress.h"

namespace layerloom::core {

std::string_view stageName(Stage stage)
{
    switch (stage) {
    case Stage::Preparing:
        return "Preparing";
    case Stage::Merging:
        return "Merging";
    case Stage::Verifying:
        return "Verifying";
    case Stage::LoadChecking:
        return "Checking that it loads";
    case Stage::Finishing:
        return "Finishing";
    case Stage::Comparing:
        return "Comparing";
    case Stage::Measuring:
        return "Measuring";
    case Stage::Screening:
        return "Screening";
    case Stage::Evaluating:
        return "Evaluating";
    }
    return {};
}

std::string_view unitName(ProgressUnit unit)
{
    switch (unit) {
    case ProgressUnit::Bytes:
        return "bytes";
    case ProgressUnit::Tokens:
        return "tokens";
    case ProgressUnit::Steps:
        return "steps";
    case ProgressUnit::Candidates:
        return "candidates";
    }
    return {};
}

} // namespace layerloom::core
