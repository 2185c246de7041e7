#include "app/window/shell/pinned_commands.h"

#include "core/stack/edit.h"

#include <QAction>

#include <algorithm>

namespace layerloom::app {

PinnedCommands::PinnedCommands(Document& document, Actions& actions, QObject* parent)
    : QObject(parent)
    , m_document(document)
    , m_pin(actions.action("edit.pin"))
{
    actions.bind("edit.pin", [this] { pinOrUnpin(); });
    actions.bind("edit.nextPinned", [this] { flip(1); });
    actions.bind("edit.previousPinned", [this] { flip(-1); });
    connect(&document, &Document::changed, this, &PinnedCommands::follow);
    follow();
}

std::optional<std::size_t> PinnedCommands::current() const
{
    const core::PinnedStacks& pinned = m_document.pinned();
    const auto same = std::ranges::find(pinned, m_document.stack().blocks, &core::PinnedStack::blocks);
    if (same == pinned.end())
        return std::nullopt;
    return static_cast<std::size_t>(same - pinned.begin());
}

void PinnedCommands::use(std::size_t index)
{
    const core::PinnedStack& pinned = m_document.pinned()[index];
    const QUndoStack& steps = m_document.undoStack();
    if (m_gesture == 0 || steps.index() != m_flipStep)
        m_gesture = m_document.newGesture();
    m_document.edit(core::replaceAll(m_document.stack(), pinned.blocks),
                    tr("Pinned stack %1").arg(pinned.number), m_gesture);
    m_flipStep = steps.index();
}

void PinnedCommands::unpin(std::size_t index)
{
    core::PinnedStacks pinned = m_document.pinned();
    const std::uint32_t number = pinned[index].number;
    pinned.erase(pinned.begin() + static_cast<std::ptrdiff_t>(index));
    m_document.change({.edits = {}, .pinned = std::move(pinned)}, tr("Unpin stack %1").arg(number));
}

void PinnedCommands::pinOrUnpin()
{
    if (const std::optional<std::size_t> index = current())
        return unpin(*index);
    core::PinnedStacks pinned = m_document.pinned();
    if (pinned.size() >= core::kMaxPinned) {
        Q_EMIT reported(tr("No more than %1 stacks can be pinned. Unpin one first.").arg(core::kMaxPinned),
                        true);
        return;
    }
    const std::uint32_t number = core::nextPinnedNumber(pinned);
    pinned.push_back({number, m_document.stack().blocks});
    m_document.change({.edits = {}, .pinned = std::move(pinned)}, tr("Pin stack %1").arg(number));
}

// From a stack that is not pinned: to the first, or back to the last.
void PinnedCommands::flip(int step)
{
    const auto count = static_cast<std::ptrdiff_t>(m_document.pinned().size());
    if (count == 0)
        return;
    const std::optional<std::size_t> now = current();
    const std::ptrdiff_t next = now ? static_cast<std::ptrdiff_t>(*now) + step : step > 0 ? 0 : count - 1;
    use(static_cast<std::size_t>((next + count) % count));
}

void PinnedCommands::follow()
{
    m_pin->setText(current() ? tr("Un&pin this stack") : tr("&Pin this stack"));
    m_pin->setToolTip(toolTipFor(*m_pin));
}

} // namespace layerloom::app
