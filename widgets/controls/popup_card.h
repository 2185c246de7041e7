#pragma once

#include <QString>
#include <QWidget>

class QVBoxLayout;

namespace layerloom::widgets {

/// A card beside a control, in the style of the seam card. A press elsewhere or Esc closes and deletes it.
class PopupCard : public QWidget {
    Q_OBJECT

public:
    explicit PopupCard(QWidget* anchor);

    /// Adds a text in as many lines as it needs.
    void addText(const QString& text);
    /// Adds a link that opens an address outside of the program.
    void addLink(const QString& address);
    /// Shows it below the anchor, or above it, where there is room in its window.
    void showAtAnchor();

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    QWidget* m_anchor;
    QVBoxLayout* m_column;
};

} // namespace layerloom::widgets
