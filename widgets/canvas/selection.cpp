#include "widgets/canvas/selection.h"

#include "core/base/text.h"
#include "widgets/controls/counted.h"
#include "widgets/controls/text.h"

#include <QCoreApplication>
#include <QStringList>

#include <algorithm>

namespace layerloom::widgets {

namespace {

std::vector<IndexRange> rangesOf(std::vector<int> indices)
{
    std::ranges::sort(indices);
    std::vector<IndexRange> ranges;
    for (const int index : indices) {
        if (!ranges.empty() && index < ranges.back().end)
            continue;
        if (!ranges.empty() && ranges.back().end == index)
            ++ranges.back().end;
        else
            ranges.push_back({index, index + 1});
    }
    return ranges;
}

std::vector<int> indicesOf(const std::vector<IndexRange>& ranges)
{
    std::vector<int> indices;
    for (const IndexRange& range : ranges)
        for (int i = range.begin; i < range.end; ++i)
            indices.push_back(i);
    return indices;
}

QString letterOf(core::SourceIndex source)
{
    return QString::fromStdString(core::sourceLetter(source));
}

struct BlockTotals {
    std::uint64_t parameters = 0;
    std::uint64_t bytes = 0;
    bool complete = true;
};

BlockTotals sumsOf(const core::Stack& stack, const core::Blocks& blocks)
{
    BlockTotals sums;
    for (const core::Block& block : blocks) {
        const core::Layer* layer = core::layerOf(stack, block);
        sums.complete = sums.complete && layer != nullptr;
        sums.parameters += layer ? layer->parameters : 0;
        sums.bytes += layer ? layer->bytes : 0;
    }
    return sums;
}

} // namespace

int Selection::count() const
{
    int sum = 0;
    for (const IndexRange& range : ranges)
        sum += range.count();
    return sum;
}

bool Selection::contains(int index) const
{
    return std::ranges::any_of(ranges,
                               [index](const IndexRange& r) { return index >= r.begin && index < r.end; });
}

void Selection::add(IndexRange range)
{
    std::vector<int> indices = indicesOf(ranges);
    for (int i = range.begin; i < range.end; ++i)
        indices.push_back(i);
    ranges = rangesOf(std::move(indices));
}

void Selection::remove(IndexRange range)
{
    std::vector<int> indices = indicesOf(ranges);
    std::erase_if(indices, [range](int i) { return i >= range.begin && i < range.end; });
    ranges = rangesOf(std::move(indices));
}

Selection clamped(Selection selection, const core::Stack& stack)
{
    if (selection.track >= static_cast<int>(stack.setup.sources.size())) {
        selection.track = kOutputTrack;
        selection.ranges.clear();
        selection.cursor = selection.caret;
    }
    const int length = trackLength(stack, selection.track);
    const int blocks = static_cast<int>(stack.blocks.size());
    selection.caret = std::clamp(selection.caret, 0, blocks);
    selection.cursor = std::clamp(selection.cursor, 0, length);
    for (IndexRange& range : selection.ranges)
        range.end = std::min(range.end, length);
    std::erase_if(selection.ranges, [](const IndexRange& range) { return range.count() <= 0; });
    if (selection.seam && (*selection.seam <= 0 || *selection.seam >= blocks))
        selection.seam.reset();
    return selection;
}

Selection selectionOf(int begin, int end)
{
    Selection selection;
    if (end > begin)
        selection.ranges = {{begin, end}};
    selection.caret = selection.cursor = end;
    return selection;
}

int trackLength(const core::Stack& stack, int track)
{
    if (track == kOutputTrack)
        return static_cast<int>(stack.blocks.size());
    return static_cast<int>(stack.setup.sources[static_cast<std::size_t>(track)].layers);
}

core::Blocks blocksOf(const core::Stack& stack, const Selection& selection)
{
    core::Blocks blocks;
    for (const int index : indicesOf(selection.ranges)) {
        if (selection.track == kOutputTrack)
            blocks.push_back(stack.blocks[static_cast<std::size_t>(index)]);
        else
            blocks.push_back(
                {core::SourceIndex::from(selection.track), core::LayerIndex::from(index), {}, false});
    }
    return blocks;
}

std::size_t sliceAt(const std::vector<core::Slice>& slices, std::size_t at)
{
    const auto above = std::ranges::upper_bound(slices, at, {}, &core::Slice::begin);
    return static_cast<std::size_t>(above - slices.begin()) - 1;
}

std::optional<std::size_t> selectedSlice(const core::Preview& preview, const Selection& selection)
{
    if (selection.track != kOutputTrack || selection.ranges.size() != 1)
        return std::nullopt;
    for (std::size_t i = 0; i < preview.slices.size(); ++i)
        if (IndexRange {static_cast<int>(preview.slices[i].begin), static_cast<int>(preview.slices[i].end)}
            == selection.ranges.front())
            return i;
    return std::nullopt;
}

QString sliceText(const core::Slice& slice)
{
    return letterOf(slice.source) + u' ' + rangeText(slice.firstLayer, slice.lastLayer());
}

QString describeBlocks(const core::Blocks& blocks)
{
    constexpr int kMost = 3;
    QStringList parts;
    for (std::size_t i = 0; i < blocks.size();) {
        std::size_t end = i + 1;
        while (end < blocks.size() && blocks[end].source == blocks[i].source
               && blocks[end].layer == blocks[end - 1].layer + 1)
            ++end;
        parts.append(letterOf(blocks[i].source) + u' ' + rangeText(blocks[i].layer, blocks[end - 1].layer));
        i = end;
    }
    if (parts.size() > kMost)
        return QCoreApplication::translate("Selection", "%1 slices").arg(parts.size());
    return parts.join(QStringLiteral(", "));
}

QString seamText(const core::Block& from, const core::Block& to)
{
    const bool letters = from.source != to.source;
    const auto text = [&](const core::Block& block) {
        return (letters ? letterOf(block.source) : QString()) + QString::number(block.layer.value);
    };
    return text(from) + QChar(0x2192) + text(to);
}

QString describeSelection(const core::Stack& stack, const core::Preview& preview, const Selection& selection)
{
    if (selection.isEmpty())
        return {};
    const core::Blocks blocks = blocksOf(stack, selection);
    const QString layers = counted(blocks.size(), "layer");
    const BlockTotals sums = sumsOf(stack, blocks);
    QString text = selectedSlice(preview, selection)
        ? QCoreApplication::translate("Selection", "Slice %1: %2")
        : QCoreApplication::translate("Selection", "%1: %2");
    text = text.arg(describeBlocks(blocks), layers);
    if (!sums.complete)
        return text;
    return text
        + QStringLiteral(", %1, %2")
              .arg(QString::fromStdString(core::shortCount(sums.parameters)),
                   QString::fromStdString(core::shortBytes(sums.bytes)));
}

} // namespace layerloom::widgets
