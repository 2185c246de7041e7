#pragma once

#include "core/model/config_text.h"

#include <cstddef>
#include <string>
#include <vector>

namespace layerloom::core {

/// A setting that changes what layers compute, in one model.
struct ComputeSetting {
    std::string name; ///< "rms_norm_eps"; one that the family's code decides has a title
    std::string key; ///< where it is in config.json, or would be written; empty when no key can express it
    std::string value; ///< as JSON, from config.json or from the family's code; empty when neither states it
    std::string meaning; ///< equal for layers that compute the same; empty: the model has no such setting
    bool isError = false; ///< layers of another meaning compute nonsense
};

/// The settings in `config` of a model with `layers` layers: for all models the same settings in the same order.
std::vector<ComputeSetting> computeSettings(const ConfigText& config, std::size_t layers);

/// One text for all spellings of a JSON value: 1e-5 and 0.00001, 1 and 1.0. Python's NaN and Infinity stay as they are.
std::string sameText(const std::string& json);

/// The name of an activation function that stands for its other names: "silu" for "swish". `json` is a config's value.
std::string sameActivation(const std::string& json);

} // namespace layerloom::core
