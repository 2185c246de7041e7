#pragma once

#include "core/checkpoint/dtype.h"
#include "core/transform/quantization.h"

#include <cstdint>
#include <optional>
#include <string>

namespace layerloom::core {

enum class VerifyMode { Off, Quick, Full };

/// How a stack is written to disk: float type, quantization, shard size, verification, device, extra files. Kept in the document.
struct OutputSettings {
    std::optional<FloatType> dtype = std::nullopt; ///< nullopt keeps every tensor's own
    /// With a 16-bit dtype: converts also the tensors that would otherwise stay in F32 (KeptPrecision).
    bool convertsAll = false;
    std::optional<Quantization> quantize = std::nullopt; ///< of linear modules, after conversion
    std::uint64_t shardBytes = 5'000'000'000; ///< 0: one file
    bool alwaysSharded = false; ///< a single file is named as shard 1 of 1 and gets an index
    VerifyMode verify = VerifyMode::Full;
    std::string device = "auto"; ///< "auto", "cpu", "cuda:0"
    bool modelCard = true;
    bool mergekitConfig = true;
    bool recipe = true;
    bool operator==(const OutputSettings&) const = default;
};

/// Reads a number of bytes: "5000000000", or a decimal number with a unit in either case. k, m, g, t and kb, mb, gb, tb are
/// powers of 1000, kib, mib, gib, tib powers of 1024, b is 10^9 (mergekit's billion), "byte" and "bytes" are 1. "one file" is
/// 0. nullopt for other texts, less than 1 byte or more than 9e18.
std::optional<std::uint64_t> parseByteSize(std::string_view text);

} // namespace layerloom::core
