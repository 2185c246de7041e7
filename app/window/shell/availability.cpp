#include "app/window/shell/availability.h"

#include "core/stack/commands.h"
#include "widgets/canvas/loom_canvas.h"

#include <QCoreApplication>

#include <algorithm>
#include <array>
#include <utility>

namespace layerloom::app {

Need whatThereIs(const Document& document, const widgets::LoomCanvas& canvas)
{
    const core::Stack& stack = document.stack();
    const core::Preview& preview = *document.preview();
    const widgets::Selection& selection = canvas.selection();
    const bool output = selection.track == widgets::kOutputTrack;
    const bool layers = !stack.blocks.empty();
    const int place = selection.seam.value_or(selection.caret);
    const bool atSeam =
        std::any_of(preview.seams.begin(), preview.seams.end(),
                    [place](const core::Seam& seam) { return static_cast<int>(seam.at) == place; });
    const auto caret = static_cast<std::size_t>(std::max(selection.caret, 0));
    const bool between = caret > 0 && caret < stack.blocks.size();
    const std::array<std::pair<bool, Need>, 15> facts {{
        {!stack.setup.sources.empty(), Need::Model},
        {layers, Need::Layers},
        {!selection.isEmpty(), Need::Selection},
        {!selection.isEmpty() && output, Need::OutputSelection},
        {output && (!selection.isEmpty() || selection.caret < static_cast<int>(stack.blocks.size())),
         Need::Target},
        {!selection.isEmpty() && !output, Need::SourceSelection},
        {layers && output, Need::Slice},
        {atSeam, Need::Seam},
        {document.undoStack().canUndo(), Need::Undo},
        {document.undoStack().canRedo(), Need::Redo},
        {!document.pinned().empty(), Need::Pinned},
        {!preview.problems.empty(), Need::Problem},
        {isMergeable(document), Need::Mergeable},
        {between && !core::split(stack, caret).empty(), Need::InsideSlice},
        {between && !core::join(stack, caret).empty(), Need::BetweenSlices},
    }};
    Need there = Need::Nothing;
    for (const auto& [isThere, need] : facts)
        there = isThere ? there | need : there;
    return there;
}

bool isMergeable(const Document& document)
{
    return !document.stack().blocks.empty() && !core::hasErrors(document.preview()->problems);
}

QString mergeObstacle(const Document& document)
{
    const core::Stack& stack = document.stack();
    if (stack.blocks.empty())
        return stack.setup.sources.empty()
            ? QString()
            : QCoreApplication::translate("MergeObstacle", "The output has no layers");
    for (const core::Problem& problem : document.preview()->problems) {
        if (problem.severity == core::Severity::Error)
            return QString::fromStdString(problem.message);
    }
    return {};
}

} // namespace layerloom::app
