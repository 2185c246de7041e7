#pragma once

#include "core/distance/distance.h"
#include "core/io/record_cache.h"

#include <string>

namespace layerloom::core {

/// The compared checkpoints, by weightsFingerprint(), with "-encoder" where that stack of two is compared.
struct DistanceKey {
    std::string first; ///< the checkpoint whose layers are rows
    std::string other; ///< the one whose layers are columns; empty within one checkpoint
    bool operator==(const DistanceKey&) const = default;
};

/// The key as the id of a record.
std::string recordId(const DistanceKey& key);

/// Weight distances as they are cached.
struct DistanceRecord {
    DistanceKey key;
    std::string model; ///< name of the first checkpoint when it was read; `problems` contain it
    std::string otherModel; ///< name of the other one; empty within one checkpoint
    WeightDistances distances; ///< betweenModels as the key says
};

/// A record as JSON: first, other, model, other_model, distances {rows, columns, all, kinds, problems, not_compared}. Numbers
/// are the 16 hex digits of their bits: JSON has neither NaN nor Inf. Parsing throws Error{Corrupt} for sizes that do not fit.
RecordFormat<DistanceRecord> distanceFormat();

} // namespace layerloom::core
