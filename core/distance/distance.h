#pragma once

#include "core/base/job_context.h"
#include "core/base/matrix.h"
#include "core/base/result.h"
#include "core/model/model.h"
#include "core/transform/float_values.h"

#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace layerloom::core {

/// What the numbers of one layer are like.
struct LayerStatistics {
    NumberCounts counts;
    double norm = 0; ///< of all its numbers; NaN when one is no finite number
};

/// Distances of one kind of tensor ("self_attn.q_proj.weight"; experts together: "mlp.experts.*.up_proj.weight").
struct KindDistances {
    std::string kind;
    Matrix distances;
};

/// How far the weights of layers lie apart: the relative Frobenius distance ‖a − b‖ / √((‖a‖² + ‖b‖²) / 2) of every
/// pair, 0 for copies (exactly), √2 for what has nothing in common, 2 for opposites. NaN where two layers have no such
/// tensors of one shape, or one holds a number that is not finite.
struct WeightDistances {
    bool betweenModels = false; ///< rows are layers of one model, columns those of another
    std::vector<KindDistances> kinds;
    Matrix all; ///< squared norms added up over all kinds
    std::vector<LayerStatistics> rows;
    std::vector<LayerStatistics> columns; ///< the same as `rows` within one model
    std::vector<std::string> problems; ///< tensors that hold NaN or infinity, as sentences
    std::vector<std::string> notCompared; ///< kinds that are no plain floating-point numbers
};

/// Hears what follows from the numbers that were read so far, a few times a second: only `all` of it is told, and of pairs
/// that have something to compare already.
using PartialDistances = std::function<void(const WeightDistances&)>;

/// Measures all pairs of layers of a model. Reads every layer once, in little memory.
Result<WeightDistances> measureDistances(const Model& model, JobContext& job,
                                         const PartialDistances& partial = {});

/// Measures every layer of `first` against every layer of `second`. Refuses models whose layers are not of one shape.
Result<WeightDistances> measureDistances(const Model& first, const Model& second, JobContext& job,
                                         const PartialDistances& partial = {});

/// The least and the largest distance between different layers.
struct DistanceRange {
    double least = 0;
    double largest = 0;

    /// Raw weights of different layers have nothing in common in almost every model: then such a map says only that
    /// they are different.
    bool hasLittleVariation() const { return largest - least < 0.05; }
};

/// The range of a map; the pairs of a layer with itself are left out unless `betweenModels`. Nullopt when there is no
/// pair to speak of.
std::optional<DistanceRange> rangeOf(const Matrix& distances, bool betweenModels);

} // namespace layerloom::core
