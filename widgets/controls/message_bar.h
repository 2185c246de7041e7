#pragma once

#include "widgets/controls/theme.h"

#include <QString>
#include <QTimer>
#include <QWidget>

#include <functional>
#include <vector>

class QHBoxLayout;
class QLabel;
class QToolButton;

namespace layerloom::widgets {

/// A sentence that lies over the sheet, with buttons for its remedies; it never blocks, and moves nothing. Each message says
/// what is true now: it goes when its reason has gone. A message with a remedy waits behind a later one.
class MessageBar : public QWidget {
    Q_OBJECT
public:
    enum class Kind { Error, Warning, Advice, Good };
    struct Link {
        QString text;
        std::function<void()> act; ///< the message is taken away first
    };
    /// True as long as the message is; empty: until it is closed.
    using Reason = std::function<bool()>;

    explicit MessageBar(QWidget* parent = nullptr);

    /// Takes the place of messages without a remedy. One of kind Good goes by itself after some seconds.
    void showMessage(Kind kind, const QString& text, const std::vector<Link>& links = {}, Reason reason = {});
    /// Takes messages away whose reason has gone.
    void reconsider();
    /// The sentence; empty when the bar is hidden.
    QString message() const;

Q_SIGNALS:
    /// The bar needs another height, or was shown.
    void heightChanged();

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    struct Message {
        Kind kind;
        QString text;
        std::vector<Link> links;
        Reason reason;
    };

    void showLast();
    void showLinks();
    void takeLast();

    QHBoxLayout* m_row;
    QLabel* m_text;
    QToolButton* m_close;
    QTimer m_end; ///< of a message of kind Good
    std::vector<QWidget*> m_links;
    std::vector<Message> m_messages; ///< the last one is shown
};

} // namespace layerloom::widgets
