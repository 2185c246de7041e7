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

/// One number of a form: label, field and slider in a row of a grid, always the same value in both.
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
    /// Shows bounds and value without telling valueChanged().
    void show(std::uint32_t minimum, std::uint32_t maximum, std::uint32_t value);

Q_SIGNALS:
    void valueChanged(int value);

private:
    // The form may go first: it owns them, and the row takes them away when it goes.
    QPointer<QLabel> m_label;
    QPointer<QSpinBox> m_field;
    QPointer<QSlider> m_slider;
};

} // namespace layerloom::app
