#pragma once

#include "core/sensitivity/sensitivity.h"
#include "core/stack/stack.h"

#include <cstddef>
#include <map>
#include <utility>
#include <vector>

namespace layerloom::core {

/// The angles between the states of two models on the same tokens: row a of the one entering layer a, column b of the
/// other entering layer b; (L₁+1) × (L₂+1), divided by π.
using CrossAngles = std::map<std::pair<SourceIndex, SourceIndex>, Matrix>;

/// What is known of the sources of a stack.
struct PredictionInput {
    std::vector<const Sensitivity*> sources; ///< by SourceIndex; null for one that gives no layer
    CrossAngles between; ///< from the source before a seam to the one behind it
};

/// A place where the state that comes is not the one that the next layer knows.
struct SeamShare {
    std::size_t at =
        0; ///< output index of the block behind the seam; 0 and the number of blocks are the ends
    double delta = 0; ///< the angle between what comes and what is expected, divided by π
    double ordinaryLayers =
        0; ///< the same in units of what an ordinary layer turns; above 0 layers are skipped, below 0 they run again
    double share = 0; ///< of the score
};

/// A layer that never runs, or runs more than once.
struct LayerShare {
    SourceIndex source = 0;
    std::uint32_t layer = 0;
    std::uint32_t runs = 0;
    double share = 0; ///< of the score; below 0 where leaving it out lowers the loss
};

/// What is expected of a stack that was not run: predicted Δloss. It orders stacks; it is no measure of quality.
struct Prediction {
    double score = 0; ///< in units of what leaving out one ordinary layer costs
    double deltaLoss = 0; ///< the same in nats a token: right in order, coarse in size
    std::vector<SeamShare> seams;
    std::vector<LayerShare> layers;
    bool isLessTried = false; ///< layers of several models: the rule was not tried as widely on these
    bool leavesOutScales = false; ///< layers are scaled, and taken as if they were not
};

/// Predicts from measurements. Takes well below a millisecond. The rule: follow which layers have run when a seam comes, against
/// those that the layer behind it knows to have run.
/// - Layers that lack now, and did not before the seam, cost what leaving out that range was measured to cost. Of this, layers
///   that never run are given what they cost one by one, the seam the rest.
/// - Layers from the next one on that have run already cost what going back over that range was measured to cost beyond
///   running its layers once more. That part is given to the layers in the end.
/// A stack that leaves out, or runs twice, one measured range is thus given just what was measured. What runs again for the
/// n-th time costs 2n − 1 times as much as for the first.
/// REQUIRES: a measurement of every source that gives a layer, and the angles between sources wherever a seam joins two.
Prediction predict(const Blocks& blocks, const PredictionInput& input);

/// The same of a stack whose layers may be scaled: one that writes nothing to the residual, all its writers being scaled by 0 (block
/// expansion), is taken as not there; others as if they were not scaled.
Prediction predict(const Stack& stack, const PredictionInput& input);

/// The pairs of sources, before and behind, that seams of a stack join.
std::vector<std::pair<SourceIndex, SourceIndex>> joinedSources(const Blocks& blocks);

} // namespace layerloom::core
