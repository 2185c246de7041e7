#pragma once

#include "app/document/document.h"
#include "core/document/open_document.h"

#include <QFileSystemWatcher>
#include <QObject>

#include <filesystem>
#include <memory>
#include <optional>
#include <string>

namespace layerloom::app {

/// Notices that another window has the document open, and that another program, or another window, changed its file
/// since it was read or written.
class DocumentWatch : public QObject {
    Q_OBJECT

public:
    /// Other windows find out through `folder` that the document is open here (core::OpenDocument).
    DocumentWatch(Document& document, std::filesystem::path folder, QObject* parent);

    /// Reads the file. False when it is gone: saving writes it again.
    bool isChangedOnDisk() const;

Q_SIGNALS:
    /// Once for each content that another program writes.
    void changedOnDisk();
    /// Another window opened the document before this one did.
    void openElsewhere();

private:
    void followDocument();
    void claim();
    void look();
    std::optional<std::string> content() const;

    Document& m_document;
    QFileSystemWatcher m_watcher;
    std::filesystem::path m_folder;
    std::unique_ptr<core::OpenDocument> m_claim;
    QString m_claimed; ///< the path that was claimed last
    QString m_path;
    std::optional<std::string> m_known; ///< the content when the document was last read or written
    std::optional<std::string> m_reported;
};

} // namespace layerloom::app
