#include "app/window/shell/shortcut_list.h"

#include "app/window/lists/layer_table_commands.h"
#include "app/window/shell/actions.h"
#include "app/window/shell/panel_table.h"
#include "widgets/canvas/caret_keys.h"

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

} // namespace

QList<ShortcutGroup> shortcutGroups()
{
    QList<ShortcutGroup> groups = menuGroups();
    groups.append(caretGroup());
    groups.append(layerTableGroup());
    return groups;
}

QString shortcutsAsHtml()
{
    QString html;
    for (const ShortcutGroup& group : shortcutGroups()) {
        html += QStringLiteral("<p><b>%1</b></p><table>").arg(group.title.toHtmlEscaped());
        for (const Shortcut& shortcut : group.shortcuts)
            html += QStringLiteral("<tr><td>%1&nbsp;&nbsp;</td><td>%2&nbsp;&nbsp;</td><td>%3</td></tr>")
                        .arg(shortcut.command.toHtmlEscaped(), shortcut.keys.toHtmlEscaped(),
                             shortcut.isCanvasOnly ? ShortcutList::tr("on the canvas") : QString());
        html += QStringLiteral("</table>");
    }
    return html;
}

} // namespace layerloom::app
