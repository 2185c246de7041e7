#include "widgets/canvas/canvas_accessible.h"

#include "core/base/text.h"
#include "widgets/canvas/loom_canvas.h"

#include <QAccessible>
#include <QAccessibleWidget>

#include <memory>
#include <vector>

namespace layerloom::widgets {

namespace {

// One output layer.
class BlockInterface : public QAccessibleInterface, public QAccessibleActionInterface {
public:
    BlockInterface(LoomCanvas& canvas, int index)
        : m_canvas(canvas)
        , m_index(index)
    {}

    bool isValid() const override { return m_index < static_cast<int>(m_canvas.stack()->blocks.size()); }
    QObject* object() const override { return nullptr; }
    QAccessibleInterface* childAt(int, int) const override { return nullptr; }
    QAccessibleInterface* parent() const override { return QAccessible::queryAccessibleInterface(&m_canvas); }
    QAccessibleInterface* child(int) const override { return nullptr; }
    int childCount() const override { return 0; }
    int indexOfChild(const QAccessibleInterface*) const override { return -1; }
    void setText(QAccessible::Text, const QString&) override {}
    QAccessible::Role role() const override { return QAccessible::ListItem; }
    QRect rect() const override
    {
        const QRect local = m_canvas.blockRect(kOutputTrack, m_index);
        return {m_canvas.mapToGlobal(local.topLeft()), local.size()};
    }
    QString text(QAccessible::Text kind) const override
    {
        return kind == QAccessible::Name && isValid() ? name() : QString();
    }
    QAccessible::State state() const override
    {
        QAccessible::State state;
        const Selection& selection = m_canvas.selection();
        state.selectable = true;
        state.focusable = true;
        state.selected = selection.track == kOutputTrack && selection.contains(m_index);
        state.focused = m_canvas.hasFocus() && selection.track == kOutputTrack && selection.cursor == m_index;
        return state;
    }
    void* interface_cast(QAccessible::InterfaceType type) override
    {
        return type == QAccessible::ActionInterface ? static_cast<QAccessibleActionInterface*>(this)
                                                    : nullptr;
    }
    QStringList actionNames() const override { return {toggleAction()}; }
    void doAction(const QString& action) override
    {
        if (action != toggleAction())
            return;
        Selection selection = selectionOf(m_index, m_index + 1);
        selection.caret = selection.cursor = m_index;
        m_canvas.setSelection(selection);
    }
    QStringList keyBindingsForAction(const QString&) const override { return {}; }

private:
    QString name() const
    {
        const core::Stack& stack = *m_canvas.stack();
        const core::Block& block = stack.blocks[static_cast<std::size_t>(m_index)];
        QString text = LoomCanvas::tr("Output layer %1, %2 layer %3")
                           .arg(m_index)
                           .arg(QString::fromStdString(core::sourceLetter(block.source)))
                           .arg(block.layer.value);
        if (const core::Layer* layer = core::layerOf(stack, block))
            text += LoomCanvas::tr(", %1 parameters")
                        .arg(QString::fromStdString(core::shortCount(layer->parameters)));
        if (m_index > 0) {
            const core::Block& before = stack.blocks[static_cast<std::size_t>(m_index) - 1];
            const auto distance =
                before.layer > block.layer ? before.layer - block.layer : block.layer - before.layer;
            if (before.source != block.source || before.layer + 1 != block.layer)
                text += LoomCanvas::tr(", after seam %1 to %2, layer distance %3")
                            .arg(before.layer.value)
                            .arg(block.layer.value)
                            .arg(distance);
        }
        return text;
    }

    LoomCanvas& m_canvas;
    int m_index;
};

class CanvasInterface : public QAccessibleWidget {
public:
    explicit CanvasInterface(LoomCanvas* canvas)
        : QAccessibleWidget(canvas, QAccessible::List)
        , m_canvas(*canvas)
    {}
    ~CanvasInterface() override { clear(); }

    int childCount() const override { return static_cast<int>(m_canvas.stack()->blocks.size()); }
    QAccessibleInterface* child(int index) const override
    {
        if (index < 0 || index >= childCount())
            return nullptr;
        while (static_cast<int>(m_ids.size()) <= index)
            m_ids.push_back(QAccessible::registerAccessibleInterface(
                new BlockInterface(m_canvas, static_cast<int>(m_ids.size()))));
        return QAccessible::accessibleInterface(m_ids[static_cast<std::size_t>(index)]);
    }
    int indexOfChild(const QAccessibleInterface* wanted) const override
    {
        for (int i = 0; i < childCount(); ++i)
            if (child(i) == wanted)
                return i;
        return -1;
    }
    QAccessibleInterface* childAt(int x, int y) const override
    {
        const CanvasHit hit = m_canvas.hitAt(m_canvas.mapFromGlobal(QPoint(x, y)));
        return hit.kind == CanvasHit::Kind::Block && hit.track == kOutputTrack ? child(hit.index) : nullptr;
    }
    QAccessibleInterface* focusChild() const override
    {
        return m_canvas.selection().track == kOutputTrack ? child(m_canvas.selection().cursor) : nullptr;
    }

private:
    void clear()
    {
        for (const QAccessible::Id id : m_ids)
            QAccessible::deleteAccessibleInterface(id);
        m_ids.clear();
    }

    LoomCanvas& m_canvas;
    mutable std::vector<QAccessible::Id> m_ids;
};

QAccessibleInterface* makeInterface(const QString& className, QObject* object)
{
    if (className != QLatin1String(LoomCanvas::staticMetaObject.className()))
        return nullptr;
    return new CanvasInterface(static_cast<LoomCanvas*>(object));
}

} // namespace

void installCanvasAccessibility()
{
    QAccessible::installFactory(makeInterface);
}

void announceStack(LoomCanvas& canvas)
{
    if (!QAccessible::isActive())
        return;
    QAccessibleTableModelChangeEvent event(&canvas, QAccessibleTableModelChangeEvent::ModelReset);
    QAccessible::updateAccessibility(&event);
}

void announceCursor(LoomCanvas& canvas)
{
    const Selection& selection = canvas.selection();
    if (!QAccessible::isActive() || !canvas.hasFocus() || selection.track != kOutputTrack)
        return;
    QAccessibleEvent event(&canvas, QAccessible::Focus);
    event.setChild(selection.cursor);
    QAccessible::updateAccessibility(&event);
}

} // namespace layerloom::widgets
