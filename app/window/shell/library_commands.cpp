#include "app/window/shell/library_commands.h"

#include "app/window/shell/edit_commands.h"
#include "app/window/shell/file_commands.h"

#include <QAction>
#include <QDesktopServices>
#include <QMenu>
#include <QUrl>

#include <functional>

namespace layerloom::app {

LibraryCommands::LibraryCommands(Workspace& workspace, FileCommands& files, EditCommands& edits,
                                 QWidget& window)
    : QObject(&window)
    , m_workspace(workspace)
    , m_files(files)
    , m_edits(edits)
    , m_window(window)
{}

void LibraryCommands::showMenu(int row, QPoint globalPosition)
{
    LibraryModel& library = m_workspace.library();
    const LibraryEntry& entry = library.entry(row);
    const auto source = library.sourceOf(row);
    const bool ready = entry.state == EntryState::Ready;
    QMenu menu(&m_window);
    menu.setObjectName(QStringLiteral("libraryMenu"));
    const auto add = [this, &menu](const QString& text, bool enabled, const std::function<void()>& run) {
        QAction* action = menu.addAction(text);
        action->setEnabled(enabled);
        connect(action, &QAction::triggered, this, run);
    };
    add(tr("&Add to the document"), ready && !source, [this, row] { m_workspace.addToDocument(row); });
    add(tr("&Insert all layers"), ready, [this, row] { insertLayers(row); });
    addStackChoice(menu, row);
    menu.addSeparator();
    add(tr("&Read again"), true, [&library, row] { library.rescan(row); });
    add(tr("&Locate…"), source && !ready, [this, source] { m_files.locate(*source); });
    add(tr("&Open folder"), true,
        [path = entry.path] { QDesktopServices::openUrl(QUrl::fromLocalFile(path)); });
    menu.addSeparator();
    add(tr("Re&move"), true, [this, row] { m_workspace.removeModel(row); });
    menu.exec(globalPosition);
}

void LibraryCommands::addStackChoice(QMenu& menu, int row)
{
    const LibraryEntry& entry = m_workspace.library().entry(row);
    if (!entry.model || !entry.model->table.side)
        return;
    const auto add = [&](const QString& text, core::StackSide side) {
        QAction* action = menu.addAction(text);
        action->setCheckable(true);
        action->setChecked(entry.model->table.side == side);
        action->setEnabled(!action->isChecked());
        connect(action, &QAction::triggered, this, [this, row, side] { m_workspace.chooseStack(row, side); });
    };
    add(tr("Layers of the &decoder"), core::StackSide::Decoder);
    add(tr("Layers of the &encoder"), core::StackSide::Encoder);
}

void LibraryCommands::insertLayers(int row)
{
    const core::Blocks blocks = m_workspace.allLayers(row);
    if (!blocks.empty())
        m_edits.insert(blocks, tr("Insert"));
}

void LibraryCommands::rescanAll()
{
    for (int row = 0; row < m_workspace.library().count(); ++row)
        m_workspace.library().rescan(row);
}

} // namespace layerloom::app
