#include "app/window/shell/close_guard.h"

#include "app/window/shell/file_commands.h"

#include <QMessageBox>
#include <QPushButton>

namespace layerloom::app {

CloseGuard::CloseGuard(MergeQueue& queue, FileCommands& files, QWidget& window)
    : QObject(&window)
    , m_queue(queue)
    , m_files(files)
    , m_window(window)
{
    const auto closeIfDone = [this] {
        if (m_closeWhenDone && !m_queue.isBusy())
            m_window.close();
    };
    // The queue starts the next job after the slots of finished() have run.
    connect(&queue, &MergeQueue::finished, this, closeIfDone, Qt::QueuedConnection);
}

bool CloseGuard::mayClose()
{
    return mayLeaveMerges() && m_files.mayReplace();
}

bool CloseGuard::mayLeaveMerges()
{
    if (!m_queue.isBusy())
        return true;
    QMessageBox box(QMessageBox::Question, tr("A merge is running"), tr("A merge is not finished yet."),
                    QMessageBox::NoButton, &m_window);
    box.setObjectName(QStringLiteral("runningBox"));
    const QPushButton* cancel = box.addButton(tr("Cancel the merge and quit"), QMessageBox::DestructiveRole);
    const QPushButton* later = box.addButton(tr("Quit when finished"), QMessageBox::AcceptRole);
    QPushButton* back = box.addButton(tr("Go back"), QMessageBox::RejectRole);
    box.setDefaultButton(back);
    box.setEscapeButton(back);
    box.exec();
    m_closeWhenDone = box.clickedButton() == later;
    if (box.clickedButton() == cancel)
        m_queue.cancelAll();
    return box.clickedButton() == cancel;
}

} // namespace layerloom::app
