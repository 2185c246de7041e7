#pragma once

#include <QDialog>
#include <QString>

#include <cstdint>
#include <functional>
#include <optional>

class QLabel;

namespace layerloom::app {

/// Asks for one number and shows the result it would have.
class NumberDialog : public QDialog {
    Q_OBJECT

public:
    struct Question {
        QString name; ///< of the dialog as an object
        QString title;
        QString label;
        QString toolTip;
        QString button; ///< "Interlock"
        std::uint32_t minimum = 1;
        std::uint32_t maximum = 1;
        std::uint32_t value = 1;
        std::function<QString(std::uint32_t)> meaning; ///< "48 layers, 2 seams, layer distance 7"
    };

    /// Runs the dialog; nullopt when it was cancelled.
    static std::optional<std::uint32_t> ask(const Question& question, QWidget* parent);

private:
    NumberDialog(const Question& question, QWidget* parent);
    void showMeaning(int value);

    std::function<QString(std::uint32_t)> m_meaning;
    std::uint32_t m_value;
    QLabel* m_line;
};

} // namespace layerloom::app
