#pragma once

#include "core/sensitivity/sensitivity.h"
#include "core/stack/stack.h"

#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <utility>
#include <vector>

namespace layerloom::core {

// Predicts the loss increase of a stack from the sensitivity of its model; well below a millisecond.
//
// Let D(r), R(r) and W(r) be the drop, repeat and rewind costs of a range r of layers (range_costs.h), in units of the
// median |drop(l)|. Follow the stack block by block, counting how often each layer ran. At a seam the state comes from depth
// c (behind layer c−1) and the next block is layer e ≠ c:
//   skip    Σ D(r) over the ranges r before e that have not run, without what was missing at c already. Layers that never
//           run in the whole stack take |drop(l)| of it each as their own share, the seam keeps the rest.
//   rewind  Σ (2n̄ − 1)·W(r) over the ranges r from e on that have run, n̄ times on average, without those beyond c.
//   foreign ¾ · max(0, δ − δ′) / ᾱ where the seam joins two models: δ the angle between the two states, δ′ the mean angle of
//           the same step within each model, ᾱ the median angle between neighbouring depths.
// To these seams come the layers that run more than once: Σ (2n − 1)·R(r) over n ≥ 1 and the ranges r that ran more than n
// times, divided among their layers in proportion to repeat(l). 2n − 1: a layer moves the state the same way each time, and
// the loss grows with the square of the displacement.
// The score is the sum of all shares; Δloss = score · median |drop(l)|. A stack that drops or repeats one measured range is
// given exactly what was measured. With several models every cost is the mean over them. On 227 stacks of SmolLM2-135M,
// evaluated on other text, earlier forms of this rule reached a Spearman correlation of 0.95 (`./dev bench predict`); that
// is where the constants were fitted. The size of predictions is corrected by LossScale.

/// Angles between the states of two models on the same tokens, as in StateDistances.
using CrossAngles = std::map<std::pair<SourceIndex, SourceIndex>, std::shared_ptr<const Matrix>>;

/// The measurements that a prediction is computed from.
struct PredictionInput {
    std::vector<const Sensitivity*> sources; ///< by SourceIndex; null for one without layers in the stack
    CrossAngles between; ///< from the source before a seam to the one behind it
};

/// A boundary where the incoming state is not the one that the next layer receives in its own model.
struct SeamShare {
    std::size_t at =
        0; ///< output index of the block behind the seam; 0 and the number of blocks are the ends
    double delta = 0; ///< the angle between the state that comes and the one that is expected, divided by π
    double ordinaryLayers = 0; ///< δ / ᾱ; above 0 layers are skipped, below 0 they run again
    double share = 0; ///< of the score
};

/// A layer that never runs, or runs more than once.
struct LayerShare {
    SourceIndex source = 0;
    LayerIndex layer = 0;
    std::uint32_t runs = 0;
    double share = 0; ///< of the score; below 0 where dropping it lowers the loss
};

/// The predicted loss increase of a stack. It orders stacks; it does not measure quality.
struct Prediction {
    double score = 0; ///< in units of the median |drop(l)|
    double deltaLoss = 0; ///< in nats per token: right in order, coarse in size
    std::vector<SeamShare> seams;
    std::vector<LayerShare> layers;
    bool isLessTried = false; ///< the stack has layers of several models, on which the rule was tested less
    bool leavesOutScales = false; ///< layers are scaled, and predicted as if they were not
};

/// REQUIRES: a sensitivity of every source with layers, and angles for every pair of joinedSources().
Prediction predict(const Blocks& blocks, const PredictionInput& input);

/// The same for a stack with scaled layers. A layer whose residual writers are all scaled by 0 (block expansion) counts as
/// absent; other scales are ignored.
Prediction predict(const Stack& stack, const PredictionInput& input);

/// The pairs of sources, before and behind, that seams of a stack join.
std::vector<std::pair<SourceIndex, SourceIndex>> joinedSources(const Blocks& blocks);

} // namespace layerloom::core
