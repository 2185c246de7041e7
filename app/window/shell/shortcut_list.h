#pragma once

#include <QList>
#include <QString>

namespace layerloom::app {

/// A command and its shortcuts, as the user reads them.
struct Shortcut {
    QString command; ///< "Move one layer to the input side"
    QString keys; ///< "Alt+Left"; several are separated by commas
    bool isCanvasOnly; ///< works while the canvas has the keyboard
};

/// The shortcuts of a menu or of a view.
struct ShortcutGroup {
    QString title; ///< "Edit", "Layer table"
    QList<Shortcut> shortcuts;
};

/// Every shortcut, made from the tables of menus, panels, canvas, layer table and caret keys.
QList<ShortcutGroup> shortcutGroups();

/// shortcutGroups() as tables in HTML.
QString shortcutsAsHtml();

} // namespace layerloom::app
