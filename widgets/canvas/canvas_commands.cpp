#include "widgets/canvas/canvas_commands.h"

#include "widgets/canvas/canvas_editor.h"
#include "widgets/canvas/canvas_selection.h"
#include "widgets/canvas/loom_canvas.h"
#include "widgets/canvas/slice_editor.h"

#include <algorithm>
#include <string_view>

namespace layerloom::widgets {

namespace {

constexpr CanvasCommand kCommands[] = {
    {"edit.cut", QT_TRANSLATE_NOOP("Actions", "Cu&t"), nullptr, "Ctrl+X",
     [](LoomCanvas& canvas) { canvas.editor().cut(); }},
    {"edit.copy", QT_TRANSLATE_NOOP("Actions", "&Copy"), "copy-text", "Ctrl+C",
     [](LoomCanvas& canvas) { canvas.editor().copy(); }},
    {"edit.paste", QT_TRANSLATE_NOOP("Actions", "&Paste"), nullptr, "Ctrl+V",
     [](LoomCanvas& canvas) { canvas.editor().paste(); }},
    {"edit.duplicate", QT_TRANSLATE_NOOP("Actions", "&Duplicate"), "duplicate", "Ctrl+D",
     [](LoomCanvas& canvas) { canvas.editor().duplicate(); }},
    {"edit.remove", QT_TRANSLATE_NOOP("Actions", "D&elete"), "delete", "Del",
     [](LoomCanvas& canvas) { canvas.editor().remove(); }},
    {"edit.removeBackwards", QT_TRANSLATE_NOOP("Actions", "Delete &backwards"), nullptr, "Backspace",
     [](LoomCanvas& canvas) { canvas.editor().removeBackwards(); }},
    {"edit.insert", QT_TRANSLATE_NOOP("Actions", "&Insert the chosen layers"), nullptr, "Return; Enter",
     [](LoomCanvas& canvas) { canvas.editor().insertSelection(); }},
    {"edit.replace", QT_TRANSLATE_NOOP("Actions", "Replace by the c&hosen layers"), nullptr,
     "Shift+Return; Shift+Enter", [](LoomCanvas& canvas) { canvas.editor().replaceWithSelection(); }},
    {"edit.split", QT_TRANSLATE_NOOP("Actions", "&Split slice"), "split", "S",
     [](LoomCanvas& canvas) { canvas.sliceEditor().splitAtCaret(); }},
    {"edit.join", QT_TRANSLATE_NOOP("Actions", "&Join slices"), "join", "J",
     [](LoomCanvas& canvas) { canvas.sliceEditor().joinAtCaret(); }},
    {"edit.range", QT_TRANSLATE_NOOP("Actions", "Type the &range"), nullptr, "F2",
     [](LoomCanvas& canvas) { canvas.editRangeInPlace(); }},
    {"edit.moveLeft", QT_TRANSLATE_NOOP("Actions", "Move one layer to the input side"), nullptr, "Alt+Left",
     [](LoomCanvas& canvas) { canvas.editor().move(-1); }},
    {"edit.moveRight", QT_TRANSLATE_NOOP("Actions", "Move one layer to the output side"), nullptr,
     "Alt+Right", [](LoomCanvas& canvas) { canvas.editor().move(1); }},
    {"edit.movePastLeft", QT_TRANSLATE_NOOP("Actions", "Move before the slice"), nullptr, "Alt+Shift+Left",
     [](LoomCanvas& canvas) { canvas.editor().movePastSlice(-1); }},
    {"edit.movePastRight", QT_TRANSLATE_NOOP("Actions", "Move behind the slice"), nullptr, "Alt+Shift+Right",
     [](LoomCanvas& canvas) { canvas.editor().movePastSlice(1); }},
    {"edit.moveFirst", QT_TRANSLATE_NOOP("Actions", "Move to the start"), nullptr, "Alt+Home",
     [](LoomCanvas& canvas) { canvas.editor().moveToEnd(-1); }},
    {"edit.moveLast", QT_TRANSLATE_NOOP("Actions", "Move to the end"), nullptr, "Alt+End",
     [](LoomCanvas& canvas) { canvas.editor().moveToEnd(1); }},
    {"edit.slipLeft", QT_TRANSLATE_NOOP("Actions", "Slip to earlier layers"), nullptr, "Alt+,",
     [](LoomCanvas& canvas) { canvas.sliceEditor().slip(-1); }},
    {"edit.slipRight", QT_TRANSLATE_NOOP("Actions", "Slip to later layers"), nullptr, "Alt+.",
     [](LoomCanvas& canvas) { canvas.sliceEditor().slip(1); }},
    {"edit.rollLeft", QT_TRANSLATE_NOOP("Actions", "Roll the seam to the input side"), nullptr, ",",
     [](LoomCanvas& canvas) { canvas.rollSeam(-1); }},
    {"edit.rollRight", QT_TRANSLATE_NOOP("Actions", "Roll the seam to the output side"), nullptr, ".",
     [](LoomCanvas& canvas) { canvas.rollSeam(1); }},
    {"select.all", QT_TRANSLATE_NOOP("Actions", "&All"), nullptr, "Ctrl+A",
     [](LoomCanvas& canvas) { canvas.selectionCommands().selectAll(); }},
    {"select.none", QT_TRANSLATE_NOOP("Actions", "&None"), nullptr, "Ctrl+Shift+A",
     [](LoomCanvas& canvas) { canvas.selectionCommands().selectNone(); }},
    {"select.slice", QT_TRANSLATE_NOOP("Actions", "&Slice"), nullptr, "Ctrl+Shift+Space",
     [](LoomCanvas& canvas) { canvas.selectionCommands().selectSliceAtCursor(); }},
    {"select.toggle", QT_TRANSLATE_NOOP("Actions", "&Current layer"), nullptr, "Space",
     [](LoomCanvas& canvas) { canvas.selectionCommands().toggleCurrent(); }},
    {"select.seamCard", QT_TRANSLATE_NOOP("Actions", "Seam &details"), nullptr, "Shift+F1",
     [](LoomCanvas& canvas) { canvas.showSeamCard(); }},
    {"view.zoomIn", QT_TRANSLATE_NOOP("Actions", "Zoom &in"), "zoom-in",
     "Ctrl++; Ctrl+=", [](LoomCanvas& canvas) { canvas.zoomIn(); }},
    {"view.zoomOut", QT_TRANSLATE_NOOP("Actions", "Zoom &out"), "zoom-out", "Ctrl+-",
     [](LoomCanvas& canvas) { canvas.zoomOut(); }},
    {"view.zoomNormal", QT_TRANSLATE_NOOP("Actions", "24 pixels per &layer"), nullptr, "Ctrl+0",
     [](LoomCanvas& canvas) { canvas.zoomNormal(); }},
    {"view.zoomFit", QT_TRANSLATE_NOOP("Actions", "&Fit all"), "zoom-fit", "Ctrl+9",
     [](LoomCanvas& canvas) { canvas.zoomFit(); }},
    {"view.zoomSelection", QT_TRANSLATE_NOOP("Actions", "Fit the &selection"), nullptr, "Ctrl+8",
     [](LoomCanvas& canvas) { canvas.zoomToSelection(); }},
};

} // namespace

std::span<const CanvasCommand> canvasCommands()
{
    return kCommands;
}

const CanvasCommand* findCanvasCommand(const char* id)
{
    const auto command = std::ranges::find(kCommands, std::string_view(id), &CanvasCommand::id);
    return command == std::end(kCommands) ? nullptr : command;
}

} // namespace layerloom::widgets
