#include "widgets/canvas/canvas_parts.h"

#include "widgets/canvas/canvas_accessible.h"
#include "widgets/canvas/loom_canvas.h"
#include "widgets/canvas/paint_canvas.h"
#include "widgets/canvas/paint_marks.h"
#include "widgets/controls/paint.h"

#include <QPainter>

namespace layerloom::widgets {

namespace {

constexpr double kSheetRadius = 7;

} // namespace

CanvasParts::CanvasParts(LoomCanvas& canvas)
    : selection(content)
    , viewport(canvas, content)
    , editor(content, selection, viewport)
    , slices(content, selection, viewport, editor)
    , caretKeys(content, selection, viewport)
    , hover(canvas, content, viewport)
    , drag(canvas, content, selection, viewport, editor)
    , rangeEdit(canvas)
    , mouse(canvas, *this)
{}

void CanvasParts::connectTo(LoomCanvas& canvas)
{
    QObject::connect(&selection, &CanvasSelection::changed, &canvas, [&canvas] {
        canvas.viewport()->update();
        announceCursor(canvas);
        Q_EMIT canvas.selectionChanged();
    });
    QObject::connect(&viewport, &CanvasViewport::zoomChanged, &canvas, &LoomCanvas::zoomChanged);
    QObject::connect(&editor, &CanvasEditor::editRequested, &canvas, &LoomCanvas::editRequested);
    QObject::connect(&editor, &CanvasEditor::editRefused, &canvas, &LoomCanvas::editRefused);
    QObject::connect(&editor, &CanvasEditor::pasteRefused, &canvas, &LoomCanvas::pasteRefused);
    QObject::connect(&drag, &DragController::dragStarted, &canvas, [this] { hover.clear(); });
    QObject::connect(&drag, &DragController::previewChanged, &canvas, &LoomCanvas::dragPreviewChanged);
    QObject::connect(&drag, &DragController::partClicked, &canvas, [this, &canvas](core::Part part) {
        const QPoint below = viewport.layout().endCap(part).bottomLeft().toPoint();
        Q_EMIT canvas.partMenuRequested(part, canvas.viewport()->mapToGlobal(below));
    });
    QObject::connect(&rangeEdit, &RangeEdit::accepted, &canvas,
                     [this](const core::Slice& slice, const QString& text) { slices.setRange(slice, text); });

    const SeamCard& card = hover.card();
    QObject::connect(&card, &SeamCard::trimRequested, &canvas,
                     [&canvas](int side) { canvas.trimSeam(side, -1); });
    QObject::connect(&card, &SeamCard::rollRequested, &canvas, &LoomCanvas::rollSeam);
    QObject::connect(&card, &SeamCard::measureRequested, &canvas, &LoomCanvas::measureRequested);
}

void CanvasParts::paint(LoomCanvas& canvas)
{
    viewport.followPixelRatio();
    QPainter painter(canvas.viewport());
    const CanvasScene scene = currentScene(canvas);
    // The lower corners of the sheet are rounded.
    painter.setRenderHint(QPainter::Antialiasing);
    painter.fillPath(roundedPath(canvas.viewport()->rect(), {0, 0, kSheetRadius, kSheetRadius}),
                     scene.theme.canvas);
    if (content.isBlank())
        return;
    paintCanvas(painter, scene);
    if (const auto band = drag.rubberBand())
        paintRubberBand(painter, scene, *band);
}

CanvasScene CanvasParts::currentScene(const LoomCanvas& canvas)
{
    CanvasScene scene;
    scene.measured = content.measured.get();
    scene.theme = theme(canvas);
    scene.hover = canvas.isDragging() ? CanvasHit {} : hover.hit();
    scene.focused = canvas.hasFocus() && !canvas.isDragging();
    if (drag.showOutcome(scene))
        return scene;
    scene.layout = &viewport.layout();
    scene.stack = &content.shownStack();
    scene.preview = &content.shownPreview();
    scene.isTrial = content.hasTrial();
    scene.totalUses = scene.isTrial ? content.trial.totalUses : content.totalUses;
    if (scene.isTrial)
        scene.focused = false;
    else
        scene.selection = selection.value();
    return scene;
}

std::optional<std::size_t> CanvasParts::shownSeam()
{
    const int open = hover.card().seam();
    return open >= 0 ? std::optional(static_cast<std::size_t>(open)) : selection.targetSeam();
}

} // namespace layerloom::widgets
