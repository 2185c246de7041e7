#pragma once

#include <QPushButton>

namespace layerloom::widgets {

/// A button that looks like a link. A text that does not fit has an ellipsis in the middle; the tooltip shows all of it.
class LinkButton : public QPushButton {
    Q_OBJECT

public:
    LinkButton(const QString& text, QWidget* parent);

    /// The text as it is drawn.
    QString shownText() const;

    QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;
    bool event(QEvent* event) override;
};

} // namespace layerloom::widgets
