#pragma once

#include "core/base/error.h"
#include "core/checks/preview.h"
#include "core/document/loom_document.h"
#include "core/stack/edit.h"

#include <QObject>
#include <QString>
#include <QUndoStack>

#include <memory>
#include <optional>
#include <vector>

namespace layerloom::app {

/// One undo step: edits in order, and the output settings and the pinned stacks when they change too.
struct Change {
    core::Edits edits;
    std::optional<core::OutputSettings> settings {};
    std::optional<core::PinnedStacks> pinned {};
};

/// The stack being composed, its file and its history. edit() and setSettings() are the only ways to change it.
/// Lives on the GUI thread; jobs get snapshot().
class Document : public QObject {
    Q_OBJECT

public:
    explicit Document(QObject* parent = nullptr);
    ~Document() override;

    const core::Stack& stack() const { return *m_stack; }
    /// The stack as it is now, for jobs and views. Later steps do not change it. Not to be taken inside applied().
    std::shared_ptr<const core::Stack> snapshot() const { return m_stack; }
    /// Totals, slices, seams and problems of the stack; never null, computed once per step.
    std::shared_ptr<const core::Preview> preview() const { return m_preview; }
    const core::OutputSettings& settings() const { return m_settings; }
    const core::PinnedStacks& pinned() const { return m_pinned; }
    QUndoStack& undoStack() { return m_undoStack; }
    const QUndoStack& undoStack() const { return m_undoStack; }

    /// One undo step; does nothing when `edits` is empty. Successive steps with the same non-zero `gesture` are merged
    /// into one.
    void edit(core::Edits edits, const QString& text, quint64 gesture = 0);
    /// Edits and settings in one undo step.
    void change(Change change, const QString& text, quint64 gesture = 0);
    /// One undo step; does nothing when the settings are the same.
    void setSettings(const core::OutputSettings& settings, const QString& text);
    /// A gesture id that was never used before.
    quint64 newGesture() { return ++m_lastGesture; }

    /// Replaces the document and clears the history. `path` is empty for a document that was never saved.
    void reset(core::LoomDocument document, const QString& path);
    /// Replaces the document by one without a file (an imported recipe, the sample): saving asks for a path.
    void resetUntitled(core::Stack stack, const core::OutputSettings& settings, const QString& title);
    /// Replaces the document by unsaved changes of an earlier session; it counts as modified. `path` is empty for a document
    /// that was never saved.
    void recover(core::LoomDocument document, const QString& path, const QString& title);
    /// Everything that save() would write.
    core::LoomDocument contents() const;
    /// Writes to `path` through a temporary file, so that the old file stays intact when writing fails. Returns the
    /// error, if any.
    std::optional<core::Error> save(const QString& path);

    /// Empty for a document that was never saved.
    const QString& path() const { return m_path; }
    /// File name, or the title of a document without a file.
    QString title() const;
    bool isModified() const { return !m_undoStack.isClean(); }
    /// True without sources and layers.
    bool isEmpty() const;

    /// View state of the window as JSON. It is stored in the file but does not count as a change.
    const std::string& viewState() const { return m_file.viewState; }
    void setViewState(std::string state) { m_file.viewState = std::move(state); }

Q_SIGNALS:
    void aboutToReset();
    void wasReset();
    /// Before the edits of a step, and before they are undone.
    void aboutToChange();
    /// Around each single edit, so that item models can call beginInsertRows() and endInsertRows().
    void aboutToApply(const layerloom::core::Edit& edit);
    void applied(const layerloom::core::Edit& edit);
    /// Once after each step and each reset, when preview() is the new one.
    void changed();
    /// Path, title or modified state changed.
    void stateChanged();

private:
    friend class EditCommand;

    /// Applies the change and returns its inverse.
    Change apply(Change change);
    void followSources(Change& change) const;
    void replace(core::LoomDocument document, const QString& path, const QString& title);
    void refresh();

    std::shared_ptr<const core::Stack> m_stack;
    std::shared_ptr<const core::Preview> m_preview;
    core::OutputSettings m_settings;
    core::PinnedStacks m_pinned;
    core::LoomDocument m_file; ///< contents of the file besides the stack: view state, unknown keys
    QString m_path;
    QString m_title;
    quint64 m_lastGesture = 0;
    QUndoStack m_undoStack;
};

/// Removes the problems that the settings of the merge answer: mixed data types, when all are converted to one.
void dropAnswered(std::vector<core::Problem>& problems, const core::OutputSettings& settings);

} // namespace layerloom::app
