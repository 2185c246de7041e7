#include "core/checks/preview.h"

namespace layerloom::core {

Preview preview(const Stack& stack)
{
    return {slices(stack), seams(stack), totals(stack), distances(stack), useCounts(stack), problems(stack)};
}

} // namespace layerloom::core
