#pragma once

#include "app/document/document.h"
#include "app/jobs/job_queue.h"
#include "core/document/recovery.h"

#include <QObject>
#include <QTimer>

#include <filesystem>
#include <memory>

namespace layerloom::app {

/// Keeps a copy of the document's unsaved changes, from which the next start can recover them. The copy is written on a
/// worker thread two seconds after the last change, and removed when the document is saved or its changes are given up.
/// It is left alone by the destructor.
class Autosave : public QObject {
    Q_OBJECT

public:
    /// The copies are kept in `folder`; none are when it is empty.
    Autosave(Document& document, std::filesystem::path folder, QObject* parent);

    /// Takes over the copy that the document was recovered from.
    void adopt(core::RecoverySlot slot);
    /// Writes the unsaved changes at once, if there are any. For a process that has to end.
    void saveNow();
    /// Removes the copy: the changes were saved or are given up.
    void discard();
    /// True when the last copy could not be written.
    bool hasFailed() const { return m_hasFailed; }

Q_SIGNALS:
    /// The document is about to be copied: set its view state now.
    void aboutToSave();
    /// The copy cannot be written, as a sentence. Once until it succeeds again.
    void failed(const QString& text);
    /// The copy was written, after it had failed.
    void worksAgain();

private:
    class Copy;

    void followDocument();
    void save();
    core::Recovery unsaved();
    void report(const core::Result<void>& written);

    Document& m_document;
    std::shared_ptr<Copy> m_copy; ///< null when nothing is kept
    quint64 m_lastWrite = 0;
    bool m_hasFailed = false;
    QTimer m_timer;
    JobQueue m_queue;
};

} // namespace layerloom::app
