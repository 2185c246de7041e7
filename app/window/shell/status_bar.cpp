#include "app/window/shell/status_bar.h"

#include "app/window/shell/actions.h"
#include "app/window/shell/zoom_control.h"
#include "widgets/canvas/loom_canvas.h"
#include "widgets/controls/elided_label.h"

#include <QEvent>
#include <QMouseEvent>

#include <algorithm>

namespace layerloom::app {

namespace {

constexpr int kStatusHeight = 24;

} // namespace

StatusBar::StatusBar(widgets::LoomCanvas& canvas, const Actions& actions, QWidget* parent)
    : QStatusBar(parent)
    , m_canvas(canvas)
    , m_text(new widgets::ElidedLabel(Qt::ElideRight, this))
    , m_gestures(new widgets::ElidedLabel(Qt::ElideRight, this))
    , m_keys(*actions.action("help.keys"))
    , m_zoom(new ZoomControl(canvas, actions.action("view.zoomOut"), actions.action("view.zoomIn"), this))
{
    m_text->setObjectName(QStringLiteral("selectionLabel"));
    m_text->setContentsMargins(8, 0, 0, 0);
    m_gestures->setObjectName(QStringLiteral("gestureLabel"));
    m_gestures->setForegroundRole(QPalette::PlaceholderText);
    m_gestures->setContentsMargins(8, 0, 0, 0);
    m_gestures->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    setSizeGripEnabled(false);
    setFixedHeight(std::max(kStatusHeight, fontMetrics().height() + 8));
    addWidget(m_text);
    addWidget(m_gestures, 1);
    addPermanentWidget(m_zoom);
    canvas.viewport()->installEventFilter(this);
    showText({});
    showGestures({});
}

bool StatusBar::eventFilter(QObject* watched, QEvent* event)
{
    if (watched == m_canvas.viewport())
        followPointer(*event);
    return QStatusBar::eventFilter(watched, event);
}

void StatusBar::followPointer(const QEvent& event)
{
    const auto place = [this, &event] {
        const auto& mouse = static_cast<const QMouseEvent&>(event);
        return widgets::gesturePlace(m_canvas.hitAt(mouse.position().toPoint()));
    };
    QString hint;
    switch (event.type()) {
    case QEvent::MouseButtonPress:
        m_pressed = place();
        hint = widgets::gestureLine(m_pressed, true);
        break;
    case QEvent::MouseMove:
        hint = static_cast<const QMouseEvent&>(event).buttons() == Qt::NoButton
            ? widgets::gestureLine(place(), false)
            : widgets::gestureLine(m_pressed, true);
        break;
    case QEvent::MouseButtonRelease:
        hint = widgets::gestureLine(place(), false);
        break;
    case QEvent::Leave:
        break;
    default:
        return;
    }
    if (m_canvas.stack()->setup.sources.empty())
        hint.clear();
    showGestures(hint);
}

void StatusBar::showGestures(const QString& line)
{
    const QString keys = toolTipFor(m_keys);
    const QString text = line.isEmpty() ? keys : line;
    if (text != m_gestures->text())
        m_gestures->setText(text);
}

void StatusBar::showText(const QString& text)
{
    m_text->setText(text);
    m_text->setVisible(!text.isEmpty());
}

void StatusBar::setZoomShown(bool shown)
{
    m_zoom->setVisible(shown);
}

} // namespace layerloom::app
