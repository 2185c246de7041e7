#pragma once

#include <QComboBox>

namespace layerloom::widgets {

/// A combo box that ends a text it has no room for with an ellipsis, and tells the whole of it in its tool tip.
class ElidedCombo : public QComboBox {
    Q_OBJECT

public:
    using QComboBox::QComboBox;

    /// The text as it is drawn.
    QString shownText() const;

protected:
    void paintEvent(QPaintEvent* event) override;
    bool event(QEvent* event) override;
};

} // namespace layerloom::widgets
