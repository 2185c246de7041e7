#include "core/run/run_device.h"

namespace layerloom::core {

RunDevice runDevice(std::shared_ptr<Engine> engine, const std::string& id,
                    const std::optional<std::uint64_t>& memory)
{
    if (memory)
        return {std::move(engine), id, budgetOf(*memory)};
    RunBudget budget;
    for (const Device& known : engine->devices())
        if (known.id == id)
            budget = halfOfFree(known);
    return {std::move(engine), id, budget};
}

} // namespace layerloom::core
