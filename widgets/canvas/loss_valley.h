#pragma once

#include "core/stack/edit.h"
#include "core/stack/stack.h"

#include <array>
#include <cstddef>
#include <functional>
#include <optional>

namespace layerloom::widgets {

/// The predicted loss increase of a stack in nats per token; nullopt when its models are not measured.
using LossPredictor = std::function<std::optional<double>(const core::Stack&)>;

/// Predicted loss increases for an edge or a seam that is moved by −8…+8 layers.
struct LossValley {
    static constexpr int kReach = 8;

    int at = 0; ///< output index of the edge before the drag
    int delta = 0; ///< how far it is moved now
    std::array<std::optional<double>, 2 * kReach + 1> losses; ///< nullopt where the edge cannot go

    const std::optional<double>& loss(int moved) const { return losses[indexOf(moved)]; }
    /// The index into `losses` of a delta.
    static std::size_t indexOf(int moved)
    {
        const int index = moved + kReach;
        return static_cast<std::size_t>(index);
    }
    /// The delta with the smallest loss; nullopt when there is none.
    std::optional<int> lowest() const;
};

/// `edits` are those that move the edge by a number of layers, bounded where it cannot go on.
LossValley lossValley(const core::Stack& stack, int at, const std::function<core::Edits(int)>& edits,
                      const LossPredictor& predictor);

} // namespace layerloom::widgets
