#include "app/window/lists/job_row.h"

#include "app/base/text.h"
#include "widgets/controls/caption.h"
#include "widgets/controls/icon.h"
#include "widgets/controls/plain_text.h"
#include "widgets/controls/text.h"
#include "widgets/controls/theme.h"

#include <QClipboard>
#include <QGridLayout>
#include <QGuiApplication>
#include <QLabel>
#include <QPlainTextEdit>
#include <QProgressBar>
#include <QPushButton>
#include <QToolButton>

namespace layerloom::app {

namespace {

// Seconds without progress after which a stalled disk or network is mentioned.
constexpr double kStallSeconds = 10;
constexpr int kTickSize = 16;

// "9.4 of 21.5 GB": the unit once where both have the same.
QString bytesOf(std::uint64_t done, std::uint64_t total)
{
    QString first = bytesText(done);
    const QString second = bytesText(total);
    const QString unit = second.section(QLatin1Char(' '), -1);
    if (first.endsWith(QLatin1Char(' ') + unit))
        first.chop(unit.size() + 1);
    return QObject::tr("%1 of %2").arg(first, second);
}

bool isRunning(const MergeJob& job)
{
    return !isFinished(job.state) && job.state != MergeState::Queued;
}

QString endText(const MergeJob& job)
{
    QStringList parts;
    if (job.state == MergeState::Done)
        parts.append(QObject::tr("%1 in %2")
                         .arg(bytesText(job.bytes),
                              job.seconds < 1 ? JobRow::tr("less than a second") : elapsedText(job.seconds)));
    if (!job.message.isEmpty())
        parts.append(sentence(job.message.toStdString()));
    if (job.state == MergeState::Done)
        parts.append(QString::fromStdString(job.request.destination.string()));
    if (job.state == MergeState::Cancelled)
        parts.append(QObject::tr("Nothing was left behind."));
    return parts.join(QStringLiteral(" · "));
}

// A literal of Python.
QString quoted(QString text)
{
    text.replace(QLatin1Char('\\'), QLatin1String("\\\\"));
    text.replace(QLatin1Char('"'), QLatin1String("\\\""));
    text.replace(QLatin1Char('\n'), QLatin1String("\\n"));
    text.replace(QLatin1Char('\r'), QLatin1String("\\r"));
    return QLatin1Char('"') + text + QLatin1Char('"');
}

} // namespace

QString comparedText(core::VerifyMode mode)
{
    switch (mode) {
    case core::VerifyMode::Full:
        return JobRow::tr("Every byte compared with the sources");
    case core::VerifyMode::Quick:
        return JobRow::tr("Names and shapes compared, the bytes were not");
    case core::VerifyMode::Off:
        break;
    }
    return JobRow::tr("Nothing was compared with the sources");
}

QString pythonLines(const QString& folder)
{
    return QStringLiteral("from transformers import AutoModelForCausalLM, AutoTokenizer\n"
                          "tokenizer = AutoTokenizer.from_pretrained(%1)\n"
                          "model = AutoModelForCausalLM.from_pretrained(%1, torch_dtype=\"auto\")\n")
        .arg(quoted(folder));
}

QString figuresText(const MergeJob& job)
{
    if (isFinished(job.state))
        return endText(job);
    if (job.state == MergeState::Queued)
        return QObject::tr("Waits for the merge before it");
    QStringList parts;
    if (job.state == MergeState::Merging || job.state == MergeState::Verifying)
        parts.append(
            QObject::tr("%1 of %2 tensors").arg(job.progress.tensorsDone).arg(job.progress.tensorsTotal));
    // Bytes count twice when they are also compared.
    const QString bytes = bytesOf(job.progress.done, job.progress.total);
    parts.append(job.request.settings.verify == core::VerifyMode::Full
                     ? JobRow::tr("%1 written and compared").arg(bytes)
                     : bytes);
    if (job.meter.bytesPerSecond() > 0)
        parts.append(bytesText(static_cast<std::uint64_t>(job.meter.bytesPerSecond()))
                     + QStringLiteral("/s"));
    parts.append(QObject::tr("%1 elapsed").arg(elapsedText(job.seconds)));
    if (const auto left = job.meter.secondsLeft())
        parts.append(timeLeftText(*left));
    return parts.join(QStringLiteral(" · "));
}

JobRow::JobRow(QWidget* parent)
    : QWidget(parent)
    , m_name(new widgets::PlainLabel(this))
    , m_state(new widgets::PlainLabel(this))
    , m_percent(new widgets::PlainLabel(this))
    , m_caption(new widgets::PlainLabel(this))
    , m_bar(new QProgressBar(this))
    , m_log(new QPlainTextEdit(this))
    , m_tick(new widgets::PlainLabel(this))
    , m_compared(new widgets::PlainLabel(this))
    , m_offers(newOffers())
{
    setObjectName(QStringLiteral("jobRow"));
    m_state->setObjectName(QStringLiteral("jobState"));
    m_caption->setObjectName(QStringLiteral("jobCaption"));
    m_bar->setObjectName(QStringLiteral("jobBar"));
    m_name->setFont(widgets::textFont(widgets::TextSize::Emphasis));
    widgets::setCaption(*m_caption);
    m_caption->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_bar->setRange(0, 10000);
    m_bar->setTextVisible(false);
    m_bar->setAccessibleName(tr("Progress"));
    m_log->setReadOnly(true);
    m_log->setFont(widgets::textFont(widgets::TextSize::Code));
    m_log->setAccessibleName(tr("Log"));
    m_log->setFixedHeight(96);
    m_log->hide();

    addButtons();
    layOut();
}

void JobRow::addButtons()
{
    m_cancel =
        addAction(QStringLiteral("close"), tr("Cancel"), tr("Cancel this merge; nothing is left behind"));
    m_retry = addAction(QStringLiteral("redo"), tr("Retry"), tr("Run this merge again"));
    m_showLog = addAction(QStringLiteral("log"), tr("Log"), tr("Show what happened and when"));
    m_showLog->setCheckable(true);
    connect(m_cancel, &QToolButton::clicked, this, &JobRow::cancelRequested);
    connect(m_retry, &QToolButton::clicked, this, &JobRow::retryRequested);
    connect(m_showLog, &QToolButton::toggled, m_log, &QWidget::setVisible);
}

QWidget* JobRow::newOffers()
{
    auto* offers = new QWidget(this);
    auto* row = new QHBoxLayout(offers);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(8);
    const auto add = [offers, row](const char* name, const QString& text, const QString& toolTip) {
        auto* button = new QPushButton(text, offers);
        button->setObjectName(QLatin1String(name));
        button->setToolTip(toolTip);
        row->addWidget(button);
        return button;
    };
    connect(add("jobOpenFolder", tr("Open folder"), tr("Show the checkpoint in the file manager")),
            &QPushButton::clicked, this, &JobRow::openFolderRequested);
    connect(add("jobAddSource", tr("Add as source"), tr("Make it a source of this document")),
            &QPushButton::clicked, this, &JobRow::sourceRequested);
    connect(add("jobTry", tr("Try it"), tr("Open it in a window of its own, and run it on a text")),
            &QPushButton::clicked, this, &JobRow::tryRequested);
    connect(add("jobPython", tr("Copy Python"), tr("Copy three lines that load it with transformers")),
            &QPushButton::clicked, this,
            [this] { QGuiApplication::clipboard()->setText(pythonLines(m_folder)); });
    row->addStretch();
    return offers;
}

void JobRow::layOut()
{
    m_tick->setPixmap(
        widgets::icon(QStringLiteral("check"), &widgets::Theme::good).pixmap(QSize(kTickSize, kTickSize)));
    m_compared->setObjectName(QStringLiteral("jobCompared"));
    auto* head = new QHBoxLayout;
    head->setSpacing(12);
    head->addWidget(m_name);
    head->addWidget(m_state);
    head->addWidget(m_tick);
    head->addWidget(m_compared);
    head->addStretch();
    head->addWidget(m_percent);
    for (QToolButton* button : {m_cancel, m_retry, m_showLog})
        head->addWidget(button);
    auto* grid = new QGridLayout(this);
    grid->setContentsMargins(12, 6, 12, 6);
    grid->setHorizontalSpacing(12);
    grid->setVerticalSpacing(4);
    grid->addLayout(head, 0, 0);
    grid->addWidget(m_bar, 1, 0);
    grid->addWidget(m_caption, 2, 0);
    grid->addWidget(m_offers, 3, 0);
    grid->addWidget(m_log, 4, 0);
}

QToolButton* JobRow::addAction(const QString& icon, const QString& name, const QString& toolTip)
{
    auto* button = new QToolButton(this);
    button->setIcon(widgets::icon(icon));
    button->setIconSize(QSize(16, 16));
    button->setAccessibleName(name);
    button->setToolTip(toolTip);
    button->setObjectName(QStringLiteral("job") + QString(name).remove(QLatin1Char(' ')));
    return button;
}

void JobRow::show(const MergeJob& job)
{
    m_name->setText(job.request.title);
    m_name->setToolTip(QString::fromStdString(job.request.destination.string()));
    m_state->setText(stateText(job.state));
    // The state says more than a full bar, which is hidden when the job ends.
    m_bar->setVisible(!isFinished(job.state));
    m_percent->setVisible(isRunning(job));
    const double share = job.meter.share();
    m_bar->setValue(static_cast<int>(share * 10000));
    m_percent->setText(tr("%1 %").arg(static_cast<int>(share * 100)));

    if (job.progress.done != m_lastDone) {
        m_lastDone = job.progress.done;
        m_lastByteAt = job.seconds;
    }
    const double silent = job.seconds - m_lastByteAt;
    const bool stalled = isRunning(job) && silent >= kStallSeconds;
    m_caption->setText(stalled
                           ? tr("Waiting for %1 (no data for %2 s)")
                                 .arg(QString::fromStdString(job.request.destination.parent_path().string()))
                                 .arg(static_cast<int>(silent))
                           : figuresText(job));
    m_cancel->setVisible(!isFinished(job.state));
    m_retry->setVisible(job.state == MergeState::Failed || job.state == MergeState::Cancelled);
    showEnd(job);
    const QString log = job.log.join(QLatin1Char('\n'));
    if (log != m_log->toPlainText())
        m_log->setPlainText(log);
}

// What there is to know, and to do, once the checkpoint is there.
void JobRow::showEnd(const MergeJob& job)
{
    const bool isDone = job.state == MergeState::Done;
    m_folder = QString::fromStdString(job.request.destination.string());
    m_offers->setVisible(isDone);
    m_compared->setVisible(isDone && job.verified);
    m_tick->setVisible(isDone && job.verified == core::VerifyMode::Full);
    if (job.verified)
        m_compared->setText(comparedText(*job.verified));
}

} // namespace layerloom::app
