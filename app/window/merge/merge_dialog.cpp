#include "app/window/merge/merge_dialog.h"

#include "app/base/text.h"
#include "app/jobs/find_devices.h"
#include "app/jobs/find_transformers.h"
#include "app/window/merge/leftover_offer.h"
#include "app/window/merge/merge_command_line.h"
#include "app/window/merge/merge_form.h"
#include "app/window/merge/merge_summary.h"
#include "core/checks/preview.h"
#include "core/merge/plan/quantized_modules.h"
#include "core/merge/write/destination.h"
#include "widgets/controls/form_scroll.h"
#include "widgets/controls/hairline.h"
#include "widgets/controls/plain_text.h"
#include "widgets/controls/screen_fit.h"
#include "widgets/controls/text.h"

#include <QClipboard>
#include <QDir>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QSettings>

#include <algorithm>

namespace layerloom::app {

namespace {

// Where the last merge went, else beside the model the output is mostly made of, else at home.
QString defaultParent(const core::Stack& stack)
{
    QString last = QSettings().value(mergeParentKey()).toString();
    if (!last.isEmpty() && QDir(last).exists())
        return last;
    const core::Model* model = core::modelOf(stack, core::partSource(stack, core::Part::Config));
    if (model) {
        const std::filesystem::path beside = model->checkpoint->folder().parent_path();
        if (QFileInfo(QString::fromStdString(beside.string())).isWritable())
            return QString::fromStdString(beside.string());
    }
    return QDir::homePath();
}

} // namespace

MergeDialog::MergeDialog(Document& document, MergeQueue& queue, QWidget* parent)
    : QDialog(parent)
    , m_document(document)
    , m_queue(queue)
    , m_form(new MergeForm(document.stack(), document.settings(), this))
    , m_summary(new MergeSummary(this))
    , m_reason(new widgets::PlainLabel(this))
{
    setObjectName(QStringLiteral("mergeDialog"));
    setWindowTitle(tr("Merge"));
    m_reason->setObjectName(QStringLiteral("mergeReason"));
    m_reason->setWordWrap(true);
    auto* body = new QHBoxLayout;
    body->setContentsMargins(24, 20, 24, 16);
    body->setSpacing(24);
    body->addWidget(new widgets::FormScroll(m_form, this), 1);
    body->addWidget(m_summary);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addLayout(body, 1);
    column->addWidget(widgets::hairline(this));
    column->addWidget(buildFooter());

    const std::filesystem::path parentFolder = defaultParent(document.stack()).toStdString();
    const QString name = suggestedName(document.stack(), document.preview()->totals.parameters);
    m_form->setDestination(core::freeDestination(parentFolder / name.toStdString()));
    connect(m_form, &MergeForm::changed, this, &MergeDialog::follow);
    connect(&document, &Document::changed, this, [this] { m_form->setStack(m_document.stack()); });
    connect(&document, &Document::wasReset, this, &MergeDialog::reject);
    connect(m_summary, &MergeSummary::fixRequested, this, &MergeDialog::applyFix, Qt::QueuedConnection);
    follow();
    resize(sizeHint());
    findDevices(*this, [this](const std::vector<core::Device>& devices) { m_form->setDevices(devices); });
}

QSize MergeDialog::sizeHint() const
{
    const QSize designed(widgets::scaledToFont(928), widgets::scaledToFont(548));
    return widgets::fittedToScreen(*this, QDialog::sizeHint().expandedTo(designed));
}

QWidget* MergeDialog::buildFooter()
{
    auto* footer = new QWidget(this);
    auto* line = new QHBoxLayout(footer);
    line->setContentsMargins(24, 12, 24, 12);
    line->setSpacing(8);
    auto* copy = new QPushButton(tr("Copy command line"), footer);
    copy->setProperty("link", true);
    copy->setAutoDefault(false);
    copy->setToolTip(tr("Puts a line into the clipboard that does the same in a terminal"));
    connect(copy, &QPushButton::clicked, this, &MergeDialog::copyCommandLine);
    auto* cancel = new QPushButton(tr("Cancel"), footer);
    cancel->setAutoDefault(false);
    connect(cancel, &QPushButton::clicked, this, &MergeDialog::reject);
    m_merge = new QPushButton(m_queue.isBusy() ? tr("Add to queue") : tr("Merge"), footer);
    m_merge->setObjectName(QStringLiteral("mergeStart"));
    m_merge->setProperty("primary", true);
    m_merge->setDefault(true);
    connect(m_merge, &QPushButton::clicked, this, &MergeDialog::start);
    line->addWidget(copy);
    line->addWidget(m_reason, 1);
    m_reason->setAlignment(Qt::AlignRight | Qt::AlignVCenter);
    line->addWidget(cancel);
    line->addWidget(m_merge);
    return footer;
}

core::Stack MergeDialog::chosenStack() const
{
    return {m_form->setup(), m_document.stack().blocks};
}

void MergeDialog::follow()
{
    askPython();
    const core::Stack stack = chosenStack();
    const core::OutputSettings settings = m_form->settings();
    std::vector<core::Problem> problems = core::problems(stack);
    dropAnswered(problems, settings);
    const std::vector<core::Problem> quantization = core::quantizationProblems(stack, settings);
    problems.insert(problems.begin(), quantization.begin(), quantization.end());
    core::Result<core::MergePlan> plan = core::planMerge(stack, settings);
    QString reason = plan ? QString() : sentence(plan.error().message());
    m_plan = plan ? std::make_shared<const core::MergePlan>(std::move(plan).value()) : nullptr;
    if (m_plan) {
        std::vector<core::Problem> there = core::destinationProblems(*m_plan, m_form->destination());
        problems.insert(problems.begin(), there.begin(), there.end());
    }
    const auto error = std::ranges::find(problems, core::Severity::Error, &core::Problem::severity);
    if (error != problems.end())
        reason = sentence(error->message);
    else if (m_plan && m_form->isShardSizeWrong())
        reason = tr("The shard size cannot be read: write it as 5 GB.");
    else if (m_plan && !m_pythonReason.isEmpty())
        reason = tr("The load check cannot run: %1").arg(sentence(m_pythonReason.toStdString()));
    const bool isListed = error != problems.end();
    m_reason->setText(isListed ? tr("Not possible yet: the summary says why.") : reason);
    m_merge->setEnabled(reason.isEmpty());
    m_merge->setToolTip(reason);
    m_summary->show(stack, m_plan.get(), settings, m_form->destination(), problems);
}

/// A Python without transformers is told before the merge, not after it.
void MergeDialog::askPython()
{
    const QString python = m_form->python();
    if (python == m_python)
        return;
    m_python = python;
    m_pythonReason.clear();
    if (python.isEmpty())
        return;
    findTransformers(*this, python, [this, python](const QString& reason) {
        if (python != m_python)
            return;
        m_pythonReason = reason;
        follow();
    });
}

// The window asks for folders and other sources, once this dialog is closed.
void MergeDialog::applyFix(const core::Problem& problem, const core::Fix& fix)
{
    if (const auto* destination = std::get_if<core::SetDestination>(&fix.action)) {
        m_form->setDestination(destination->path);
    } else if (std::holds_alternative<core::ChooseDestination>(fix.action)) {
        m_form->chooseFolder();
    } else if (const auto* convert = std::get_if<core::ConvertAllTo>(&fix.action)) {
        m_form->setDtype(convert->type);
    } else if (const auto* apply = std::get_if<core::ApplyEdits>(&fix.action)) {
        m_document.edit(apply->edits, QString::fromStdString(apply->summary));
    } else {
        reject();
        Q_EMIT fixRequested(problem, fix);
    }
}

void MergeDialog::start()
{
    const core::OutputSettings settings = m_form->settings();
    MergeRequest request {QString::fromStdString(m_form->destination().filename().string()),
                          m_plan,
                          settings,
                          m_form->destination(),
                          m_form->python(),
                          chosenStack()};
    m_form->remember();
    QSettings().setValue(mergeParentKey(),
                         QString::fromStdString(request.destination.parent_path().string()));
    disconnect(&m_document, nullptr, this, nullptr);
    core::Edits edits;
    if (const core::Setup setup = m_form->setup(); setup != m_document.stack().setup)
        edits.emplace_back(core::ReplaceSetup {setup});
    if (!edits.empty() || settings != m_document.settings())
        m_document.change({std::move(edits), settings}, tr("Choose how to merge"));
    accept();
    Q_EMIT queued(m_queue.add(std::move(request)));
}

void MergeDialog::copyCommandLine()
{
    QGuiApplication::clipboard()->setText(mergeCommandLine(
        m_document, chosenStack(), {m_form->settings(), m_form->destination(), m_form->python()}));
}

} // namespace layerloom::app
