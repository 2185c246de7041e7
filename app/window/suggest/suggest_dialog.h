#pragma once

#include "app/document/document.h"
#include "app/jobs/progress_meter.h"
#include "app/measuring/model_sensitivities.h"
#include "app/window/suggest/suggest_model.h"
#include "app/window/suggest/suggest_run.h"

#include <QDialog>
#include <QElapsedTimer>

#include <tuple>

class QLabel;
class QProgressBar;
class QPushButton;
class QVBoxLayout;

namespace layerloom::app {

class SuggestForm;
class SuggestPlot;
class SuggestTable;

/// Searches for stacks of a given depth, lists them by predicted loss, evaluates the best, and makes one of them the output
/// with one click. Measures the model first when it is not measured. Closing the dialog stops all that it started.
class SuggestDialog : public QDialog {
    Q_OBJECT

public:
    SuggestDialog(Document& document, ModelSensitivities& measured, EngineQueue& queue,
                  QWidget* parent = nullptr);

    QSize sizeHint() const override;

protected:
    void showEvent(QShowEvent* event) override;

private:
    QLayout* buildHead();
    void addProgress(QVBoxLayout& body);
    QWidget* buildTable();
    QWidget* buildFooter();
    void connectParts();
    void followDocument();
    void followForm();
    void followState();
    void showBusy(ModelSensitivity::State state);
    void showShare(double share);
    void startOrStop();
    void startSearch();
    void showRules();
    void showReferences();
    void showCandidates(const std::vector<core::Candidate>& candidates, std::size_t tried);
    std::vector<SuggestModel::Reference> references() const;
    void followScale();
    void showProgress(double share);
    void showFound(const std::vector<core::Candidate>& candidates);
    void showEvaluation(std::size_t at, const core::Evaluation& soFar, bool isDone);
    void skip(std::size_t at);
    void end(const std::optional<core::Error>& problem);
    void stop();
    void use(int row);
    const core::Source* source() const;
    const ModelSensitivity* known() const;
    bool isBusy() const;
    QString stateText() const;
    QString searchText() const;

    Document& m_document;
    ModelSensitivities& m_measured;
    SuggestRun m_run;
    core::Setup m_setup; ///< of the stacks in the rows
    std::size_t m_tried = 0; ///< rows to be evaluated
    std::size_t m_done = 0; ///< rows that are evaluated
    std::size_t m_skipped = 0; ///< rows whose numbers overflow
    bool m_wantsSearch = false; ///< the search starts once the model is measured
    bool m_beganMeasuring = false; ///< this dialog started the measurement
    QString m_outcome; ///< how the last search ended
    using Listed = std::tuple<std::shared_ptr<const core::Stack>, core::SourceIndex, std::uint32_t,
                              std::shared_ptr<const core::Sensitivity>>;
    Listed m_listed; ///< the input of the rules in the rows
    std::optional<std::pair<core::SourceIndex, std::uint32_t>>
        m_searched; ///< the rows are found stacks of these
    std::vector<core::Candidate> m_found; ///< those
    ProgressMeter m_meter; ///< of the running search
    QElapsedTimer m_clock; ///< since it began
    SuggestForm* m_form;
    SuggestModel* m_model;
    SuggestTable* m_view = nullptr;
    SuggestPlot* m_plot;
    QPushButton* m_start = nullptr;
    QLabel* m_state = nullptr;
    QProgressBar* m_bar = nullptr;
};

} // namespace layerloom::app
