#include "app/window/shell/about_dialog.h"

#include "app/jobs/find_devices.h"
#include "core/base/text.h"
#include "widgets/controls/icon.h"
#include "widgets/controls/plain_text.h"
#include "widgets/controls/text.h"

#include <QClipboard>
#include <QDialogButtonBox>
#include <QGuiApplication>
#include <QLabel>
#include <QPushButton>
#include <QSysInfo>
#include <QVBoxLayout>

namespace layerloom::app {

namespace {

QString deviceText(const core::Device& device)
{
    const auto text = [](const std::string& value) { return QString::fromStdString(value); };
    QString line = QStringLiteral("%1: %2, %3").arg(text(device.id), text(device.name), text(device.engine));
    if (device.memoryTotal > 0) {
        line +=
            AboutDialog::tr(", %1 of %2 free")
                .arg(text(core::shortBytes(device.memoryFree)), text(core::shortBytes(device.memoryTotal)));
    }
    return line;
}

} // namespace

QString systemText(const std::vector<core::Device>& devices)
{
    QStringList lines {
        QStringLiteral("Layerloom " LAYERLOOM_VERSION),
        QStringLiteral("Qt %1, %2").arg(QLatin1String(qVersion()), QGuiApplication::platformName()),
        QStringLiteral("%1, %2").arg(QSysInfo::prettyProductName(), QSysInfo::currentCpuArchitecture()),
    };
    for (const core::Device& device : devices)
        lines.append(deviceText(device));
    return lines.join(QLatin1Char('\n'));
}

AboutDialog::AboutDialog(QWidget* parent)
    : QDialog(parent)
    , m_facts(new widgets::PlainLabel(this))
{
    setObjectName(QStringLiteral("aboutDialog"));
    setWindowTitle(tr("About Layerloom"));
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(24, 24, 24, 16);
    column->setSpacing(12);
    auto* picture = new widgets::PlainLabel(this);
    picture->setPixmap(widgets::applicationIcon().pixmap(QSize(64, 64), devicePixelRatioF()));
    auto* name = new widgets::PlainLabel(tr("Layerloom %1").arg(QStringLiteral(LAYERLOOM_VERSION)), this);
    name->setFont(widgets::textFont(widgets::TextSize::Heading));
    auto* purpose =
        new widgets::PlainLabel(tr("Stacks layers of language models. Apache License 2.0."), this);
    m_facts->setObjectName(QStringLiteral("aboutFacts"));
    m_facts->setForegroundRole(QPalette::PlaceholderText);
    m_facts->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    m_facts->setText(systemText({}) + QLatin1Char('\n') + tr("Looking for devices…"));
    for (QLabel* label : std::initializer_list<QLabel*> {picture, name, purpose, m_facts})
        column->addWidget(label);
    column->addStretch();

    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Close, this);
    QPushButton* copy = buttons->addButton(tr("Copy system information"), QDialogButtonBox::ActionRole);
    copy->setObjectName(QStringLiteral("copySystem"));
    connect(copy, &QPushButton::clicked, this,
            [this] { QGuiApplication::clipboard()->setText(m_facts->text()); });
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    copy->setAutoDefault(false);
    buttons->button(QDialogButtonBox::Close)->setDefault(true);
    buttons->button(QDialogButtonBox::Close)->setFocus();
    column->addWidget(buttons);
    findDevices(*this,
                [this](const std::vector<core::Device>& devices) { m_facts->setText(systemText(devices)); });
}

} // namespace layerloom::app
