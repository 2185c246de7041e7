#pragma once

#include <QDateTime>
#include <QObject>
#include <QString>

#include <vector>

namespace layerloom::app {

/// A document or model that was opened before.
struct RecentFile {
    QString path;
    QString detail; ///< "137 layers · 117.75 B"
    QDateTime opened;
    bool exists = true; ///< checked by list()
};

/// The ten most recently opened files, newest first, stored in the settings and shared by all windows.
class RecentFiles : public QObject {
    Q_OBJECT

public:
    explicit RecentFiles(QObject* parent = nullptr);

    std::vector<RecentFile> list() const;
    /// Moves or adds a file to the front.
    void add(const QString& path, const QString& detail);
    void clear();

Q_SIGNALS:
    void changed();
};

/// "today 14:32", "yesterday", "12 May", "12 May 2025".
QString whenOpened(const QDateTime& opened, const QDateTime& now);

} // namespace layerloom::app
