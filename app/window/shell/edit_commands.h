#pragma once

#include "app/document/document.h"
#include "app/window/shell/actions.h"

#include <QObject>
#include <QPoint>

class QMenu;

namespace layerloom::widgets {
class LoomCanvas;
struct CanvasHit;
} // namespace layerloom::widgets

namespace layerloom::app {

/// Binds the commands that edit the output or select layers. Most are commands of the canvas; those with a dialog are here.
class EditCommands : public QObject {
    Q_OBJECT

public:
    EditCommands(Document& document, widgets::LoomCanvas& canvas, Actions& actions, QWidget& window);

    void insert(const core::Blocks& blocks, const QString& verb);
    void showContextMenu(const widgets::CanvasHit& hit, QPoint globalPosition);
    /// Shows a menu with the possible sources of a part.
    void showPartMenu(core::Part part, QPoint globalPosition);

Q_SIGNALS:
    void reported(const QString& text, bool isError);
    /// The pasted text is a recipe, not a layer expression.
    void textPasted(const QString& text);

private:
    void followRefusedPaste(const QString& text, const QString& reason);
    void goToLayer();

    Document& m_document;
    widgets::LoomCanvas& m_canvas;
    Actions& m_actions;
    QWidget& m_window;
};

/// The name of a part: "Head", "Chat template".
QString partName(core::Part part);

} // namespace layerloom::app
