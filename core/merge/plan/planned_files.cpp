#include "core/merge/plan/planned_files.h"

#include <utility>

namespace layerloom::core {

PlannedFile textFile(std::string name, std::string content)
{
    const std::uint64_t bytes = content.size();
    return {std::move(name), std::move(content), std::nullopt, bytes, {}};
}

} // namespace layerloom::core
