#include "app/window/shell/edit_commands.h"

#include "app/base/text.h"
#include "app/window/controls/number_dialog.h"
#include "app/window/recipe/recipe_text_dialog.h"
#include "core/notation/mergekit_import.h"
#include "core/stack/commands.h"
#include "core/stack/source_commands.h"
#include "core/stack/stack_rules.h"
#include "widgets/canvas/canvas_commands.h"
#include "widgets/canvas/loom_canvas.h"

#include <QAction>
#include <QMenu>
#include <QWidget>

#include <algorithm>
#include <initializer_list>

namespace layerloom::app {

namespace {

using widgets::LoomCanvas;

QString outcomeOf(const core::Stack& stack, const core::Edits& edits)
{
    core::Stack trial = stack;
    for (const core::Edit& edit : edits)
        core::apply(trial, edit);
    const core::Totals totals = core::totals(trial);
    return EditCommands::tr("%1, %2, max layer distance %3.")
        .arg(counted(totals.layers, "layer"), counted(totals.seams, "seam"))
        .arg(totals.maxDistance);
}

core::Edits repeated(const core::Stack& stack, widgets::IndexRange range, std::uint32_t times)
{
    core::Blocks copies;
    const auto begin = stack.blocks.begin() + range.begin;
    for (std::uint32_t i = 1; i < times; ++i)
        copies.insert(copies.end(), begin, begin + range.count());
    return core::insertAt(stack, static_cast<std::size_t>(range.end), std::move(copies));
}

} // namespace

std::optional<std::pair<core::Slice, core::Slice>> twoSelectedSlices(const Document& document,
                                                                     const LoomCanvas& canvas)
{
    const widgets::Selection& selection = canvas.selection();
    if (selection.track != widgets::kOutputTrack || selection.isEmpty())
        return std::nullopt;
    std::vector<core::Slice> chosen;
    std::size_t layers = 0;
    for (const core::Slice& slice : document.preview()->slices) {
        std::size_t inside = 0;
        for (std::size_t at = slice.begin; at < slice.end; ++at)
            inside += selection.contains(static_cast<int>(at)) ? 1U : 0U;
        if (inside == slice.count())
            chosen.push_back(slice);
        layers += inside == slice.count() ? inside : 0U;
    }
    if (chosen.size() != 2 || layers != static_cast<std::size_t>(selection.count()))
        return std::nullopt;
    return std::pair(chosen[0], chosen[1]);
}

QString partName(core::Part part)
{
    switch (part) {
    case core::Part::Config:
        return EditCommands::tr("Configuration");
    case core::Part::Embeddings:
        return EditCommands::tr("Embeddings");
    case core::Part::Norm:
        return EditCommands::tr("Final norm");
    case core::Part::Head:
        return EditCommands::tr("Head");
    case core::Part::Tokenizer:
        return EditCommands::tr("Tokenizer");
    case core::Part::ChatTemplate:
        return EditCommands::tr("Chat template");
    case core::Part::GenerationConfig:
        break;
    }
    return EditCommands::tr("Generation config");
}

EditCommands::EditCommands(Document& document, LoomCanvas& canvas, Actions& actions, QWidget& window)
    : QObject(&window)
    , m_document(document)
    , m_canvas(canvas)
    , m_actions(actions)
    , m_window(window)
{
    actions.bind("edit.undo", [this] { m_document.undoStack().undo(); });
    actions.bind("edit.redo", [this] { m_document.undoStack().redo(); });
    actions.bind("edit.interlock", [this] { interlock(); });
    actions.bind("edit.repeat", [this] { repeat(); });
    actions.bind("select.goTo", [this] { goToLayer(); });
    for (const widgets::CanvasCommand& command : widgets::canvasCommands())
        actions.bind(command.id, [&canvas, &command] { command.run(canvas); });
    connect(&canvas, &LoomCanvas::pasteRefused, this, &EditCommands::followRefusedPaste);
}

void EditCommands::insert(const core::Blocks& blocks, const QString& verb)
{
    m_canvas.insertBlocks(blocks, tr("%1 %2").arg(verb, widgets::describeBlocks(blocks)));
}

void EditCommands::followRefusedPaste(const QString& text, const QString& reason)
{
    if (core::isMergekitRecipe(text.toStdString()))
        Q_EMIT textPasted(text);
    else
        Q_EMIT reported(sentence(reason.toStdString()), true);
}

void EditCommands::interlock()
{
    const auto slices = twoSelectedSlices(m_document, m_canvas);
    if (!slices)
        return;
    const auto edits = [this, slices](std::uint32_t g) {
        return core::interlockSlices(m_document.stack(), slices->first, slices->second, g);
    };
    const auto longest = static_cast<std::uint32_t>(std::max(slices->first.count(), slices->second.count()));
    const auto chosen = NumberDialog::ask(
        {.name = QStringLiteral("interlockDialog"),
         .title = tr("Interlock"),
         .label = tr("g"),
         .toolTip = tr("Layers in a group"),
         .button = tr("Interlock"),
         .minimum = 1,
         .maximum = longest,
         .value = std::min<std::uint32_t>(8, longest),
         .meaning = [this, edits](std::uint32_t g) { return outcomeOf(m_document.stack(), edits(g)); }},
        &m_window);
    if (chosen)
        m_document.edit(edits(*chosen), tr("Interlock g=%1").arg(*chosen));
}

void EditCommands::repeat()
{
    const widgets::Selection selection = m_canvas.selection();
    if (selection.track != widgets::kOutputTrack || selection.isEmpty())
        return;
    const auto edits = [this, range = selection.hull()](std::uint32_t times) {
        return repeated(m_document.stack(), range, times);
    };
    const auto chosen = NumberDialog::ask(
        {.name = QStringLiteral("repeatDialog"),
         .title = tr("Repeat"),
         .label = tr("Times"),
         .toolTip = tr("Number of times the layers run, one after the other"),
         .button = tr("Repeat"),
         .minimum = 2,
         .maximum = 16,
         .value = 2,
         .meaning = [this, edits](std::uint32_t k) { return outcomeOf(m_document.stack(), edits(k)); }},
        &m_window);
    if (chosen)
        m_document.edit(edits(*chosen), tr("Repeat ×%1").arg(*chosen));
}

void EditCommands::goToLayer()
{
    const auto last = static_cast<std::uint32_t>(m_document.stack().blocks.size()) - 1;
    const auto chosen = NumberDialog::ask(
        {.name = QStringLiteral("goToDialog"),
         .title = tr("Go to layer"),
         .label = tr("Layer"),
         .toolTip = tr("Output layer, counted from 0"),
         .button = tr("Go"),
         .minimum = 0,
         .maximum = last,
         .value = std::min(static_cast<std::uint32_t>(std::max(m_canvas.caret(), 0)), last),
         .meaning =
             [this](std::uint32_t at) {
                 const core::Block& block = m_document.stack().blocks[at];
                 return tr("%1, layer %2")
                     .arg(
                         sourceText(block.source, m_document.stack().setup.sources[block.source.value].label))
                     .arg(block.layer.value);
             }},
        &m_window);
    if (!chosen)
        return;
    m_canvas.setFocus(Qt::OtherFocusReason);
    m_canvas.goToLayer(static_cast<int>(*chosen));
}

void EditCommands::showContextMenu(const widgets::CanvasHit& hit, QPoint globalPosition)
{
    if (hit.kind == widgets::CanvasHit::Kind::EndCap) {
        showPartMenu(hit.part, globalPosition);
        return;
    }
    QMenu menu(&m_window);
    const auto add = [this, &menu](std::initializer_list<const char*> ids) {
        for (const char* id : ids)
            menu.addAction(m_actions.action(id));
        menu.addSeparator();
    };
    if (hit.kind == widgets::CanvasHit::Kind::Seam) {
        add({"edit.rollLeft", "edit.rollRight", "edit.join", "select.seamCard"});
    } else if (m_canvas.selection().track == widgets::kOutputTrack) {
        add({"edit.cut", "edit.copy", "edit.paste", "edit.duplicate", "edit.remove"});
        add({"edit.split", "edit.join", "edit.interlock", "edit.repeat", "edit.range"});
    } else {
        add({"edit.insert", "edit.replace", "edit.copy"});
    }
    add({"select.all", "select.slice", "view.zoomSelection"});
    menu.exec(globalPosition);
}

void EditCommands::showPartMenu(core::Part part, QPoint globalPosition)
{
    QMenu menu(&m_window);
    menu.setObjectName(QStringLiteral("partMenu"));
    const core::Stack& stack = m_document.stack();
    const core::SourceIndex current = core::partSource(stack, part);
    const bool chosen = stack.setup.parts[static_cast<std::size_t>(part)].has_value();
    const auto add = [this, &menu, part](const QString& text, bool checked,
                                         std::optional<core::SourceIndex> source) {
        QAction* action = menu.addAction(text);
        action->setCheckable(true);
        action->setChecked(checked);
        connect(action, &QAction::triggered, this, [this, part, source, text] {
            m_document.edit(core::setPart(m_document.stack(), part, source),
                            tr("%1 from %2").arg(partName(part), text));
        });
    };
    add(tr("%1: by the layers").arg(partName(part)), !chosen, std::nullopt);
    menu.addSeparator();
    for (std::size_t i = 0; i < stack.setup.sources.size(); ++i) {
        const auto source = core::SourceIndex::from(i);
        add(sourceText(source, stack.setup.sources[i].label), chosen && source == current, source);
    }
    menu.exec(globalPosition);
}

} // namespace layerloom::app
