#pragma once

#include "core/merge/plan/planned_tensor.h"
#include "core/model/model.h"

#include <map>
#include <string>
#include <vector>

namespace layerloom::core {

/// The metadata about single tensors in the headers of a model's files, which torchao writes for packed ones: members
/// named like a tensor, and lists of such names. Several stored tensors may belong to one name ("mlp._weight_qdata",
/// "mlp._weight_scale" and "mlp.weight:scale" to "mlp.weight").
class HeaderNotes {
public:
    /// With `isWhole` the names stay as they are, so that metadata that speaks of layers in another way may be carried too;
    /// else it throws Error{Unsupported} with its name.
    HeaderNotes(const Model& model, bool isWhole);

    /// The notes of a tensor that is written as `name`.
    std::vector<HeaderNote> of(TensorIndex tensor, const std::string& name) const;

private:
    struct StoredNote {
        std::string key; ///< of a list, or the tensor's name
        std::string value; ///< empty for an element of a list
        std::string named; ///< the name that changes with the tensor's; empty: none does
    };

    void readShard(std::uint32_t shard, bool isWhole);
    void refuse(std::uint32_t shard, const std::string& key) const;
    bool speaksOfLayers(const std::string& text) const;

    const Model& m_model;
    std::map<std::uint32_t, std::vector<StoredNote>> m_notes; // by tensor
};

} // namespace layerloom::core
