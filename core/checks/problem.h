#pragma once

#include "core/checks/fix.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace layerloom::core {

enum class Severity { Error, Warning, Advice };

/// "error", "warning" or "advice".
std::string_view severityName(Severity severity);

/// The kinds of problems. The numbers are those of the codes in PROBLEMS.md and never change.
enum class ProblemId : std::uint8_t {
    WidthsDiffer = 1,
    HeadCountsDiffer = 2,
    TensorsDiffer = 3,
    ArchitectureNamesDiffer = 4,
    NoSuchLayer = 5,
    LastLayerOmitted = 6,
    UnusableSource = 7,
    MissingSource = 8,
    EmbeddingRowsDiffer = 9,
    HeadMismatch = 10,
    MixedDtypes = 11,
    ComputeSettingDiffers = 12,
    LayerTypeMismatch = 13,
    MisplacedDenseLayer = 14,
    QuantizedLayers = 15,
    VocabulariesDiffer = 16,
    NotEnoughSpace = 17,
    DestinationInSource = 18,
    AlternatingLayers = 19,
    OpenEnd = 20,
    WeakRepeat = 21,
    CustomCode = 22,
    PositionalKey = 23,
    ExtraLayers = 24,
    ConfigContradictsWeights = 25,
    EmptyStack = 26,
    DestinationNotEmpty = 27,
    DestinationUnusable = 28,
    InterruptedMerge = 30,
    MisplacedLayerKind = 31,
    KeyValueSharing = 32,
    DepthTensorConflict = 33,
    QuantizationsDiffer = 34,
    DepthDependence = 35,
    MergeRefused = 36,
    UndecidedPerLayer = 37,
    OverrideRefused = 38,
    LayerCountUnclear = 39,
    PartMissing = 40,
    UnreadFiles = 41,
    NotQuantizable = 42,
    NotDequantizable = 43,
};

/// The code in messages and JSON: "P01".
std::string problemCode(ProblemId id);

/// Something wrong or worth knowing about a stack, in plain words with names and values.
struct Problem {
    ProblemId id = ProblemId::EmptyStack;
    Severity severity = Severity::Error;
    std::string message;
    std::size_t begin = 0; ///< the blocks it is about: [begin, end), empty when it is about the whole stack
    std::size_t end = 0;
    std::optional<Part> part; ///< the part it is about
    std::optional<SourceIndex> source; ///< the source it is about
    std::vector<Fix> fixes;
};

bool hasErrors(const std::vector<Problem>& problems);

} // namespace layerloom::core
