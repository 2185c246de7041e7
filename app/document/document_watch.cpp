#include "app/document/document_watch.h"

#include "core/io/text_file.h"

#include <QFileInfo>

namespace layerloom::app {

DocumentWatch::DocumentWatch(Document& document, QObject* parent)
    : QObject(parent)
    , m_document(document)
{
    connect(&document, &Document::wasReset, this, [this] { m_path.clear(); });
    connect(&document, &Document::stateChanged, this, &DocumentWatch::followDocument);
    connect(&m_watcher, &QFileSystemWatcher::fileChanged, this, &DocumentWatch::look);
    connect(&m_watcher, &QFileSystemWatcher::directoryChanged, this, &DocumentWatch::look);
}

bool DocumentWatch::isChangedOnDisk() const
{
    const std::optional<std::string> now = content();
    return now && now != m_known;
}

void DocumentWatch::followDocument()
{
    if (m_path == m_document.path() && m_document.isModified())
        return;
    m_path = m_document.path();
    const QStringList watched = m_watcher.files() + m_watcher.directories();
    if (!watched.isEmpty())
        m_watcher.removePaths(watched);
    m_known = content();
    m_reported.reset();
    // Programs that replace a file end the watch of the file itself.
    if (!m_path.isEmpty())
        m_watcher.addPaths({m_path, QFileInfo(m_path).absolutePath()});
}

void DocumentWatch::look()
{
    if (!m_watcher.files().contains(m_path) && QFileInfo::exists(m_path))
        m_watcher.addPath(m_path);
    const std::optional<std::string> now = content();
    if (!now || now == m_known || now == m_reported)
        return;
    m_reported = now;
    Q_EMIT changedOnDisk();
}

std::optional<std::string> DocumentWatch::content() const
{
    if (m_path.isEmpty())
        return std::nullopt;
    const auto text = core::guarded([&] { return core::readTextFile(m_path.toStdString()); });
    return text ? std::optional(*text) : std::nullopt;
}

} // namespace layerloom::app
