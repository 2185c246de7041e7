#include "app/window/merge/merge_summary.h"

#include "app/base/text.h"
#include "app/window/controls/facts_grid.h"
#include "app/window/merge/merge_strips.h"
#include "core/base/text.h"
#include "core/io/existing_ancestor.h"
#include "core/stack/overrides.h"
#include "widgets/controls/form_scroll.h"
#include "widgets/controls/hairline.h"
#include "widgets/controls/link_button.h"
#include "widgets/controls/plain_text.h"
#include "widgets/controls/severity.h"
#include "widgets/controls/text.h"

#include <QCoreApplication>
#include <QLabel>
#include <QPainter>
#include <QPushButton>
#include <QVBoxLayout>

#include <algorithm>
#include <cmath>
#include <ranges>

namespace layerloom::app {

namespace {

// Assumed speed of a disk in bytes per second before one was measured.
constexpr double kExpectedSpeed = 500e6;
constexpr int kProblemsShown = 3;
constexpr int kNamesShown = 3;

QString durationText(double seconds)
{
    if (seconds < 5)
        return QObject::tr("a few seconds, estimated");
    if (seconds < 90)
        return QObject::tr("about %1 s, estimated").arg(std::lround(seconds / 5) * 5);
    return QObject::tr("about %1 min, estimated").arg(std::lround(seconds / 60));
}

void clear(QLayout& layout)
{
    while (QLayoutItem* item = layout.takeAt(0)) {
        if (item->widget()) {
            item->widget()->hide(); // it would be seen below what takes its place
            item->widget()->deleteLater();
        }
        delete item;
    }
}

/// What goes into config.json because the document says so.
QString overridesText(const core::Stack& stack)
{
    QStringList lines {QCoreApplication::translate("MergeSummary", "Set in config.json on purpose:")};
    for (const core::ConfigPatch& patch : stack.setup.overrides)
        lines.append(QString::fromStdString(core::overrideText(patch)));
    return lines.join(u'\n');
}

} // namespace

MergeSummary::MergeSummary(QWidget* parent)
    : QWidget(parent)
    , m_headline(new widgets::PlainLabel(this))
    , m_detail(new widgets::PlainLabel(this))
    , m_strip(new StackStrip(this))
    , m_facts(new FactsGrid(this, FactsGrid::Values::Right))
    , m_notCopied(new widgets::PlainLabel(this))
    , m_free(new FactsGrid(this, FactsGrid::Values::Right))
    , m_meter(new DiskMeter(this))
    , m_after(new widgets::PlainLabel(this))
    , m_problems(new QVBoxLayout)
{
    setFixedWidth(widgets::scaledToFont(280));
    m_headline->setFont(widgets::textFont(widgets::TextSize::Heading));
    m_headline->setObjectName(QStringLiteral("mergeHeadline"));
    m_detail->setWordWrap(true);
    m_detail->setForegroundRole(QPalette::PlaceholderText);
    m_after->setFont(widgets::textFont(widgets::TextSize::Caption));
    m_after->setForegroundRole(QPalette::PlaceholderText);
    m_notCopied->setObjectName(QStringLiteral("mergeNotCopied"));
    m_notCopied->setFont(widgets::textFont(widgets::TextSize::Caption));
    m_notCopied->setForegroundRole(QPalette::PlaceholderText);
    m_notCopied->setWordWrap(true);
    auto* content = new QWidget(this);
    auto* column = new QVBoxLayout(content);
    column->setContentsMargins(16, 16, 16, 16);
    column->setSpacing(8);
    column->addWidget(m_headline);
    column->addWidget(m_detail);
    column->addWidget(m_strip);
    column->addSpacing(4);
    column->addWidget(m_facts);
    column->addWidget(m_notCopied);
    column->addSpacing(4);
    column->addWidget(widgets::hairline(this));
    column->addWidget(m_free);
    column->addWidget(m_meter);
    column->addWidget(m_after);
    column->addSpacing(4);
    column->addWidget(widgets::hairline(this));
    m_problems->setSpacing(8);
    column->addLayout(m_problems);
    column->addStretch();
    auto* outer = new QVBoxLayout(this);
    outer->setContentsMargins(1, 1, 1, 1);
    outer->addWidget(new widgets::FormScroll(content, this));
}

void MergeSummary::show(const core::Stack& stack, const core::MergePlan* plan,
                        const core::OutputSettings& settings, const std::filesystem::path& destination,
                        const std::vector<core::Problem>& problems)
{
    showPlan(stack, plan, settings);
    showNotCopied(plan);
    showDisk(plan, destination);
    showProblems(problems);
}

void MergeSummary::showPlan(const core::Stack& stack, const core::MergePlan* plan,
                            const core::OutputSettings& settings)
{
    static_cast<StackStrip*>(m_strip)->show(stack);
    const QString layers = counted(stack.blocks.size(), "layer");
    if (!plan) {
        m_headline->setText(layers);
        m_detail->setText(tr("Cannot be merged yet"));
        m_facts->show({});
        return;
    }
    m_headline->setText(tr("%1, %2").arg(layers, QString::fromStdString(core::shortCount(plan->parameters))));
    m_headline->setToolTip(
        tr("%1 parameters").arg(QString::fromStdString(core::groupedDigits(plan->parameters))));
    m_detail->setText(
        plan->shards.size() == 1
            ? tr("%1 in one file").arg(bytesText(plan->payloadBytes))
            : tr("%1 in %2").arg(bytesText(plan->payloadBytes), counted(plan->shards.size(), "shard")));
    if (settings.quantize)
        m_detail->setText(m_detail->text() + u'\n'
                          + tr("%1, %2 bits a weight")
                                .arg(QString::fromStdString(core::quantizationTitle(*settings.quantize)),
                                     locale().toString(core::bitsPerWeight(*plan), 'f', 3)));
    if (!stack.setup.overrides.empty())
        m_detail->setText(m_detail->text() + u'\n' + overridesText(stack));
    const bool verifies = settings.verify == core::VerifyMode::Full;
    const double moved = static_cast<double>(plan->bytesRead + plan->bytesWritten) * (verifies ? 2 : 1);
    m_facts->show({{tr("Reads"), bytesText(plan->bytesRead)},
                   {tr("Writes"), bytesText(plan->bytesWritten)},
                   {tr("Time"), durationText(moved / kExpectedSpeed)},
                   {tr("Memory"), tr("%1, estimated").arg(bytesText(plan->memoryBytes))}});
}

void MergeSummary::showNotCopied(const core::MergePlan* plan)
{
    QStringList names;
    for (const std::string& name : plan ? plan->notCopied : std::vector<std::string>())
        names.append(QString::fromStdString(name));
    m_notCopied->setVisible(!names.isEmpty());
    m_notCopied->setToolTip(names.join(QLatin1Char('\n')));
    QStringList shown = names.mid(0, kNamesShown);
    if (names.size() > kNamesShown)
        shown.append(tr("%1 more").arg(names.size() - kNamesShown));
    m_notCopied->setText(tr("Not copied: %1").arg(shown.join(QStringLiteral(", "))));
}

void MergeSummary::showDisk(const core::MergePlan* plan, const std::filesystem::path& destination)
{
    std::error_code failure;
    const std::filesystem::path place = core::existingAncestor(destination);
    const auto space = std::filesystem::space(place, failure);
    const bool known = !failure && !place.empty() && space.capacity > 0;
    for (QWidget* widget : {static_cast<QWidget*>(m_free), m_meter, static_cast<QWidget*>(m_after)})
        widget->setVisible(known);
    if (!known)
        return;
    const std::uint64_t added = plan ? plan->bytesWritten : 0;
    m_free->show({{tr("Free there"), bytesText(space.available)}});
    const auto capacity = static_cast<double>(space.capacity);
    static_cast<DiskMeter*>(m_meter)->show(1 - static_cast<double>(space.available) / capacity,
                                           static_cast<double>(added) / capacity);
    m_after->setText(added <= space.available
                         ? tr("%1 after the merge").arg(bytesText(space.available - added))
                         : tr("%1 too little").arg(bytesText(added - space.available)));
}

void MergeSummary::showProblems(const std::vector<core::Problem>& problems)
{
    clear(*m_problems);
    if (problems.empty()) {
        auto* none = new widgets::PlainLabel(tr("No problems"), this);
        none->setForegroundRole(QPalette::PlaceholderText);
        m_problems->addWidget(none);
    }
    for (const core::Problem& problem : problems | std::views::take(kProblemsShown))
        addProblem(problem);
}

void MergeSummary::addProblem(const core::Problem& problem)
{
    auto* row = new QWidget(this);
    auto* grid = new QGridLayout(row);
    grid->setContentsMargins(0, 0, 0, 0);
    grid->setHorizontalSpacing(8);
    grid->setVerticalSpacing(4);
    grid->setColumnStretch(1, 1);
    auto* icon = new widgets::PlainLabel(row);
    icon->setPixmap(widgets::severityIcon(problem.severity).pixmap(QSize(16, 16), devicePixelRatioF()));
    auto* text = new widgets::PlainLabel(sentence(problem.message), row);
    text->setWordWrap(true);
    grid->addWidget(icon, 0, 0, Qt::AlignTop);
    grid->addWidget(text, 0, 1);
    for (std::size_t i = 0; i < problem.fixes.size(); ++i)
        grid->addWidget(fixLink(problem, i, row), static_cast<int>(i) + 1, 1, Qt::AlignLeft);
    m_problems->addWidget(row);
}

QPushButton* MergeSummary::fixLink(const core::Problem& problem, std::size_t index, QWidget* parent)
{
    const core::Fix& fix = problem.fixes[index];
    auto* link = new widgets::LinkButton(QString::fromStdString(core::fixLabel(fix.action)), parent);
    link->setObjectName(QStringLiteral("fix%1_%2").arg(m_problems->count()).arg(index));
    connect(link, &QPushButton::clicked, this, [this, problem, fix] { Q_EMIT fixRequested(problem, fix); });
    return link;
}

void MergeSummary::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const widgets::Theme theme = widgets::theme(*this);
    painter.setPen(theme.hairline);
    painter.setBrush(theme.canvas);
    painter.drawRoundedRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5), 8, 8);
}

} // namespace layerloom::app
