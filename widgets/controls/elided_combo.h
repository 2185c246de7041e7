#pragma once

#include <QComboBox>

namespace layerloom::widgets {

/// A combo box that elides its text when it is too long and shows all of it in the tool tip.
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
