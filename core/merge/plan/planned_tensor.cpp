#include "core/merge/plan/planned_tensor.h"

#include <utility>

namespace layerloom::core {

std::vector<PlannedTensor> outputsOf(const PlannedTensor& planned)
{
    std::vector<TensorSpec> specs =
        outputsOf({planned.name, planned.dtype, planned.shape, planned.bytes}, planned.transforms);
    std::vector<PlannedTensor> outputs(specs.size(), planned);
    for (std::size_t i = 0; i < specs.size(); ++i) {
        outputs[i].name = std::move(specs[i].name);
        outputs[i].dtype = std::move(specs[i].dtype);
        outputs[i].shape = std::move(specs[i].shape);
        outputs[i].bytes = specs[i].bytes;
        outputs[i].output = static_cast<std::uint32_t>(i);
    }
    return outputs;
}

} // namespace layerloom::core
