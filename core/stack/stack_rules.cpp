#include "core/stack/stack_rules.h"

#include "core/base/error.h"
#include "core/base/text.h"

#include <algorithm>
#include <initializer_list>
#include <numeric>

namespace layerloom::core {

namespace {

/// Throws the sentence that `words` make when `condition` does not hold.
void require(bool condition, std::initializer_list<std::string> words)
{
    if (!condition)
        throw Error(ErrorCode::Mismatch, std::accumulate(words.begin(), words.end(), std::string()));
}

void requireLayers(std::uint32_t n)
{
    require(n > 0, {"The model has no layers"});
}

/// The end of a range that holds the first `n` layers.
LayerIndex end(std::uint32_t n)
{
    return LayerIndex::from(n);
}

void append(Blocks& blocks, const Blocks& more)
{
    blocks.insert(blocks.end(), more.begin(), more.end());
}

} // namespace

Blocks layerRange(SourceIndex source, LayerIndex begin, LayerIndex end)
{
    Blocks blocks;
    for (LayerIndex layer = begin; layer < end; ++layer)
        blocks.push_back({source, layer, {}, false});
    return blocks;
}

Blocks dus(SourceIndex source, std::uint32_t n, std::uint32_t m)
{
    // interlock() refuses m >= n. For a valid m the group size n - m gives one group of each side.
    return interlock(source, source, n, m, n > m ? n - m : 1);
}

Blocks interlock(std::span<const Block> first, std::span<const Block> second, std::uint32_t g)
{
    require(g > 0, {"The group size g must be at least 1"});
    require(!first.empty() && !second.empty(), {"An interlock needs two slices that have layers"});
    Blocks blocks;
    blocks.reserve(first.size() + second.size());
    const auto take = [&](std::span<const Block>& side) {
        const std::size_t count = std::min<std::size_t>(g, side.size());
        blocks.insert(blocks.end(), side.begin(), side.begin() + static_cast<std::ptrdiff_t>(count));
        side = side.subspan(count);
    };
    while (!first.empty() || !second.empty()) {
        take(first);
        take(second);
    }
    return blocks;
}

Blocks interlock(SourceIndex first, SourceIndex second, std::uint32_t n, std::uint32_t m, std::uint32_t g)
{
    requireLayers(n);
    require(m < n, {"m = ", std::to_string(m), " must be below the number of layers, ", std::to_string(n)});
    return interlock(layerRange(first, 0, end(n - m)), layerRange(second, LayerIndex::from(m), end(n)), g);
}

Blocks twoEnded(std::span<const TwoEnded> pieces)
{
    Blocks blocks;
    for (const TwoEnded& piece : pieces) {
        const auto check = [&](std::string_view side, std::uint32_t count) {
            require(count <= piece.n,
                    {"The ", std::string(side), " ", std::to_string(count), " layers cannot be taken: ",
                     sourceLetter(piece.source), " has ", counted(piece.n, "layer")});
        };
        check("first", piece.top);
        check("last", piece.bottom);
        append(blocks, layerRange(piece.source, 0, end(piece.top)));
        append(blocks, layerRange(piece.source, end(piece.n - piece.bottom), end(piece.n)));
    }
    require(!blocks.empty(), {"Both ends are 0 layers long"});
    return blocks;
}

Blocks repeatAll(SourceIndex source, std::uint32_t n, std::uint32_t times)
{
    requireLayers(n);
    require(times > 0, {"The stack must be taken at least once"});
    Blocks blocks;
    for (std::uint32_t i = 0; i < times; ++i)
        append(blocks, layerRange(source, 0, end(n)));
    return blocks;
}

Blocks repeatRange(SourceIndex source, std::uint32_t n, LayerIndex i, LayerIndex j, std::uint32_t times)
{
    require(i < j && j <= end(n),
            {"Layers ", std::to_string(i.value), " to ", std::to_string(j.value),
             " are no range of a model of ", counted(n, "layer")});
    require(times > 0, {"The range must run at least once"});
    Blocks blocks = layerRange(source, 0, j);
    for (std::uint32_t run = 1; run < times; ++run)
        append(blocks, layerRange(source, i, j));
    append(blocks, layerRange(source, j, end(n)));
    return blocks;
}

Blocks rys(SourceIndex source, std::uint32_t n, std::span<const LayerRange> blocks)
{
    requireLayers(n);
    Blocks path = layerRange(source, 0, end(n));
    for (const auto& [i, j] : blocks) {
        require(i < j && j <= end(n),
                {"The block ", std::to_string(i.value), ",", std::to_string(j.value),
                 " is no range of a model of ", counted(n, "layer")});
        const auto isBefore = [j = j](const Block& block) { return block.layer == j - 1; };
        // The layers 0 to n-1 always stand there, so the search from the end finds one.
        const auto last = std::find_if(path.rbegin(), path.rend(), isBefore);
        const Blocks again = layerRange(source, i, j);
        path.insert(last.base(), again.begin(), again.end());
    }
    return path;
}

Blocks windows(SourceIndex source, std::uint32_t n, std::uint32_t window, std::uint32_t stride)
{
    requireLayers(n);
    require(window > 0 && window <= n,
            {"The window of ", counted(window, "layer"), " must be from 1 to ", std::to_string(n),
             " layers long"});
    require(stride > 0 && stride <= window,
            {"The stride ", std::to_string(stride), " must be from 1 to the window's ",
             counted(window, "layer")});
    return interleave(std::span(&source, 1), n, window, window - stride);
}

Blocks interleave(std::span<const SourceIndex> sources, std::uint32_t n, std::uint32_t window,
                  std::uint32_t overlap)
{
    requireLayers(n);
    require(!sources.empty(), {"Windows need a model to come from"});
    require(window > 0 && window <= n,
            {"The window of ", counted(window, "layer"), " must be from 1 to ", std::to_string(n),
             " layers long"});
    require(overlap < window,
            {"The overlap of ", counted(overlap, "layer"), " must be below the window's ",
             counted(window, "layer")});
    Blocks blocks;
    std::uint32_t begin = 0;
    for (std::size_t turn = 0;; ++turn) {
        const std::uint32_t end = std::min(n - begin, window) + begin;
        append(blocks,
               layerRange(sources[turn % sources.size()], LayerIndex::from(begin), LayerIndex::from(end)));
        if (end == n)
            return blocks;
        begin = end - overlap;
    }
}

Blocks expand(SourceIndex source, std::uint32_t n, std::uint32_t extra, std::span<const std::string> writers)
{
    requireLayers(n);
    require(extra > 0 && n % extra == 0,
            {counted(extra, "added layer"), " cannot be spread evenly over ", counted(n, "layer")});
    require(!writers.empty(), {"It is not known which tensors of this model write to the residual"});
    const std::uint32_t every = n / extra;
    Blocks blocks;
    for (std::uint32_t layer = 0; layer < n; ++layer) {
        blocks.push_back({source, LayerIndex::from(layer), {}, false});
        if ((layer + 1) % every != 0)
            continue;
        Block silent = blocks.back();
        for (const std::string& writer : writers)
            silent.scales.push_back({writer, 0});
        blocks.push_back(std::move(silent));
    }
    return blocks;
}

Blocks drop(SourceIndex source, std::uint32_t n, LayerIndex first, std::uint32_t count)
{
    require(count > 0 && first.value < n && count <= n - first.value,
            {counted(count, "layer"), " from layer ", std::to_string(first.value),
             " on cannot be dropped from a model of ", counted(n, "layer")});
    require(count < n, {"A stack without layers is no model"});
    Blocks blocks = layerRange(source, 0, first);
    append(blocks, layerRange(source, first + count, end(n)));
    return blocks;
}

} // namespace layerloom::core
