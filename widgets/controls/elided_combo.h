#pragma once

#include <QComboBox>

namespace layerloom::widgets {

/// A combo box whose text has an ellipsis in the middle when it is too long, so that two models of one family can be told
/// apart; the tooltip shows all of it, and the list is as wide as its texts.
class ElidedCombo : public QComboBox {
    Q_OBJECT

public:
    using QComboBox::QComboBox;

    /// The text as it is drawn.
    QString shownText() const;

    void showPopup() override;

protected:
    void paintEvent(QPaintEvent* event) override;
    bool event(QEvent* event) override;
};

} // namespace layerloom::widgets
