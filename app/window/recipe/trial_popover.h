#pragma once

#include "app/document/document.h"

#include <QPointer>
#include <QWidget>

#include <functional>
#include <memory>
#include <vector>

class QLabel;
class QSlider;
class QSpinBox;

namespace layerloom::app {

/// A number that decides an edit, beside the layers that the edit is about. While it is open, all views show the result:
/// see trialChanged(). Enter makes it one undo step; Esc, and any other change of the document, leave the output as it is.
class TrialPopover : public QWidget {
    Q_OBJECT

public:
    struct Question {
        QString name; ///< of the popover as an object
        QString title;
        QString label;
        QString toolTip;
        QString button;
        std::uint32_t minimum = 1;
        std::uint32_t maximum = 1;
        std::uint32_t value = 1;
        std::vector<std::uint32_t> steps; ///< of the slider, ascending; each has a tick
        std::function<core::Edits(std::uint32_t)> edits;
        std::function<QString(std::uint32_t)> text; ///< names the undo step
        std::function<void(std::uint32_t)> applied; ///< called after it
    };

    /// `document` outlives this. Deletes itself when it is closed.
    TrialPopover(Document& document, Question question, QWidget& window);
    ~TrialPopover() override;

    /// Shows it below `layers`, else above them, and gives it the keyboard. Global coordinates.
    void openBeside(const QRect& layers);
    void apply();
    /// Closes it without an edit.
    void cancel();

Q_SIGNALS:
    /// The stack as it would be; null when the popover closes.
    void trialChanged(std::shared_ptr<const layerloom::core::Stack> stack);

protected:
    void keyPressEvent(QKeyEvent* event) override;
    void paintEvent(QPaintEvent* event) override;

private:
    void build();
    QLayout* buildNumber();
    QLayout* buildButtons();
    void showValue(std::uint32_t value);
    void finish();

    Document& m_document;
    Question m_question;
    std::uint32_t m_value;
    QPointer<QWidget> m_focusBefore;
    QSpinBox* m_field = nullptr;
    QSlider* m_slider = nullptr;
    QLabel* m_line = nullptr;
    bool m_isOpen = true;
};

} // namespace layerloom::app
