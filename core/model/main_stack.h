#pragma once

#include "core/model/config_text.h"
#include "core/model/family.h"
#include "core/model/stack_side.h"
#include "core/model/tensor_groups.h"

#include <optional>
#include <vector>

namespace layerloom::core {

/// The group of tensors that is used as a model's stack.
struct MainStack {
    const TensorGroup* group = nullptr; ///< null without groups
    /// Its side, where the model has stacks of both: an encoder-decoder model. Else nullopt.
    std::optional<StackSide> side;
};

/// Chooses the stack of a model. The first of these that tells two groups apart decides: no part for pictures or sound
/// (towers.h); layers with matrices, which convolutions are not; the side `wanted` (else the one that the name of the
/// architecture says, else the decoder); as many layers as the config says; no encoder; matrices of the model's width;
/// more bytes. Throws Error{Mismatch} when `wanted` is a side that the model does not have.
MainStack mainStack(const Checkpoint& checkpoint, const std::vector<TensorGroup>& groups,
                    const ConfigText& config, const Family& family, std::optional<StackSide> wanted);

/// The number of layers of a group from 0 on without a gap.
std::uint32_t layersWithoutGap(const TensorGroup& group);

} // namespace layerloom::core
