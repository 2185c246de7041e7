#pragma once

#include "core/base/matrix.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace layerloom::core {

/// What a measurement was made of. Equal keys mean the same figures, up to rounding.
struct SensitivityKey {
    std::string fingerprint; ///< weightsFingerprint() of the checkpoint
    std::string text; ///< hash of the tokens that were run
    std::uint64_t tokens = 0;
    std::uint64_t window = 0; ///< tokens that are run from one empty context
    std::string computeType; ///< "F32"
    bool operator==(const SensitivityKey&) const = default;
};

/// What the loss grows by when a range of layers is left out, or runs twice in a row, by its first layer.
struct RangeLosses {
    std::uint32_t length = 0; ///< how many layers
    std::vector<double> drop;
    std::vector<double> repeat;
    bool operator==(const RangeLosses&) const = default;
};

/// How the layers of a model work on a text: measured once, the ground of all that is predicted of stacks.
struct Sensitivity {
    SensitivityKey key;
    std::string model; ///< its name
    std::string device; ///< "cpu"
    std::string engine; ///< "libtorch 1.13.1"
    double seconds = 0;
    double baseLoss = 0; ///< nats a token
    /// (L+1) × (L+1): the angle between the states entering layers, divided by π, mean over all tokens. Row L is the
    /// state after the last layer, before the final norm.
    Matrix angular;
    std::vector<double> blockInfluence; ///< 1 − mean cosine between a layer's input and output
    std::vector<double> drop; ///< what the loss grows by when one layer is left out
    std::vector<double> repeat; ///< what it grows by when one layer runs twice
    /// Of 2, 4, 8, … layers, as far as the model has more: on the first half of every second window of the text.
    std::vector<RangeLosses> ranges;

    std::size_t layers() const { return drop.size(); }
    /// True when no figure is infinite or no number: others are not kept.
    bool isFinite() const;
    bool operator==(const Sensitivity&) const = default;
};

/// How far the states of two models lie apart on one text: row a is the state entering layer a of the first, column b
/// that entering layer b of the other; (L₁+1) × (L₂+1), divided by π.
struct StateDistances {
    SensitivityKey key; ///< of the first model
    std::string other; ///< weightsFingerprint() of the second
    Matrix angular;
    bool operator==(const StateDistances&) const = default;
};

/// The hash of tokens for SensitivityKey::text.
std::string hashOfTokens(const std::vector<std::int32_t>& tokens);

/// As it is kept in a file, with a hash over all of it.
std::string sensitivityText(const Sensitivity& sensitivity);

/// Reads it back. Throws Error{Corrupt} for what is damaged, of another version, or makes no sense.
Sensitivity readSensitivity(std::string_view text);

/// The same for two models.
std::string stateDistancesText(const StateDistances& sensitivity);
StateDistances readStateDistances(std::string_view text);

} // namespace layerloom::core
