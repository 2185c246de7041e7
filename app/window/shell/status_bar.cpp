#include "app/window/shell/status_bar.h"

#include "app/window/shell/actions.h"
#include "app/window/shell/zoom_control.h"
#include "widgets/controls/elided_label.h"

#include <algorithm>

namespace layerloom::app {

namespace {

constexpr int kStatusHeight = 24;

} // namespace

StatusBar::StatusBar(widgets::LoomCanvas& canvas, const Actions& actions, QWidget* parent)
    : QStatusBar(parent)
    , m_text(new widgets::ElidedLabel(Qt::ElideRight, this))
    , m_zoom(new ZoomControl(canvas, actions.action("view.zoomOut"), actions.action("view.zoomIn"), this))
{
    m_text->setObjectName(QStringLiteral("selectionLabel"));
    m_text->setForegroundRole(QPalette::PlaceholderText);
    m_text->setContentsMargins(8, 0, 0, 0);
    setSizeGripEnabled(false);
    setFixedHeight(std::max(kStatusHeight, fontMetrics().height() + 8));
    addWidget(m_text, 1);
    addPermanentWidget(m_zoom);
}

void StatusBar::showText(const QString& text)
{
    m_text->setText(text);
}

void StatusBar::setZoomShown(bool shown)
{
    m_zoom->setVisible(shown);
}

} // namespace layerloom::app
