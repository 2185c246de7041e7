#include "widgets/canvas/paint_headers.h"

#include "core/base/text.h"
#include "core/stack/head.h"
#include "widgets/controls/counted.h"
#include "widgets/controls/paint.h"
#include "widgets/controls/text.h"

#include <QCoreApplication>
#include <QFontMetricsF>
#include <QPainter>

#include <algorithm>

namespace layerloom::widgets {

namespace {

constexpr double kMargin = 12;
constexpr double kBadge = 20;

struct HeaderText {
    Q_DECLARE_TR_FUNCTIONS(LoomCanvas)
};

QString layersText(int layers)
{
    return counted(static_cast<std::uint64_t>(layers), "layer");
}

// Two lines around the middle: a name and, in the secondary colour, its facts.
void paintPair(QPainter& painter, const CanvasScene& scene, const QRectF& area, const QString& name,
               const QString& facts)
{
    const double height = QFontMetricsF(textFont(TextSize::Caption)).height();
    const double middle = area.center().y();
    painter.setPen(scene.theme.text);
    drawElided(painter, QRectF(area.left(), middle - height, area.width(), height),
               Qt::AlignVCenter | Qt::AlignLeft, name, Qt::ElideMiddle);
    painter.setFont(textFont(TextSize::Caption));
    painter.setPen(scene.theme.text2);
    drawElided(painter, QRectF(area.left(), middle, area.width(), height), Qt::AlignVCenter | Qt::AlignLeft,
               facts);
}

void paintTrackHeader(QPainter& painter, const CanvasScene& scene, int track)
{
    const QRectF header = scene.layout->trackHeader(track);
    const core::Source& source = scene.stack->setup.sources[static_cast<std::size_t>(track)];
    const QRectF badge(kMargin, header.center().y() - kBadge / 2, kBadge, kBadge);
    paintBadge(painter, badge, scene.theme, core::SourceIndex::from(track));
    painter.setFont(textFont(TextSize::Caption));
    const QString facts = source.model ? layersText(static_cast<int>(source.layers))
        : source.isUnusable            ? HeaderText::tr("cannot be read")
                                       : HeaderText::tr("missing");
    paintPair(painter, scene, header.adjusted(kMargin + kBadge + 6, 0, 0, 0),
              QString::fromStdString(source.label), facts);
}

// Names wrap if the lane is high enough.
void paintLaneName(QPainter& painter, const CanvasScene& scene, const QRectF& area, const QString& name)
{
    painter.setFont(textFont(TextSize::Caption));
    painter.setPen(scene.theme.text2);
    if (area.height() < 2 * QFontMetricsF(painter.font()).height())
        drawElided(painter, area, Qt::AlignLeft | Qt::AlignVCenter, name);
    else
        painter.drawText(area, Qt::AlignLeft | Qt::AlignVCenter | Qt::TextWordWrap, name);
}

QRectF nameArea(const Band& band, double right = 6)
{
    return {kMargin, band.top, CanvasLayout::kLeft - kMargin - right, band.height};
}

void paintProfileEnds(QPainter& painter, const CanvasScene& scene)
{
    const Band lane = scene.layout->profileLane();
    painter.setFont(textFont(TextSize::Detail));
    painter.setPen(scene.theme.text2);
    const double height = QFontMetricsF(painter.font()).height();
    const double right = CanvasLayout::kLeft - 8;
    const auto at = [&](double y, std::uint32_t value) {
        drawTabular(painter, QRectF(right - 60, y - height / 2, 60, height),
                    Qt::AlignRight | Qt::AlignVCenter, QString::number(value));
    };
    at(lane.top, scene.deepestLayer());
    at(lane.bottom(), 0);
}

void paintLaneNames(QPainter& painter, const CanvasScene& scene)
{
    const CanvasLayout& layout = *scene.layout;
    if (layout.trackCount() > 0)
        paintLaneName(painter, scene, nameArea({layout.sourceRuler().top, layout.sourceRuler().height - 8}),
                      HeaderText::tr("source layer"));
    if (scene.stack->blocks.empty())
        return;
    paintLaneName(painter, scene, nameArea(layout.outputRuler()), HeaderText::tr("output layer"));
    if (layout.seamLane().isShown())
        paintLaneName(painter, scene, nameArea({layout.seamLane().top, layout.seamLane().height - 6}),
                      HeaderText::tr("seams"));
    if (layout.distanceLane().isShown()) {
        const Band lane = layout.distanceLane();
        paintLaneName(painter, scene, nameArea({lane.top + 12, lane.height - 12}),
                      metricName(scene.metric() != nullptr ? scene.metric()->metric : Metric {}));
    }
    if (layout.profileLane().isShown()) {
        paintLaneName(painter, scene, nameArea(layout.profileLane(), 28),
                      HeaderText::tr("depth profile") + u'\n' + HeaderText::tr("source layer"));
        paintProfileEnds(painter, scene);
    }
}

void paintEndCap(QPainter& painter, const CanvasScene& scene, core::Part part, const QString& letter)
{
    const QRectF rect = scene.layout->endCap(part);
    const core::SourceIndex source = core::partSource(*scene.stack, part);
    const SourceColors& colors = scene.theme.source(source);
    const bool chosen = scene.selection.part == part;
    const bool hovered = scene.hover.kind == CanvasHit::Kind::EndCap && scene.hover.part == part;
    // A head that is not written of its own, but shares the matrix of the embeddings, is an outline.
    const bool isOutline = part == core::Part::Head && !core::writesHead(*scene.stack) && !chosen;
    painter.setPen(isOutline ? QPen(scene.theme.line, 1) : QPen(Qt::NoPen));
    painter.setBrush(chosen ? scene.theme.accent
                            : (hovered ? mixed(colors.bar, colors.edge, 0.15)
                                       : (isOutline ? scene.theme.canvas : colors.bar)));
    painter.drawRoundedRect(isOutline ? rect.adjusted(0.5, 0.5, -0.5, -0.5) : rect, 4, 4);
    painter.setPen(chosen ? scene.theme.onAccent : (isOutline ? scene.theme.text2 : colors.barText));
    painter.setFont(textFont(TextSize::DetailEmphasis));
    painter.drawText(rect, Qt::AlignCenter, letter);
    if (chosen) {
        painter.setPen(QPen(scene.theme.dark ? scene.theme.accentText : scene.theme.accent, 2));
        painter.setBrush(Qt::NoBrush);
        painter.drawRoundedRect(rect.adjusted(-2, -2, 2, 2), 6, 6);
    }
}

} // namespace

void paintHeaders(QPainter& painter, const CanvasScene& scene)
{
    painter.setRenderHint(QPainter::Antialiasing);
    for (int track = 0; track < scene.layout->trackCount(); ++track)
        paintTrackHeader(painter, scene, track);
    painter.setFont(textFont(TextSize::Emphasis));
    const QRectF output = scene.layout->outputHeader();
    paintPair(painter, scene, output.adjusted(kMargin, 10, 0, 0), HeaderText::tr("Output"),
              layersText(static_cast<int>(scene.stack->blocks.size())));
    paintLaneNames(painter, scene);
    if (scene.stack->blocks.empty() || scene.stack->setup.sources.empty())
        return;
    painter.setRenderHint(QPainter::Antialiasing);
    paintEndCap(painter, scene, core::Part::Embeddings, QStringLiteral("E"));
    paintEndCap(painter, scene, core::Part::Norm, QStringLiteral("N"));
    paintEndCap(painter, scene, core::Part::Head, QStringLiteral("H"));
}

} // namespace layerloom::widgets
