#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace layerloom::core {

/// Whether a weight with two dimensions or more is that of a linear module, which quantizers replace.
enum class WeightKind { Linear, Other, Unknown };

/// The entry of linear_modules.json for one family.
class LinearModules {
public:
    /// The entry for config.json's model_type; null for a family that is not in the table.
    static const LinearModules* of(std::string_view modelType);

    /// Unknown for a tensor that the table does not name.
    WeightKind kindOf(std::string_view tensor) const;

    std::vector<std::string> linear; ///< kinds of weights: "self_attn.q_proj", "experts.*.w1"
    std::vector<std::string> kept; ///< those of embeddings, heads, routers, convolutions
};

} // namespace layerloom::core
