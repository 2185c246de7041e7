#include "app/window/shell/trial_commands.h"

#include "app/base/text.h"
#include "core/stack/commands.h"
#include "widgets/canvas/loom_canvas.h"

#include <QAction>

#include <algorithm>
#include <numeric>

namespace layerloom::app {

namespace {

constexpr std::uint32_t kMostTimes = 16;
constexpr std::uint32_t kUsualGroup = 8;
constexpr int kSeamRoom = 56; // px below the blocks: the ruler and the seams stay visible

// The slices of the output that the selection touches, and whether it holds all of them whole.
struct SelectedSlices {
    std::vector<core::Slice> slices;
    bool areWhole = true;
};

SelectedSlices selectedSlices(const core::Preview& preview, const widgets::Selection& selection)
{
    SelectedSlices chosen;
    if (selection.track != widgets::kOutputTrack)
        return chosen;
    for (const core::Slice& slice : preview.slices) {
        std::size_t inside = 0;
        for (std::size_t at = slice.begin; at < slice.end; ++at)
            inside += selection.contains(static_cast<int>(at)) ? 1U : 0U;
        if (inside == 0)
            continue;
        chosen.slices.push_back(slice);
        chosen.areWhole = chosen.areWhole && inside == slice.count();
    }
    return chosen;
}

QString whyNotInterlocked(std::size_t slices)
{
    if (slices == 0)
        return TrialCommands::tr("Two slices can be interlocked; none is selected.");
    if (slices == 1)
        return TrialCommands::tr("Two slices can be interlocked; only one is selected.");
    if (slices == 2)
        return TrialCommands::tr("Two slices can be interlocked when all of their layers are selected.");
    return TrialCommands::tr("Two slices can be interlocked; %1 are selected.").arg(slices);
}

std::vector<std::uint32_t> divisors(std::uint32_t number)
{
    std::vector<std::uint32_t> found;
    for (std::uint32_t candidate = 1; candidate <= number; ++candidate)
        if (number % candidate == 0)
            found.push_back(candidate);
    return found;
}

core::Edits repeated(const core::Stack& stack, widgets::IndexRange range, std::uint32_t times)
{
    core::Blocks copies;
    const auto begin = stack.blocks.begin() + range.begin;
    for (std::uint32_t i = 1; i < times; ++i)
        copies.insert(copies.end(), begin, begin + range.count());
    return core::insertAt(stack, static_cast<std::size_t>(range.end), std::move(copies));
}

TrialPopover::Question groupQuestion(std::uint32_t longest)
{
    TrialPopover::Question question;
    question.name = QStringLiteral("interlockPopover");
    question.title = TrialCommands::tr("Interlock");
    question.label = TrialCommands::tr("Layers per group");
    question.toolTip =
        TrialCommands::tr("g: groups of so many layers are taken from both slices in turn; the ticks divide "
                          "the %1 layers of the longer one")
            .arg(longest);
    question.button = TrialCommands::tr("Interlock");
    question.maximum = longest;
    question.steps = divisors(longest);
    question.text = [](std::uint32_t g) { return TrialCommands::tr("Interlock g=%1").arg(g); };
    return question;
}

} // namespace

TrialCommands::TrialCommands(Document& document, widgets::LoomCanvas& canvas, Actions& actions,
                             QWidget& window)
    : QObject(&window)
    , m_document(document)
    , m_canvas(canvas)
    , m_window(window)
{
    actions.bind("edit.interlock", [this] { interlock(); });
    actions.bind("edit.takeApart", [this] { takeApart(); });
    actions.bind("edit.repeat", [this] { repeat(); });
    connect(&canvas, &widgets::LoomCanvas::interlockActivated, this, &TrialCommands::interlock);
    connect(&canvas, &widgets::LoomCanvas::trialInterrupted, this, &TrialCommands::cancel);
}

void TrialCommands::cancel()
{
    if (m_popover)
        m_popover->cancel();
}

std::optional<core::Interlock> TrialCommands::chosenInterlock() const
{
    const widgets::Selection& selection = m_canvas.selection();
    if (selection.track != widgets::kOutputTrack)
        return std::nullopt;
    const widgets::IndexRange chosen =
        selection.isEmpty() ? widgets::IndexRange {selection.caret, selection.caret + 1} : selection.hull();
    for (const core::Interlock& found : core::recogniseInterlocks(m_document.stack().blocks))
        if (static_cast<int>(found.begin) <= chosen.begin && static_cast<int>(found.end) >= chosen.end)
            return found;
    return std::nullopt;
}

void TrialCommands::interlock()
{
    cancel();
    const SelectedSlices chosen = selectedSlices(*m_document.preview(), m_canvas.selection());
    if (chosen.slices.size() == 2 && chosen.areWhole)
        interlockSlices(chosen.slices[0], chosen.slices[1]);
    else if (const auto standing = chosenInterlock())
        regroup(*standing);
    else
        Q_EMIT reported(whyNotInterlocked(chosen.slices.size()), true);
}

void TrialCommands::interlockSlices(const core::Slice& first, const core::Slice& second)
{
    const auto longest = static_cast<std::uint32_t>(std::max(first.count(), second.count()));
    TrialPopover::Question question = groupQuestion(longest);
    question.value = std::min(kUsualGroup, longest);
    question.edits = [this, first, second](std::uint32_t g) {
        return core::interlockSlices(m_document.stack(), first, second, g);
    };
    const int begin = static_cast<int>(first.begin);
    const int end = begin + static_cast<int>(first.count() + second.count());
    question.applied = [this, begin, end](std::uint32_t) {
        m_canvas.setSelection(widgets::selectionOf(begin, end));
    };
    ask(std::move(question), {begin, static_cast<int>(second.end)});
}

void TrialCommands::regroup(const core::Interlock& interlock)
{
    const auto longest =
        static_cast<std::uint32_t>(std::max(interlock.first.size(), interlock.second.size()));
    TrialPopover::Question question = groupQuestion(longest);
    question.title =
        tr("Interlock of %1 and %2")
            .arg(widgets::describeBlocks(interlock.first), widgets::describeBlocks(interlock.second));
    question.value = interlock.g;
    question.edits = [this, interlock](std::uint32_t g) {
        return g == interlock.g ? core::Edits {} : core::setGroupSize(m_document.stack(), interlock, g);
    };
    const widgets::IndexRange range {static_cast<int>(interlock.begin), static_cast<int>(interlock.end)};
    question.applied = [this, range](std::uint32_t) {
        m_canvas.setSelection(widgets::selectionOf(range.begin, range.end));
    };
    ask(std::move(question), range);
}

void TrialCommands::takeApart()
{
    cancel();
    const auto standing = chosenInterlock();
    if (!standing) {
        Q_EMIT reported(tr("No interlock is selected: one shows a bracket over its slices."), true);
        return;
    }
    m_document.edit(core::takeApart(m_document.stack(), *standing),
                    tr("Take the interlock g=%1 apart").arg(standing->g));
    m_canvas.setSelection(
        widgets::selectionOf(static_cast<int>(standing->begin), static_cast<int>(standing->end)));
}

void TrialCommands::repeat()
{
    cancel();
    const widgets::Selection selection = m_canvas.selection();
    if (selection.track != widgets::kOutputTrack || selection.isEmpty())
        return;
    const widgets::IndexRange range = selection.hull();
    TrialPopover::Question question;
    question.name = QStringLiteral("repeatPopover");
    question.title = tr("Repeat");
    question.label = tr("Times");
    question.toolTip = tr("Number of times the layers run, one after the other");
    question.button = tr("Repeat");
    question.minimum = 2;
    question.maximum = kMostTimes;
    question.value = 2;
    question.steps.resize(kMostTimes - 1);
    std::iota(question.steps.begin(), question.steps.end(), 2U);
    question.edits = [this, range](std::uint32_t times) {
        return repeated(m_document.stack(), range, times);
    };
    question.text = [](std::uint32_t times) { return tr("Repeat ×%1").arg(times); };
    question.applied = [this, range](std::uint32_t times) {
        m_canvas.setSelection(
            widgets::selectionOf(range.begin, range.begin + range.count() * static_cast<int>(times)));
    };
    ask(std::move(question), range);
}

void TrialCommands::ask(TrialPopover::Question question, const widgets::IndexRange& beside)
{
    Q_EMIT started();
    m_popover = new TrialPopover(m_document, std::move(question), m_window);
    connect(m_popover, &TrialPopover::trialChanged, this, &TrialCommands::trialChanged);
    const QRect blocks = m_canvas.blockRect(widgets::kOutputTrack, beside.begin)
                             .united(m_canvas.blockRect(widgets::kOutputTrack, beside.end - 1))
                             .intersected(m_canvas.viewport()->rect());
    const QRect withSeams = blocks.adjusted(0, 0, 0, kSeamRoom);
    m_popover->openBeside(QRect(m_canvas.viewport()->mapToGlobal(withSeams.topLeft()), withSeams.size()));
}

} // namespace layerloom::app
