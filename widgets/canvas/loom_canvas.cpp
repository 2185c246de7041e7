#include "widgets/canvas/loom_canvas.h"

#include "core/notation/format_expression.h"
#include "widgets/canvas/canvas_accessible.h"
#include "widgets/canvas/canvas_parts.h"

#include <QApplication>
#include <QDragEnterEvent>
#include <QHelpEvent>
#include <QKeyEvent>
#include <QMimeData>
#include <QMouseEvent>
#include <QToolTip>

namespace layerloom::widgets {

namespace {

constexpr double kNormalPitch = 24;
constexpr double kZoomStep = 1.25;
constexpr int kSnapKey = Qt::Key_N;

bool isModifierKey(int key)
{
    return key == Qt::Key_Shift || key == Qt::Key_Control || key == Qt::Key_Alt || key == Qt::Key_Meta;
}

} // namespace

LoomCanvas::LoomCanvas(QWidget* parent)
    : QAbstractScrollArea(parent)
    , m_parts(std::make_unique<CanvasParts>(*this))
{
    installCanvasAccessibility(*this);
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
    m_parts->viewport.refit();
    m_parts->connectTo(*this);
}

LoomCanvas::~LoomCanvas() = default;

void LoomCanvas::setStack(StackPtr stack, PreviewPtr preview)
{
    m_parts->hover.clear();
    CanvasContent& content = m_parts->content;
    content.stack = std::move(stack);
    content.preview = std::move(preview);
    content.totalUses = totalUses(*content.stack);
    const bool limited = m_parts->selection.limitToContent();
    m_parts->viewport.refit();
    announceStack(*this);
    if (limited)
        Q_EMIT selectionChanged();
}

void LoomCanvas::setMeasured(std::shared_ptr<const StackInsight> measured)
{
    m_parts->content.measured = std::move(measured);
    m_parts->viewport.relayout();
    m_parts->hover.showCard(m_parts->hover.card().seam());
}

const LoomCanvas::StackPtr& LoomCanvas::stack() const
{
    return m_parts->content.stack;
}

void LoomCanvas::setTrial(StackPtr stack, PreviewPtr preview)
{
    if (!stack && !hasTrial())
        return;
    m_parts->hover.clear();
    TrialStack& trial = m_parts->content.trial;
    trial.totalUses = stack ? totalUses(*stack) : std::vector<std::uint32_t>();
    trial.stack = std::move(stack);
    trial.preview = std::move(preview);
    m_parts->viewport.refit();
}

bool LoomCanvas::hasTrial() const
{
    return m_parts->content.hasTrial();
}

void LoomCanvas::setLossPredictor(LossPredictor predictor)
{
    m_parts->drag.setLossPredictor(std::move(predictor));
}

void LoomCanvas::setSnapping(bool snapping)
{
    m_parts->drag.setSnapping(snapping);
}

bool LoomCanvas::isSnapping() const
{
    return m_parts->drag.isSnapping();
}

CanvasSelection& LoomCanvas::selectionCommands()
{
    return m_parts->selection;
}

CanvasEditor& LoomCanvas::editor()
{
    return m_parts->editor;
}

SliceEditor& LoomCanvas::sliceEditor()
{
    return m_parts->slices;
}

const Selection& LoomCanvas::selection() const
{
    return m_parts->selection.value();
}

void LoomCanvas::setSelection(const Selection& selection)
{
    m_parts->selection.set(selection);
}

int LoomCanvas::caret() const
{
    return selection().caret;
}

QString LoomCanvas::expression() const
{
    return QString::fromStdString(core::formatExpression(stack()->blocks));
}

core::Blocks LoomCanvas::selectedBlocks() const
{
    return blocksOf(*stack(), selection());
}

QRect LoomCanvas::blockRect(int track, int index) const
{
    return m_parts->viewport.layout().block(track, index).toRect();
}

QRect LoomCanvas::sliceBarRect(int slice) const
{
    const CanvasLayout& layout = m_parts->viewport.layout();
    if (slice < 0 || slice >= static_cast<int>(layout.sliceCount()))
        return {};
    return layout.sliceBar(static_cast<std::size_t>(slice)).toRect();
}

QRect LoomCanvas::seamRect(int seam) const
{
    const std::vector<SeamSpot>& seams = m_parts->viewport.layout().seams();
    if (seam < 0 || seam >= static_cast<int>(seams.size()))
        return {};
    return seams[static_cast<std::size_t>(seam)].rect.toRect();
}

QRect LoomCanvas::endCapRect(int part) const
{
    const CanvasLayout& layout = m_parts->viewport.layout();
    return stack()->blocks.empty() ? QRect() : layout.endCap(static_cast<core::Part>(part)).toRect();
}

QRect LoomCanvas::interlockRect(int index) const
{
    const CanvasLayout& layout = m_parts->viewport.layout();
    if (index < 0 || index >= static_cast<int>(layout.interlocks().size()))
        return {};
    return layout.interlock(static_cast<std::size_t>(index)).toRect();
}

QRect LoomCanvas::trackHeaderRect(int track) const
{
    const CanvasLayout& layout = m_parts->viewport.layout();
    return track < 0 || track >= layout.trackCount() ? QRect() : layout.trackHeader(track).toRect();
}

QRect LoomCanvas::outputRect() const
{
    const CanvasLayout& layout = m_parts->viewport.layout();
    const QRectF rect(layout.left(), layout.bars().top, layout.right() - layout.left(),
                      layout.blocks().bottom() - layout.bars().top);
    return rect.toRect();
}

QRect LoomCanvas::sensitivityRect(int track) const
{
    return m_parts->viewport.layout().sensitivityLane(track).toRect();
}

CanvasHit LoomCanvas::hitAt(QPoint position) const
{
    return hitTest(m_parts->viewport.layout(), position);
}

double LoomCanvas::pixelsPerLayer() const
{
    return m_parts->viewport.view().pitch;
}

bool LoomCanvas::isFit() const
{
    return m_parts->viewport.isFit();
}

int LoomCanvas::detailLevel() const
{
    return m_parts->viewport.layout().level();
}

void LoomCanvas::setLaneShown(Lane lane, bool shown)
{
    m_parts->viewport.setLaneShown(lane, shown);
}

bool LoomCanvas::isLaneShown(Lane lane) const
{
    return m_parts->viewport.isLaneShown(lane);
}

bool LoomCanvas::isDragging() const
{
    return m_parts->drag.isDragging();
}

QString LoomCanvas::dragLabel() const
{
    return m_parts->drag.labelText();
}

QString LoomCanvas::seamCardText() const
{
    const SeamCard& card = m_parts->hover.card();
    return card.isHidden() ? QString() : card.text();
}

QSize LoomCanvas::sizeHint() const
{
    return {756, 518};
}

QSize LoomCanvas::minimumSizeHint() const
{
    return {320, 200};
}

void LoomCanvas::zoomFit()
{
    m_parts->viewport.zoomFit();
}

void LoomCanvas::zoomToSelection()
{
    if (!selection().isEmpty())
        m_parts->viewport.zoomTo(selection().hull());
}

void LoomCanvas::zoomIn()
{
    setPixelsPerLayer(pixelsPerLayer() * kZoomStep);
}

void LoomCanvas::zoomOut()
{
    setPixelsPerLayer(pixelsPerLayer() / kZoomStep);
}

void LoomCanvas::zoomNormal()
{
    setPixelsPerLayer(kNormalPitch);
}

void LoomCanvas::setPixelsPerLayer(double pixels)
{
    m_parts->viewport.setPitch(pixels, selection().cursor);
}

void LoomCanvas::scrollToBlock(int index)
{
    m_parts->viewport.scrollIntoView(index);
}

void LoomCanvas::goToLayer(int index)
{
    if (index < 0 || index >= static_cast<int>(stack()->blocks.size()))
        return;
    m_parts->selection.selectBlock(kOutputTrack, index);
    scrollToBlock(index);
}

void LoomCanvas::selectTransition(int from, int to)
{
    if (m_parts->selection.selectTransition(from, to))
        scrollToBlock(caret());
}

void LoomCanvas::insertBlocks(const core::Blocks& blocks, const QString& text)
{
    m_parts->editor.insert(blocks, text);
}

void LoomCanvas::rollSeam(int layers)
{
    if (const auto seam = m_parts->shownSeam())
        m_parts->slices.roll(*seam, layers);
}

void LoomCanvas::trimSeam(int side, int layers)
{
    if (const auto seam = m_parts->shownSeam())
        m_parts->slices.trim(*seam, side, layers);
}

void LoomCanvas::editRangeInPlace()
{
    if (hasTrial())
        Q_EMIT trialInterrupted();
    if (const auto slice = m_parts->selection.targetSlice())
        m_parts->rangeEdit.open(m_parts->content.slice(*slice), sliceBarRect(static_cast<int>(*slice)));
}

void LoomCanvas::showSeamCard()
{
    if (hasTrial())
        Q_EMIT trialInterrupted();
    if (const auto seam = m_parts->selection.targetSeam())
        m_parts->hover.showCard(static_cast<int>(*seam));
}

void LoomCanvas::paintEvent(QPaintEvent*)
{
    m_parts->paint(*this);
}

void LoomCanvas::resizeEvent(QResizeEvent*)
{
    m_parts->viewport.refit();
}

void LoomCanvas::changeEvent(QEvent* event)
{
    QAbstractScrollArea::changeEvent(event);
    if (event->type() == QEvent::FontChange || event->type() == QEvent::PaletteChange
        || event->type() == QEvent::StyleChange)
        m_parts->viewport.relayout();
}

void LoomCanvas::scrollContentsBy(int, int)
{
    m_parts->hover.card().hide();
    m_parts->viewport.followScrollBars();
}

void LoomCanvas::wheelEvent(QWheelEvent* event)
{
    m_parts->viewport.wheel(*event);
}

void LoomCanvas::mousePressEvent(QMouseEvent* event)
{
    m_parts->mouse.press(*event);
}

void LoomCanvas::mouseMoveEvent(QMouseEvent* event)
{
    m_parts->mouse.move(*event);
}

void LoomCanvas::mouseReleaseEvent(QMouseEvent* event)
{
    m_parts->mouse.release(*event);
}

void LoomCanvas::mouseDoubleClickEvent(QMouseEvent* event)
{
    m_parts->mouse.doubleClick(*event);
}

void LoomCanvas::contextMenuEvent(QContextMenuEvent* event)
{
    m_parts->mouse.openMenu(*event);
}

bool LoomCanvas::viewportEvent(QEvent* event)
{
    if (event->type() == QEvent::ToolTip) {
        const auto* help = static_cast<QHelpEvent*>(event);
        if (isDragging() || hasTrial())
            QToolTip::hideText();
        else
            m_parts->hover.showTip(help->pos(), help->globalPos());
        return true;
    }
    if (event->type() == QEvent::Leave && !isDragging())
        m_parts->hover.leaveTo(mapFromGlobal(QCursor::pos()));
    return QAbstractScrollArea::viewportEvent(event);
}

bool LoomCanvas::event(QEvent* event)
{
    // A drag owns the keyboard: Esc cancels it before a shortcut gets it.
    if (event->type() == QEvent::ShortcutOverride && isDragging()) {
        event->accept();
        return true;
    }
    return QAbstractScrollArea::event(event);
}

void LoomCanvas::keyPressEvent(QKeyEvent* event)
{
    SeamCard& card = m_parts->hover.card();
    const bool escape = event->key() == Qt::Key_Escape;
    if (isDragging()) {
        if (escape)
            m_parts->drag.cancel();
        else if (event->key() == kSnapKey && !event->isAutoRepeat())
            m_parts->drag.setSnapKeyHeld(true);
        else if (isModifierKey(event->key()))
            m_parts->drag.setModifiers(event->modifiers());
    } else if (escape && card.isVisible()) {
        card.hide();
    } else if (escape && !hasTrial() && m_parts->selection.hasSomething()) {
        m_parts->selection.selectNone();
    } else if (escape) {
        Q_EMIT escapePressed();
    } else if (!m_parts->caretKeys.handle(*event)) {
        event->ignore();
    }
}

void LoomCanvas::keyReleaseEvent(QKeyEvent* event)
{
    if (isDragging() && event->key() == kSnapKey && !event->isAutoRepeat())
        m_parts->drag.setSnapKeyHeld(false);
    else if (isDragging() && isModifierKey(event->key()))
        m_parts->drag.setModifiers(event->modifiers());
    else
        QAbstractScrollArea::keyReleaseEvent(event);
}

void LoomCanvas::focusInEvent(QFocusEvent* event)
{
    QAbstractScrollArea::focusInEvent(event);
    announceCursor(*this);
    viewport()->update();
}

void LoomCanvas::focusOutEvent(QFocusEvent* event)
{
    QAbstractScrollArea::focusOutEvent(event);
    SeamCard& card = m_parts->hover.card();
    if (!card.isAncestorOf(QApplication::focusWidget()))
        card.hide();
    viewport()->update();
}

void LoomCanvas::dragEnterEvent(QDragEnterEvent* event)
{
    if (event->mimeData()->hasUrls() || event->mimeData()->hasText())
        event->acceptProposedAction();
}

void LoomCanvas::dragMoveEvent(QDragMoveEvent* event)
{
    event->acceptProposedAction();
}

void LoomCanvas::dropEvent(QDropEvent* event)
{
    event->acceptProposedAction();
    Q_EMIT dropped(event->mimeData()->urls(), event->mimeData()->text());
}

} // namespace layerloom::widgets
