#include "app/window/controls/number_row.h"

#include "widgets/controls/plain_text.h"

#include <QGridLayout>
#include <QSignalBlocker>

#include <algorithm>

namespace layerloom::app {

NumberRow::NumberRow(QGridLayout& grid, int row, const Names& names, QObject* parent)
    : QObject(parent)
    , m_label(new widgets::PlainLabel(names.label, grid.parentWidget()))
    , m_field(new QSpinBox(grid.parentWidget()))
    , m_slider(new QSlider(Qt::Horizontal, grid.parentWidget()))
{
    m_field->setObjectName(names.objectName);
    m_field->setAccessibleName(names.label);
    m_field->setToolTip(names.toolTip);
    m_field->setFixedWidth(
        std::max(60, m_field->fontMetrics().horizontalAdvance(QStringLiteral("000")) + 38));
    m_label->setBuddy(m_field);
    m_label->setToolTip(names.toolTip);
    m_slider->setAccessibleName(tr("%1, slider").arg(names.label));
    m_slider->setToolTip(names.toolTip);
    grid.addWidget(m_label, row, 0);
    grid.addWidget(m_field, row, 1);
    grid.addWidget(m_slider, row, 2);

    connect(m_field, &QSpinBox::valueChanged, this, [this](int value) {
        m_slider->setValue(value);
        Q_EMIT valueChanged(value);
    });
    connect(m_slider, &QSlider::valueChanged, m_field, &QSpinBox::setValue);
}

NumberRow::~NumberRow()
{
    delete m_label;
    delete m_field;
    delete m_slider;
}

void NumberRow::show(std::uint32_t minimum, std::uint32_t maximum, std::uint32_t value)
{
    const QSignalBlocker field(m_field);
    const QSignalBlocker slider(m_slider);
    m_field->setRange(static_cast<int>(minimum), static_cast<int>(maximum));
    m_slider->setRange(static_cast<int>(minimum), static_cast<int>(maximum));
    m_field->setValue(static_cast<int>(value));
    m_slider->setValue(static_cast<int>(value));
}

} // namespace layerloom::app
