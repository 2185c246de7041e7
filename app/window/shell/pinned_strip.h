#pragma once

#include "app/window/shell/pinned_commands.h"

#include <QToolBar>

#include <vector>

namespace layerloom::app {

class ModelSensitivities;
class StackLoss;

/// The pinned stacks above the canvas, each as a button with a small picture, its number and its loss. A click makes one the
/// output, its menu unpins it. Hidden while nothing is pinned.
class PinnedStrip : public QToolBar {
    Q_OBJECT

public:
    PinnedStrip(const Document& document, PinnedCommands& commands, QWidget* parent);

    /// Shows the losses that are known, too.
    void setLosses(const StackLoss& loss, const ModelSensitivities& models);

protected:
    void changeEvent(QEvent* event) override;

private:
    void follow();
    void addButton();
    void removeButton();
    void show(std::size_t index);
    /// The measured or predicted loss increase as "Δloss +0.41"; empty when nothing is known.
    QString lossOf(const core::Stack& stack) const;
    void showMenu(QPoint at);

    const Document& m_document;
    PinnedCommands& m_commands;
    const StackLoss* m_loss = nullptr;
    const ModelSensitivities* m_models = nullptr;
    std::vector<QAction*> m_buttons; ///< by index in Document::pinned()
};

} // namespace layerloom::app
