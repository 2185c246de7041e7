#include "app/window/lists/layer_table_commands.h"

#include "app/window/lists/layer_table_view.h"

namespace layerloom::app {

namespace {

constexpr widgets::WidgetCommand<LayerTableView> kLayerTableCommands[] = {
    {"table.moveUp", QT_TRANSLATE_NOOP("Actions", "Move the selected rows up"), nullptr, "Alt+Up",
     [](LayerTableView& table) { table.moveRows(-1); }},
    {"table.moveDown", QT_TRANSLATE_NOOP("Actions", "Move the selected rows down"), nullptr, "Alt+Down",
     [](LayerTableView& table) { table.moveRows(1); }},
    {"table.duplicate", QT_TRANSLATE_NOOP("Actions", "Duplicate the selected rows"), nullptr, "Ctrl+D",
     [](LayerTableView& table) { table.duplicateRows(); }},
    {"table.remove", QT_TRANSLATE_NOOP("Actions", "Delete the selected rows"), nullptr, "Del",
     [](LayerTableView& table) { table.removeRows(); }},
    {"table.copy", QT_TRANSLATE_NOOP("Actions", "Copy the selected rows"), nullptr, "Ctrl+C",
     [](LayerTableView& table) { table.copyRows(); }},
};

} // namespace

std::span<const widgets::WidgetCommand<LayerTableView>> layerTableCommands()
{
    return kLayerTableCommands;
}

} // namespace layerloom::app
