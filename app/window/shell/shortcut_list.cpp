#include "app/window/shell/shortcut_list.h"

#include "app/window/lists/layer_table_commands.h"
#include "app/window/shell/actions.h"
#include "app/window/shell/panel_table.h"
#include "widgets/canvas/caret_keys.h"
#include "widgets/canvas/gestures.h"

#include <QCoreApplication>
#include <QKeySequence>

namespace layerloom::app {

namespace {

struct ShortcutList {
    Q_DECLARE_TR_FUNCTIONS(ShortcutList)
};

QString commandText(const char* text)
{
    return plainText(QCoreApplication::translate("Actions", text));
}

QString keysText(const char* shortcuts)
{
    QStringList keys;
    for (const QKeySequence& sequence : QKeySequence::listFromString(QLatin1String(shortcuts)))
        keys.append(sequence.toString(QKeySequence::NativeText));
    return keys.join(QStringLiteral(", "));
}

QList<ShortcutGroup> menuGroups()
{
    QList<ShortcutGroup> groups;
    for (const ActionRow& row : actionTable()) {
        if (*row.shortcuts == '\0')
            continue;
        const QString title = plainText(menuTitle(row));
        if (groups.isEmpty() || groups.last().title != title)
            groups.append({title, {}});
        groups.last().shortcuts.append(
            {commandText(row.text), keysText(row.shortcuts), row.scope == Scope::Canvas});
    }
    return groups;
}

ShortcutGroup layerTableGroup()
{
    ShortcutGroup group {panelTitle(PanelId::Table), {}};
    for (const auto& command : layerTableCommands())
        group.shortcuts.append({commandText(command.text), keysText(command.shortcuts), false});
    return group;
}

ShortcutGroup caretGroup()
{
    ShortcutGroup group {ShortcutList::tr("Caret (with Shift: extend the selection)"), {}};
    for (const widgets::CaretKey& row : widgets::caretKeys())
        group.shortcuts.append(
            {commandText(row.text), QKeySequence(row.keys).toString(QKeySequence::NativeText), true});
    return group;
}

QList<ShortcutGroup> gestureGroups()
{
    QList<ShortcutGroup> groups;
    for (const widgets::Gesture& row : widgets::gestures()) {
        const QString title = widgets::placeTitle(row.place);
        if (groups.isEmpty() || groups.last().title != title)
            groups.append({title, {}});
        QString outcome = widgets::gestureText(row.outcome);
        outcome.replace(0, 1, outcome.at(0).toUpper());
        const QString gesture = widgets::gestureText(row.gesture);
        groups.last().shortcuts.append(
            {outcome, row.isDuringDrag ? ShortcutList::tr("%1 during a drag").arg(gesture) : gesture, false});
    }
    return groups;
}

} // namespace

QList<ShortcutGroup> shortcutGroups()
{
    QList<ShortcutGroup> groups = menuGroups();
    groups.append(caretGroup());
    groups.append(layerTableGroup());
    groups.append(gestureGroups());
    return groups;
}

} // namespace layerloom::app
