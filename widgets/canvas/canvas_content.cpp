#include "widgets/canvas/canvas_content.h"

#include <algorithm>

namespace layerloom::widgets {

bool CanvasContent::isBlank() const
{
    return stack->setup.sources.empty() && stack->blocks.empty();
}

bool CanvasContent::hasSensitivity() const
{
    return measured
        && std::ranges::any_of(measured->models, [](const auto& model) { return model != nullptr; });
}

} // namespace layerloom::widgets
