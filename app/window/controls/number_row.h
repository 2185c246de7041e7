#pragma once

#include <QLabel>
#include <QObject>
#include <QPointer>
#include <QSlider>
#include <QSpinBox>
#include <QString>

#include <cstdint>

class QGridLayout;

namespace layerloom::app {

/// One number of a form: label, spin box and slider in a row of a grid, kept at the same value.
class NumberRow : public QObject {
    Q_OBJECT

public:
    struct Names {
        QString objectName;
        QString label;
        QString toolTip;
    };

    NumberRow(QGridLayout& grid, int row, const Names& names, QObject* parent);
    ~NumberRow() override;

    QSpinBox* field() const { return m_field; }
    /// Sets bounds and value without emitting valueChanged().
    void show(std::uint32_t minimum, std::uint32_t maximum, std::uint32_t value);

Q_SIGNALS:
    void valueChanged(int value);

private:
    // Owned by the form, which may be deleted first; the row deletes them when it is deleted.
    QPointer<QLabel> m_label;
    QPointer<QSpinBox> m_field;
    QPointer<QSlider> m_slider;
};

} // namespace layerloom::app
