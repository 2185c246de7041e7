#pragma once

#include "app/document/document.h"
#include "app/jobs/job_runner.h"
#include "app/workspace/library_model.h"
#include "app/workspace/open_path.h"
#include "app/workspace/recent_files.h"

#include <QObject>
#include <QSet>
#include <QStringList>

namespace layerloom::app {

/// The document with its library, and everything that is opened into them. Files are read beside the window; what
/// could not be done is said, never shown as a box.
class Workspace : public QObject {
    Q_OBJECT

public:
    explicit Workspace(QObject* parent = nullptr);

    Document& document() { return m_document; }
    const Document& document() const { return m_document; }
    LibraryModel& library() { return m_library; }
    RecentFiles& recentFiles() { return m_recent; }
    /// True while something is being read.
    bool isBusy() const { return m_runner.isBusy() || m_library.isReading(); }
    /// What is being read: "Opening a.loom"; empty when nothing is.
    QString busyText() const;

    /// Reads a model into the library and makes it a source of the document: of the one that is being opened, if one is.
    void openModel(const QString& path);
    /// Reads a model into the library; it becomes a source only when the document has none.
    void addModel(const QString& path);
    /// Replaces the document by a .loom file or an imported recipe. REQUIRES: nothing in the document is lost by it.
    void openComposition(const QString& path);
    /// Replaces the document by a mergekit recipe given as text. REQUIRES: as above.
    void importRecipe(const QString& text);
    /// Writes the sample models into the cache folder and opens the sample document. REQUIRES: as above.
    void openSample();
    void newDocument();
    /// True when the document was written.
    bool save(const QString& path);

    /// A row of the library becomes a source of the document.
    void addToDocument(int row);
    /// All layers of a row, as blocks of the document's source for it; the source is added first.
    core::Blocks allLayers(int row);
    /// Takes a model out of the document (one undo step) and out of the library.
    void removeModel(int row);
    /// Says where a missing source lies now; others that lie beside it are found too.
    void locate(core::SourceIndex source, const QString& folder);

    /// Says a sentence to the person, as said() does.
    void tell(const QString& text, bool isError) { Q_EMIT said(text, isError); }

Q_SIGNALS:
    /// A sentence for the person. `isError` when something could not be done.
    void said(const QString& text, bool isError);
    /// Another document is shown.
    void compositionOpened();
    void busyChanged();

private:
    void showComposition(const QString& path, const core::Result<Opened>& opened);
    void showImport(core::MergekitImport imported, const QString& title);
    void modelRead(const QString& path);
    void repairSources(int row);
    void forgetMissing();
    void openWaiting();

    Document m_document;
    LibraryModel m_library;
    RecentFiles m_recent;
    QSet<QString> m_wanted; ///< models that become sources when they are read
    QStringList m_afterComposition; ///< models to be opened when the document they are for is there
    QString m_reading; ///< what the runner does
    JobRunner m_runner;
};

/// Where the sample is kept: a folder in the user's cache.
QString sampleFolder();

} // namespace layerloom::app
