#pragma once

#include "app/jobs/merge_queue.h"

#include <QObject>

class QWidget;

namespace layerloom::app {

class FileCommands;

/// Asks before a window goes: about merges that are not finished, then about unsaved changes.
class CloseGuard : public QObject {
    Q_OBJECT

public:
    CloseGuard(MergeQueue& queue, FileCommands& files, QWidget& window);

    /// False when the window is to stay. It closes by itself later when the person wants that.
    bool mayClose();

private:
    bool mayLeaveMerges();

    MergeQueue& m_queue;
    FileCommands& m_files;
    QWidget& m_window;
    bool m_closeWhenDone = false;
};

} // namespace layerloom::app
