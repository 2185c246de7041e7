#pragma once

#include <QObject>
#include <QString>

#include <cstdint>

class QGridLayout;
class QLabel;
class QSlider;
class QSpinBox;

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

    /// REQUIRES: the grid's widget outlives the row.
    NumberRow(QGridLayout& grid, int row, const Names& names, QObject* parent);
    ~NumberRow() override;

    QSpinBox* field() const { return m_field; }
    /// Shows bounds and value without telling valueChanged().
    void show(std::uint32_t minimum, std::uint32_t maximum, std::uint32_t value);

Q_SIGNALS:
    void valueChanged(int value);

private:
    QLabel* m_label;
    QSpinBox* m_field;
    QSlider* m_slider;
};

} // namespace layerloom::app
