#include "widgets/canvas/canvas_accessible.h"

#include "core/base/text.h"
#include "widgets/canvas/loom_canvas.h"

#include <QAccessible>
#include <QAccessibleWidget>

#include <algorithm>
#include <vector>

namespace layerloom::widgets {

namespace {

// The output layer that has the keyboard: the one after the caret, at the end the last one. -1: none.
int cursorBlock(const LoomCanvas& canvas)
{
    const Selection& selection = canvas.selection();
    const int count = static_cast<int>(canvas.stack()->blocks.size());
    return selection.track == kOutputTrack ? std::min(selection.cursor, count - 1) : -1;
}

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
        if (!isValid())
            return {};
        if (kind == QAccessible::Description)
            return LoomCanvas::tr("%1 of %2").arg(m_index + 1).arg(m_canvas.stack()->blocks.size());
        return kind == QAccessible::Name ? name() : QString();
    }
    QAccessible::State state() const override
    {
        QAccessible::State state;
        if (!isValid()) {
            state.invalid = true;
            return state;
        }
        const Selection& selection = m_canvas.selection();
        state.selectable = true;
        state.focusable = true;
        state.selected = selection.track == kOutputTrack && selection.contains(m_index);
        state.multiSelectable = true;
        state.focused = m_canvas.hasFocus() && cursorBlock(m_canvas) == m_index;
        return state;
    }
    void* interface_cast(QAccessible::InterfaceType type) override
    {
        return type == QAccessible::ActionInterface ? static_cast<QAccessibleActionInterface*>(this)
                                                    : nullptr;
    }
    QStringList actionNames() const override { return {pressAction(), toggleAction(), setFocusAction()}; }
    void doAction(const QString& action) override
    {
        if (!isValid())
            return;
        if (action == setFocusAction()) {
            m_canvas.activateWindow();
            m_canvas.setFocus(Qt::OtherFocusReason);
        }
        Selection selection = m_canvas.selection();
        const IndexRange here {m_index, m_index + 1};
        if (action == toggleAction() && selection.track == kOutputTrack)
            selection.contains(m_index) ? selection.remove(here) : selection.add(here);
        else if (action == pressAction() || action == toggleAction())
            selection = selectionOf(m_index, m_index + 1);
        else if (selection.track != kOutputTrack)
            selection = Selection {};
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

// The output as a list of its layers.
class CanvasInterface : public QAccessibleWidget {
public:
    explicit CanvasInterface(LoomCanvas* canvas)
        : QAccessibleWidget(canvas, QAccessible::List)
        , m_canvas(*canvas)
    {}
    ~CanvasInterface() override
    {
        for (const Child& child : m_children)
            QAccessible::deleteAccessibleInterface(child.id);
    }

    int childCount() const override { return static_cast<int>(m_canvas.stack()->blocks.size()); }
    QAccessibleInterface* child(int index) const override
    {
        if (index < 0 || index >= childCount())
            return nullptr;
        while (static_cast<int>(m_children.size()) <= index)
            addChild();
        return QAccessible::accessibleInterface(m_children[static_cast<std::size_t>(index)].id);
    }
    int indexOfChild(const QAccessibleInterface* wanted) const override
    {
        // Layers that are gone are still kept when nobody was told.
        const auto count = std::min(m_children.size(), static_cast<std::size_t>(childCount()));
        for (std::size_t i = 0; i < count; ++i)
            if (QAccessible::accessibleInterface(m_children[i].id) == wanted)
                return static_cast<int>(i);
        return -1;
    }
    QAccessibleInterface* childAt(int x, int y) const override
    {
        const CanvasHit hit = m_canvas.hitAt(m_canvas.mapFromGlobal(QPoint(x, y)));
        return hit.kind == CanvasHit::Kind::Block && hit.track == kOutputTrack ? child(hit.index) : nullptr;
    }
    QAccessibleInterface* focusChild() const override { return child(cursorBlock(m_canvas)); }
    QString text(QAccessible::Text kind) const override
    {
        const Selection& selection = m_canvas.selection();
        if (kind != QAccessible::Description || selection.track == kOutputTrack)
            return QAccessibleWidget::text(kind);
        const auto source = core::SourceIndex::from(static_cast<std::size_t>(selection.track));
        return LoomCanvas::tr("The keyboard is in model %1, at layer %2")
            .arg(QString::fromStdString(core::sourceLetter(source)))
            .arg(selection.cursor);
    }

    // Tells which layers are there no more, which are new, and which have another name.
    void follow()
    {
        while (static_cast<int>(m_children.size()) > childCount()) {
            QAccessibleInterface* last = QAccessible::accessibleInterface(m_children.back().id);
            QAccessibleEvent event(last, QAccessible::ObjectDestroyed);
            QAccessible::updateAccessibility(&event);
            QAccessible::deleteAccessibleInterface(m_children.back().id);
            m_children.pop_back();
        }
        for (Child& known : m_children) {
            QAccessibleInterface* child = QAccessible::accessibleInterface(known.id);
            const QString name = child->text(QAccessible::Name);
            if (name == known.name)
                continue;
            known.name = name;
            QAccessibleEvent event(child, QAccessible::NameChanged);
            QAccessible::updateAccessibility(&event);
        }
        while (static_cast<int>(m_children.size()) < childCount()) {
            QAccessibleEvent event(addChild(), QAccessible::ObjectCreated);
            QAccessible::updateAccessibility(&event);
        }
    }

private:
    struct Child {
        QAccessible::Id id;
        QString name; ///< as it was told last
    };

    QAccessibleInterface* addChild() const
    {
        auto* block = new BlockInterface(m_canvas, static_cast<int>(m_children.size()));
        m_children.push_back(
            {QAccessible::registerAccessibleInterface(block), block->text(QAccessible::Name)});
        return block;
    }

    LoomCanvas& m_canvas;
    mutable std::vector<Child> m_children;
};

QAccessibleInterface* makeInterface(const QString& className, QObject* object)
{
    if (className != QLatin1String(LoomCanvas::staticMetaObject.className()))
        return nullptr;
    return new CanvasInterface(static_cast<LoomCanvas*>(object));
}

void tell(QAccessibleInterface* about, QAccessible::Event what)
{
    if (!about)
        return;
    QAccessibleEvent event(about, what);
    QAccessible::updateAccessibility(&event);
}

} // namespace

void installCanvasAccessibility(LoomCanvas& canvas)
{
    QAccessible::installFactory(makeInterface);
    if (!QAccessible::isActive())
        return;
    // While the base class was made, Qt may have made an interface of the base class, and kept it.
    QAccessibleInterface* kept = QAccessible::queryAccessibleInterface(&canvas);
    if (kept && !dynamic_cast<CanvasInterface*>(kept))
        QAccessible::deleteAccessibleInterface(QAccessible::uniqueId(kept));
}

void announceStack(LoomCanvas& canvas)
{
    if (!QAccessible::isActive())
        return;
    if (auto* list = dynamic_cast<CanvasInterface*>(QAccessible::queryAccessibleInterface(&canvas)))
        list->follow();
}

void announceCursor(LoomCanvas& canvas)
{
    if (!QAccessible::isActive())
        return;
    QAccessibleInterface* list = QAccessible::queryAccessibleInterface(&canvas);
    const int cursor = cursorBlock(canvas);
    if (canvas.selection().track != kOutputTrack)
        tell(list, QAccessible::DescriptionChanged);
    else if (canvas.hasFocus() && cursor >= 0)
        tell(list->child(cursor), QAccessible::Focus);
    if (cursor >= 0)
        tell(list->child(cursor), QAccessible::Selection);
    tell(list, QAccessible::SelectionWithin);
}

} // namespace layerloom::widgets
