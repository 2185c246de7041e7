#include "core/recipe/layer_expression.h"
#include "core/stack/commands.h"
#include "widgets/loom_canvas_p.h"
#include "widgets/text.h"

#include <QClipboard>
#include <QGuiApplication>

#include <algorithm>

namespace layerloom::widgets {

namespace {

std::size_t place(int index)
{
    return static_cast<std::size_t>(index);
}

QString sliceText(const core::Slice& slice)
{
    return QString::fromStdString(core::sourceLetter(slice.source)) + u' '
        + rangeText(slice.firstLayer, slice.lastLayer());
}

} // namespace

void LoomCanvas::insertBlocks(const core::Blocks& blocks, const QString& text)
{
    if (blocks.empty() || d->refuse(blocks))
        return;
    const int end = d->selection.caret + static_cast<int>(blocks.size());
    d->request(core::insertAt(*d->stack, place(d->selection.caret), blocks), text,
               selectionOf(d->selection.caret, end));
}

void LoomCanvas::copySelection() const
{
    const core::Blocks blocks = selectedBlocks();
    if (!blocks.empty())
        QGuiApplication::clipboard()->setText(QString::fromStdString(core::formatExpression(blocks)));
}

void LoomCanvas::cutSelection()
{
    if (d->selection.track != kOutputTrack || d->selection.isEmpty())
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
        core::parseExpression(text.toStdString(), core::expressionModels(*d->stack));
    if (parsed.mistake) {
        Q_EMIT editRefused(QString::fromStdString(parsed.mistake->message));
        return;
    }
    insertBlocks(parsed.blocks,
                 tr("Paste %1 at %2").arg(describeBlocks(parsed.blocks)).arg(d->selection.caret));
}

void LoomCanvas::insertSelection()
{
    if (d->selection.track == kOutputTrack || d->selection.isEmpty())
        return;
    const core::Blocks blocks = selectedBlocks();
    if (d->refuse(blocks))
        return;
    // The keyboard stays in the source track and the caret goes behind the copy, so that Enter again adds another.
    Selection after = d->selection;
    after.caret += static_cast<int>(blocks.size());
    d->request(core::insertAt(*d->stack, place(d->selection.caret), blocks),
               tr("Insert %1 at %2").arg(describeBlocks(blocks)).arg(d->selection.caret), after);
}

void LoomCanvas::replaceWithSelection()
{
    if (d->selection.track == kOutputTrack || d->selection.isEmpty() || d->stack->blocks.empty())
        return;
    const core::Blocks blocks = selectedBlocks();
    if (d->refuse(blocks))
        return;
    const int length = static_cast<int>(d->stack->blocks.size());
    const int count = std::min(static_cast<int>(blocks.size()), length);
    const int begin = std::min(d->selection.caret, length - count);
    Selection after = d->selection;
    after.caret = begin + static_cast<int>(blocks.size());
    d->request(core::replaceRange(*d->stack, place(begin), place(begin + count), blocks),
               tr("Replace %1 with %2").arg(d->describeRange({begin, begin + count}), describeBlocks(blocks)),
               after);
}

void LoomCanvas::editRangeInPlace()
{
    const auto index = d->targetSlice();
    if (!index)
        return;
    const core::Slice slice = d->slice(*index);
    delete d->rangeEdit;
    d->rangeEdit = new QLineEdit(this);
    QLineEdit& edit = *d->rangeEdit;
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
    connect(&edit, &QLineEdit::returnPressed, this, [this, slice] { d->acceptRange(slice); });
    connect(&edit, &QLineEdit::editingFinished, d->rangeEdit, &QObject::deleteLater);
}

// The text is an expression like any other: "20-59", "range(20, 60)".
void LoomCanvas::Private::acceptRange(const core::Slice& slice)
{
    const QString text = rangeEdit->text();
    const core::Source& source = stack->setup.sources[slice.source];
    const core::ExpressionModel model {source.label, source.layers};
    const core::ParsedExpression parsed = core::parseExpression(text.toStdString(), {&model, 1});
    q.setFocus();
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
