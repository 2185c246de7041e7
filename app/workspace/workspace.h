#pragma once

#include "app/document/document.h"
#include "app/jobs/job_queue.h"
#include "app/workspace/library_model.h"
#include "app/workspace/open_path.h"
#include "app/workspace/recent_files.h"
#include "core/document/recovery.h"

#include <QObject>
#include <QSet>
#include <QStringList>

namespace layerloom::app {

/// The document and the library, and the operations that open files into them. Files are read on worker threads.
/// Errors are reported by a signal, never by a modal box.
class Workspace : public QObject {
    Q_OBJECT

public:
    explicit Workspace(QObject* parent = nullptr);

    Document& document() { return m_document; }
    const Document& document() const { return m_document; }
    LibraryModel& library() { return m_library; }
    RecentFiles& recentFiles() { return m_recent; }
    /// True while a file is being read.
    bool isBusy() const { return m_queue.isBusy() || m_library.isReading(); }
    /// A line for the status bar while a file is read: "Opening a.loom"; else empty.
    QString busyText() const;

    /// Reads a model into the library and makes it a source of the document, or of the document that is being opened.
    void openModel(const QString& path);
    /// Reads a model into the library. It becomes a source only if the document has none.
    void addModel(const QString& path);
    /// Replaces the document by a .loom file or an imported recipe. REQUIRES: the document has no unsaved changes to keep.
    void openComposition(const QString& path);
    /// Replaces the document by unsaved changes of an earlier session. REQUIRES: as above.
    void recover(core::RecoverySlot slot);
    /// Replaces the document by a mergekit recipe given as text. REQUIRES: as above.
    void importRecipe(const QString& text);
    /// Writes the sample models into the cache folder and opens the sample document. REQUIRES: as above.
    void openSample();
    void newDocument();
    /// True when the document was written.
    bool save(const QString& path);

    /// Makes a row of the library a source of the document.
    void addToDocument(int row);
    /// All layers of a row as blocks. Adds the model to the document's sources first if it is not among them.
    core::Blocks allLayers(int row);
    /// Removes a model from the document (one undo step) and from the library.
    void removeModel(int row);
    /// Shows the layers of the other stack of an encoder-decoder model, in the library and (one undo step) in the
    /// document.
    void chooseStack(int row, core::StackSide side);
    /// Sets the folder of a missing source; other missing sources in the same parent folder are found too.
    void locate(core::SourceIndex source, const QString& folder);

    /// Emits reported().
    void report(const QString& text, bool isError) { Q_EMIT reported(text, isError); }

Q_SIGNALS:
    /// A sentence for the person. `isError` when something could not be done.
    void reported(const QString& text, bool isError);
    /// The document was not saved, as a sentence. It is true until it is saved.
    void saveFailed(const QString& text);
    /// Another document is shown.
    void compositionOpened();
    /// It was the sample.
    void sampleOpened();
    /// The document holds what `slot` kept.
    void recovered(const std::shared_ptr<layerloom::core::RecoverySlot>& slot);
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
    QSet<QString> m_wanted; ///< models that become sources once they are read
    QStringList m_afterComposition; ///< models to open once the document that is being opened is there
    JobQueue m_queue;
};

/// Folder of the sample in the user's cache.
QString sampleFolder();

} // namespace layerloom::app
