#include "app/base/desktop_settings.h"

#include <QDBusConnection>
#include <QDBusMetaType>
#include <QDBusPendingCallWatcher>
#include <QDBusPendingReply>
#include <QDBusVariant>
#include <QMap>
#include <QStringList>
#include <QVariantMap>

namespace layerloom::app {

namespace {

using Spaces = QMap<QString, QVariantMap>;

const QString kPortal = QStringLiteral("org.freedesktop.portal.Desktop");
const QString kPortalPath = QStringLiteral("/org/freedesktop/portal/desktop");
const QString kPortalSettings = QStringLiteral("org.freedesktop.portal.Settings");
const QString kAppearance = QStringLiteral("org.freedesktop.appearance");
const QString kGnomeAccess =
    QStringLiteral("org.gnome.desktop.a11y.interface"); ///< where the former has no contrast

} // namespace

DesktopSettings::DesktopSettings(QObject* parent)
    : QObject(parent)
{
    QDBusConnection bus = QDBusConnection::sessionBus();
    if (!bus.isConnected())
        return;
    qDBusRegisterMetaType<Spaces>();
    bus.connect(kPortal, kPortalPath, kPortalSettings, QStringLiteral("SettingChanged"), this,
                SLOT(followChange(QDBusMessage)));
    ask();
}

void DesktopSettings::ask()
{
    QDBusMessage question =
        QDBusMessage::createMethodCall(kPortal, kPortalPath, kPortalSettings, QStringLiteral("ReadAll"));
    question << QStringList {kAppearance, kGnomeAccess};
    auto* watcher = new QDBusPendingCallWatcher(QDBusConnection::sessionBus().asyncCall(question), this);
    connect(watcher, &QDBusPendingCallWatcher::finished, this, [this, watcher] {
        watcher->deleteLater();
        const QDBusPendingReply<Spaces> reply = *watcher;
        if (reply.isError())
            return;
        const Spaces spaces = reply.value();
        for (auto space = spaces.begin(); space != spaces.end(); ++space)
            for (auto entry = space->begin(); entry != space->end(); ++entry)
                take(space.key(), entry.key(), entry.value());
    });
}

void DesktopSettings::followChange(const QDBusMessage& message)
{
    const QVariantList values = message.arguments();
    if (values.size() == 3)
        take(values[0].toString(), values[1].toString(), values[2].value<QDBusVariant>().variant());
}

void DesktopSettings::take(const QString& space, const QString& key, const QVariant& value)
{
    widgets::DesktopLook look = m_look;
    if (space == kAppearance && key == QLatin1String("contrast"))
        m_wantsContrast = value.toUInt() == 1;
    else if (space == kGnomeAccess && key == QLatin1String("high-contrast"))
        m_wantsGnomeContrast = value.toBool();
    else if (space == kAppearance && key == QLatin1String("color-scheme"))
        look.isDark = value.toUInt() == 1;
    look.isHighContrast = m_wantsContrast || m_wantsGnomeContrast;
    if (look == m_look)
        return;
    m_look = look;
    Q_EMIT changed();
}

} // namespace layerloom::app
