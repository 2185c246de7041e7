#pragma once

#include "core/model/model.h"
#include "core/stack/stack.h"

#include <map>
#include <string>
#include <string_view>

namespace layerloom::core {

/// Names the tensors of parts as the checkpoint that gives config.json names its own. The same part stands elsewhere in
/// other classes of one family: "norm.weight" of a bare model is "model.norm.weight" with a head, and
/// "language_model.model.norm.weight" beside a vision tower.
class PartNames {
public:
    /// `base`: the model of config.json. `prefix`: that of the output's layers.
    PartNames(const Model& base, std::string prefix);

    /// The output's name for tensor `index` of a part of `model`. `part` is Embeddings, Norm or Head.
    std::string nameOf(Part part, const Model& model, std::size_t index) const;

    /// The name of a head's matrix or bias that is made of another tensor of `model` (HeadParts), as "….weight".
    std::string headName(const Model& model, std::string_view ending) const;

private:
    std::string usualStem() const;
    /// What stands before the names of a part in the output.
    std::string rootFor(Part part, const Model& model, std::string_view root) const;

    const Model& m_base;
    std::string m_prefix;
    std::map<std::string, std::string, std::less<>> m_stored; // by stem: the base's names
};

/// The tensors of a part; REQUIRES: Embeddings, Norm or Head.
const PartTensors& tensorsOf(const LayerTable& table, Part part);

} // namespace layerloom::core
