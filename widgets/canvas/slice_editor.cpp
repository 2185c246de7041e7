#include "widgets/canvas/slice_editor.h"

#include "core/notation/layer_expression.h"
#include "core/stack/commands.h"
#include "widgets/canvas/canvas_drag.h"
#include "widgets/controls/text.h"

#include <algorithm>
#include <cstdint>

namespace layerloom::widgets {

SliceEditor::SliceEditor(const CanvasContent& content, CanvasSelection& selection,
                         const CanvasViewport& viewport, CanvasEditor& editor)
    : m_content(content)
    , m_selection(selection)
    , m_viewport(viewport)
    , m_editor(editor)
{}

void SliceEditor::slip(int layers)
{
    const auto index = m_selection.targetSlice();
    if (!index)
        return;
    const core::Slice slice = m_content.slice(*index);
    core::Slice slipped = slice;
    slipped.firstLayer =
        core::LayerIndex::from(std::max<std::int64_t>(0, std::int64_t {slice.firstLayer.value} + layers));
    m_editor.request(
        core::slip(*m_content.stack, slice, layers),
        tr("Slip %1 to %2").arg(sliceText(slice), rangeText(slipped.firstLayer, slipped.lastLayer())),
        selectionOf(static_cast<int>(slice.begin), static_cast<int>(slice.end)));
}

void SliceEditor::splitAtCaret()
{
    Selection after = m_selection.value();
    after.ranges.clear();
    m_editor.request(core::split(*m_content.stack, static_cast<std::size_t>(after.caret)),
                     tr("Split at %1").arg(after.caret), after);
}

void SliceEditor::joinAtCaret()
{
    const Selection after = m_selection.value();
    m_editor.request(core::join(*m_content.stack, static_cast<std::size_t>(after.caret)),
                     tr("Join at %1").arg(after.caret), after);
}

void SliceEditor::roll(std::size_t seam, int layers)
{
    DragStart start;
    start.kind = DragKind::Roll;
    start.hit.index = static_cast<int>(seam);
    const CanvasLayout& layout = m_viewport.layout();
    const DragOutcome outcome = outcomeOf({*m_content.stack, *m_content.preview, layout}, start,
                                          {QPointF(layout.x(layers), 0), DropMode::Insert});
    m_editor.request(outcome.edits, outcome.text, outcome.selection);
}

void SliceEditor::trim(std::size_t seam, int side, int layers)
{
    const std::size_t at = m_content.preview->seams[seam].at;
    const core::Slice slice = m_content.slice(sliceAt(m_content.preview->slices, side < 0 ? at - 1 : at));
    Selection after;
    after.caret = after.cursor = static_cast<int>(at) + (side < 0 ? layers : 0);
    after.seam = after.caret;
    m_editor.request(side < 0 ? core::trimBack(*m_content.stack, slice, layers)
                              : core::trimFront(*m_content.stack, slice, layers),
                     tr("Trim %1").arg(sliceText(slice)), after);
}

void SliceEditor::setRange(const core::Slice& slice, const QString& text)
{
    const core::Source& source = m_content.stack->setup.sources[slice.source.value];
    const core::ExpressionModel model {source.label, source.layers};
    const core::ParsedExpression parsed = core::parseExpression(text.toStdString(), {&model, 1});
    if (parsed.mistake) {
        Q_EMIT m_editor.editRefused(QString::fromStdString(parsed.mistake->message));
        return;
    }
    const core::Blocks& blocks = parsed.blocks;
    const bool isRun = !blocks.empty() && blocks.back().layer - blocks.front().layer + 1 == blocks.size();
    if (!isRun) {
        Q_EMIT m_editor.editRefused(tr("A slice is one run of layers, such as 20-59"));
        return;
    }
    const int begin = static_cast<int>(slice.begin);
    m_editor.request(
        core::setRange(*m_content.stack, slice, blocks.front().layer, blocks.back().layer),
        tr("Set %1 to %2").arg(sliceText(slice), rangeText(blocks.front().layer, blocks.back().layer)),
        selectionOf(begin, begin + static_cast<int>(blocks.size())));
}

} // namespace layerloom::widgets
