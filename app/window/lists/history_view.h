#pragma once

#include <QUndoView>

#include <memory>
#include <vector>

namespace layerloom::core {
struct Stack;
}

namespace layerloom::app {

class Document;
class ModelSensitivities;

/// The undo steps, with the saved one marked, each with the measured loss of its stack where that is known. A click on a step
/// undoes or redoes to it.
class HistoryView : public QUndoView {
    Q_OBJECT

public:
    explicit HistoryView(Document& document, QWidget* parent = nullptr);

    /// Shows the losses of stacks that were measured.
    void setLosses(const ModelSensitivities& models);
    /// "Δloss +0.41" of the stack that a row leads to; empty when it was not measured, or not shown in this session.
    QString lossAt(int row) const;

private:
    void follow();

    Document& m_document;
    const ModelSensitivities* m_models = nullptr;
    std::vector<std::shared_ptr<const core::Stack>> m_stacks; ///< by row; null where it is not known
};

} // namespace layerloom::app
