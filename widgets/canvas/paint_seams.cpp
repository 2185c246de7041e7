#include "widgets/canvas/paint_seams.h"

#include "widgets/controls/paint.h"
#include "widgets/controls/text.h"

#include <QCoreApplication>
#include <QPainter>
#include <QPainterPath>

#include <algorithm>

namespace layerloom::widgets {

namespace {

constexpr double kPoint = 6;

// The outline shows the kind of the seam: pointed to the left: jump back, to the right: jump ahead; round: another source
// at the matching layer; square: the same layer again.
QPainterPath badgePath(const core::Seam& seam, const QRectF& rect)
{
    if (seam.jump < 0 && seam.distance > 0) {
        QPainterPath path = roundedPath(rect.adjusted(kPoint, 0, 0, 0), {0, 4, 4, 0});
        path.moveTo(rect.left() + kPoint, rect.top());
        path.lineTo(rect.left(), rect.center().y());
        path.lineTo(rect.left() + kPoint, rect.bottom());
        path.closeSubpath();
        return path.simplified();
    }
    if (seam.jump > 0) {
        QPainterPath path = roundedPath(rect.adjusted(0, 0, -kPoint, 0), {4, 0, 0, 4});
        path.moveTo(rect.right() - kPoint, rect.top());
        path.lineTo(rect.right(), rect.center().y());
        path.lineTo(rect.right() - kPoint, rect.bottom());
        path.closeSubpath();
        return path.simplified();
    }
    const double radius = seam.changesSource() ? rect.height() / 2 : 0;
    return roundedPath(rect, {radius, radius, radius, radius});
}

void paintArrow(QPainter& painter, QPointF start, const QColor& color)
{
    painter.setPen(QPen(color, 1.3, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
    painter.setBrush(Qt::NoBrush);
    const QPointF tip = start + QPointF(kBadgeArrow, 0);
    painter.drawLine(start, tip);
    painter.drawPolyline(QPolygonF({tip + QPointF(-2.5, -2.5), tip, tip + QPointF(-2.5, 2.5)}));
}

void paintBadgeTexts(QPainter& painter, const CanvasScene& scene, const core::Seam& seam,
                     const SeamSpot& spot, double split)
{
    const auto [from, to] = badgeTexts(seam, spot.style);
    const BadgePadding padding = badgePadding(seam);
    const QRectF inside = spot.rect.adjusted(padding.left, 0, -padding.right, 0);
    painter.setFont(textFont(TextSize::Detail));
    painter.setPen(scene.theme.source(seam.from.source).barText);
    drawTabular(painter, inside, Qt::AlignLeft | Qt::AlignVCenter, from);
    painter.setPen(scene.theme.source(seam.to.source).barText);
    drawTabular(painter, inside, Qt::AlignRight | Qt::AlignVCenter, to);
    const QColor arrow =
        seam.changesSource() ? scene.theme.text2 : scene.theme.source(seam.to.source).barText;
    paintArrow(painter, {split - kBadgeArrow / 2, spot.rect.center().y()}, arrow);
}

bool isChosen(const CanvasScene& scene, const core::Seam& seam)
{
    return scene.selection.seam == static_cast<int>(seam.at);
}

void paintSeamBadge(QPainter& painter, const CanvasScene& scene, std::size_t index)
{
    const core::Seam& seam = scene.preview->seams[index];
    const SeamSpot& spot = scene.layout->seams()[index];
    const bool chosen = isChosen(scene, seam);
    const bool hovered =
        scene.hover.kind == CanvasHit::Kind::Seam && scene.hover.index == static_cast<int>(index);
    const QColor accent = scene.theme.dark ? scene.theme.accentText : scene.theme.accent;
    const QPen outline(chosen ? accent : (hovered ? scene.theme.text2 : scene.theme.line), chosen ? 2 : 1.2);
    if (spot.style == SeamStyle::Dot) {
        painter.setPen(outline);
        painter.setBrush(scene.theme.source(seam.to.source).bar);
        painter.drawEllipse(spot.rect.adjusted(0.5, 0.5, -0.5, -0.5));
        return;
    }
    const BadgePadding padding = badgePadding(seam);
    const QFontMetricsF metrics(textFont(TextSize::Detail));
    const auto [from, to] = badgeTexts(seam, spot.style);
    const double split =
        spot.rect.left() + padding.left + tabularWidth(metrics, from) + kBadgeGap + kBadgeArrow / 2;
    const QPainterPath path = badgePath(seam, spot.rect.adjusted(0.5, 0.5, -0.5, -0.5));
    painter.fillPath(path, scene.theme.source(seam.from.source).bar);
    if (seam.changesSource()) {
        QPainterPath half;
        half.addRect(QRectF(split, spot.rect.top(), spot.rect.right() - split, spot.rect.height()));
        painter.fillPath(path.intersected(half), scene.theme.source(seam.to.source).bar);
    }
    painter.setPen(outline);
    painter.setBrush(Qt::NoBrush);
    painter.drawPath(path);
    paintBadgeTexts(painter, scene, seam, spot, split);
}

void paintTicks(QPainter& painter, const CanvasScene& scene)
{
    painter.setRenderHint(QPainter::Antialiasing, false);
    for (std::size_t i = 0; i < scene.layout->seams().size(); ++i) {
        const SeamSpot& spot = scene.layout->seams()[i];
        const bool chosen = isChosen(scene, scene.preview->seams[i]);
        if (!scene.layout->isInside(spot.x))
            continue;
        painter.fillRect(
            QRectF(spot.x - (chosen ? 1 : 0), spot.rect.top(), chosen ? 2 : 1, spot.rect.height()),
            chosen ? scene.theme.accent : scene.theme.line);
    }
    painter.setFont(textFont(TextSize::Detail));
    painter.setPen(scene.theme.text2);
    const Band lane = scene.layout->seamLane();
    const double left = std::max(scene.layout->left(), scene.layout->seams().front().x);
    painter.drawText(QRectF(left, lane.top + 10, scene.layout->right() - left, lane.height - 10),
                     Qt::AlignLeft | Qt::AlignVCenter, seamsText(scene.preview->seams, scene.metric()));
}

} // namespace

void paintGuides(QPainter& painter, const CanvasScene& scene)
{
    const CanvasLayout& layout = *scene.layout;
    const bool anyLane = layout.distanceLane().isShown() || layout.profileLane().isShown();
    if (!anyLane || layout.seamsAreTicks())
        return;
    const double bottom = std::max(layout.distanceLane().bottom(), layout.profileLane().bottom());
    painter.setRenderHint(QPainter::Antialiasing, false);
    for (const core::Seam& seam : scene.preview->seams)
        painter.fillRect(QRectF(layout.x(static_cast<double>(seam.at)), layout.seamLane().top, 1,
                                bottom - layout.seamLane().top),
                         scene.theme.guide);
}

void paintSeams(QPainter& painter, const CanvasScene& scene)
{
    if (scene.layout->seams().empty())
        return;
    if (scene.layout->seamsAreTicks()) {
        paintTicks(painter, scene);
        return;
    }
    painter.setRenderHint(QPainter::Antialiasing);
    for (std::size_t i = 0; i < scene.layout->seams().size(); ++i)
        if (scene.layout->isInside(scene.layout->seams()[i].x))
            paintSeamBadge(painter, scene, i);
}

} // namespace layerloom::widgets
