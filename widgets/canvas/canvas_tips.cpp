#include "widgets/canvas/canvas_tips.h"

#include "core/base/text.h"
#include "widgets/canvas/loom_canvas.h"
#include "widgets/canvas/selection.h"
#include "widgets/controls/text.h"

#include <QStringList>

#include <cmath>

namespace layerloom::widgets {

namespace {

using Kind = CanvasHit::Kind;

QString sourceLine(const core::Stack& stack, const core::Block& block)
{
    const core::Source& source = stack.setup.sources[block.source.value];
    return LoomCanvas::tr("%1 %2, layer %3 of %4")
        .arg(QString::fromStdString(core::sourceLetter(block.source)), QString::fromStdString(source.label))
        .arg(block.layer.value)
        .arg(source.layers);
}

void appendFacts(QStringList& lines, const core::Stack& stack, const core::Block& block)
{
    const core::Layer* layer = core::layerOf(stack, block);
    if (layer == nullptr) {
        lines.append(QString::fromStdString(stack.setup.sources[block.source.value].missingReason));
        return;
    }
    lines.append(QString::fromStdString(layer->type).replace(u'_', u' '));
    lines.append(LoomCanvas::tr("%1 parameters, %2 %3")
                     .arg(QString::fromStdString(core::groupedDigits(layer->parameters)),
                          QString::fromStdString(core::shortBytes(layer->bytes)),
                          QString::fromStdString(core::modelOf(stack, block.source)->mainDtype)));
    for (const core::Scale& scale : block.scales)
        lines.append(LoomCanvas::tr("%1 × %2")
                         .arg(scale.tensor.empty() ? LoomCanvas::tr("all tensors")
                                                   : QString::fromStdString(scale.tensor))
                         .arg(scale.factor));
}

void appendSensitivity(QStringList& lines, const StackInsight* measured, const core::Block& block)
{
    if (measured == nullptr || block.source.value >= measured->models.size()
        || !measured->models[block.source.value]
        || block.layer.value >= measured->models[block.source.value]->layers())
        return;
    const core::Sensitivity& sensitivity = *measured->models[block.source.value];
    const auto signedText = [](double loss) {
        QString size = QString::number(std::abs(loss), 'f', 3);
        if (size == QLatin1String("0.000"))
            return size;
        return (loss < 0 ? QString(QChar(0x2212)) : QStringLiteral("+")) + size;
    };
    lines.append(LoomCanvas::tr("loss when dropped: %1, when repeated: %2 nats per token")
                     .arg(signedText(sensitivity.drop[block.layer.value]),
                          signedText(sensitivity.repeat[block.layer.value])));
}

void appendUses(QStringList& lines, const core::Stack& stack, const core::Block& block)
{
    QStringList uses;
    for (std::size_t i = 0; i < stack.blocks.size(); ++i)
        if (stack.blocks[i].source == block.source && stack.blocks[i].layer == block.layer)
            uses.append(QString::number(i));
    if (uses.isEmpty())
        lines.append(LoomCanvas::tr("not used"));
    else if (uses.size() == 1)
        lines.append(LoomCanvas::tr("used once: output %1").arg(uses.front()));
    else
        lines.append(
            LoomCanvas::tr("used %1 times: output %2").arg(uses.size()).arg(uses.join(QStringLiteral(", "))));
}

QString blockTip(const AnnotatedStack& annotated, int track, int index)
{
    const auto& [stack, preview, measured] = annotated;
    QStringList lines;
    const auto at = static_cast<std::size_t>(index);
    const core::Block block = track == kOutputTrack
        ? stack.blocks[at]
        : core::Block {core::SourceIndex::from(track), core::LayerIndex::from(index), {}, false};
    if (track == kOutputTrack)
        lines.append(LoomCanvas::tr("Output layer %1").arg(index));
    lines.append(sourceLine(stack, block));
    appendFacts(lines, stack, block);
    appendSensitivity(lines, measured, block);
    appendUses(lines, stack, block);
    if (track == kOutputTrack && index > 0)
        lines.append(LoomCanvas::tr("previous: %1, distance %2")
                         .arg(stack.blocks[at - 1].layer.value)
                         .arg(preview.distances[at - 1]));
    for (const core::Problem& problem : preview.problems)
        if (track == kOutputTrack && at >= problem.begin && at < problem.end)
            lines.append(QString::fromStdString(problem.message));
    return lines.join(u'\n');
}

QString sliceTip(const core::Stack& stack, const core::Slice& slice)
{
    QStringList lines {sourceLine(stack, stack.blocks[slice.begin]).section(u',', 0, 0)};
    lines.append(LoomCanvas::tr("layers %1 (%2), range(%3, %4)")
                     .arg(rangeText(slice.firstLayer, slice.lastLayer()))
                     .arg(slice.count())
                     .arg(slice.firstLayer.value)
                     .arg((slice.lastLayer() + 1).value));
    lines.append(LoomCanvas::tr("output %1")
                     .arg(rangeText(static_cast<quint32>(slice.begin), static_cast<quint32>(slice.end) - 1)));
    lines.append(LoomCanvas::tr("Drag to move, drag an edge to trim, drag with the middle button to slip, "
                                "F2 to type the range; hold N against snapping"));
    return lines.join(u'\n');
}

QString capTip(const core::Stack& stack, core::Part part)
{
    const core::SourceIndex index = core::partSource(stack, part);
    const QString from = LoomCanvas::tr("from %1 %2")
                             .arg(QString::fromStdString(core::sourceLetter(index)),
                                  QString::fromStdString(stack.setup.sources[index.value].label));
    switch (part) {
    case core::Part::Embeddings:
        return LoomCanvas::tr("Embeddings %1").arg(from);
    case core::Part::Norm:
        return LoomCanvas::tr("Final norm %1").arg(from);
    case core::Part::Head:
        return LoomCanvas::tr("Head %1").arg(from);
    default:
        return {};
    }
}

} // namespace

QString tipFor(const AnnotatedStack& annotated, const CanvasHit& hit)
{
    switch (hit.kind) {
    case Kind::Block:
        return blockTip(annotated, hit.track, hit.index);
    case Kind::SliceBar:
    case Kind::SliceFront:
    case Kind::SliceBack:
    case Kind::Thread:
        return sliceTip(annotated.stack, annotated.preview.slices[static_cast<std::size_t>(hit.index)]);
    case Kind::Interlock:
        return LoomCanvas::tr("Interlock\nDouble-click to change the size of its groups (I)");
    case Kind::EndCap:
        return capTip(annotated.stack, hit.part);
    case Kind::TrackHeader: {
        const core::Source& source = annotated.stack.setup.sources[static_cast<std::size_t>(hit.track)];
        return QString::fromStdString(source.missingReason.empty() ? source.path : source.missingReason);
    }
    default:
        return {};
    }
}

} // namespace layerloom::widgets
