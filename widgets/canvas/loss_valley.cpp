#include "widgets/canvas/loss_valley.h"

#include <cstdlib>
#include <utility>

namespace layerloom::widgets {

std::optional<int> LossValley::lowest() const
{
    std::optional<int> best;
    double least = 0;
    for (int moved = -kReach; moved <= kReach; ++moved) {
        const std::optional<double>& here = loss(moved);
        if (here && (!best || *here < least)) {
            best = moved;
            least = *here;
        }
    }
    return best;
}

LossValley lossValley(const core::Stack& stack, int at, const std::function<core::Edits(int)>& edits,
                      const LossPredictor& predictor)
{
    LossValley valley;
    valley.at = at;
    const auto store = [&valley](int moved) -> std::optional<double>& {
        return valley.losses[LossValley::indexOf(moved)];
    };
    store(0) = predictor(stack);
    if (!store(0))
        return valley;
    for (const int direction : {-1, 1}) {
        core::Blocks before = stack.blocks;
        for (int moved = direction; std::abs(moved) <= LossValley::kReach; moved += direction) {
            core::Stack trial = stack;
            for (const core::Edit& edit : edits(moved))
                core::apply(trial, edit);
            if (trial.blocks == before)
                break;
            store(moved) = predictor(trial);
            before = std::move(trial.blocks);
        }
    }
    return valley;
}

} // namespace layerloom::widgets
