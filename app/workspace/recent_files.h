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
    QString loss {}; ///< what was measured of a document: "Δloss +0.41"; empty when nothing was
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
    /// Sets the loss of a listed file.
    void setLoss(const QString& path, const QString& loss);
    void clear();

Q_SIGNALS:
    void changed();
};

/// "today 14:32", "yesterday", "12 May", "12 May 2025".
QString whenOpened(const QDateTime& opened, const QDateTime& now);

} // namespace layerloom::app
