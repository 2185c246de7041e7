#pragma once

#include "widgets/controls/plain_text.h"

namespace layerloom::widgets {

/// A label that never widens its surroundings: a text that does not fit ends in an ellipsis, or has one in the middle, and
/// the tooltip shows all of it. It wraps into as many lines as it is allowed.
class ElidedLabel : public PlainLabel {
    Q_OBJECT

public:
    ElidedLabel(Qt::TextElideMode mode, QWidget* parent);

    /// Most lines; the last one is elided at its end. 1 at first.
    void setMostLines(int lines);
    /// The lines as they are drawn.
    QStringList shownLines() const;

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;
    bool hasHeightForWidth() const override { return m_mostLines > 1; }
    int heightForWidth(int width) const override;

protected:
    void paintEvent(QPaintEvent* event) override;
    bool event(QEvent* event) override;

private:
    QStringList linesIn(int width) const;

    Qt::TextElideMode m_mode;
    int m_mostLines = 1;
};

} // namespace layerloom::widgets
