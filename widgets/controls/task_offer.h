#pragma once

#include <QString>
#include <QWidget>

#include <optional>

class QLabel;
class QProgressBar;
class QPushButton;

namespace layerloom::widgets {

/// Offers a task, such as a measurement: its purpose, its duration and a button to start it; while it runs, its progress
/// and a button to stop it.
class TaskOffer : public QWidget {
    Q_OBJECT
public:
    struct Look {
        QString text;
        QString button = {}; ///< "Measure"; empty: nothing can be done
        std::optional<double> share = {}; ///< progress, 0 to 1; the button then stops the work
        bool operator==(const Look&) const = default;
    };

    explicit TaskOffer(QWidget* parent = nullptr);

    /// Shows the offer; an empty look hides it.
    void setLook(const Look& look);
    const Look& look() const { return m_look; }

Q_SIGNALS:
    void accepted();
    void cancelled();

private:
    Look m_look;
    QLabel* m_text;
    QProgressBar* m_bar;
    QPushButton* m_button;
};

} // namespace layerloom::widgets
