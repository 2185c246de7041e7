#pragma once

#include <cstdint>
#include <string_view>

namespace layerloom::core {

/// The stage of a job.
enum class Stage {
    Preparing, ///< opens and checks the sources of a merge
    Merging, ///< writes the shards and the other files of a merge
    Verifying, ///< reads the result back
    LoadChecking, ///< asks another library whether it loads the result
    Finishing, ///< makes the result durable and moves it into place
    Comparing, ///< reads weights for distances
    Measuring, ///< runs a model for its sensitivity, or two for the angles between them
    Screening, ///< runs candidates on a few tokens
    Evaluating, ///< runs stacks for their loss
};

/// "Merging": the English name, for output only.
std::string_view stageName(Stage stage);

/// The unit of `done` and `total` of a Progress.
enum class ProgressUnit { Bytes, Tokens, Steps, Candidates };

/// The plural: "bytes", "tokens", "steps", "candidates".
std::string_view unitName(ProgressUnit unit);

/// How far a job is. `done` never decreases within a stage and reaches `total` at its end, unless the job
/// stops early; `total` may grow while a stage finds more to do. The tensor counts are those of a merge, 0
/// elsewhere.
struct Progress {
    Stage stage = Stage::Preparing;
    ProgressUnit unit = ProgressUnit::Bytes;
    std::uint64_t done = 0;
    std::uint64_t total = 0;
    std::uint64_t tensorsDone = 0; ///< in this stage
    std::uint64_t tensorsTotal = 0;
};

} // namespace layerloom::core
