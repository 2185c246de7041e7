#include "app/window/measure/memory_dialog.h"

#include "app/base/text.h"
#include "app/jobs/find_devices.h"
#include "app/window/controls/dialog_buttons.h"
#include "core/engine/load_engine.h"
#include "widgets/controls/plain_text.h"
#include "widgets/controls/text.h"

#include <QDoubleSpinBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QLocale>
#include <QPushButton>
#include <QRadioButton>
#include <QSettings>
#include <QVBoxLayout>

#include <algorithm>
#include <cmath>

namespace layerloom::app {

namespace {

const QString kKey = QStringLiteral("measure/memoryBytes");
constexpr double kBytesInGb = 1e9;
constexpr double kLeast = 0.1; // GB
constexpr double kMost = 1e6; // GB, more than any machine has

} // namespace

std::optional<std::uint64_t> keptMemoryLimit()
{
    const qulonglong bytes = QSettings().value(kKey).toULongLong();
    if (bytes == 0)
        return std::nullopt;
    return std::clamp(static_cast<std::uint64_t>(bytes), static_cast<std::uint64_t>(kLeast * kBytesInGb),
                      static_cast<std::uint64_t>(kMost * kBytesInGb));
}

void keepMemoryLimit(const std::optional<std::uint64_t>& bytes)
{
    if (bytes)
        QSettings().setValue(kKey, static_cast<qulonglong>(*bytes));
    else
        QSettings().remove(kKey);
}

QString memoryLimitText(const std::optional<std::uint64_t>& bytes)
{
    return bytes ? MemoryDialog::tr("at most %1 GB")
                       .arg(QLocale().toString(static_cast<double>(*bytes) / kBytesInGb, 'f', 1))
                 : MemoryDialog::tr("half of the free memory");
}

MemoryDialog::MemoryDialog(const std::optional<std::uint64_t>& limit, QWidget* parent)
    : QDialog(parent)
    , m_half(new QRadioButton(tr("&Half of the free memory"), this))
    , m_fixed(new QRadioButton(tr("&At most"), this))
    , m_size(new QDoubleSpinBox(this))
    , m_line(new widgets::PlainLabel(this))
    , m_isTyped(limit.has_value())
{
    setObjectName(QStringLiteral("memoryDialog"));
    setWindowTitle(tr("Memory for running models"));
    m_half->setObjectName(QStringLiteral("memoryHalf"));
    m_fixed->setObjectName(QStringLiteral("memoryFixed"));
    m_size->setObjectName(QStringLiteral("memorySize"));
    m_size->setAccessibleName(tr("Memory limit in gigabytes"));
    m_size->setDecimals(1);
    m_size->setRange(kLeast, kMost);
    m_size->setSuffix(tr(" GB"));
    m_size->setStepType(QAbstractSpinBox::AdaptiveDecimalStepType);
    m_size->setFixedWidth(m_size->fontMetrics().horizontalAdvance(QStringLiteral("000000.0 GB")) + 40);
    m_size->setValue(limit ? static_cast<double>(*limit) / kBytesInGb : 1);
    (limit ? m_fixed : m_half)->setChecked(true);
    m_line->setObjectName(QStringLiteral("memoryLine"));
    m_line->setWordWrap(true);
    m_line->setForegroundRole(QPalette::PlaceholderText);
    m_line->setText(tr("Looking for the free memory…"));
    build();
    followChoice();
    connect(m_fixed, &QRadioButton::toggled, this, &MemoryDialog::followChoice);
    connect(m_size, &QDoubleSpinBox::valueChanged, this, [this] {
        m_isTyped = true;
        followChoice();
    });
    findDevices(*this, [this](const std::vector<core::Device>& devices) { showFree(devices); });
}

void MemoryDialog::build()
{
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(24, 24, 24, 16);
    column->setSpacing(12);
    auto* purpose = new widgets::PlainLabel(
        tr("Layers of the models that run, and what they compute, stay in memory up to "
           "this much. The others are read again from disk each time."),
        this);
    purpose->setWordWrap(true);
    auto* row = new QHBoxLayout;
    row->setSpacing(8);
    row->addWidget(m_fixed);
    row->addWidget(m_size);
    row->addStretch();
    column->addWidget(purpose);
    column->addWidget(m_half);
    column->addLayout(row);
    column->addWidget(m_line);
    column->addStretch();
    addDialogButtons(*this, *column, tr("Use from now on"))->setObjectName(QStringLiteral("memoryAccept"));
    resize(widgets::scaledToFont(420), sizeHint().height());
}

std::optional<std::uint64_t> MemoryDialog::limit() const
{
    if (m_half->isChecked())
        return std::nullopt;
    return static_cast<std::uint64_t>(std::llround(m_size->value() * kBytesInGb));
}

// On a machine of several devices that is the one models run on.
void MemoryDialog::showFree(const std::vector<core::Device>& devices)
{
    const core::Device& device = core::autoDevice(devices);
    m_free = device.memoryFree;
    m_half->setText(tr("&Half of the free memory: %1 now, on the %2")
                        .arg(bytesText(m_free / 2),
                             device.id == "cpu" ? tr("processor") : QString::fromStdString(device.name)));
    if (!m_isTyped) {
        const QSignalBlocker blocker(m_size);
        m_size->setValue(static_cast<double>(m_free) / 2 / kBytesInGb);
    }
    followChoice();
}

void MemoryDialog::followChoice()
{
    m_size->setEnabled(m_fixed->isChecked());
    if (m_free == 0)
        return;
    const std::optional<std::uint64_t> chosen = limit();
    m_line->setText(
        chosen && *chosen > m_free
            ? tr("Only %1 are free now. A higher limit makes the whole machine slow.").arg(bytesText(m_free))
            : tr("Takes effect at the next run."));
}

} // namespace layerloom::app
