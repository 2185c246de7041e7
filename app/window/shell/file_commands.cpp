#include "app/window/shell/file_commands.h"

#include "app/base/text.h"
#include "app/window/recipe/recipe_text_dialog.h"
#include "app/window/shell/export_text.h"
#include "app/window/shell/picture_export.h"
#include "core/checkpoint/hub_cache.h"
#include "core/notation/layer_expression.h"
#include "core/notation/mergekit_import.h"
#include "widgets/canvas/loom_canvas.h"

#include <QAction>
#include <QApplication>
#include <QClipboard>
#include <QDir>
#include <QFileDialog>
#include <QFileInfo>
#include <QInputDialog>
#include <QMenu>
#include <QMessageBox>
#include <QPushButton>
#include <QSaveFile>
#include <QSettings>

#include <algorithm>

namespace layerloom::app {

namespace {

const QString kLastFolder = QStringLiteral("lastFolder");

} // namespace

FileCommands::FileCommands(Workspace& workspace, widgets::LoomCanvas& canvas, Actions& actions,
                           const std::filesystem::path& stateFolder, QWidget& window)
    : QObject(&window)
    , m_workspace(workspace)
    , m_canvas(canvas)
    , m_window(window)
    , m_watch(workspace.document(), stateFolder, nullptr)
{
    connect(&m_watch, &DocumentWatch::changedOnDisk, this, &FileCommands::changedOnDisk);
    // Queued, so that it follows what opening itself reports.
    connect(
        &m_watch, &DocumentWatch::openElsewhere, this,
        [this] {
            m_workspace.report(tr("%1 is open in another window already. What is saved there reaches this "
                                  "window only when it "
                                  "is loaded again; before one replaces what the other saved, it asks.")
                                   .arg(m_workspace.document().title()),
                               false);
        },
        Qt::QueuedConnection);
    bind(actions);
    addRecentMenu(actions);
}

void FileCommands::addRecentMenu(Actions& actions)
{
    auto* menu = new QMenu(tr("Open &recent"), &m_window);
    menu->setObjectName(QStringLiteral("recentMenu"));
    connect(menu, &QMenu::aboutToShow, this, [this, menu] { fillRecent(*menu); });
    actions.menu("file")->insertMenu(actions.action("file.sample"), menu);
}

void FileCommands::bind(Actions& actions)
{
    actions.bind("file.new", [this] {
        if (mayReplace())
            m_workspace.newDocument();
    });
    actions.bind("file.open", [this] { chooseFiles(); });
    actions.bind("file.openModel", [this] {
        const QString folder = chooseFolder(tr("Open model folder"));
        if (!folder.isEmpty())
            m_workspace.openModel(folder);
    });
    actions.bind("file.addModel", [this] {
        const QString folder = chooseFolder(tr("Add a model to the library"));
        if (!folder.isEmpty())
            m_workspace.addModel(folder);
    });
    actions.bind("file.openHub", [this] { chooseFromHub(); });
    actions.bind("file.sample", [this] { openSample(); });
    actions.bind("file.save", [this] { save(); });
    actions.bind("file.saveAs", [this] { saveAs(); });
    actions.bind("file.exportYaml", [this] {
        exportText(tr("Export mergekit YAML"), QStringLiteral("yml"),
                   [this] { return yamlOf(m_workspace.document()); });
    });
    actions.bind("file.exportTable", [this] {
        exportText(tr("Export layer table"), QStringLiteral("tsv"),
                   [this] { return tableOf(m_workspace.document()); });
    });
    actions.bind("file.exportPicture", [this] { exportPicture(); });
    actions.bind("file.close", [this] { m_window.close(); });
    actions.bind("file.quit", [] { QApplication::closeAllWindows(); });
    actions.bind("edit.expressionLines", [this] { openText(QGuiApplication::clipboard()->text()); });
}

void FileCommands::open(const QStringList& paths)
{
    // The document first: models that come with it are added to it.
    QStringList ordered = paths;
    std::stable_partition(ordered.begin(), ordered.end(), [](const QString& path) {
        const PathKind kind = kindOf(path);
        return kind == PathKind::Document || kind == PathKind::Recipe;
    });
    for (const QString& path : ordered) {
        switch (kindOf(path)) {
        case PathKind::Model:
            m_workspace.openModel(path);
            break;
        case PathKind::Document:
        case PathKind::Recipe:
            if (mayReplace())
                m_workspace.openComposition(path);
            break;
        case PathKind::Unknown:
            m_workspace.report(tr("%1 is neither a model folder, a .loom document nor a mergekit YAML.")
                                   .arg(QFileInfo(path).fileName()),
                               true);
            break;
        }
    }
}

QString FileCommands::chooseFolder(const QString& title)
{
    QString folder = QFileDialog::getExistingDirectory(&m_window, title, lastFolder());
    if (!folder.isEmpty())
        setLastFolder(QFileInfo(folder).absolutePath());
    return folder;
}

void FileCommands::chooseFiles()
{
    const QStringList paths =
        QFileDialog::getOpenFileNames(&m_window, tr("Open"), lastFolder(),
                                      tr("Layerloom and mergekit (*.loom *.yml *.yaml *.safetensors *.bin "
                                         "*.index.json README.md);;All files (*)"));
    if (paths.isEmpty())
        return;
    setLastFolder(QFileInfo(paths.front()).absolutePath());
    open(paths);
}

void FileCommands::chooseFromHub()
{
    const auto snapshots = core::guarded([] { return core::listHubCache(); });
    QStringList names;
    if (snapshots) {
        for (const core::HubSnapshot& snapshot : *snapshots)
            names.append(QString::fromStdString(snapshot.modelId));
    }
    if (names.isEmpty()) {
        const QString folder = QString::fromStdString(core::hubCacheFolder().string());
        m_workspace.report(tr("There are no models in the Hub's cache, %1.").arg(folder), false);
        return;
    }
    bool accepted = false;
    const QString name = QInputDialog::getItem(&m_window, tr("Open from the Hub's cache"), tr("Model"), names,
                                               0, false, &accepted);
    const auto chosen = names.indexOf(name);
    if (accepted && chosen >= 0)
        m_workspace.openModel(
            QString::fromStdString((*snapshots)[static_cast<std::size_t>(chosen)].folder.string()));
}

void FileCommands::drop(const QList<QUrl>& urls, const QString& text)
{
    QStringList paths;
    for (const QUrl& url : urls) {
        if (url.isLocalFile())
            paths.append(url.toLocalFile());
    }
    if (!paths.isEmpty())
        open(paths);
    else if (!urls.isEmpty())
        m_workspace.report(tr("Only files and folders of this computer can be opened, not %1.")
                               .arg(urls.front().toDisplayString()),
                           true);
    else
        takeText(text);
}

void FileCommands::openSample()
{
    if (mayReplace())
        m_workspace.openSample();
}

bool FileCommands::mayReplace()
{
    Document& document = m_workspace.document();
    if (!document.isModified())
        return true;
    QMessageBox box(QMessageBox::Question, tr("Unsaved changes"),
                    tr("%1 has changes that are not saved.").arg(document.title()),
                    QMessageBox::Save | QMessageBox::Discard | QMessageBox::Cancel, &m_window);
    box.setObjectName(QStringLiteral("unsavedBox"));
    box.setDefaultButton(QMessageBox::Save);
    switch (box.exec()) {
    case QMessageBox::Save:
        return save();
    case QMessageBox::Discard:
        return true;
    default:
        return false;
    }
}

bool FileCommands::save()
{
    const QString path = m_workspace.document().path();
    if (path.isEmpty())
        return saveAs();
    if (m_watch.isChangedOnDisk() && !mayOverwrite())
        return false;
    Q_EMIT aboutToSave();
    return m_workspace.save(path);
}

bool FileCommands::mayOverwrite()
{
    QMessageBox box(QMessageBox::Warning, tr("Changed on disk"),
                    tr("%1 was changed by another program.").arg(m_workspace.document().title()),
                    QMessageBox::NoButton, &m_window);
    box.setObjectName(QStringLiteral("overwriteBox"));
    box.setTextFormat(Qt::PlainText);
    box.setInformativeText(tr("Saving replaces what it wrote."));
    const QPushButton* overwrite = box.addButton(tr("Save anyway"), QMessageBox::DestructiveRole);
    box.setDefaultButton(box.addButton(QMessageBox::Cancel));
    box.exec();
    return box.clickedButton() == overwrite;
}

void FileCommands::reload()
{
    if (mayReplace())
        m_workspace.openComposition(m_workspace.document().path());
}

bool FileCommands::saveAs()
{
    const QString proposed =
        QFileInfo(m_workspace.document().title()).completeBaseName() + QStringLiteral(".loom");
    const QString old = m_workspace.document().path();
    const QString start = old.isEmpty() ? lastFolder() + QLatin1Char('/') + proposed : old;
    QString path =
        QFileDialog::getSaveFileName(&m_window, tr("Save as"), start, tr("Layerloom documents (*.loom)"));
    if (path.isEmpty())
        return false;
    if (!path.endsWith(QLatin1String(".loom")))
        path += QStringLiteral(".loom");
    setLastFolder(QFileInfo(path).absolutePath());
    Q_EMIT aboutToSave();
    return m_workspace.save(path);
}

void FileCommands::locate(core::SourceIndex source)
{
    const QString label =
        QString::fromStdString(m_workspace.document().stack().setup.sources[source.value].label);
    const QString folder =
        QFileDialog::getExistingDirectory(&m_window, tr("Where is %1?").arg(label), lastFolder());
    if (folder.isEmpty())
        return;
    setLastFolder(QFileInfo(folder).absolutePath());
    m_workspace.locate(source, folder);
}

void FileCommands::openText(const QString& text)
{
    RecipeTextDialog dialog(m_workspace.document(), text, &m_window);
    connect(&dialog, &RecipeTextDialog::modelWanted, this, [this] {
        const QString folder = chooseFolder(tr("Open model folder"));
        if (!folder.isEmpty())
            m_workspace.openModel(folder);
    });
    if (dialog.exec() != QDialog::Accepted)
        return;
    if (dialog.blocks().empty()) {
        if (mayReplace())
            m_workspace.importRecipe(dialog.text());
    } else {
        Document& document = m_workspace.document();
        document.edit(core::replaceAll(document.stack(), dialog.blocks()), tr("Set the layers"));
    }
}

// Text that was dropped: layers for the caret, or a recipe.
void FileCommands::takeText(const QString& text)
{
    if (core::isMergekitRecipe(text.toStdString())) {
        if (mayReplace())
            m_workspace.importRecipe(text);
        return;
    }
    const core::Stack& stack = m_workspace.document().stack();
    const auto parsed = core::parseExpression(text.toStdString(), core::expressionModels(stack));
    if (parsed.mistake)
        m_workspace.report(sentence(parsed.mistake->message), true);
    else
        Q_EMIT layersGiven(parsed.blocks);
}

void FileCommands::exportText(const QString& title, const QString& suffix,
                              const std::function<QString()>& text)
{
    const QString name = QFileInfo(m_workspace.document().title()).completeBaseName();
    const QString start = QStringLiteral("%1/%2.%3").arg(lastFolder(), name, suffix);
    const QString path =
        QFileDialog::getSaveFileName(&m_window, title, start, QStringLiteral("*.%1").arg(suffix));
    if (path.isEmpty())
        return;
    setLastFolder(QFileInfo(path).absolutePath());
    write(path, text().toUtf8());
}

void FileCommands::exportPicture()
{
    const Document& document = m_workspace.document();
    QWidget& area = *m_canvas.viewport();
    PictureDialog dialog(QFileInfo(document.title()).completeBaseName(), area.size(), &m_window);
    if (dialog.exec() != QDialog::Accepted)
        return;
    const PictureFormat format = dialog.format();
    QString name = dialog.title().isEmpty() ? tr("layers") : dialog.title();
    name.replace(QLatin1Char('/'), QLatin1Char('-'));
    const QString suffix = format.svg ? QStringLiteral("svg") : QStringLiteral("png");
    const QString filter = format.svg ? tr("Drawings (*.svg)") : tr("Pictures (*.png)");
    QString path = QFileDialog::getSaveFileName(
        &m_window, tr("Export picture"), QStringLiteral("%1/%2.%3").arg(lastFolder(), name, suffix), filter);
    if (path.isEmpty())
        return;
    if (QFileInfo(path).suffix().compare(suffix, Qt::CaseInsensitive) != 0)
        path += QLatin1Char('.') + suffix;
    setLastFolder(QFileInfo(path).absolutePath());
    const auto bytes =
        core::guarded([&] { return pictureOf(area, format, dialog.title(), factsOf(document)); });
    if (bytes)
        write(path, *bytes);
    else
        m_workspace.report(
            tr("%1 was not written: %2.").arg(path, QString::fromStdString(bytes.error().message())), true);
}

void FileCommands::write(const QString& path, const QByteArray& bytes)
{
    QSaveFile file(path);
    if (!file.open(QIODevice::WriteOnly) || file.write(bytes) != bytes.size() || !file.commit())
        m_workspace.report(tr("%1 was not written: %2.").arg(path, file.errorString()), true);
    else
        m_workspace.report(tr("%1 was written.").arg(path), false);
}

void FileCommands::fillRecent(QMenu& menu)
{
    menu.clear();
    for (const RecentFile& file : m_workspace.recentFiles().list()) {
        QAction* action = menu.addAction(QFileInfo(file.path).fileName());
        action->setEnabled(file.exists);
        action->setToolTip(file.exists ? file.path : tr("%1 is not there any more").arg(file.path));
        connect(action, &QAction::triggered, this, [this, path = file.path] { open({path}); });
    }
    menu.setToolTipsVisible(true);
    menu.addSeparator();
    QAction* clear = menu.addAction(tr("&Clear the list"));
    clear->setEnabled(menu.actions().size() > 2);
    connect(clear, &QAction::triggered, &m_workspace.recentFiles(), &RecentFiles::clear);
}

QString FileCommands::lastFolder() const
{
    return QSettings().value(kLastFolder, QDir::homePath()).toString();
}

void FileCommands::setLastFolder(const QString& path)
{
    QSettings().setValue(kLastFolder, path);
}

} // namespace layerloom::app
