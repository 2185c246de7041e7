#pragma once

#include "app/jobs/merge_queue.h"

#include <QObject>

class QWidget;

namespace layerloom::app {

class FileCommands;

/// Asks before the window closes: about unfinished merges, then about unsaved changes.
class CloseGuard : public QObject {
    Q_OBJECT

public:
    CloseGuard(MergeQueue& queue, FileCommands& files, QWidget& window);

    /// False when the window must stay open. It closes itself after the last merge if the person chose that.
    bool mayClose();

private:
    bool mayLeaveMerges();

    MergeQueue& m_queue;
    FileCommands& m_files;
    QWidget& m_window;
    bool m_closeWhenDone = false;
};

} // namespace layerloom::app
