#pragma once

#include <QString>
#include <QWidget>

#include <optional>

class QLabel;
class QProgressBar;
class QPushButton;

namespace layerloom::widgets {

/// Where something is not measured: what a click would tell and how long it takes; while it is measured how far it is,
/// and how to stop it.
class MeasureOffer : public QWidget {
    Q_OBJECT
public:
    struct Look {
        QString text;
        QString button = {}; ///< "Measure"; empty: nothing can be done
        std::optional<double> share = {}; ///< of the work that is done, 0 to 1; the button then stops it
        bool operator==(const Look&) const = default;
    };

    explicit MeasureOffer(QWidget* parent = nullptr);

    /// Shows itself; an empty look hides it.
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
