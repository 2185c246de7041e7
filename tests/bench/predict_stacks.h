#pragma once

#include "core/stack/stack.h"

#include <cstdint>
#include <string>
#include <vector>

namespace layerloom::tests {

/// A stack of one model, and the kind of edit that made it.
struct KindOfStack {
    std::string kind;
    core::Blocks blocks;
};

/// Some 220 different stacks of a model with `layers` layers, the same for every run: drops, repeats, DUS, interlocks,
/// two-ended, swaps, and random slices.
std::vector<KindOfStack> stacksToPredict(std::uint32_t layers);

/// Different stacks of `depth` layers, the same for every run: slices at random from the first layer to the last.
std::vector<core::Blocks> randomStacks(std::uint32_t layers, std::uint32_t depth, std::size_t count);

} // namespace layerloom::tests
