#include "app/window/shell/recovery_dialog.h"

#include "app/base/text.h"
#include "core/base/result.h"
#include "core/checks/preview.h"
#include "widgets/canvas/mini_stack.h"
#include "widgets/controls/hairline.h"
#include "widgets/controls/plain_text.h"
#include "widgets/controls/screen_fit.h"
#include "widgets/controls/text.h"

#include <QDateTime>
#include <QFileInfo>
#include <QHBoxLayout>
#include <QListWidget>
#include <QLocale>
#include <QPushButton>
#include <QVBoxLayout>

#include <ranges>
#include <utility>

namespace layerloom::app {

namespace {

constexpr QSize kStackSize(160, 20);
constexpr QSize kRecoverySize(640, 320);

QString timeOf(const core::RecoverySlot& slot)
{
    const QDateTime written = QFileInfo(QString::fromStdString(slot.file().string())).lastModified();
    return QLocale().toString(written, QLocale::ShortFormat);
}

/// "plan.loom · 48 layers, 30 November 2026, 20:04" and where its file is.
QString describe(const core::Recovery& recovery, const QString& time)
{
    const QString place = recovery.path.empty() ? RecoveryDialog::tr("never saved")
                                                : QString::fromStdString(recovery.path.string());
    return QStringLiteral("%1 · %2 · %3\n%4")
        .arg(QString::fromStdString(recovery.title), counted(recovery.document.stack.blocks.size(), "layer"),
             time, place);
}

} // namespace

RecoveryDialog::RecoveryDialog(std::vector<core::RecoverySlot> slots, QWidget* parent)
    : QDialog(parent)
    , m_slots(std::move(slots))
    , m_list(new QListWidget(this))
{
    setObjectName(QStringLiteral("recoveryDialog"));
    setWindowTitle(tr("Recover unsaved changes"));
    auto* text = new widgets::PlainLabel(
        tr("Layerloom ended before these changes were saved. Recovering opens them as "
           "unsaved changes; your own files stay as they are until you save."),
        this);
    text->setWordWrap(true);
    m_list->setObjectName(QStringLiteral("recoveryList"));
    m_list->setAccessibleName(tr("Unsaved changes"));
    m_list->setIconSize(kStackSize);
    m_list->setSpacing(2);
    m_list->setTextElideMode(Qt::ElideMiddle);
    m_list->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    for (const core::RecoverySlot& slot : m_slots)
        addRow(slot);
    auto* body = new QVBoxLayout;
    body->setContentsMargins(24, 20, 24, 16);
    body->setSpacing(12);
    body->addWidget(text);
    body->addWidget(m_list, 1);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addLayout(body, 1);
    column->addWidget(buildFooter());
    connect(m_list, &QListWidget::itemChanged, this, &RecoveryDialog::followChoice);
    followChoice();
    const QSize designed(widgets::scaledToFont(kRecoverySize.width()),
                         widgets::scaledToFont(kRecoverySize.height()));
    resize(widgets::fittedToScreen(*this, designed.expandedTo(sizeHint())));
}

void RecoveryDialog::addRow(const core::RecoverySlot& slot)
{
    const auto recovery = core::guarded([&] { return slot.read(); });
    auto* item = new QListWidgetItem(m_list);
    item->setFlags(Qt::ItemIsEnabled | Qt::ItemIsSelectable | Qt::ItemIsUserCheckable);
    item->setCheckState(recovery ? Qt::Checked : Qt::Unchecked);
    item->setIcon(widgets::miniStack(recovery ? recovery->document.stack : core::Stack(), kStackSize, *this));
    if (recovery) {
        item->setText(describe(*recovery, timeOf(slot)));
    } else {
        item->setText(tr("A copy of %1 that cannot be read\n%2")
                          .arg(timeOf(slot), sentence(recovery.error().message())));
    }
    item->setToolTip(QString::fromStdString(slot.file().string()));
}

QWidget* RecoveryDialog::buildFooter()
{
    auto* footer = new QWidget(this);
    m_recover = new QPushButton(tr("Recover"), footer);
    m_recover->setObjectName(QStringLiteral("recoverChosen"));
    m_recover->setProperty("primary", true);
    m_recover->setDefault(true);
    m_delete = new QPushButton(tr("Delete"), footer);
    m_delete->setObjectName(QStringLiteral("deleteChosen"));
    m_delete->setAutoDefault(false);
    auto* later = new QPushButton(tr("Later"), footer);
    later->setAutoDefault(false);
    connect(m_recover, &QPushButton::clicked, this, &QDialog::accept);
    connect(m_delete, &QPushButton::clicked, this, &RecoveryDialog::deleteChosen);
    connect(later, &QPushButton::clicked, this, &QDialog::reject);
    auto* row = new QHBoxLayout;
    row->setContentsMargins(24, 12, 24, 12);
    row->setSpacing(8);
    row->addWidget(m_delete);
    row->addStretch();
    row->addWidget(later);
    row->addWidget(m_recover);
    auto* column = new QVBoxLayout(footer);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(widgets::hairline(footer));
    column->addLayout(row);
    return footer;
}

std::vector<int> RecoveryDialog::chosenRows() const
{
    std::vector<int> rows;
    for (int row = 0; row < m_list->count(); ++row)
        if (m_list->item(row)->checkState() == Qt::Checked)
            rows.push_back(row);
    return rows;
}

void RecoveryDialog::followChoice()
{
    const bool any = !chosenRows().empty();
    m_recover->setEnabled(any);
    m_delete->setEnabled(any);
}

void RecoveryDialog::deleteChosen()
{
    const std::vector<int> rows = chosenRows();
    for (const int row : std::views::reverse(rows)) {
        m_slots[static_cast<std::size_t>(row)].clear();
        m_slots.erase(m_slots.begin() + row);
        delete m_list->takeItem(row);
    }
    if (m_slots.empty())
        reject();
    else
        followChoice();
}

std::vector<core::RecoverySlot> RecoveryDialog::takeChosen()
{
    std::vector<core::RecoverySlot> chosen;
    if (result() == QDialog::Accepted)
        for (const int row : chosenRows())
            chosen.push_back(std::move(m_slots[static_cast<std::size_t>(row)]));
    return chosen;
}

} // namespace layerloom::app
