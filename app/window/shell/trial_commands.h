#pragma once

#include "app/document/document.h"
#include "app/window/recipe/trial_popover.h"
#include "app/window/shell/actions.h"
#include "core/stack/interlocks.h"

#include <QObject>
#include <QPointer>

#include <memory>
#include <optional>

namespace layerloom::widgets {
class LoomCanvas;
struct IndexRange;
} // namespace layerloom::widgets

namespace layerloom::app {

/// Binds the commands that ask for a number beside the slices while the canvas shows the result: interlock and repeat.
/// An interlock that stands in the output can be given other groups and taken apart again.
class TrialCommands : public QObject {
    Q_OBJECT

public:
    TrialCommands(Document& document, widgets::LoomCanvas& canvas, Actions& actions, QWidget& window);

    /// Closes an open popover without an edit.
    void cancel();

Q_SIGNALS:
    /// A popover opened.
    void started();
    /// The stack that the popover would make; null when it closes.
    void trialChanged(std::shared_ptr<const layerloom::core::Stack> stack);
    void reported(const QString& text, bool isError);

private:
    void interlock();
    void interlockSlices(const core::Slice& first, const core::Slice& second);
    void regroup(const core::Interlock& interlock);
    void takeApart();
    void repeat();
    void ask(TrialPopover::Question question, const widgets::IndexRange& beside);
    /// The interlock that holds all of the selection, or the caret.
    std::optional<core::Interlock> chosenInterlock() const;

    Document& m_document;
    widgets::LoomCanvas& m_canvas;
    QWidget& m_window;
    QPointer<TrialPopover> m_popover;
};

} // namespace layerloom::app
