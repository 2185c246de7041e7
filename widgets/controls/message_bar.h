#pragma once

#include "widgets/controls/theme.h"

#include <QString>
#include <QWidget>

#include <functional>
#include <vector>

class QHBoxLayout;
class QLabel;
class QToolButton;

namespace layerloom::widgets {

/// A sentence at the top of the sheet with buttons for its remedies; it never blocks.
class MessageBar : public QWidget {
    Q_OBJECT
public:
    enum class Kind { Error, Warning, Advice, Good };
    struct Link {
        QString text;
        std::function<void()> act; ///< the bar is hidden first
    };

    explicit MessageBar(QWidget* parent = nullptr);

    void showMessage(Kind kind, const QString& text, const std::vector<Link>& links = {});
    /// The sentence; empty when the bar is hidden.
    QString message() const;

    QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;

private:
    void fitText();

    QHBoxLayout* m_row;
    QLabel* m_text;
    QToolButton* m_close;
    std::vector<QWidget*> m_links;
    QString m_message;
    Kind m_kind = Kind::Advice;
};

} // namespace layerloom::widgets
