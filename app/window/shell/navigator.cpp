#include "app/window/shell/navigator.h"

#include "widgets/canvas/loom_canvas.h"

#include <algorithm>

namespace layerloom::app {

Navigator::Navigator(Document& document, widgets::LoomCanvas& canvas, QObject* parent)
    : QObject(parent)
    , m_document(document)
    , m_canvas(canvas)
{}

void Navigator::showProblem(const core::Problem& problem)
{
    widgets::Selection selection;
    if (problem.begin < problem.end)
        selection = widgets::selectionOf(static_cast<int>(problem.begin), static_cast<int>(problem.end));
    selection.part = problem.part;
    m_canvas.setSelection(selection);
    if (problem.begin < problem.end)
        m_canvas.scrollToBlock(static_cast<int>(problem.begin));
}

void Navigator::showLongestSeam()
{
    const auto preview = m_document.preview();
    const auto longest = std::max_element(
        preview->seams.begin(), preview->seams.end(),
        [](const core::Seam& left, const core::Seam& right) { return left.distance < right.distance; });
    if (longest != preview->seams.end())
        showSeam(*longest);
}

void Navigator::showPair(int from, int to)
{
    const core::Blocks& blocks = m_document.stack().blocks;
    const auto preview = m_document.preview();
    const auto isPair = [from, to](const core::Block& first, const core::Block& second) {
        return static_cast<int>(first.layer.value) == from && static_cast<int>(second.layer.value) == to;
    };
    for (const core::Seam& seam : preview->seams) {
        if (isPair(seam.from, seam.to)) {
            showSeam(seam);
            return;
        }
    }
    for (std::size_t i = 0; i + 1 < blocks.size(); ++i) {
        if (isPair(blocks[i], blocks[i + 1])) {
            m_canvas.setSelection(widgets::selectionOf(static_cast<int>(i), static_cast<int>(i) + 2));
            m_canvas.scrollToBlock(static_cast<int>(i));
            return;
        }
    }
}

void Navigator::showSeam(const core::Seam& seam)
{
    widgets::Selection selection;
    selection.caret = selection.cursor = static_cast<int>(seam.at);
    selection.seam = static_cast<int>(seam.at);
    m_canvas.setSelection(selection);
    m_canvas.scrollToBlock(static_cast<int>(seam.at));
}

} // namespace layerloom::app
