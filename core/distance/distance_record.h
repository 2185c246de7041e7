#pragma once

#include "core/distance/distance.h"

#include <string>
#include <string_view>

namespace layerloom::core {

/// Whose weights were compared, by weightsFingerprint().
struct DistanceKey {
    std::string first; ///< of the checkpoint whose layers are rows
    std::string other; ///< of the one whose layers are columns; empty within one checkpoint
    bool operator==(const DistanceKey&) const = default;
};

/// Distances of weights as they are kept.
struct DistanceRecord {
    DistanceKey key;
    std::string model; ///< what the checkpoint was called when its weights were read; problems call it so
    std::string otherModel; ///< the same of the other; empty within one checkpoint
    WeightDistances distances; ///< betweenModels as the key says
};

/// As it is kept in a file, with a hash over all of it: every number to the last bit.
std::string distancesText(const DistanceRecord& record);

/// Reads it back. Throws Error{Corrupt} for what is damaged, of another version, or makes no sense.
DistanceRecord readDistances(std::string_view text);

} // namespace layerloom::core
