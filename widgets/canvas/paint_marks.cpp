#include "widgets/canvas/paint_marks.h"

#include "widgets/controls/paint.h"
#include "widgets/controls/severity.h"
#include "widgets/controls/text.h"

#include <QPainter>
#include <QPainterPath>

#include <algorithm>
#include <array>

namespace layerloom::widgets {

namespace {

QColor ringColor(const Theme& theme)
{
    return theme.dark ? theme.accentText : theme.accent;
}

// 2 px of accent with 1 px of canvas inside.
void paintRing(QPainter& painter, const Theme& theme, const QRectF& rect)
{
    painter.setBrush(Qt::NoBrush);
    painter.setPen(QPen(theme.canvas, 1));
    painter.drawRoundedRect(rect.adjusted(-0.5, -0.5, 0.5, 0.5), 5, 5);
    painter.setPen(QPen(ringColor(theme), 2));
    painter.drawRoundedRect(rect.adjusted(-2, -2, 2, 2), 6, 6);
}

// The area of a selected range: bar and blocks for whole slices, blocks alone otherwise.
struct Covered {
    QRectF rect;
    bool isWhole = false;
};

Covered coveredBy(const CanvasScene& scene, const IndexRange& range)
{
    QRectF rect = scene.layout->block(scene.selection.track, range.begin)
                      .united(scene.layout->block(scene.selection.track, range.end - 1));
    if (scene.selection.track != kOutputTrack)
        return {rect, false};
    const auto& slices = scene.preview->slices;
    const bool whole =
        std::ranges::any_of(slices,
                            [&](const core::Slice& s) { return static_cast<int>(s.begin) == range.begin; })
        && std::ranges::any_of(slices,
                               [&](const core::Slice& s) { return static_cast<int>(s.end) == range.end; });
    if (whole)
        rect.setTop(scene.layout->bars().top);
    return {rect.adjusted(1, 0, -1, 0), whole};
}

void paintSelection(QPainter& painter, const CanvasScene& scene)
{
    painter.setRenderHint(QPainter::Antialiasing);
    for (const IndexRange& range : scene.selection.ranges) {
        const Covered covered = coveredBy(scene, range);
        if (!covered.isWhole)
            painter.fillRect(covered.rect, withAlpha(scene.theme.accent, 0.12));
        paintRing(painter, scene.theme, covered.rect);
    }
}

void paintCurrent(QPainter& painter, const CanvasScene& scene)
{
    const int track = scene.selection.track;
    const QRectF rect = scene.layout->block(track, scene.selection.cursor);
    if (!scene.focused || rect.width() < 8)
        return;
    const core::Block block = track == kOutputTrack
        ? scene.stack->blocks[static_cast<std::size_t>(scene.selection.cursor)]
        : core::Block {
            core::SourceIndex::from(track), core::LayerIndex::from(scene.selection.cursor), {}, false};
    painter.setPen(QPen(scene.isMissing(block) ? scene.theme.text : textOn(scene.fill(block)), 1.5));
    painter.setBrush(Qt::NoBrush);
    painter.drawRoundedRect(rect.adjusted(2.75, 2.75, -2.75, -2.75), 3, 3);
}

// A bar with a triangle at each end, in a thin rim of canvas so that it shows on every fill.
void paintCaret(QPainter& painter, const CanvasScene& scene, double x, QRectF row)
{
    const double top = row.top() - 6;
    const double bottom = row.bottom() + 6;
    const std::array triangles {QPolygonF({{x - 4.5, top}, {x + 4.5, top}, {x, top + 6}}),
                                QPolygonF({{x - 4.5, bottom}, {x + 4.5, bottom}, {x, bottom - 6}})};
    const auto draw = [&](const QColor& color, double rim) {
        painter.setPen(rim > 0 ? QPen(color, 2 * rim, Qt::SolidLine, Qt::SquareCap, Qt::MiterJoin)
                               : QPen(Qt::NoPen));
        painter.setBrush(color);
        painter.drawRect(QRectF(x - 1, top + 1, 2, bottom - top - 2));
        for (const QPolygonF& triangle : triangles)
            painter.drawPolygon(triangle);
    };
    draw(scene.theme.canvas, 1);
    draw(scene.theme.text, 0);
}

void paintCarets(QPainter& painter, const CanvasScene& scene)
{
    if (!scene.focused)
        return;
    const CanvasLayout& layout = *scene.layout;
    if (!scene.stack->blocks.empty()) {
        QRectF row = layout.track(kOutputTrack);
        row.setTop(layout.bars().top);
        paintCaret(painter, scene, layout.x(scene.selection.caret), row);
    }
    if (scene.selection.track != kOutputTrack && scene.selection.track < layout.trackCount())
        paintCaret(painter, scene, layout.x(scene.selection.cursor), layout.track(scene.selection.track));
}

void paintProblems(QPainter& painter, const CanvasScene& scene)
{
    for (const core::Problem& problem : scene.preview->problems) {
        if (problem.begin >= problem.end || problem.severity == core::Severity::Advice)
            continue;
        const QRectF first = scene.layout->block(kOutputTrack, static_cast<int>(problem.begin));
        const QRectF last = scene.layout->block(kOutputTrack, static_cast<int>(problem.end) - 1);
        const QPointF corner = QPointF(std::max(last.right(), first.left() + 9) - 1, first.top());
        const QPolygonF triangle({corner, corner + QPointF(-9, 0), corner + QPointF(0, 9), corner});
        painter.setPen(QPen(scene.theme.canvas, 2, Qt::SolidLine, Qt::RoundCap, Qt::MiterJoin));
        painter.drawLine(triangle[1], triangle[2]);
        painter.setPen(Qt::NoPen);
        painter.setBrush(scene.theme.*severityColor(problem.severity));
        painter.drawPolygon(triangle);
    }
}

void paintGhostBox(QPainter& painter, const CanvasScene& scene, const QRectF& rect, const QString& label)
{
    const double radius = std::min(5.0, rect.width() / 2);
    QPainterPath path;
    path.addRoundedRect(rect.adjusted(0.75, 0.75, -0.75, -0.75), radius, radius);
    painter.fillPath(path, mixed(scene.theme.canvas, scene.theme.accent, 0.12));
    QPen pen(ringColor(scene.theme), 1.5, Qt::CustomDashLine, Qt::FlatCap);
    pen.setDashPattern({4.5, 2.5});
    painter.setPen(pen);
    painter.setBrush(Qt::NoBrush);
    painter.drawPath(path);
    painter.setFont(textFont(TextSize::CaptionEmphasis));
    painter.setPen(scene.theme.accentText);
    const QRectF inside = rect.intersected(scene.layout->clip()).adjusted(6, 0, -6, 0);
    if (inside.width() > 24)
        drawElided(painter, inside, Qt::AlignCenter, label);
}

void paintGhost(QPainter& painter, const CanvasScene& scene)
{
    if (!scene.ghost || scene.ghost->count() <= 0)
        return;
    const CanvasLayout& layout = *scene.layout;
    const double begin = layout.x(scene.ghost->begin);
    const QRectF rect(begin, layout.bars().top, layout.x(scene.ghost->end) - begin,
                      layout.blocks().bottom() - layout.bars().top);
    paintGhostBox(painter, scene, rect.adjusted(1, 0, -1, 0), scene.ghostLabel);
}

// A dashed frame around an output that is not the document's.
void paintTrialFrame(QPainter& painter, const CanvasScene& scene)
{
    if (!scene.isTrial || scene.stack->blocks.empty())
        return;
    QRectF output = scene.layout->track(kOutputTrack);
    output.setTop(scene.layout->bars().top);
    QPen pen(ringColor(scene.theme), 1.5, Qt::CustomDashLine, Qt::FlatCap);
    pen.setDashPattern({4.5, 2.5});
    painter.setPen(pen);
    painter.setBrush(Qt::NoBrush);
    painter.drawRoundedRect(output.adjusted(-2, -2, 2, 2), 6, 6);
}

// A hairline through all lanes.
void paintSnap(QPainter& painter, const CanvasScene& scene)
{
    if (!scene.snappedAt)
        return;
    const CanvasLayout& layout = *scene.layout;
    const double bottom = std::max({layout.outputRuler().bottom(), layout.seamLane().bottom(),
                                    layout.distanceLane().bottom(), layout.profileLane().bottom()});
    const double x = layout.x(*scene.snappedAt);
    painter.setRenderHint(QPainter::Antialiasing, false);
    painter.fillRect(QRectF(x - 0.5, layout.sourceRuler().top, 1, bottom - layout.sourceRuler().top),
                     ringColor(scene.theme));
    painter.setRenderHint(QPainter::Antialiasing);
}

} // namespace

void paintMarks(QPainter& painter, const CanvasScene& scene)
{
    paintProblems(painter, scene);
    paintSelection(painter, scene);
    painter.setRenderHint(QPainter::Antialiasing);
    paintTrialFrame(painter, scene);
    paintGhost(painter, scene);
    paintSnap(painter, scene);
    paintCurrent(painter, scene);
    paintCarets(painter, scene);
}

void paintRubberBand(QPainter& painter, const CanvasScene& scene, const QRectF& band)
{
    painter.setRenderHint(QPainter::Antialiasing, false);
    painter.setPen(scene.theme.accent);
    painter.setBrush(withAlpha(scene.theme.accent, 0.12));
    painter.drawRect(band);
}

} // namespace layerloom::widgets
