#pragma once

#include "core/distance/distance.h"

#include <string>
#include <string_view>

namespace layerloom::core {

/// The compared checkpoints, by weightsFingerprint().
struct DistanceKey {
    std::string first; ///< the checkpoint whose layers are rows
    std::string other; ///< the one whose layers are columns; empty within one checkpoint
    bool operator==(const DistanceKey&) const = default;
};

/// Weight distances as they are cached.
struct DistanceRecord {
    DistanceKey key;
    std::string model; ///< the name of the checkpoint when it was read; `problems` contain it
    std::string otherModel; ///< the same of the other; empty within one checkpoint
    WeightDistances distances; ///< betweenModels as the key says
};

/// The record as JSON with a checksum: distances_version, first, other, model, other_model, distances {rows, columns, all,
/// kinds, problems, not_compared}. Numbers are the 16 hex digits of their bits: JSON has neither NaN nor Inf.
std::string distancesText(const DistanceRecord& record);

/// Parses such a record. Throws Error{Corrupt} for damage, another version or sizes that do not fit.
DistanceRecord readDistances(std::string_view text);

} // namespace layerloom::core
