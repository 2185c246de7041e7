#pragma once

#include "widgets/controls/theme.h"

#include <QDBusMessage>
#include <QObject>
#include <QString>
#include <QVariant>

namespace layerloom::app {

/// What the desktop asks all programs for: high contrast and a dark look, by the portal that desktops share
/// (org.freedesktop.portal.Settings). Without a session bus or a portal it asks for nothing.
class DesktopSettings : public QObject {
    Q_OBJECT

public:
    /// Asks the portal; the answer comes later, as a change.
    explicit DesktopSettings(QObject* parent);

    const widgets::DesktopLook& look() const { return m_look; }

Q_SIGNALS:
    /// look() has changed.
    void changed();

private Q_SLOTS:
    /// The portal's signal: space, key and value.
    void followChange(const QDBusMessage& message);

private:
    void ask();
    void take(const QString& space, const QString& key, const QVariant& value);

    widgets::DesktopLook m_look;
    bool m_wantsContrast = false;
    bool m_wantsGnomeContrast = false;
};

} // namespace layerloom::app
