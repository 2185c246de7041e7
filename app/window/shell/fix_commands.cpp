#include "app/window/shell/fix_commands.h"

#include "app/window/shell/file_commands.h"
#include "core/stack/commands.h"
#include "core/stack/source_commands.h"

#include <QInputDialog>

#include <algorithm>
#include <utility>
#include <variant>
#include <vector>

namespace layerloom::app {

namespace {

template <typename... Handlers> struct Overloaded : Handlers... {
    using Handlers::operator()...;
};
template <typename... Handlers> Overloaded(Handlers...) -> Overloaded<Handlers...>;

/// A stack with the blocks of a problem taken from another source, and the edits that lead there.
struct Replacement {
    core::Edits edits;
    bool fits = false; ///< the source has the layers, and they fit the rest of the stack
};

Replacement replacement(const core::Stack& stack, const core::Problem& problem, const core::Source& source)
{
    core::Stack changed = stack;
    Replacement result;
    core::SourceIndex index;
    std::tie(result.edits, index) = core::addSource(stack, source);
    for (const core::Edit& edit : result.edits)
        core::apply(changed, edit);
    const auto at = [&stack](std::size_t block) {
        return stack.blocks.begin() + static_cast<std::ptrdiff_t>(block);
    };
    core::Blocks blocks(at(problem.begin), at(problem.end));
    result.fits = std::ranges::all_of(
        blocks, [&source](const core::Block& block) { return block.layer.value < source.layers; });
    for (core::Block& block : blocks)
        block.source = index;
    const core::Edits replaced = core::replaceRange(changed, problem.begin, problem.end, blocks);
    for (const core::Edit& edit : core::removeRange(problem.begin, problem.end))
        core::apply(changed, edit);
    result.fits = result.fits && !core::refusal(changed, blocks);
    result.edits.insert(result.edits.end(), replaced.begin(), replaced.end());
    return result;
}

// Models of the library that can give the blocks of the problem.
std::vector<core::Source> candidates(const Workspace& workspace, const LibraryModel& library,
                                     const core::Problem& problem)
{
    const core::Stack& stack = workspace.document().stack();
    std::vector<core::Source> sources = library.readySources();
    std::erase_if(sources, [&](const core::Source& source) {
        return (problem.source && source.path == stack.setup.sources[problem.source->value].path)
            || !replacement(stack, problem, source).fits;
    });
    return sources;
}

} // namespace

FixCommands::FixCommands(Workspace& workspace, FileCommands& files, QWidget& window)
    : QObject(&window)
    , m_workspace(workspace)
    , m_files(files)
    , m_window(window)
{}

void FixCommands::apply(const core::Problem& problem, const core::Fix& fix)
{
    const QString step = QString::fromStdString(core::fixLabel(fix.action));
    std::visit(Overloaded {
                   [this](const core::ApplyEdits& action) { applyEdits(action); },
                   [this](const core::LocateSource& action) { m_files.locate(action.source); },
                   [this](const core::RescanSource& action) { rescan(action.source); },
                   [this, &problem](const core::ReplaceSource&) { replaceSource(problem); },
                   [this, &step](const core::ConvertAllTo& action) { convertTo(action.type, step); },
                   [this](const core::SetDestination&) { Q_EMIT mergeDialogRequested(); },
                   [this](const core::ChooseDestination&) { Q_EMIT mergeDialogRequested(); },
               },
               fix.action);
}

void FixCommands::applyEdits(const core::ApplyEdits& action)
{
    m_workspace.document().edit(action.edits, QString::fromStdString(action.summary));
}

void FixCommands::rescan(core::SourceIndex source)
{
    const core::Stack& stack = m_workspace.document().stack();
    m_workspace.library().add(QString::fromStdString(stack.setup.sources[source.value].path));
}

void FixCommands::convertTo(core::FloatType type, const QString& step)
{
    core::OutputSettings settings = m_workspace.document().settings();
    settings.dtype = type;
    m_workspace.document().setSettings(settings, step);
}

void FixCommands::replaceSource(const core::Problem& problem)
{
    const std::vector<core::Source> sources = candidates(m_workspace, m_workspace.library(), problem);
    if (sources.empty()) {
        m_workspace.report(tr("No model in the library has these layers and fits the stack."), false);
        return;
    }
    QStringList names;
    for (const core::Source& source : sources)
        names.append(QStringLiteral("%1 (%2)").arg(QString::fromStdString(source.label),
                                                   QString::fromStdString(source.path)));
    bool accepted = false;
    const QString name = QInputDialog::getItem(&m_window, tr("Replace source"), tr("Take the layers from"),
                                               names, 0, false, &accepted);
    const auto chosen = names.indexOf(name);
    if (accepted && chosen >= 0)
        takeLayersFrom(problem, sources[static_cast<std::size_t>(chosen)]);
}

void FixCommands::takeLayersFrom(const core::Problem& problem, const core::Source& source)
{
    Document& document = m_workspace.document();
    document.edit(replacement(document.stack(), problem, source).edits,
                  tr("Take layers from %1").arg(QString::fromStdString(source.label)));
}

} // namespace layerloom::app
