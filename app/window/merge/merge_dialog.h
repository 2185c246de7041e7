#pragma once

#include "app/document/document.h"
#include "app/jobs/merge_queue.h"

#include <QDialog>

class QLabel;
class QPushButton;

namespace layerloom::app {

class MergeForm;
class MergeSummary;

/// Asks how to write the output, shows what the merge will read and write, and puts it into the queue. Follows every
/// change of the document.
class MergeDialog : public QDialog {
    Q_OBJECT

public:
    MergeDialog(Document& document, MergeQueue& queue, QWidget* parent = nullptr);

    QSize sizeHint() const override;

Q_SIGNALS:
    /// The merge with this id was put into the queue.
    void queued(int id);
    /// A fix concerns a source; the dialog has closed.
    void fixRequested(const layerloom::core::Problem& problem, const layerloom::core::Fix& fix);

private:
    QWidget* buildFooter();
    void follow();
    void applyFix(const core::Problem& problem, const core::Fix& fix);
    void start();
    void copyCommandLine();
    core::Stack chosenStack() const;
    void askPython();

    Document& m_document;
    MergeQueue& m_queue;
    MergeForm* m_form;
    MergeSummary* m_summary;
    QLabel* m_reason;
    QPushButton* m_merge = nullptr;
    QString m_python; ///< the Python that was asked last
    QString m_pythonReason; ///< why it cannot check; empty when it can, or has not answered yet
    std::shared_ptr<const core::MergePlan> m_plan; ///< null when it cannot be merged
};

} // namespace layerloom::app
