#include "app/document/document_watch.h"

#include "core/io/text_file.h"

#include <QFileInfo>

#include <utility>

namespace layerloom::app {

DocumentWatch::DocumentWatch(Document& document, std::filesystem::path folder, QObject* parent)
    : QObject(parent)
    , m_document(document)
    , m_folder(std::move(folder))
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
    claim();
    const QStringList watched = m_watcher.files() + m_watcher.directories();
    if (!watched.isEmpty())
        m_watcher.removePaths(watched);
    m_known = content();
    m_reported.reset();
    // Programs that replace a file end the watch of the file itself.
    if (!m_path.isEmpty())
        m_watcher.addPaths({m_path, QFileInfo(m_path).absolutePath()});
}

void DocumentWatch::claim()
{
    if (m_path == m_claimed)
        return;
    m_claimed = m_path;
    m_claim.reset();
    if (m_path.isEmpty())
        return;
    m_claim = std::make_unique<core::OpenDocument>(m_folder, m_path.toStdString());
    if (m_claim->isElsewhere())
        Q_EMIT openElsewhere();
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
