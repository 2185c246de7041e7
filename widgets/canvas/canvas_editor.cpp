#include "widgets/canvas/canvas_editor.h"

#include "core/notation/format_expression.h"
#include "core/notation/layer_expression.h"
#include "core/stack/commands.h"

#include <QClipboard>
#include <QGuiApplication>

#include <algorithm>
#include <vector>

namespace layerloom::widgets {

namespace {

std::size_t asSize(int index)
{
    return static_cast<std::size_t>(index);
}

} // namespace

CanvasEditor::CanvasEditor(const CanvasContent& content, CanvasSelection& selection, CanvasViewport& viewport)
    : m_content(content)
    , m_selection(selection)
    , m_viewport(viewport)
{}

void CanvasEditor::request(const core::Edits& edits, const QString& text, const Selection& after)
{
    if (edits.empty())
        return;
    const auto before = m_content.stack;
    Q_EMIT editRequested(edits, text);
    if (m_content.stack == before)
        return;
    m_selection.set(after);
    m_viewport.scrollIntoView(after.cursor);
}

bool CanvasEditor::refuses(const core::Blocks& blocks)
{
    const auto reason = core::refusal(*m_content.stack, blocks);
    if (reason)
        Q_EMIT editRefused(QString::fromStdString(*reason));
    return reason.has_value();
}

core::Blocks CanvasEditor::blocksIn(const IndexRange& range) const
{
    const auto first = m_content.stack->blocks.begin();
    return {first + range.begin, first + range.end};
}

void CanvasEditor::insert(const core::Blocks& blocks, const QString& text)
{
    if (blocks.empty() || refuses(blocks))
        return;
    const int caret = m_selection.value().caret;
    request(core::insertAt(*m_content.stack, asSize(caret), blocks), text,
            selectionOf(caret, caret + static_cast<int>(blocks.size())));
}

void CanvasEditor::copy() const
{
    const core::Blocks blocks = blocksOf(*m_content.stack, m_selection.value());
    if (!blocks.empty())
        QGuiApplication::clipboard()->setText(QString::fromStdString(core::formatExpression(blocks)));
}

void CanvasEditor::cut()
{
    if (m_selection.value().track != kOutputTrack || m_selection.value().isEmpty())
        return;
    copy();
    remove();
}

void CanvasEditor::paste()
{
    const QString expression = QGuiApplication::clipboard()->text();
    if (expression.trimmed().isEmpty())
        return;
    const core::ParsedExpression parsed =
        core::parseExpression(expression.toStdString(), core::expressionModels(*m_content.stack));
    if (parsed.mistake)
        Q_EMIT pasteRefused(expression, QString::fromStdString(parsed.mistake->message));
    else
        insert(parsed.blocks, tr("Paste %1").arg(describeBlocks(parsed.blocks)));
}

void CanvasEditor::insertSelection()
{
    const Selection& selection = m_selection.value();
    if (selection.track == kOutputTrack || selection.isEmpty())
        return;
    const core::Blocks blocks = blocksOf(*m_content.stack, selection);
    if (refuses(blocks))
        return;
    // The caret goes after the copy, so that the same command again appends another one.
    Selection after = selection;
    after.caret += static_cast<int>(blocks.size());
    request(core::insertAt(*m_content.stack, asSize(selection.caret), blocks),
            tr("Insert %1 at %2").arg(describeBlocks(blocks)).arg(selection.caret), after);
}

void CanvasEditor::replaceWithSelection()
{
    const Selection& selection = m_selection.value();
    const int length = static_cast<int>(m_content.stack->blocks.size());
    if (selection.track == kOutputTrack || selection.isEmpty() || length == 0)
        return;
    const core::Blocks blocks = blocksOf(*m_content.stack, selection);
    if (refuses(blocks))
        return;
    const int count = std::min(static_cast<int>(blocks.size()), length);
    const int begin = std::min(selection.caret, length - count);
    Selection after = selection;
    after.caret = begin + static_cast<int>(blocks.size());
    request(core::replaceRange(*m_content.stack, asSize(begin), asSize(begin + count), blocks),
            tr("Replace %1 with %2")
                .arg(describeBlocks(blocksIn({begin, begin + count})), describeBlocks(blocks)),
            after);
}

void CanvasEditor::duplicate()
{
    const auto range = m_selection.target();
    if (!range)
        return;
    request(core::duplicateRange(*m_content.stack, asSize(range->begin), asSize(range->end)),
            tr("Duplicate %1").arg(describeBlocks(blocksIn(*range))),
            selectionOf(range->end, range->end + range->count()));
}

void CanvasEditor::remove()
{
    const auto range = m_selection.target();
    if (!range)
        return;
    const Selection& selection = m_selection.value();
    std::vector<std::size_t> indices;
    core::Blocks removed;
    for (int i = range->begin; i < range->end; ++i) {
        if (!selection.isEmpty() && !selection.contains(i))
            continue;
        indices.push_back(asSize(i));
        removed.push_back(m_content.stack->blocks[asSize(i)]);
    }
    request(core::removeAt(indices), tr("Remove %1").arg(describeBlocks(removed)),
            selectionOf(range->begin, range->begin));
}

void CanvasEditor::removeBackwards()
{
    const Selection& selection = m_selection.value();
    if (selection.isEmpty()) {
        if (selection.track != kOutputTrack || selection.caret == 0)
            return;
        m_selection.moveCursor(selection.caret - 1, false);
        m_viewport.scrollIntoView(selection.caret);
    }
    remove();
}

void CanvasEditor::moveTo(int before)
{
    const auto range = m_selection.target();
    if (!range || m_selection.value().ranges.size() > 1 || (before >= range->begin && before <= range->end)
        || before < 0 || before > static_cast<int>(m_content.stack->blocks.size()))
        return;
    const int begin = before > range->end ? before - range->count() : before;
    request(core::moveRange(asSize(range->begin), asSize(range->end), asSize(before)),
            tr("Move %1 to %2").arg(describeBlocks(blocksIn(*range))).arg(begin),
            selectionOf(begin, begin + range->count()));
}

void CanvasEditor::move(int layers)
{
    if (const auto range = m_selection.target())
        moveTo(layers < 0 ? range->begin + layers : range->end + layers);
}

void CanvasEditor::movePastSlice(int direction)
{
    const auto range = m_selection.target();
    if (!range)
        return;
    const int beside = direction < 0 ? range->begin - 1 : range->end;
    if (beside < 0 || beside >= static_cast<int>(m_content.stack->blocks.size()))
        return;
    const core::Slice& neighbour = m_content.slice(sliceAt(m_content.preview->slices, asSize(beside)));
    moveTo(static_cast<int>(direction < 0 ? neighbour.begin : neighbour.end));
}

void CanvasEditor::moveToEnd(int direction)
{
    moveTo(direction < 0 ? 0 : static_cast<int>(m_content.stack->blocks.size()));
}

} // namespace layerloom::widgets
