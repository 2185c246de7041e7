#include "core/stack/dequantized_sources.h"

#include <algorithm>

namespace layerloom::core {
namespace {

bool isStoredQuantized(const Source& source)
{
    return source.model != nullptr
        && (source.model->facts.quantization || source.model->checkpoint->stored() != nullptr);
}

/// The model as its files have it.
std::shared_ptr<const Model> storedModel(const std::shared_ptr<const Model>& model)
{
    const std::shared_ptr<const Checkpoint>& stored = model->checkpoint->stored();
    return stored != nullptr ? describe(stored, model->table.side) : model;
}

} // namespace

bool hasQuantizedSource(const Setup& setup)
{
    return std::any_of(setup.sources.begin(), setup.sources.end(), isStoredQuantized);
}

bool dequantizesAll(const Setup& setup)
{
    return std::all_of(setup.sources.begin(), setup.sources.end(),
                       [](const Source& source) { return !isStoredQuantized(source) || source.dequantizes; });
}

Setup withDequantized(Setup setup, bool dequantizes)
{
    for (Source& source : setup.sources) {
        if (!isStoredQuantized(source) || source.dequantizes == dequantizes)
            continue;
        source.dequantizes = dequantizes;
        setModel(source, storedModel(source.model));
    }
    return setup;
}

} // namespace layerloom::core
