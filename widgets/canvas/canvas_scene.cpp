#include "widgets/canvas/canvas_scene.h"

#include <algorithm>
#include <map>

namespace layerloom::widgets {

namespace {

bool hasSeamAt(const core::Preview& preview, std::size_t at)
{
    return std::ranges::binary_search(preview.seams, at, {}, &core::Seam::at);
}

} // namespace

double CanvasScene::depth(core::SourceIndex source, core::LayerIndex layer) const
{
    const std::uint32_t layers = stack->setup.sources[source.value].layers;
    return layers > 1 ? static_cast<double>(layer.value) / (layers - 1) : 0;
}

std::uint32_t CanvasScene::deepestLayer() const
{
    std::uint32_t layers = 1;
    for (const core::Source& source : stack->setup.sources)
        layers = std::max(layers, source.layers);
    for (const core::Block& block : stack->blocks)
        layers = std::max(layers, block.layer.value + 1);
    return layers - 1;
}

bool CanvasScene::isSelected(std::size_t index) const
{
    if (selection.track != kOutputTrack)
        return false;
    const int begin = static_cast<int>(slice(index).begin);
    const int end = static_cast<int>(slice(index).end);
    return std::ranges::any_of(selection.ranges,
                               [&](const IndexRange& r) { return r.begin <= begin && r.end >= end; });
}

bool CanvasScene::beginsAtSeam(std::size_t index) const
{
    return slice(index).begin == 0 || hasSeamAt(*preview, slice(index).begin);
}

bool CanvasScene::endsAtSeam(std::size_t index) const
{
    return slice(index).end == stack->blocks.size() || hasSeamAt(*preview, slice(index).end);
}

std::vector<std::uint32_t> totalUses(const core::Stack& stack)
{
    std::map<std::pair<core::SourceIndex, core::LayerIndex>, std::uint32_t> uses;
    for (const core::Block& block : stack.blocks)
        ++uses[{block.source, block.layer}];
    std::vector<std::uint32_t> result;
    result.reserve(stack.blocks.size());
    for (const core::Block& block : stack.blocks)
        result.push_back(uses[{block.source, block.layer}]);
    return result;
}

} // namespace layerloom::widgets
