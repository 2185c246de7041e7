#include "core/stack/output_count.h"

namespace layerloom::core {

LayerCount outputCount(const Stack& stack, const Model& donor)
{
    const Model* first = stack.blocks.empty() ? nullptr : modelOf(stack, stack.blocks.front().source);
    if (!donor.table.layers.empty() || !first)
        return donor.table.count;
    const LayerTable& table = first->table;
    return layerCount(donor.config, *donor.family,
                      {table.prefix, static_cast<std::int64_t>(table.layers.size()), table.side.has_value()});
}

} // namespace layerloom::core
