#pragma once

#include <QList>
#include <QString>

namespace layerloom::app {

/// A command and its shortcuts, as the user reads them.
struct Shortcut {
    QString command; ///< "Move one layer to the input side"
    QString keys; ///< "Alt+Left", "Double click"; several are separated by commas
    bool isCanvasOnly; ///< works while the canvas has the keyboard
};

/// The shortcuts of a menu or of a view.
struct ShortcutGroup {
    QString title; ///< "Edit", "Layer table"
    QList<Shortcut> shortcuts;
};

/// Every shortcut and every gesture, made from the tables of menus, panels, canvas, layer table, caret keys and gestures.
QList<ShortcutGroup> shortcutGroups();

} // namespace layerloom::app
