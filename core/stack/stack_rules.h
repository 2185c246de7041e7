#pragma once

#include "core/stack/edit.h"
#include "core/stack/stack.h"

#include <span>
#include <vector>

namespace layerloom::core {

// Rules that make blocks. Every function throws Error{Mismatch} with a sentence when its arguments are invalid.
// Layers are counted from 0; "m" and the rest are named as in the papers.

/// Layers [begin, end) of a source.
Blocks layerRange(SourceIndex source, LayerIndex begin, LayerIndex end);

/// Depth up-scaling: [0, n-m) + [m, n) (SOLAR, arXiv 2312.15166). REQUIRES m < n; m = 0 repeats the whole stack.
Blocks dus(SourceIndex source, std::uint32_t n, std::uint32_t m);

/// Groups of g of `first` and `second` in turn; the last group of a side may be shorter, then the rest of the longer
/// side. g = 1 and 8 over [0, n-m) and [m, n) are iDUS-1layer and iDUS-8layer, g = n-m is DUS.
Blocks interlock(std::span<const Block> first, std::span<const Block> second, std::uint32_t g);
/// interlock of [0, n-m) and [m, n); the two sides may come from two models of equal depth.
Blocks interlock(SourceIndex first, SourceIndex second, std::uint32_t n, std::uint32_t m, std::uint32_t g);

/// The first `top` layers and the last `bottom` layers of a model with n layers (input and output side).
struct TwoEnded {
    SourceIndex source = 0;
    std::uint32_t n = 0;
    std::uint32_t top = 0;
    std::uint32_t bottom = 0;
};
/// All pieces one after the other: `downscale_model` with one piece, `depth_upscale_model` with several.
/// bottom = 0 is none (Python's [-0:] would be all). Throws when top or bottom exceed n or both are 0 everywhere.
Blocks twoEnded(std::span<const TwoEnded> pieces);

/// The whole stack `times` times (G_stack; 2 is SOLAR's negative control).
Blocks repeatAll(SourceIndex source, std::uint32_t n, std::uint32_t times);
/// [0, j) + [i, j) x (times - 2) + [i, n): layers [i, j) run `times` times in all (RYS (i, j) with times = 2).
Blocks repeatRange(SourceIndex source, std::uint32_t n, LayerIndex i, LayerIndex j, std::uint32_t times = 2);
/// RYS with several blocks: the first (i, j) gives [0, j) + [i, n), each further one is inserted after the last place
/// where layer j-1 stands.
Blocks rys(SourceIndex source, std::uint32_t n, std::span<const LayerRange> blocks);
/// Windows of `window` layers every `stride` layers; the last one ends at n.
Blocks windows(SourceIndex source, std::uint32_t n, std::uint32_t window, std::uint32_t stride);
/// Windows taken from the sources in turn (Goliath's pattern): each begins `overlap` layers before the one before it ended.
Blocks interleave(std::span<const SourceIndex> sources, std::uint32_t n, std::uint32_t window,
                  std::uint32_t overlap);
/// Block expansion (LLaMA-Pro): after every n/extra layers a copy of the last one with `writers` scaled by 0, so that
/// it adds nothing. REQUIRES n mod extra = 0.
Blocks expand(SourceIndex source, std::uint32_t n, std::uint32_t extra, std::span<const std::string> writers);
/// All layers but [first, first + count).
Blocks drop(SourceIndex source, std::uint32_t n, LayerIndex first, std::uint32_t count);

} // namespace layerloom::core
