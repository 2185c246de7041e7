#pragma once

#include <QAction>
#include <QCoreApplication>
#include <QKeySequence>
#include <QString>

#include <span>

namespace layerloom::widgets {

/// A command of a widget, with shortcuts that work while the widget has the keyboard.
template <typename Widget> struct WidgetCommand {
    const char* id; ///< "edit.cut"
    const char* text; ///< to be translated in the context "Actions"
    const char* icon; ///< name in the icon set; nullptr: none
    const char* shortcuts; ///< "Ctrl++; Ctrl+="
    void (*run)(Widget& widget);
};

/// Adds an action for each command to `widget`. REQUIRES: `commands` outlives the widget.
template <typename Widget>
void addCommandActions(Widget& widget, std::span<const WidgetCommand<Widget>> commands)
{
    for (const WidgetCommand<Widget>& command : commands) {
        auto* action = new QAction(QCoreApplication::translate("Actions", command.text), &widget);
        action->setObjectName(QLatin1String(command.id));
        action->setShortcuts(QKeySequence::listFromString(QLatin1String(command.shortcuts)));
        action->setShortcutContext(Qt::WidgetWithChildrenShortcut);
        QObject::connect(action, &QAction::triggered, &widget, [&widget, &command] { command.run(widget); });
        widget.addAction(action);
    }
}

} // namespace layerloom::widgets
