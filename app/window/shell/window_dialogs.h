#pragma once

#include "app/jobs/merge_queue.h"
#include "app/measuring/engine_queue.h"
#include "core/checks/problem.h"

#include <QObject>

#include <cstdint>
#include <optional>

class QWidget;

namespace layerloom::app {

class Actions;
class Document;
class ModelSensitivities;
class SuggestDialog;

/// Opens the dialogs of the menus: merge, suggestions, memory, help and about.
class WindowDialogs : public QObject {
    Q_OBJECT

public:
    /// The objects that the dialogs show and change.
    struct Subjects {
        Document& document;
        MergeQueue& queue;
        ModelSensitivities& models;
        EngineQueue& measuring;
    };

    WindowDialogs(const Subjects& subjects, Actions& actions, QWidget& window);

    /// Says why when the document cannot be merged.
    void openMerge();

Q_SIGNALS:
    /// A sentence: why there is nothing to merge.
    void mergeRefused(const QString& sentence);
    /// The merge dialog added a merge to the queue.
    void mergeQueued();
    /// A fix of a problem in the merge dialog concerns a source.
    void fixRequested(const layerloom::core::Problem& problem, const layerloom::core::Fix& fix);

private:
    void openSuggestions();
    void openMemory();
    void limitMemory(const std::optional<std::uint64_t>& bytes);

    Subjects m_subjects;
    Actions& m_actions;
    QWidget& m_window;
    SuggestDialog* m_suggest = nullptr; ///< made once and kept, with its results
};

} // namespace layerloom::app
