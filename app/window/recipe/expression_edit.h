#pragma once

#include <QLineEdit>
#include <QString>

class QLabel;

namespace layerloom::app {

/// The line a layer expression is typed in: says at its right end what it means, and underlines a mistake.
class ExpressionEdit : public QLineEdit {
    Q_OBJECT

public:
    explicit ExpressionEdit(QWidget* parent = nullptr);

    /// The text is fine, and this is what it says: "48 layers, 2 slices".
    void showMeaning(const QString& meaning);
    /// Characters [position, position + length) are wrong, and why.
    void showMistake(int position, int length, const QString& message);
    /// Nothing is said.
    void showNothing();

Q_SIGNALS:
    /// A text of several lines was pasted; the field did not take it.
    void linesPasted(const QString& text);
    void escapePressed();

protected:
    void keyPressEvent(QKeyEvent* event) override;
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void changeEvent(QEvent* event) override;

private:
    void showStatus(const QString& icon, const QString& text);
    void placeStatus();

    QLabel* m_icon;
    QLabel* m_status;
    QString m_iconName;
    QString m_text;
    int m_mistakeBegin = 0;
    int m_mistakeEnd = 0;
};

} // namespace layerloom::app
