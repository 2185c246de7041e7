#pragma once

#include "app/document/document.h"
#include "app/window/try/try_run.h"

#include <QTimer>
#include <QWidget>

#include <memory>

class QComboBox;
class QDoubleSpinBox;
class QLabel;
class QLayout;
class QPlainTextEdit;
class QPushButton;
class QSpinBox;
class QStackedLayout;

namespace layerloom::app {

class TryText;

/// Generates text with the output and with the model it is compared with, side by side, without writing a checkpoint. When
/// that is impossible, it shows the reason and what to do.
class TryPanel : public QWidget {
    Q_OBJECT

public:
    TryPanel(Document& document, EngineQueue& queue, QWidget* parent = nullptr);

protected:
    void showEvent(QShowEvent* event) override;

private:
    QWidget* buildObstacle();
    QWidget* buildWork();
    QLayout* buildForm(QWidget* page);
    QWidget* buildNumbers();
    void connectForm();
    void followDocument();
    void followObstacle();
    void followChoice();
    void followState();
    void followAge();
    void startOrStop();
    void start();
    void showTexts(const TriedTexts& texts);
    void end(const std::optional<core::Error>& problem);

    Document& m_document;
    TryRun m_run;
    QTimer m_later; ///< looks for obstacles when the window has nothing else to do
    std::shared_ptr<const core::Stack>
        m_tried; ///< the stack of the shown text; null before the first generation
    std::uint64_t m_wanted = 0; ///< tokens requested
    TriedTexts m_texts;

    QStackedLayout* m_pages = nullptr;
    QLabel* m_obstacle = nullptr;
    QPushButton* m_again = nullptr;
    QPlainTextEdit* m_prompt = nullptr;
    QSpinBox* m_tokens = nullptr;
    QComboBox* m_choice = nullptr;
    QDoubleSpinBox* m_temperature = nullptr;
    QDoubleSpinBox* m_topP = nullptr;
    QSpinBox* m_seed = nullptr;
    QLabel* m_state = nullptr;
    QPushButton* m_start = nullptr;
    TryText* m_base = nullptr;
    TryText* m_stack = nullptr;
};

} // namespace layerloom::app
