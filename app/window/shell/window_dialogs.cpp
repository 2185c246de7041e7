#include "app/window/shell/window_dialogs.h"

#include "app/base/text.h"
#include "app/window/measure/memory_dialog.h"
#include "app/window/merge/merge_dialog.h"
#include "app/window/shell/about_dialog.h"
#include "app/window/shell/actions.h"
#include "app/window/shell/availability.h"
#include "app/window/shell/help_dialog.h"
#include "app/window/shell/key_sheet.h"
#include "app/window/suggest/suggest_dialog.h"

#include <QAction>

namespace layerloom::app {

namespace {

void openOnce(QDialog* dialog)
{
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->open();
}

} // namespace

WindowDialogs::WindowDialogs(const Subjects& subjects, Actions& actions, QWidget& window)
    : QObject(&window)
    , m_subjects(subjects)
    , m_actions(actions)
    , m_window(window)
{
    actions.bind("merge.merge", [this] { openMerge(); });
    actions.bind("recipe.suggest", [this] { openSuggestions(); });
    actions.bind("measure.memory", [this] { openMemory(); });
    actions.bind("help.words", [this] { openOnce(new HelpDialog(&m_window)); });
    actions.bind("help.keys", [this] { openOnce(new KeySheet(&m_window)); });
    actions.bind("help.about", [this] { openOnce(new AboutDialog(&m_window)); });
    limitMemory(keptMemoryLimit());
}

void WindowDialogs::openMerge()
{
    if (const QString obstacle = mergeObstacle(m_subjects.document); !obstacle.isEmpty()) {
        Q_EMIT mergeRefused(tr("This cannot be merged yet. %1").arg(sentence(obstacle.toStdString())));
        return;
    }
    if (!isMergeable(m_subjects.document))
        return;
    auto* dialog = new MergeDialog(m_subjects.document, m_subjects.queue, &m_window);
    connect(dialog, &MergeDialog::queued, this, &WindowDialogs::mergeQueued);
    connect(dialog, &MergeDialog::fixRequested, this, &WindowDialogs::fixRequested);
    openOnce(dialog);
}

void WindowDialogs::openSuggestions()
{
    if (!m_suggest)
        m_suggest =
            new SuggestDialog(m_subjects.document, m_subjects.models, m_subjects.measuring, &m_window);
    m_suggest->open();
}

void WindowDialogs::openMemory()
{
    auto* dialog = new MemoryDialog(m_subjects.measuring.memory(), &m_window);
    connect(dialog, &MemoryDialog::accepted, this, [this, dialog] {
        keepMemoryLimit(dialog->limit());
        limitMemory(dialog->limit());
    });
    openOnce(dialog);
}

void WindowDialogs::limitMemory(const std::optional<std::uint64_t>& bytes)
{
    m_subjects.measuring.setMemory(bytes);
    m_actions.action("measure.memory")
        ->setText(tr("Memor&y for running models: %1…").arg(memoryLimitText(bytes)));
}

} // namespace layerloom::app
