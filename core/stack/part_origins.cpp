#include "core/stack/part_origins.h"

#include "core/stack/head.h"
#include "core/stack/part_names.h"

namespace layerloom::core {

std::vector<PartOrigin> partOrigins(const Stack& stack)
{
    std::vector<PartOrigin> origins;
    for (const Part part : {Part::Embeddings, Part::Norm}) {
        const SourceIndex source = partSource(stack, part);
        const Model* model = modelOf(stack, source);
        if (model && !tensorsOf(model->table, part).tensors.empty())
            origins.push_back({part == Part::Embeddings ? "embeddings" : "final norm", source});
    }
    if (isTied(stack))
        origins.push_back({"head", partSource(stack, Part::Embeddings), true});
    if (!headTensors(stack).empty())
        origins.push_back({isTied(stack) ? "rest of the head" : "head", partSource(stack, Part::Head)});
    const SourceIndex config = partSource(stack, Part::Config);
    if (const Model* model = modelOf(stack, config))
        for (const TaskHead& head : model->table.taskHeads)
            origins.push_back({head.name, config});
    return origins;
}

} // namespace layerloom::core
