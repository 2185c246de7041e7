#pragma once

#include <QLineEdit>
#include <QString>

class QLabel;

namespace layerloom::app {

/// A line edit for a layer expression. Shows its meaning at the right end and underlines a mistake.
class ExpressionEdit : public QLineEdit {
    Q_OBJECT

public:
    explicit ExpressionEdit(QWidget* parent = nullptr);

    /// Shows the meaning of a valid text: "48 layers, 2 slices".
    void showMeaning(const QString& meaning);
    /// Underlines characters [position, position + length) and shows the reason.
    void showMistake(int position, int length, const QString& message);
    /// Shows neither meaning nor mistake.
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
