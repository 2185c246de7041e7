#include "app/window/shell/edit_commands.h"

#include "app/base/text.h"
#include "app/window/controls/number_dialog.h"
#include "app/window/recipe/recipe_text_dialog.h"
#include "core/notation/mergekit_import.h"
#include "core/stack/commands.h"
#include "core/stack/source_commands.h"
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

} // namespace

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

// What a part does that nobody chose a model for.
QString followsText(core::Part part)
{
    switch (part) {
    case core::Part::Norm:
    case core::Part::Head:
        return EditCommands::tr("%1: follows the last layer").arg(partName(part));
    case core::Part::Embeddings:
        return EditCommands::tr("%1: follows the first layer").arg(partName(part));
    default:
        return EditCommands::tr("%1: follows the base model").arg(partName(part));
    }
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
        add({"edit.split", "edit.join", "edit.interlock", "edit.takeApart", "edit.repeat", "edit.range"});
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
    add(followsText(part), !chosen, std::nullopt);
    menu.addSeparator();
    for (std::size_t i = 0; i < stack.setup.sources.size(); ++i) {
        const auto source = core::SourceIndex::from(i);
        add(sourceText(source, stack.setup.sources[i].label), chosen && source == current, source);
    }
    menu.exec(globalPosition);
}

} // namespace layerloom::app
