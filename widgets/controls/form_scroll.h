#pragma once

#include <QScrollArea>

namespace layerloom::widgets {

/// Scrolls a form up and down where it has no room, so that its fields keep their heights. It is never narrower than the
/// form needs. The form holds no scroll area of its own.
class FormScroll : public QScrollArea {
    Q_OBJECT

public:
    /// Takes the form.
    FormScroll(QWidget* form, QWidget* parent);

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;
};

} // namespace layerloom::widgets
