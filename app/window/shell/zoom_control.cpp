#include "app/window/shell/zoom_control.h"

#include "widgets/canvas/loom_canvas.h"
#include "widgets/controls/plain_text.h"
#include "widgets/controls/text.h"

#include <QAction>
#include <QHBoxLayout>
#include <QLabel>
#include <QLocale>
#include <QSignalBlocker>
#include <QSlider>
#include <QToolButton>

#include <cmath>

namespace layerloom::app {

namespace {

// The slider is logarithmic, from 2 to 160 pixels per layer.
constexpr double kSmallest = 2;
constexpr double kLargest = 160;
constexpr int kSteps = 100;

int stepOf(double pixels)
{
    return static_cast<int>(
        std::lround(kSteps * std::log(pixels / kSmallest) / std::log(kLargest / kSmallest)));
}

double pixelsOf(int step)
{
    return kSmallest * std::pow(kLargest / kSmallest, static_cast<double>(step) / kSteps);
}

QToolButton* button(QAction* action, QWidget* parent)
{
    auto* button = new QToolButton(parent);
    button->setDefaultAction(action);
    button->setIconSize(QSize(16, 16));
    button->setFocusPolicy(Qt::TabFocus);
    button->setAccessibleName(action->text().remove(QLatin1Char('&')));
    return button;
}

} // namespace

ZoomControl::ZoomControl(widgets::LoomCanvas& canvas, QAction* smaller, QAction* larger, QWidget* parent)
    : QWidget(parent)
    , m_canvas(canvas)
    , m_label(new widgets::PlainLabel(this))
    , m_slider(new QSlider(Qt::Horizontal, this))
{
    m_label->setObjectName(QStringLiteral("zoomLabel"));
    m_label->setFont(widgets::textFont(widgets::TextSize::Caption));
    m_label->setForegroundRole(QPalette::PlaceholderText);
    m_slider->setRange(0, kSteps);
    m_slider->setFixedWidth(96);
    m_slider->setAccessibleName(tr("Pixels per layer"));
    m_slider->setToolTip(tr("Pixels per layer"));
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(0, 0, 8, 0);
    row->setSpacing(4);
    row->addWidget(m_label);
    row->addWidget(button(smaller, this));
    row->addWidget(m_slider);
    row->addWidget(button(larger, this));
    connect(m_slider, &QSlider::valueChanged, this,
            [this](int step) { m_canvas.setPixelsPerLayer(pixelsOf(step)); });
    connect(&canvas, &widgets::LoomCanvas::zoomChanged, this, &ZoomControl::followCanvas);
    followCanvas();
}

void ZoomControl::followCanvas()
{
    const double pixels = m_canvas.pixelsPerLayer();
    const QSignalBlocker blocker(m_slider);
    m_slider->setValue(stepOf(pixels));
    const QString number = QLocale::c().toString(pixels, 'f', pixels < 10 ? 1 : 0);
    m_label->setText(m_canvas.isFit() ? tr("Fit, %1 px per layer").arg(number)
                                      : tr("%1 px per layer").arg(number));
}

} // namespace layerloom::app
