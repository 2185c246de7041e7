#include "widgets/canvas/drag_controller.h"

#include <QAbstractScrollArea>
#include <QApplication>
#include <QScrollBar>

#include <algorithm>

namespace layerloom::widgets {

namespace {

constexpr int kAutoScrollInterval = 30; // ms
constexpr int kAutoScrollStep = 12; // px
constexpr double kSweepDistance = 3; // px before an edge or a sweep follows the pointer

DropMode modeOf(Qt::KeyboardModifiers modifiers)
{
    if (modifiers & Qt::ShiftModifier)
        return DropMode::Replace;
    return modifiers & Qt::ControlModifier ? DropMode::Copy : DropMode::Insert;
}

// Moving blocks asks for a deliberate drag; edges and sweeps follow at once.
bool isPastThreshold(DragKind kind, QPointF moved)
{
    const bool deliberate = kind == DragKind::Insert || kind == DragKind::Move;
    return moved.manhattanLength() >= (deliberate ? QApplication::startDragDistance() : kSweepDistance);
}

} // namespace

DragController::DragController(QAbstractScrollArea& area, const CanvasContent& content,
                               CanvasSelection& selection, CanvasViewport& viewport, CanvasEditor& editor)
    : m_area(area)
    , m_content(content)
    , m_selection(selection)
    , m_viewport(viewport)
    , m_editor(editor)
    , m_label(&area)
{
    m_autoScroll.setInterval(kAutoScrollInterval);
    connect(&m_autoScroll, &QTimer::timeout, this, &DragController::scrollAtEdge);
    connect(&viewport, &CanvasViewport::layoutChanged, this, &DragController::layOutOutcome);
}

QString DragController::labelText() const
{
    return m_label.isHidden() ? QString() : m_label.text();
}

void DragController::press(const CanvasHit& hit, QPointF position, Qt::KeyboardModifiers modifiers)
{
    m_pointer = position;
    m_start = {dragKindAt(hit, m_selection.value(), modifiers),
               hit,
               position,
               m_viewport.layout().gapAt(position.x()),
               {}};
    m_state = State::Pressed;
    switch (hit.kind) {
    case CanvasHit::Kind::Block:
        pressBlock(hit, modifiers);
        break;
    case CanvasHit::Kind::TrackHeader:
        m_selection.selectTrack(hit.track);
        break;
    case CanvasHit::Kind::SliceBar:
    case CanvasHit::Kind::SliceFront:
    case CanvasHit::Kind::SliceBack:
    case CanvasHit::Kind::Thread:
        pressSlice(hit.index, modifiers);
        break;
    case CanvasHit::Kind::Seam:
        m_selection.selectSeam(hit.index);
        break;
    case CanvasHit::Kind::EndCap:
        m_selection.selectPart(hit.part);
        break;
    case CanvasHit::Kind::Interlock: {
        const core::Interlock& interlock =
            m_viewport.layout().interlocks()[static_cast<std::size_t>(hit.index)];
        m_selection.set(selectionOf(static_cast<int>(interlock.begin), static_cast<int>(interlock.end)));
        break;
    }
    case CanvasHit::Kind::Nothing:
        pressEmpty(position);
        break;
    }
    m_start.selection = m_selection.value();
}

void DragController::pressBlock(const CanvasHit& hit, Qt::KeyboardModifiers modifiers)
{
    if (modifiers & Qt::ShiftModifier)
        m_selection.extendTo(hit.track, hit.index);
    else if (modifiers & Qt::ControlModifier)
        m_selection.toggleBlock(hit.track, hit.index);
    else if (m_start.kind == DragKind::Sweep)
        m_selection.selectBlock(hit.track, hit.index);
}

void DragController::pressSlice(int index, Qt::KeyboardModifiers modifiers)
{
    if (modifiers & Qt::ControlModifier)
        m_selection.toggleSlice(index);
    else if (modifiers & Qt::ShiftModifier)
        m_selection.extendToSlice(index);
    else if (m_start.kind == DragKind::Move && m_selection.containsSlice(index))
        m_selection.moveCaretToSlice(index);
    else
        m_selection.selectSlice(index);
}

void DragController::pressEmpty(QPointF position)
{
    const CanvasLayout& layout = m_viewport.layout();
    const bool beside = position.y() >= layout.bars().top && position.y() < layout.outputRuler().bottom();
    const int length = static_cast<int>(m_content.stack->blocks.size());
    m_selection.placeCaret(beside ? std::clamp(layout.gapAt(position.x()), 0, length)
                                  : m_selection.value().caret);
}

void DragController::pan(QPointF position)
{
    if (isDragging())
        return;
    m_state = State::Panning;
    m_start = {};
    m_start.position = position;
    m_scrollAtPress = QPointF(m_area.horizontalScrollBar()->value(), m_area.verticalScrollBar()->value());
    m_area.viewport()->setCursor(Qt::ClosedHandCursor);
}

void DragController::moveTo(QPointF position, Qt::KeyboardModifiers modifiers)
{
    m_pointer = position;
    const QPointF moved = position - m_start.position;
    if (m_state == State::Panning) {
        m_area.horizontalScrollBar()->setValue(static_cast<int>(m_scrollAtPress.x() - moved.x()));
        m_area.verticalScrollBar()->setValue(static_cast<int>(m_scrollAtPress.y() - moved.y()));
        return;
    }
    if (m_state == State::Pressed && m_start.kind != DragKind::None && isPastThreshold(m_start.kind, moved)) {
        m_state = State::Dragging;
        m_autoScroll.start();
        Q_EMIT dragStarted();
    }
    if (!isDragging())
        return;
    if (selects(m_start.kind)) {
        m_selection.sweepTo(sweptSelection(base(), m_start, position));
        m_area.viewport()->update();
    } else {
        updateOutcome(modifiers);
    }
}

void DragController::scrollAtEdge()
{
    QScrollBar& bar = *m_area.horizontalScrollBar();
    const int before = bar.value();
    if (m_pointer.x() < CanvasLayout::kLeft)
        bar.setValue(before - kAutoScrollStep);
    else if (m_pointer.x() > m_viewport.layout().right())
        bar.setValue(before + kAutoScrollStep);
    if (bar.value() != before)
        moveTo(m_pointer, QGuiApplication::keyboardModifiers());
}

void DragController::updateOutcome(Qt::KeyboardModifiers modifiers)
{
    const bool hadStack = m_outcome.stack != nullptr;
    m_outcome = outcomeOf(base(), m_start, {m_pointer, modeOf(modifiers), m_snaps != m_snapKeyHeld});
    showValley();
    layOutOutcome();
    if (m_outcome.stack)
        m_totalUses = totalUses(*m_outcome.stack);
    m_area.viewport()->setCursor(m_outcome.refused ? Qt::ForbiddenCursor : Qt::ClosedHandCursor);
    m_label.show(m_pointer.toPoint(), m_outcome.title, m_outcome.detail, m_outcome.refused);
    m_area.viewport()->update();
    if (hadStack || m_outcome.stack)
        Q_EMIT previewChanged(m_outcome.stack, m_outcome.preview);
}

void DragController::layOutOutcome()
{
    if (m_outcome.stack)
        m_layout = m_viewport.layoutOf(*m_outcome.stack, *m_outcome.preview, m_outcome.ghost);
}

void DragController::showValley()
{
    if (!m_predictor || !shifts(m_start.kind))
        return;
    auto valley = std::make_shared<LossValley>();
    if (m_valley)
        *valley = *m_valley;
    else
        *valley = lossValley(
            *m_content.stack, m_start.gap, [this](int delta) { return shiftedBy(base(), m_start, delta); },
            m_predictor);
    valley->delta = m_outcome.delta;
    m_valley = std::move(valley);
}

void DragController::setSnapKeyHeld(bool held)
{
    m_snapKeyHeld = held;
    setModifiers(QGuiApplication::keyboardModifiers());
}

void DragController::setModifiers(Qt::KeyboardModifiers modifiers)
{
    if (isDragging() && !m_outcome.title.isEmpty())
        updateOutcome(modifiers);
}

void DragController::release(QPointF position, Qt::KeyboardModifiers modifiers)
{
    if (m_state == State::Pressed) {
        click(modifiers);
    } else if (isDragging() && !selects(m_start.kind)) {
        // The modifiers held at the drop decide, not those of the last move.
        m_pointer = position;
        updateOutcome(modifiers);
        drop();
        return;
    }
    reset();
}

void DragController::click(Qt::KeyboardModifiers modifiers)
{
    const CanvasHit hit = m_start.hit;
    const bool plain = (modifiers & (Qt::ShiftModifier | Qt::ControlModifier)) == Qt::NoModifier;
    if (hit.kind == CanvasHit::Kind::Block && plain)
        m_selection.selectBlock(hit.track, hit.index);
    else if (hit.kind == CanvasHit::Kind::SliceBar && plain && m_start.kind == DragKind::Move)
        m_selection.selectSlice(hit.index);
    else if (hit.kind == CanvasHit::Kind::EndCap)
        Q_EMIT partClicked(hit.part);
}

void DragController::drop()
{
    const DragOutcome outcome = m_outcome;
    reset();
    if (outcome.refused)
        Q_EMIT m_editor.editRefused(outcome.detail);
    else
        m_editor.request(outcome.edits, outcome.text, outcome.selection);
}

void DragController::cancel()
{
    const bool restore = isDragging() && selects(m_start.kind);
    const Selection before = m_start.selection;
    reset();
    if (restore)
        m_selection.restore(before);
}

void DragController::forgetPress()
{
    m_state = State::Idle;
    m_start = {};
}

void DragController::reset()
{
    const bool hadStack = m_outcome.stack != nullptr;
    m_state = State::Idle;
    m_start = {};
    m_outcome = {};
    m_valley.reset();
    m_snapKeyHeld = false;
    m_autoScroll.stop();
    m_label.hide();
    m_area.viewport()->unsetCursor();
    m_area.viewport()->update();
    if (hadStack)
        Q_EMIT previewChanged(nullptr, nullptr);
}

bool DragController::showOutcome(CanvasScene& scene) const
{
    if (!isDragging() || !m_outcome.stack)
        return false;
    scene.stack = m_outcome.stack.get();
    scene.preview = m_outcome.preview.get();
    scene.layout = &m_layout;
    scene.totalUses = m_totalUses;
    scene.selection = m_outcome.selection;
    scene.ghost = m_outcome.ghost;
    scene.ghostLabel = m_outcome.ghostLabel;
    scene.snappedAt = m_outcome.snappedAt;
    scene.valley = m_valley;
    // The ghost marks the destination; the dragged layers of a source stay selected.
    if (m_start.kind == DragKind::Insert)
        scene.selection = m_start.selection;
    else if (scene.ghost)
        scene.selection.ranges.clear();
    return true;
}

std::optional<QRectF> DragController::rubberBand() const
{
    if (!isDragging() || m_start.kind != DragKind::RubberBand)
        return std::nullopt;
    return QRectF(m_start.position, m_pointer).normalized();
}

} // namespace layerloom::widgets
