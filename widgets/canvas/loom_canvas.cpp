#include "widgets/canvas/loom_canvas.h"

#include "core/notation/layer_expression.h"
#include "widgets/canvas/canvas_accessible.h"
#include "widgets/canvas/loom_canvas_p.h"
#include "widgets/canvas/paint_canvas.h"
#include "widgets/canvas/paint_marks.h"
#include "widgets/controls/paint.h"
#include "widgets/controls/text.h"

#include <QApplication>
#include <QEvent>
#include <QFontMetricsF>
#include <QPainter>
#include <QScrollBar>

#include <algorithm>

namespace layerloom::widgets {

namespace {

constexpr double kSheetRadius = 7;

} // namespace

LoomCanvas::Private::Private(LoomCanvas& canvas)
    : q(canvas)
    , stack(std::make_shared<const core::Stack>())
    , preview(std::make_shared<const core::Preview>())
    , label(&canvas)
    , card(&canvas)
{
    autoScroll.setInterval(30);
    cardTimer.setSingleShot(true);
    cardTimer.setInterval(400);
}

CanvasMetrics LoomCanvas::Private::metrics() const
{
    CanvasMetrics metrics;
    const QFontMetricsF detail(textFont(TextSize::Detail));
    metrics.captionHeight = QFontMetricsF(textFont(TextSize::Caption)).height();
    metrics.detailHeight = detail.height();
    metrics.detailWidth = [detail](const QString& text) { return tabularWidth(detail, text); };
    return metrics;
}

void LoomCanvas::Private::relayout()
{
    view.size = q.viewport()->size();
    view.devicePixelRatio = q.devicePixelRatioF();
    view.sensitivity = wantsSensitivity && anyMeasured();
    layout = CanvasLayout(*stack, *preview, view, metrics());
    updateScrollBars();
    if (outcome.stack)
        dragLayout = CanvasLayout(*outcome.stack, *outcome.preview, view, metrics());
    q.viewport()->update();
}

bool LoomCanvas::Private::anyMeasured() const
{
    return measured
        && std::ranges::any_of(measured->models, [](const auto& model) { return model != nullptr; });
}

CanvasScene LoomCanvas::Private::scene() const
{
    CanvasScene scene;
    scene.measured = measured.get();
    scene.theme = theme(q);
    scene.hover = dragging ? CanvasHit {} : hover;
    scene.focused = q.hasFocus() && !dragging;
    if (dragging && outcome.stack) {
        scene.stack = outcome.stack.get();
        scene.preview = outcome.preview.get();
        scene.layout = &dragLayout;
        scene.totalUses = dragUses;
        scene.selection = outcome.selection;
        scene.ghost = outcome.ghost;
        scene.ghostLabel = outcome.ghostLabel;
        // The ghost shows where; a source's layers stay marked as what is dragged.
        if (start.kind == DragKind::Insert)
            scene.selection = start.selection;
        else if (scene.ghost)
            scene.selection.ranges.clear();
        return scene;
    }
    scene.stack = stack.get();
    scene.preview = preview.get();
    scene.layout = &layout;
    scene.totalUses = uses;
    scene.selection = selection;
    return scene;
}

void LoomCanvas::Private::changeSelection(Selection next)
{
    next = clamped(std::move(next), *stack);
    if (next == selection)
        return;
    selection = std::move(next);
    q.viewport()->update();
    announceCursor(q);
    Q_EMIT q.selectionChanged();
}

LoomCanvas::LoomCanvas(QWidget* parent)
    : QAbstractScrollArea(parent)
    , m_d(std::make_unique<Private>(*this))
{
    setObjectName(QStringLiteral("canvas"));
    setAccessibleName(tr("Output layers"));
    setFrameShape(QFrame::NoFrame);
    setFocusPolicy(Qt::StrongFocus);
    setAcceptDrops(true);
    setLayoutDirection(Qt::LeftToRight);
    viewport()->setMouseTracking(true);
    viewport()->setAutoFillBackground(false);
    setAttribute(Qt::WA_StyledBackground, false);
    setViewportMargins(0, 0, 0, 0);
    connect(&m_d->autoScroll, &QTimer::timeout, this, [this] {
        const double edge =
            m_d->pointer.x() < CanvasLayout::kLeft ? -12 : (m_d->pointer.x() > m_d->layout.right() ? 12 : 0);
        const int before = horizontalScrollBar()->value();
        horizontalScrollBar()->setValue(before + static_cast<int>(edge));
        if (horizontalScrollBar()->value() != before)
            m_d->dragTo(m_d->pointer, QGuiApplication::keyboardModifiers());
    });
    connect(&m_d->cardTimer, &QTimer::timeout, this, [this] {
        if (m_d->hover.kind == CanvasHit::Kind::Seam)
            m_d->showCardFor(m_d->hover.index);
    });
    connect(&m_d->card, &SeamCard::left, this, [this] { m_d->card.hide(); });
    connect(&m_d->card, &SeamCard::trimRequested, this, [this](int side) { trimSeam(side, -1); });
    connect(&m_d->card, &SeamCard::rollRequested, this, &LoomCanvas::rollSeam);
    connect(&m_d->card, &SeamCard::measureRequested, this, &LoomCanvas::measureRequested);
    installCanvasAccessibility();
    m_d->refit(true);
    m_d->relayout();
}

LoomCanvas::~LoomCanvas() = default;

void LoomCanvas::setStack(StackPtr stack, PreviewPtr preview)
{
    m_d->card.hide();
    m_d->hover = {};
    const bool wasBlank = m_d->isBlank();
    m_d->stack = std::move(stack);
    m_d->preview = std::move(preview);
    m_d->uses = totalUses(*m_d->stack);
    const Selection before = m_d->selection;
    m_d->selection = clamped(before, *m_d->stack);
    const double pitch = m_d->view.pitch;
    // The scale stays after an edit, unless all of it was to be seen and would not be any more.
    m_d->refit(wasBlank);
    m_d->relayout();
    if (pitch != m_d->view.pitch)
        Q_EMIT zoomChanged();
    announceStack(*this);
    if (!(m_d->selection == before))
        Q_EMIT selectionChanged();
}

void LoomCanvas::setMeasured(std::shared_ptr<const MeasuredStack> measured)
{
    m_d->measured = std::move(measured);
    m_d->relayout();
    if (m_d->card.seam() >= 0)
        m_d->showCardFor(m_d->card.seam());
}

const LoomCanvas::StackPtr& LoomCanvas::stack() const
{
    return m_d->stack;
}

void LoomCanvas::setGhost(StackPtr ghost)
{
    m_d->ghostStack = std::move(ghost);
    viewport()->update();
}

const Selection& LoomCanvas::selection() const
{
    return m_d->selection;
}

void LoomCanvas::setSelection(const Selection& selection)
{
    if (!selection.isEmpty()) {
        m_d->anchor = selection.hull().begin;
        m_d->head = selection.hull().end;
    } else {
        m_d->anchor = m_d->head = selection.cursor;
    }
    m_d->changeSelection(selection);
}

int LoomCanvas::caret() const
{
    return m_d->selection.caret;
}

QString LoomCanvas::expression() const
{
    return QString::fromStdString(core::formatExpression(m_d->stack->blocks));
}

core::Blocks LoomCanvas::selectedBlocks() const
{
    return blocksOf(*m_d->stack, m_d->selection);
}

QRect LoomCanvas::blockRect(int track, int index) const
{
    return m_d->layout.block(track, index).toRect();
}

QRect LoomCanvas::sliceBarRect(int slice) const
{
    if (slice < 0 || slice >= static_cast<int>(m_d->layout.sliceCount()))
        return {};
    return m_d->layout.sliceBar(static_cast<std::size_t>(slice)).toRect();
}

QRect LoomCanvas::seamRect(int seam) const
{
    if (seam < 0 || seam >= static_cast<int>(m_d->layout.seams().size()))
        return {};
    return m_d->layout.seams()[static_cast<std::size_t>(seam)].rect.toRect();
}

QRect LoomCanvas::endCapRect(int part) const
{
    return m_d->stack->blocks.empty() ? QRect() : m_d->layout.endCap(static_cast<core::Part>(part)).toRect();
}

QRect LoomCanvas::trackHeaderRect(int track) const
{
    return track < 0 || track >= m_d->layout.trackCount() ? QRect() : m_d->layout.trackHeader(track).toRect();
}

QRect LoomCanvas::sensitivityRect(int track) const
{
    return m_d->layout.sensitivityLane(track).toRect();
}

CanvasHit LoomCanvas::hitAt(QPoint position) const
{
    return hitTest(m_d->layout, position);
}

bool LoomCanvas::isDragging() const
{
    return m_d->dragging;
}

QString LoomCanvas::dragLabel() const
{
    return m_d->label.isHidden() ? QString() : m_d->label.text();
}

QString LoomCanvas::seamCardText() const
{
    return m_d->card.isHidden() ? QString() : m_d->card.text();
}

QSize LoomCanvas::sizeHint() const
{
    return {756, 518};
}

QSize LoomCanvas::minimumSizeHint() const
{
    return {320, 200};
}

void LoomCanvas::paintEvent(QPaintEvent*)
{
    if (m_d->view.devicePixelRatio != devicePixelRatioF())
        m_d->relayout();
    QPainter painter(viewport());
    const CanvasScene scene = m_d->scene();
    // The sheet's lower corners are ours to leave free.
    painter.setRenderHint(QPainter::Antialiasing);
    painter.fillPath(roundedPath(viewport()->rect(), {0, 0, kSheetRadius, kSheetRadius}), scene.theme.canvas);
    if (m_d->isBlank())
        return;
    paintCanvas(painter, scene);
    if (m_d->ghostStack)
        paintRecipeGhost(painter, scene, *m_d->ghostStack);
    if (m_d->dragging && m_d->start.kind == DragKind::RubberBand) {
        painter.setRenderHint(QPainter::Antialiasing, false);
        painter.setPen(scene.theme.accent);
        painter.setBrush(withAlpha(scene.theme.accent, 0.12));
        painter.drawRect(QRectF(m_d->start.position, m_d->pointer).normalized());
    }
}

void LoomCanvas::changeEvent(QEvent* event)
{
    QAbstractScrollArea::changeEvent(event);
    if (event->type() == QEvent::FontChange || event->type() == QEvent::PaletteChange
        || event->type() == QEvent::StyleChange)
        m_d->relayout();
}

} // namespace layerloom::widgets
