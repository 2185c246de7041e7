#pragma once

#include "app/document/document_watch.h"
#include "app/window/shell/actions.h"
#include "app/workspace/workspace.h"

#include <QList>
#include <QObject>
#include <QStringList>
#include <QUrl>

#include <filesystem>
#include <functional>

class QMenu;
class QWidget;

namespace layerloom::widgets {
class LoomCanvas;
}

namespace layerloom::app {

/// The commands of the File menu, and drops: new, open, recent, save, export. Asks before unsaved changes are lost.
class FileCommands : public QObject {
    Q_OBJECT

public:
    /// `stateFolder`: see DocumentWatch.
    FileCommands(Workspace& workspace, widgets::LoomCanvas& canvas, Actions& actions,
                 const std::filesystem::path& stateFolder, QWidget& window);

    /// Adds models as sources; a document or recipe replaces the document.
    void open(const QStringList& paths);
    void drop(const QList<QUrl>& urls, const QString& text);
    void openSample();
    /// False when the person wants to keep unsaved changes.
    bool mayReplace();
    bool save();
    bool saveAs();
    /// Reads the document's file again, which loses unsaved changes: asks before.
    void reload();
    bool isChangedOnDisk() const { return m_watch.isChangedOnDisk(); }
    void locate(core::SourceIndex source);
    /// Shows a dialog with a recipe or a layer expression of several lines.
    void openText(const QString& text);

Q_SIGNALS:
    /// Layers were dropped or pasted as text.
    void layersGiven(const layerloom::core::Blocks& blocks);
    /// The document is about to be written: set its view state now.
    void aboutToSave();
    /// Another program changed the file of the document.
    void changedOnDisk();

private:
    void bind(Actions& actions);
    void addRecentMenu(Actions& actions);
    void fillRecent(QMenu& menu);
    void chooseFiles();
    /// Empty when the person cancels.
    QString chooseFolder(const QString& title);
    void chooseFromHub();
    void exportText(const QString& title, const QString& suffix, const std::function<QString()>& text);
    void exportPicture();
    void write(const QString& path, const QByteArray& bytes);
    void takeText(const QString& text);
    /// False when the person does not want to replace what another program wrote.
    bool mayOverwrite();
    QString lastFolder() const;
    void setLastFolder(const QString& path);

    Workspace& m_workspace;
    widgets::LoomCanvas& m_canvas;
    QWidget& m_window;
    DocumentWatch m_watch;
};

} // namespace layerloom::app
