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
    bool exists = true; ///< looked up when the list is asked for
};

/// The ten files opened last, newest first, kept in the settings and shared by all windows.
class RecentFiles : public QObject {
    Q_OBJECT

public:
    explicit RecentFiles(QObject* parent = nullptr);

    std::vector<RecentFile> list() const;
    /// Puts a file first.
    void add(const QString& path, const QString& detail);
    void clear();

Q_SIGNALS:
    void changed();
};

/// "today 14:32", "yesterday", "12 May", "12 May 2025".
QString whenOpened(const QDateTime& opened, const QDateTime& now);

} // namespace layerloom::app
