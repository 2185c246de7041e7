#include "app/window/suggest/suggest_dialog.h"

#include "app/base/text.h"
#include "app/measuring/estimate.h"
#include "app/window/suggest/suggest_form.h"
#include "app/window/suggest/suggest_model.h"
#include "app/window/suggest/suggest_plot.h"
#include "app/window/suggest/suggest_table.h"
#include "widgets/controls/caption.h"
#include "widgets/controls/hairline.h"
#include "widgets/controls/plain_text.h"
#include "widgets/controls/screen_fit.h"
#include "widgets/controls/sheet.h"
#include "widgets/controls/text.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QProgressBar>
#include <QPushButton>
#include <QVBoxLayout>

#include <algorithm>

namespace layerloom::app {

namespace {

using State = ModelSensitivity::State;

constexpr int kBarSteps = 1000;

} // namespace

SuggestDialog::SuggestDialog(Document& document, ModelSensitivities& measured, EngineQueue& queue,
                             QWidget* parent)
    : QDialog(parent)
    , m_document(document)
    , m_measured(measured)
    , m_run(queue)
    , m_form(new SuggestForm(this))
    , m_model(new SuggestModel(this))
    , m_plot(new SuggestPlot(*m_model, this))
{
    setObjectName(QStringLiteral("suggestDialog"));
    setWindowTitle(tr("Suggest stacks"));
    auto* body = new QVBoxLayout;
    body->setContentsMargins(24, 20, 24, 16);
    body->setSpacing(12);
    body->addLayout(buildHead());
    addProgress(*body);
    body->addWidget(buildTable(), 3);
    body->addWidget(m_plot, 2);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addLayout(body, 1);
    column->addWidget(buildFooter());
    connectParts();
    followDocument();
    resize(sizeHint());
}

QSize SuggestDialog::sizeHint() const
{
    // Columns are as wide as their texts; what is left is for the stacks.
    constexpr double kUsualHeight = 15; // of a line, in pixels
    const QSize wanted = QSize(976, 660) * std::max(1.0, fontMetrics().height() / kUsualHeight);
    return widgets::fittedToScreen(*this, QDialog::sizeHint().expandedTo(wanted));
}

QLayout* SuggestDialog::buildHead()
{
    m_start = new QPushButton(this);
    m_start->setObjectName(QStringLiteral("suggestStart"));
    m_start->setProperty("primary", true);
    m_start->setDefault(true);
    auto* head = new QHBoxLayout;
    head->setSpacing(16);
    head->addWidget(m_form, 1);
    head->addWidget(m_start);
    return head;
}

void SuggestDialog::addProgress(QVBoxLayout& body)
{
    m_state = new widgets::PlainLabel(this);
    m_state->setObjectName(QStringLiteral("suggestState"));
    m_state->setTextFormat(Qt::PlainText);
    m_state->setForegroundRole(QPalette::PlaceholderText);
    m_state->setWordWrap(true);
    m_bar = new QProgressBar(this);
    m_bar->setObjectName(QStringLiteral("suggestBar"));
    m_bar->setAccessibleName(tr("Progress"));
    m_bar->setRange(0, kBarSteps);
    m_bar->setTextVisible(false);
    // A hidden bar keeps its space, so that the table does not move.
    QSizePolicy policy = m_bar->sizePolicy();
    policy.setRetainSizeWhenHidden(true);
    m_bar->setSizePolicy(policy);
    body.addWidget(m_state);
    body.addWidget(m_bar);
}

QWidget* SuggestDialog::buildTable()
{
    auto* sheet = new widgets::Sheet(this);
    m_view = new SuggestTable(*m_model, sheet);
    sheet->addWidget(m_view, 1);
    return sheet;
}

QWidget* SuggestDialog::buildFooter()
{
    auto* footer = new QWidget(this);
    auto* note = new widgets::PlainLabel(
        tr("Δloss: the loss increase over the model, in nats per token. It is no measure of quality."),
        footer);
    widgets::setCaption(*note);
    auto* close = new QPushButton(tr("Close"), footer);
    close->setAutoDefault(false);
    connect(close, &QPushButton::clicked, this, &SuggestDialog::reject);
    auto* row = new QHBoxLayout;
    row->setContentsMargins(24, 12, 24, 12);
    row->setSpacing(16);
    row->addWidget(note, 1);
    row->addWidget(close);
    auto* column = new QVBoxLayout(footer);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(widgets::hairline(footer));
    column->addLayout(row);
    return footer;
}

void SuggestDialog::connectParts()
{
    connect(&m_document, &Document::changed, this, &SuggestDialog::followDocument);
    connect(&m_measured, &ModelSensitivities::changed, this, &SuggestDialog::followState);
    connect(&m_measured, &ModelSensitivities::progressed, this, &SuggestDialog::followState);
    connect(m_form, &SuggestForm::changed, this, &SuggestDialog::followForm);
    connect(m_start, &QPushButton::clicked, this, &SuggestDialog::startOrStop);
    connect(m_view, &SuggestTable::useRequested, this, &SuggestDialog::use);
    connect(m_plot, &SuggestPlot::chosen, this, &SuggestDialog::use);
    connect(&m_measured, &ModelSensitivities::changed, this, &SuggestDialog::followScale);
    connect(&m_run, &SuggestRun::progressed, this, &SuggestDialog::showProgress);
    connect(&m_run, &SuggestRun::found, this, &SuggestDialog::showFound);
    connect(&m_run, &SuggestRun::evaluated, this, &SuggestDialog::showEvaluation);
    connect(&m_run, &SuggestRun::skipped, this, &SuggestDialog::skip);
    connect(&m_run, &SuggestRun::ended, this, &SuggestDialog::end);
    connect(this, &QDialog::finished, this, &SuggestDialog::stop);
}

void SuggestDialog::showEvent(QShowEvent* event)
{
    QDialog::showEvent(event);
    followDocument();
}

const core::Source* SuggestDialog::source() const
{
    const auto chosen = m_form->source();
    const auto& sources = m_document.stack().setup.sources;
    return chosen && chosen->value < sources.size() ? &sources[chosen->value] : nullptr;
}

const ModelSensitivity* SuggestDialog::known() const
{
    const core::Source* chosen = source();
    return chosen ? m_measured.find(*chosen) : nullptr;
}

bool SuggestDialog::isBusy() const
{
    return m_wantsSearch || m_run.isRunning();
}

// Rows that speak of other models say nothing of this document.
void SuggestDialog::followDocument()
{
    const core::Stack& stack = m_document.stack();
    if (stack.setup != m_setup) {
        stop();
        m_model->clear();
        m_outcome.clear();
        m_searched.reset();
        m_setup = stack.setup;
    }
    m_form->setStack(stack);
    if (m_searched && !isBusy())
        showReferences();
    followState();
}

// Found stacks stay in their rows while the stacks beside them change.
void SuggestDialog::showReferences()
{
    if (references() == m_model->references())
        return;
    showCandidates(m_found, 0);
    m_view->sortAgain();
}

void SuggestDialog::followForm()
{
    m_outcome.clear();
    followState();
}

void SuggestDialog::followState()
{
    const ModelSensitivity* model = known();
    const State state = model ? model->state : State::Impossible;
    if (m_wantsSearch && state == State::Measured)
        startSearch();
    const bool isBegun = state == State::Measuring || state == State::Paused;
    m_wantsSearch = m_wantsSearch && (state == State::Waiting || isBegun);
    if (state == State::Measured && !isBusy())
        showRules();
    showBusy(state);
    m_state->setText(stateText());
    const double measured = m_wantsSearch && isBegun ? model->meter.share() : 0;
    showShare(m_run.isRunning() ? m_meter.share() : measured);
}

void SuggestDialog::showBusy(State state)
{
    m_form->setEnabled(!isBusy());
    m_start->setText(isBusy()                          ? tr("Stop")
                         : state == State::NotMeasured ? tr("Measure and suggest")
                                                       : tr("Suggest"));
    m_start->setVisible(state != State::Impossible);
    m_start->setEnabled(isBusy() || state != State::LookingUp);
    m_bar->setVisible(isBusy());
}

void SuggestDialog::showShare(double share)
{
    // Moves to and fro until the search can tell how far it is.
    m_bar->setMaximum(m_run.isRunning() && share == 0 ? 0 : kBarSteps);
    m_bar->setValue(static_cast<int>(share * kBarSteps));
}

QString SuggestDialog::stateText() const
{
    const core::Source* chosen = source();
    if (!chosen)
        return tr("The models of this document are missing. Locate them in the model library.");
    const ModelSensitivity* model = known();
    const QString name = QString::fromStdString(chosen->label);
    switch (model ? model->state : State::LookingUp) {
    case State::LookingUp:
        return tr("Looking for a cached measurement of %1…").arg(name);
    case State::Impossible:
        return model->sentence;
    case State::NotMeasured: {
        const QString what =
            tr("%1 is not measured yet. Measuring drops and repeats every layer and ranges of layers, on %2 "
               "of the text that comes with the program. It takes %3, once.")
                .arg(name, counted(model->text.tokens.size(), "token"), aboutText(model->expectedSeconds));
        return model->sentence.isEmpty() ? what : model->sentence + QLatin1Char(' ') + what;
    }
    case State::Waiting:
        return tr("%1 is measured when the running job has ended.").arg(name);
    case State::Paused:
    case State::Measuring: {
        const auto left = model->meter.secondsLeft();
        const QString percent =
            tr("Measuring %1: %2 %").arg(name).arg(static_cast<int>(model->meter.share() * 100));
        if (model->state == State::Paused)
            return tr("%1, waits for the running job").arg(percent);
        return left ? tr("%1, %2").arg(percent, timeLeftText(*left)) : percent;
    }
    case State::Measured:
        break;
    }
    return searchText();
}

QString SuggestDialog::searchText() const
{
    if (m_run.isRunning()) {
        const QString before = m_run.waitsFor();
        if (!before.isEmpty())
            return tr("Waits for: %1").arg(before);
        const QString stage = m_tried > 0 ? tr("Evaluating the best: %1 of %2").arg(m_done).arg(m_tried)
            : m_meter.share() > 0         ? tr("Comparing candidates on a few tokens")
                                          : tr("Searching…");
        const std::optional<double> left = m_meter.secondsLeft();
        return left ? tr("%1, %2").arg(stage, timeLeftText(*left)) : stage;
    }
    if (!m_outcome.isEmpty())
        return m_outcome;
    return tr("Ranks every DUS, interlock, drop and repeat of that depth and the results of a search. The "
              "best %1 are evaluated.")
        .arg(SuggestRun::kTried);
}

void SuggestDialog::startOrStop()
{
    if (isBusy())
        return stop();
    const ModelSensitivity* model = known();
    if (!model || model->state == State::Impossible)
        return;
    m_outcome.clear();
    m_wantsSearch = true;
    m_beganMeasuring = model->state == State::NotMeasured;
    if (m_beganMeasuring)
        m_measured.measure(*source());
    followState();
}

void SuggestDialog::startSearch()
{
    m_wantsSearch = false;
    const ModelSensitivity* model = known();
    const auto chosen = m_form->source();
    if (!model || !chosen)
        return;
    m_tried = m_done = m_skipped = 0;
    m_meter = {};
    m_clock.start();
    m_view->unsort();
    m_setup = m_document.stack().setup;
    // What these runs teach is for the next search: predictions stay what they were beside what comes of them.
    m_model->setScale(model->facts.scale);
    m_run.start({m_setup, *chosen, m_form->layers(), model->facts.sensitivity, model->text});
}

void SuggestDialog::showFound(const std::vector<core::Candidate>& candidates)
{
    m_tried = std::min(candidates.size(), SuggestRun::kTried);
    m_found = candidates;
    m_searched = std::pair(m_form->source().value_or(core::SourceIndex(0)), m_form->layers());
    showCandidates(candidates, m_tried);
    followState();
}

// At once, before any search.
void SuggestDialog::showRules()
{
    const auto chosen = m_form->source();
    const ModelSensitivity* model = known();
    if (!chosen || !model || m_searched == std::pair(*chosen, m_form->layers()))
        return;
    const Listed wanted {m_document.snapshot(), *chosen, m_form->layers(), model->facts.sensitivity};
    if (m_listed == wanted && !m_searched)
        return;
    m_listed = wanted;
    m_searched.reset();
    m_setup = m_document.stack().setup;
    m_model->setScale(model->facts.scale);
    showCandidates(core::ruleCandidates(*model->facts.sensitivity, *chosen, m_form->layers()), 0);
}

void SuggestDialog::showCandidates(const std::vector<core::Candidate>& candidates, std::size_t tried)
{
    m_model->show(m_setup, candidates, tried, references());
    for (std::size_t at = 0; at < m_model->stacks(); ++at)
        if (const auto known = m_measured.measured({m_setup, m_model->blocksAt(at)}))
            m_model->setFigure(at, *known, true);
    m_view->followRows();
}

// The document's stack and the pinned ones.
std::vector<SuggestModel::Reference> SuggestDialog::references() const
{
    std::vector<SuggestModel::Reference> references;
    const core::Stack& own = m_document.stack();
    if (own.setup != m_setup)
        return references;
    const auto add = [&](const QString& name, const core::Blocks& blocks, bool isOwn) {
        const core::Stack stack {own.setup, blocks};
        if (const auto input = m_measured.predictionInput(stack))
            references.push_back({.name = name,
                                  .candidate = {blocks, core::predict(stack, *input), {}},
                                  .scale = m_measured.scaleFor(stack),
                                  .isOwn = isOwn});
    };
    add(tr("Your stack"), own.blocks, true);
    for (const core::PinnedStack& pinned : m_document.pinned())
        if (pinned.blocks != own.blocks)
            add(tr("Pinned %1").arg(pinned.number), pinned.blocks, false);
    return references;
}

// The runs of a search are learned from when it has ended: then the same stack has the same number everywhere.
void SuggestDialog::followScale()
{
    if (const ModelSensitivity* model = known(); model && !isBusy())
        m_model->setScale(model->facts.scale);
}

void SuggestDialog::showProgress(double share)
{
    m_meter.add(static_cast<double>(m_clock.elapsed()) / 1000, static_cast<std::uint64_t>(share * kBarSteps),
                kBarSteps);
    followState();
}

void SuggestDialog::showEvaluation(std::size_t at, const core::Evaluation& soFar, bool isDone)
{
    m_model->setFigure(at, soFar, isDone);
    if (isDone) {
        ++m_done;
        m_measured.learn({m_setup, m_model->blocksAt(at)}, soFar);
    }
    followState();
}

void SuggestDialog::skip(std::size_t at)
{
    ++m_skipped;
    m_model->skip(at);
    followState();
}

void SuggestDialog::end(const std::optional<core::Error>& problem)
{
    m_model->end();
    const bool isStopped = problem && problem->code() == core::ErrorCode::Cancelled;
    const QString tokens = counted(known() ? known()->text.tokens.size() : 0, "token");
    m_outcome = !problem ? tr("%1 evaluated on %2 each.").arg(counted(m_done, "stack"), tokens)
        : isStopped      ? tr("Stopped.")
                         : sentence(problem->message());
    if (!problem && m_skipped > 0)
        m_outcome += tr(" Skipped: %1 whose numbers overflow.").arg(counted(m_skipped, "stack"));
    if (m_done > 0)
        m_view->sortByMeasured();
    followState();
}

void SuggestDialog::stop()
{
    const bool endsMeasuring = m_wantsSearch && m_beganMeasuring;
    m_wantsSearch = false;
    if (endsMeasuring)
        m_measured.cancel();
    m_run.stop();
    followState();
}

void SuggestDialog::use(int row)
{
    const core::Edits edits = core::replaceAll(m_document.stack(), m_model->blocks(row));
    const QString title = tr("Use %1").arg(m_model->expression(row));
    accept();
    m_document.edit(edits, title);
}

} // namespace layerloom::app
