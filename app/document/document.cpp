#include "app/document/document.h"

#include "app/document/edit_command.h"
#include "core/document/document_writer.h"

#include <QFileInfo>

#include <filesystem>

namespace layerloom::app {

namespace {

std::filesystem::path folderOf(const QString& path)
{
    return std::filesystem::path(QFileInfo(path).absolutePath().toStdString());
}

} // namespace

void dropAnswered(std::vector<core::Problem>& problems, const core::OutputSettings& settings)
{
    if (settings.dtype)
        std::erase_if(problems, [](const core::Problem& problem) {
            return problem.id == core::ProblemId::MixedDtypes;
        });
}

Document::Document(QObject* parent)
    : QObject(parent)
    , m_stack(std::make_shared<core::Stack>())
    , m_preview(std::make_shared<core::Preview>())
{
    connect(&m_undoStack, &QUndoStack::cleanChanged, this, &Document::stateChanged);
}

// The undo stack emits a change when it is destroyed; its receivers may be deleted by then.
Document::~Document()
{
    m_undoStack.blockSignals(true);
}

void Document::edit(core::Edits edits, const QString& text, quint64 gesture)
{
    change({.edits = std::move(edits)}, text, gesture);
}

void Document::change(Change change, const QString& text, quint64 gesture)
{
    if (change.edits.empty() && change.settings.value_or(m_settings) == m_settings
        && change.pinned.value_or(m_pinned) == m_pinned)
        return;
    followSources(change);
    m_undoStack.push(new EditCommand(*this, std::move(change), text, gesture));
}

// A change of the sources takes the pinned stacks along.
void Document::followSources(Change& change) const
{
    for (const core::Edit& edit : change.edits)
        if (const auto* replaced = std::get_if<core::ReplaceSetup>(&edit)) {
            core::PinnedStacks pinned = core::followSources(change.pinned.value_or(m_pinned),
                                                            m_stack->setup.sources, replaced->setup.sources);
            if (pinned != m_pinned)
                change.pinned = std::move(pinned);
        }
}

void Document::setSettings(const core::OutputSettings& settings, const QString& text)
{
    change({.edits = {}, .settings = settings}, text);
}

void Document::reset(core::LoomDocument document, const QString& path)
{
    replace(std::move(document), QFileInfo(path).absoluteFilePath(), QFileInfo(path).fileName());
}

void Document::resetUntitled(core::Stack stack, const core::OutputSettings& settings, const QString& title)
{
    core::LoomDocument document;
    document.stack = std::move(stack);
    document.settings = settings;
    replace(std::move(document), {}, title);
}

void Document::recover(core::LoomDocument document, const QString& path, const QString& title)
{
    replace(std::move(document), path, title);
    m_undoStack.resetClean();
}

core::LoomDocument Document::contents() const
{
    core::LoomDocument file = m_file;
    file.stack = *m_stack;
    file.settings = m_settings;
    file.pinned = m_pinned;
    return file;
}

std::optional<core::Error> Document::save(const QString& path)
{
    const QString absolute = QFileInfo(path).absoluteFilePath();
    core::LoomDocument file = contents();
    if (file.folder.empty())
        file.folder = folderOf(absolute);
    const core::Result<std::string> text = core::saveDocument(file, absolute.toStdString());
    if (!text) {
        const QString sentence =
            tr("%1 was not saved: %2")
                .arg(QFileInfo(absolute).fileName(), QString::fromStdString(text.error().message()));
        return core::Error(text.error().code(), sentence.toStdString());
    }
    m_file.original = *text;
    m_file.folder = folderOf(absolute);
    m_path = absolute;
    m_title = QFileInfo(absolute).fileName();
    m_undoStack.setClean();
    Q_EMIT stateChanged();
    return std::nullopt;
}

QString Document::title() const
{
    return m_title.isEmpty() ? tr("Untitled") : m_title;
}

bool Document::isEmpty() const
{
    return m_stack->setup.sources.empty() && m_stack->blocks.empty();
}

Change Document::apply(Change change)
{
    Change inverse;
    Q_EMIT aboutToChange();
    const auto stack = std::make_shared<core::Stack>(*m_stack);
    m_stack = stack;
    for (core::Edit& edit : change.edits) {
        const core::Edit shown = edit;
        Q_EMIT aboutToApply(shown);
        inverse.edits.insert(inverse.edits.begin(), core::apply(*stack, std::move(edit)));
        Q_EMIT applied(shown);
    }
    if (change.settings)
        inverse.settings = std::exchange(m_settings, *change.settings);
    if (change.pinned)
        inverse.pinned = std::exchange(m_pinned, *change.pinned);
    refresh();
    return inverse;
}

void Document::replace(core::LoomDocument document, const QString& path, const QString& title)
{
    Q_EMIT aboutToReset();
    m_stack = std::make_shared<core::Stack>(std::move(document.stack));
    document.stack = {};
    m_settings = document.settings;
    m_pinned = std::exchange(document.pinned, {});
    m_file = std::move(document);
    m_path = path;
    m_title = title;
    m_undoStack.clear();
    Q_EMIT wasReset();
    refresh();
    Q_EMIT stateChanged();
}

void Document::refresh()
{
    const auto preview = std::make_shared<core::Preview>(core::preview(*m_stack));
    dropAnswered(preview->problems, m_settings);
    m_preview = preview;
    Q_EMIT changed();
}

} // namespace layerloom::app
