#include "core/notation/layer_expression.h"
#include "core/stack/commands.h"
#include "widgets/canvas/loom_canvas_p.h"
#include "widgets/controls/text.h"

#include <QClipboard>
#include <QGuiApplication>

#include <algorithm>

namespace layerloom::widgets {

void LoomCanvas::insertBlocks(const core::Blocks& blocks, const QString& text)
{
    if (blocks.empty() || m_d->refuse(blocks))
        return;
    const int end = m_d->selection.caret + static_cast<int>(blocks.size());
    m_d->request(core::insertAt(*m_d->stack, static_cast<std::size_t>(m_d->selection.caret), blocks), text,
                 selectionOf(m_d->selection.caret, end));
}

void LoomCanvas::copySelection() const
{
    const core::Blocks blocks = selectedBlocks();
    if (!blocks.empty())
        QGuiApplication::clipboard()->setText(QString::fromStdString(core::formatExpression(blocks)));
}

void LoomCanvas::cutSelection()
{
    if (m_d->selection.track != kOutputTrack || m_d->selection.isEmpty())
        return;
    copySelection();
    removeSelection();
}

void LoomCanvas::paste()
{
    pasteText(QGuiApplication::clipboard()->text());
}

void LoomCanvas::pasteText(const QString& text)
{
    if (text.trimmed().isEmpty())
        return;
    const core::ParsedExpression parsed =
        core::parseExpression(text.toStdString(), core::expressionModels(*m_d->stack));
    if (parsed.mistake) {
        Q_EMIT editRefused(QString::fromStdString(parsed.mistake->message));
        return;
    }
    insertBlocks(parsed.blocks,
                 tr("Paste %1 at %2").arg(describeBlocks(parsed.blocks)).arg(m_d->selection.caret));
}

void LoomCanvas::insertSelection()
{
    if (m_d->selection.track == kOutputTrack || m_d->selection.isEmpty())
        return;
    const core::Blocks blocks = selectedBlocks();
    if (m_d->refuse(blocks))
        return;
    // The keyboard stays in the source track and the caret goes behind the copy, so that Enter again adds another.
    Selection after = m_d->selection;
    after.caret += static_cast<int>(blocks.size());
    m_d->request(core::insertAt(*m_d->stack, static_cast<std::size_t>(m_d->selection.caret), blocks),
                 tr("Insert %1 at %2").arg(describeBlocks(blocks)).arg(m_d->selection.caret), after);
}

void LoomCanvas::replaceWithSelection()
{
    if (m_d->selection.track == kOutputTrack || m_d->selection.isEmpty() || m_d->stack->blocks.empty())
        return;
    const core::Blocks blocks = selectedBlocks();
    if (m_d->refuse(blocks))
        return;
    const int length = static_cast<int>(m_d->stack->blocks.size());
    const int count = std::min(static_cast<int>(blocks.size()), length);
    const int begin = std::min(m_d->selection.caret, length - count);
    Selection after = m_d->selection;
    after.caret = begin + static_cast<int>(blocks.size());
    m_d->request(
        core::replaceRange(*m_d->stack, static_cast<std::size_t>(begin),
                           static_cast<std::size_t>(begin + count), blocks),
        tr("Replace %1 with %2").arg(m_d->describeRange({begin, begin + count}), describeBlocks(blocks)),
        after);
}

void LoomCanvas::editRangeInPlace()
{
    const auto index = m_d->targetSlice();
    if (!index)
        return;
    const core::Slice slice = m_d->slice(*index);
    m_d->closeRangeEdit();
    QLineEdit& edit = m_d->openRangeEdit();
    edit.setObjectName(QStringLiteral("rangeEdit"));
    edit.setAccessibleName(tr("Range of the slice"));
    edit.setFont(textFont(TextSize::Caption));
    edit.setText(QStringLiteral("%1-%2").arg(slice.firstLayer).arg(slice.lastLayer()));
    const QRect bar = sliceBarRect(static_cast<int>(*index));
    const int width = std::max(bar.width(), 96);
    const int height = edit.sizeHint().height();
    edit.setGeometry(QRect(bar.center().x() - width / 2, bar.center().y() - height / 2, width, height));
    edit.show();
    edit.selectAll();
    edit.setFocus();
    edit.installEventFilter(this);
    connect(&edit, &QLineEdit::returnPressed, this, [this, slice] { m_d->acceptRange(slice); });
    connect(&edit, &QLineEdit::editingFinished, this, [this] { m_d->closeRangeEdit(); });
}

QLineEdit& LoomCanvas::Private::openRangeEdit()
{
    rangeEdit = new QLineEdit(&q);
    return *rangeEdit;
}

// It may be closing itself right now: it goes when its own work is done.
void LoomCanvas::Private::closeRangeEdit()
{
    if (!rangeEdit)
        return;
    QLineEdit* closing = rangeEdit;
    rangeEdit.clear();
    closing->setObjectName(QString());
    closing->hide();
    closing->deleteLater();
    q.setFocus();
}

// The text is an expression like any other: "20-59", "range(20, 60)".
void LoomCanvas::Private::acceptRange(const core::Slice& slice)
{
    if (!rangeEdit)
        return;
    const QString text = rangeEdit->text();
    const core::Source& source = stack->setup.sources[slice.source];
    const core::ExpressionModel model {source.label, source.layers};
    const core::ParsedExpression parsed = core::parseExpression(text.toStdString(), {&model, 1});
    closeRangeEdit();
    if (parsed.mistake) {
        Q_EMIT q.editRefused(QString::fromStdString(parsed.mistake->message));
        return;
    }
    const core::Blocks& blocks = parsed.blocks;
    const bool isRun = !blocks.empty() && blocks.back().layer - blocks.front().layer + 1 == blocks.size();
    if (!isRun) {
        Q_EMIT q.editRefused(LoomCanvas::tr("A slice is one run of layers, such as 20-59"));
        return;
    }
    const int begin = static_cast<int>(slice.begin);
    request(core::setRange(*stack, slice, blocks.front().layer, blocks.back().layer),
            LoomCanvas::tr("Set %1 to %2")
                .arg(sliceText(slice), rangeText(blocks.front().layer, blocks.back().layer)),
            selectionOf(begin, begin + static_cast<int>(blocks.size())));
}

} // namespace layerloom::widgets
