#pragma once

#include <QRect>
#include <QString>
#include <QWidget>

class QLabel;
class QPushButton;

namespace layerloom::widgets {

/// A card with a sentence that points at a place of its window. It takes neither the keyboard nor the mouse from
/// what is around it.
class HintCard : public QWidget {
    Q_OBJECT

public:
    /// A child of a window.
    explicit HintCard(QWidget& window);

    /// Shows `text` below `place` (coordinates of the window), or above it, and a button that says `next`.
    void pointAt(const QRect& place, const QString& text, const QString& next);

Q_SIGNALS:
    void nextRequested();
    void closeRequested();

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    QLabel* m_text;
    QPushButton* m_next;
    int m_tipAt = 0; ///< x of the tip
    bool m_isBelow = true; ///< the card is below its place
};

} // namespace layerloom::widgets
