#pragma once

#include <QHash>
#include <QObject>
#include <QSet>
#include <QString>

#include <functional>
#include <span>

class QAction;
class QMenu;
class QMenuBar;
class QWidget;

namespace layerloom::app {

/// Preconditions of commands; the window computes which hold.
enum class Need : unsigned {
    Nothing = 0,
    Model = 1U << 0U, ///< the document has a source
    Layers = 1U << 1U, ///< the output has layers
    Selection = 1U << 2U, ///< layers are selected in some track
    OutputSelection = 1U << 3U,
    SourceSelection = 1U << 4U,
    Slice = 1U << 5U, ///< the caret or the selection is in a slice of the output
    Seam = 1U << 6U, ///< a seam is selected or at the caret
    Undo = 1U << 7U,
    Redo = 1U << 8U,
    Recipe = 1U << 9U, ///< the parameters in the recipe panel make a stack
    Problem = 1U << 10U,
    Mergeable = 1U << 11U, ///< layers and no errors
    Job = 1U << 12U, ///< a merge runs or waits
    Target = 1U << 13U, ///< layers of the output are selected, or one is after the caret
    InsideSlice = 1U << 14U, ///< the caret can split a slice
    BetweenSlices = 1U << 15U, ///< the slices beside the caret can be joined
    Measuring = 1U << 16U, ///< a measurement runs or waits
    FinishedJob = 1U << 17U, ///< a merge has ended
    Pinned = 1U << 18U, ///< a stack is pinned
};

constexpr Need operator|(Need left, Need right)
{
    return static_cast<Need>(static_cast<unsigned>(left) | static_cast<unsigned>(right));
}
constexpr bool holds(Need there, Need needed)
{
    return (static_cast<unsigned>(there) & static_cast<unsigned>(needed)) == static_cast<unsigned>(needed);
}

/// Where a shortcut works.
enum class Scope { Window, Canvas };

/// One command of the window.
struct ActionRow {
    const char* id; ///< "file.open"; the part before the dot is its menu
    int section; ///< commands of a menu with the same number stand together
    const char* text; ///< to be translated
    const char* icon; ///< name in the icon set; nullptr: none
    const char* shortcuts; ///< "Ctrl+Shift+Z; Ctrl+Y"; empty: none
    Scope scope;
    Need need;
    bool checkable;
};

/// The title of the menu of a command, with its mnemonic: "&File".
QString menuTitle(const ActionRow& row);

/// Every command, in the order of the menus.
std::span<const ActionRow> actionTable();

/// The commands as QActions: made from the table, bound to functions, enabled by their preconditions.
class Actions : public QObject {
    Q_OBJECT

public:
    /// Window shortcuts work in `window`, canvas shortcuts while `canvas` has the keyboard.
    /// Fills `menus`.
    Actions(QWidget& window, QWidget& canvas, QMenuBar& menus);

    QAction* action(const char* id) const;
    void bind(const char* id, std::function<void()> run);
    void bindToggle(const char* id, std::function<void(bool)> run);
    /// True when a function is bound to the command.
    bool isBound(const char* id) const { return m_bound.contains(QLatin1String(id)); }
    /// A menu of the menu bar; `id` is the part of its commands before the dot.
    QMenu* menu(const char* id) const;
    /// Enables the commands whose needs are in `there`.
    void setAvailable(Need there);

private:
    void fill(QMenuBar& bar);

    QHash<QString, QAction*> m_actions;
    QHash<QString, QMenu*> m_menus;
    QSet<QString> m_bound;
};

/// A menu text without mnemonic and dots: "Open" of "&Open…".
QString plainText(QString menuText);

/// The tool tip of a command: "Undo (Ctrl+Z)".
QString toolTipFor(const QAction& action);

} // namespace layerloom::app
