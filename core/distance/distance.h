#pragma once

#include "core/base/job_context.h"
#include "core/base/matrix.h"
#include "core/base/result.h"
#include "core/model/model.h"
#include "core/transform/float_values.h"

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace layerloom::core {

// The relative Frobenius distance of two tensors of one shape is
//     d(a, b) = ‖a − b‖ / √((‖a‖² + ‖b‖²) / 2) ∈ [0, 2]:  0 for copies (exactly), √2 for orthogonal tensors, 2 for opposites.
// For equal norms d² = 2 (1 − cos(a, b)). Several tensors of one kind (experts) and all kinds of a layer add their squares:
//     d² = Σ ‖aₖ − bₖ‖² / Σ (‖aₖ‖² + ‖bₖ‖²) / 2.
// ‖a − b‖² = ‖a‖² + ‖b‖² − 2 a·b comes from one pass over the tensors of a kind in chunks (gram.h), in double precision: products
// of 16-bit numbers are exact there. Distances of near-duplicates keep about 8 digits, those of others 15. Raw weights of
// different layers of a model are nearly orthogonal (SmolLM2-135M: 1.410–1.415 for all pairs), so the distance tells copies
// and fine-tunes apart and says little else. Results do not depend on the machine: one thread, one order of addition.

/// Value counts and norm of a layer's weights.
struct LayerStatistics {
    NumberCounts counts;
    double norm = 0; ///< Frobenius norm over all tensors; NaN when a value is not finite
};

/// Distances of one kind of tensor ("self_attn.q_proj.weight"; experts together: "mlp.experts.*.up_proj.weight").
struct KindDistances {
    std::string kind;
    Matrix distances;
};

/// Distances between the weights of layers. NaN for two layers that have no such tensors of one shape, or when one holds a
/// value that is not finite. Within a model exactly symmetric.
struct WeightDistances {
    bool betweenModels = false; ///< rows are layers of one model, columns those of another
    std::vector<KindDistances> kinds;
    Matrix all; ///< over all kinds
    std::vector<LayerStatistics> rows;
    std::vector<LayerStatistics> columns; ///< equal to `rows` within one model
    std::vector<std::string> problems; ///< sentences: tensors that hold NaN or Inf
    std::vector<std::string> notCompared; ///< kinds that are not plain floating-point numbers
};

/// Called a few times a second with the result so far: only `all`, for pairs with something to compare.
using PartialDistances = std::function<void(const std::shared_ptr<const WeightDistances>&)>;

/// Measures all pairs of layers of a model. Reads every layer once, in little memory.
Result<WeightDistances> measureDistances(const Model& model, JobContext& job,
                                         const PartialDistances& partial = {});

/// Measures every layer of `first` against every layer of `second`. Fails for models whose layers differ in shape.
Result<WeightDistances> measureDistances(const Model& first, const Model& second, JobContext& job,
                                         const PartialDistances& partial = {});

/// The least and the largest distance in a map.
struct DistanceRange {
    double least = 0;
    double largest = 0;

    /// True when the map says only that layers are different: raw weights are nearly orthogonal in almost every model.
    bool hasLittleVariation() const { return largest - least < 0.05; }
};

/// The range of a map without NaN, and without the diagonal unless `betweenModels`. Nullopt when nothing is left.
std::optional<DistanceRange> rangeOf(const Matrix& distances, bool betweenModels);

} // namespace layerloom::core
