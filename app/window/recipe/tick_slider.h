#pragma once

#include <QSlider>

namespace layerloom::app {

/// A horizontal slider with a tick below each of its values.
class TickSlider : public QSlider {
    Q_OBJECT

public:
    explicit TickSlider(QWidget* parent);

    QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;
};

} // namespace layerloom::app
