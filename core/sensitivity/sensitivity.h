#pragma once

#include "core/base/matrix.h"
#include "core/io/record_cache.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace layerloom::core {

/// Model, text and compute type of a sensitivity. Equal keys mean equal values up to rounding: libraries add in an order that depends on
/// processor, threads and device.
struct SensitivityKey {
    std::string fingerprint; ///< weightsFingerprint() of the checkpoint
    std::string text; ///< hashOfTokens() of the tokens that were run
    std::uint64_t tokens = 0;
    std::uint64_t window = 0; ///< tokens that are run from one empty context
    std::string computeType; ///< "F32"
    bool operator==(const SensitivityKey&) const = default;
};

/// The key as the id of a record.
std::string recordId(const SensitivityKey& key);

/// Loss increases when a range of layers is dropped, or runs twice in a row, by the first layer of the range.
struct RangeLosses {
    std::uint32_t length = 0; ///< layers in the range
    std::vector<double> drop; ///< nats per token
    std::vector<double> repeat;
    bool operator==(const RangeLosses&) const = default;
};

/// How sensitive the loss of a model is to its layers, measured once on a text; predictions of stacks rest on it.
/// With xₗ,ₜ the hidden state of token t entering layer l, x_L that after the last layer (before the final norm), and
/// cos(x, y) = x·y / (‖x‖‖y‖):
///     angular(a, b)     = mean over t of arccos(cos(xₐ,ₜ, x_b,ₜ)) / π     Gromov et al., arXiv 2403.17887, eq. 7
///     blockInfluence(l) = 1 − mean over t of cos(xₗ,ₜ, xₗ₊₁,ₜ)            ShortGPT, arXiv 2403.03853
///     drop(l)           = loss without layer l − base loss
///     repeat(l)         = loss with layer l run twice in a row − base loss
/// Gromov et al. take the last token of each sequence; all tokens need a shorter text for the same error. Losses are mean
/// −ln p of the next token, in nats per token.
struct Sensitivity {
    SensitivityKey key;
    std::string model; ///< its name
    std::string device; ///< "cpu"
    std::string engine; ///< "libtorch 1.13.1"
    double seconds = 0; ///< that measuring took
    double baseLoss = 0; ///< of the model as it is
    Matrix angular; ///< (L+1) × (L+1), exactly symmetric, 0 for equal states
    std::vector<double> blockInfluence;
    std::vector<double> drop;
    std::vector<double> repeat;
    /// Ranges of 2, 4, 8, … layers, all shorter than the model, on the first half of every second window of the text.
    std::vector<RangeLosses> ranges;

    std::size_t layers() const { return drop.size(); }
    /// False when a value is NaN or Inf: such a result is not cached.
    bool isFinite() const;
    bool operator==(const Sensitivity&) const = default;
};

/// The hash of tokens for SensitivityKey::text.
std::string hashOfTokens(const std::vector<std::int32_t>& tokens);

/// A sensitivity as JSON: fingerprint, text, tokens, window, compute_type, then the members of Sensitivity in snake case,
/// `angular` as rows and `ranges` as [{length, drop, repeat}]. Parsing throws Error{Corrupt} for sizes that do not fit and for
/// values that are not finite.
RecordFormat<Sensitivity> sensitivityFormat();

/// The cached sensitivity for a key, computed in whatever type: F32 first.
std::optional<Sensitivity> findSensitivity(const RecordCache& cache, SensitivityKey key);

} // namespace layerloom::core
