#include "app/workspace/workspace.h"

#include "app/base/text.h"
#include "app/workspace/library_facts.h"
#include "core/base/text.h"
#include "core/document/open_sources.h"
#include "core/sample/sample.h"
#include "core/stack/commands.h"
#include "core/stack/source_commands.h"
#include "core/stack/stack_rules.h"

#include <QDir>
#include <QFileInfo>
#include <QStandardPaths>

#include <filesystem>
#include <utility>

namespace layerloom::app {

namespace {

QString facts(const core::Totals& totals)
{
    return QStringLiteral("%1 · %2").arg(counted(totals.layers, "layer"),
                                         QString::fromStdString(core::shortCount(totals.parameters)));
}

core::Source movedSource(core::Source source, const std::shared_ptr<const core::Model>& model,
                         const std::string& folder)
{
    source.path = folder;
    core::setModel(source, model);
    return source;
}

// The setup with `source` in `folder`, and with every other missing source in the same parent folder. Throws Error.
core::Setup located(core::Setup setup, core::SourceIndex source, const std::filesystem::path& folder)
{
    setup.sources[source.value] = movedSource(
        setup.sources[source.value], core::openModel(folder, false, setup.sources[source.value].side).value(),
        folder.string());
    for (core::Source& other : setup.sources) {
        const std::filesystem::path sibling =
            folder.parent_path() / std::filesystem::path(other.path).filename();
        if (other.model || !std::filesystem::exists(sibling))
            continue;
        if (const auto model = core::openModel(sibling, false, other.side))
            other = movedSource(other, *model, sibling.string());
    }
    return setup;
}

Opened readSample()
{
    const core::Sample sample = core::writeSample(sampleFolder().toStdString()).value();
    return openComposition(QString::fromStdString(sample.document.string()), {}).value();
}

} // namespace

QString sampleFolder()
{
    return QStandardPaths::writableLocation(QStandardPaths::CacheLocation) + QStringLiteral("/sample");
}

Workspace::Workspace(QObject* parent)
    : QObject(parent)
    , m_library(m_document)
{
    connect(&m_library, &LibraryModel::read, this, &Workspace::modelRead);
    connect(&m_library, &LibraryModel::idle, this, &Workspace::busyChanged);
    connect(&m_queue, &JobQueue::started, this, &Workspace::busyChanged);
    connect(&m_queue, &JobQueue::idle, this, &Workspace::openWaiting);
}

QString Workspace::busyText() const
{
    if (m_queue.isBusy())
        return m_queue.runningTitle();
    return m_library.isReading() ? tr("Reading models") : QString();
}

void Workspace::openWaiting()
{
    const QStringList paths = std::exchange(m_afterComposition, {});
    for (const QString& path : paths)
        openModel(path);
    Q_EMIT busyChanged();
}

void Workspace::openModel(const QString& path)
{
    if (m_queue.isBusy()) {
        m_afterComposition.append(path);
        return;
    }
    m_wanted.insert(QDir::cleanPath(QFileInfo(path).absoluteFilePath()));
    m_library.add(path);
}

void Workspace::addModel(const QString& path)
{
    if (m_document.stack().setup.sources.empty() && m_wanted.isEmpty())
        openModel(path);
    else
        m_library.add(path);
}

void Workspace::openComposition(const QString& path)
{
    const QString absolute = QFileInfo(path).absoluteFilePath();
    m_queue.start(
        tr("Opening %1").arg(QFileInfo(path).fileName()), JobQueue::Urgency::Interactive, *this,
        [absolute, known = m_library.readySources()](core::JobContext&) {
            return layerloom::app::openComposition(absolute, known).value();
        },
        [this, absolute](const core::Result<Opened>& opened) { showComposition(absolute, opened); });
}

void Workspace::recover(core::RecoverySlot slot)
{
    const auto shared = std::make_shared<core::RecoverySlot>(std::move(slot));
    m_queue.start(
        tr("Recovering unsaved changes"), JobQueue::Urgency::Interactive, *this,
        [shared](core::JobContext&) {
            core::Recovery recovery = shared->read();
            core::openSources(recovery.document.stack);
            return recovery;
        },
        [this, shared](const core::Result<core::Recovery>& recovery) {
            if (!recovery) {
                Q_EMIT reported(sentence(recovery.error().message()), true);
                return;
            }
            m_document.recover(recovery->document, QString::fromStdString(recovery->path.string()),
                               QString::fromStdString(recovery->title));
            Q_EMIT recovered(shared);
            Q_EMIT compositionOpened();
        });
}

void Workspace::importRecipe(const QString& text)
{
    m_queue.start(
        tr("Importing a recipe"), JobQueue::Urgency::Interactive, *this,
        [text, known = m_library.readySources()](core::JobContext&) {
            return importRecipeText(text, known).value();
        },
        [this](const core::Result<core::MergekitImport>& imported) {
            if (imported)
                showImport(*imported, tr("Pasted recipe"));
            else
                Q_EMIT reported(sentence(imported.error().message()), true);
        });
}

void Workspace::openSample()
{
    m_queue.start(
        tr("Making the sample"), JobQueue::Urgency::Interactive, *this,
        [](core::JobContext&) { return readSample(); },
        [this](const core::Result<Opened>& opened) {
            if (!opened) {
                Q_EMIT reported(sentence(opened.error().message()), true);
                return;
            }
            const auto& document = std::get<core::LoomDocument>(*opened);
            m_document.resetUntitled(document.stack, document.settings, tr("Sample"));
            Q_EMIT compositionOpened();
            Q_EMIT sampleOpened();
        });
}

void Workspace::newDocument()
{
    m_document.resetUntitled({}, {}, {});
    Q_EMIT compositionOpened();
}

bool Workspace::save(const QString& path)
{
    if (const auto error = m_document.save(path)) {
        Q_EMIT saveFailed(sentence(error->message()));
        return false;
    }
    m_recent.add(m_document.path(), facts(m_document.preview()->totals));
    return true;
}

void Workspace::addToDocument(int row)
{
    const LibraryEntry& entry = m_library.entry(row);
    if (!entry.model || m_library.sourceOf(row))
        return;
    auto [edits, source] =
        core::addSource(m_document.stack(), core::sourceFor(entry.model, entry.path.toStdString()));
    m_document.edit(std::move(edits), tr("Add %1").arg(sourceText(source, entry.label.toStdString())));
}

core::Blocks Workspace::allLayers(int row)
{
    addToDocument(row);
    const auto source = m_library.sourceOf(row);
    if (!source)
        return {};
    return core::layerRange(*source, 0,
                            core::LayerIndex::from(m_document.stack().setup.sources[source->value].layers));
}

void Workspace::removeModel(int row)
{
    const QString path = m_library.entry(row).path;
    if (const auto source = m_library.sourceOf(row)) {
        m_document.edit(core::removeSource(m_document.stack(), *source),
                        tr("Remove %1").arg(sourceText(*source, m_library.entry(row).label.toStdString())));
    }
    m_library.remove(m_library.rowOf(path));
}

void Workspace::chooseStack(int row, core::StackSide side)
{
    const QString path = m_library.entry(row).path;
    m_queue.start(
        tr("Reading %1").arg(path), JobQueue::Urgency::Interactive, *this,
        [path, side](core::JobContext&) { return core::openModel(path.toStdString(), false, side).value(); },
        [this, path, side](const core::Result<std::shared_ptr<const core::Model>>& model) {
            if (!model) {
                Q_EMIT reported(sentence(model.error().message()), true);
                return;
            }
            m_library.addOpened(*model, path);
            const auto source = m_library.sourceOf(m_library.rowOf(path));
            if (!source)
                return;
            core::Setup setup = m_document.stack().setup;
            core::Source& chosen = setup.sources[source->value];
            chosen = movedSource(chosen, *model, path.toStdString());
            chosen.side = side;
            m_document.edit({core::ReplaceSetup {std::move(setup)}},
                            side == core::StackSide::Encoder ? tr("Choose the encoder")
                                                             : tr("Choose the decoder"));
        });
}

void Workspace::locate(core::SourceIndex source, const QString& folder)
{
    const QString label = QString::fromStdString(m_document.stack().setup.sources[source.value].label);
    const std::filesystem::path path(QDir::cleanPath(QFileInfo(folder).absoluteFilePath()).toStdString());
    const auto before = m_document.snapshot();
    m_queue.start(
        tr("Reading %1").arg(folder), JobQueue::Urgency::Interactive, *this,
        [before, source, path](core::JobContext&) { return located(before->setup, source, path); },
        [this, before, label](const core::Result<core::Setup>& setup) {
            if (!setup)
                Q_EMIT reported(sentence(setup.error().message()), true);
            else if (m_document.stack().setup == before->setup)
                m_document.edit({core::ReplaceSetup {*setup}}, tr("Locate %1").arg(label));
            forgetMissing();
        });
}

// Removes rows of paths where a missing source was looked for.
void Workspace::forgetMissing()
{
    for (int row = m_library.count() - 1; row >= 0; --row) {
        if (m_library.entry(row).state == EntryState::Missing && !m_library.sourceOf(row))
            m_library.remove(row);
    }
}

void Workspace::showComposition(const QString& path, const core::Result<Opened>& opened)
{
    if (!opened) {
        Q_EMIT reported(sentence(opened.error().message()), true);
        return;
    }
    if (const auto* imported = std::get_if<core::MergekitImport>(&*opened)) {
        showImport(*imported, QFileInfo(path).completeBaseName());
    } else {
        m_document.reset(std::get<core::LoomDocument>(*opened), path);
        Q_EMIT compositionOpened();
    }
    m_recent.add(path, facts(m_document.preview()->totals));
}

void Workspace::showImport(core::MergekitImport imported, const QString& title)
{
    core::OutputSettings settings;
    settings.dtype = imported.dtype;
    m_document.resetUntitled(std::move(imported.stack), settings, title);
    Q_EMIT compositionOpened();
    QStringList notes;
    for (const std::string& note : imported.notes)
        notes.append(sentence(note));
    if (!notes.isEmpty())
        Q_EMIT reported(notes.join(QLatin1Char(' ')), false);
}

void Workspace::modelRead(const QString& path)
{
    const bool wanted = m_wanted.remove(path);
    const int row = m_library.rowOf(path);
    const LibraryEntry& entry = m_library.entry(row);
    Q_EMIT busyChanged();
    if (!entry.model) {
        if (wanted)
            Q_EMIT reported(sentence(entry.sentence.toStdString()), true);
        return;
    }
    repairSources(row);
    if (wanted) {
        addToDocument(row);
        m_recent.add(path, librarySummary(*m_library.entry(row).model));
    }
}

// Gives missing sources of the document the model that was just read.
void Workspace::repairSources(int row)
{
    const LibraryEntry& entry = m_library.entry(row);
    const auto source = m_library.sourceOf(row);
    if (!source || m_document.stack().setup.sources[source->value].model)
        return;
    core::Setup setup = m_document.stack().setup;
    setup.sources[source->value] =
        movedSource(setup.sources[source->value], entry.model, entry.path.toStdString());
    m_document.edit({core::ReplaceSetup {std::move(setup)}}, tr("Read %1 again").arg(entry.label));
}

} // namespace layerloom::app
