#pragma once

#include "app/document/document.h"

#include <QFileSystemWatcher>
#include <QObject>

#include <optional>
#include <string>

namespace layerloom::app {

/// Notices that another program, or another window, changed the file of the document since it was read or written.
class DocumentWatch : public QObject {
    Q_OBJECT

public:
    DocumentWatch(Document& document, QObject* parent);

    /// Reads the file. False when it is gone: saving writes it again.
    bool isChangedOnDisk() const;

Q_SIGNALS:
    /// Once for each content that another program writes.
    void changedOnDisk();

private:
    void followDocument();
    void look();
    std::optional<std::string> content() const;

    Document& m_document;
    QFileSystemWatcher m_watcher;
    QString m_path;
    std::optional<std::string> m_known; ///< the content when the document was last read or written
    std::optional<std::string> m_reported;
};

} // namespace layerloom::app
