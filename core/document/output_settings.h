#pragma once

#include "core/checkpoint/dtype.h"

#include <cstdint>
#include <optional>
#include <string>

namespace layerloom::core {

enum class VerifyMode { Off, Quick, Full };

/// How a stack is written to disk: number type, shard size, verification, extra files. Kept in the document.
struct OutputSettings {
    std::optional<FloatType> dtype = std::nullopt; ///< nullopt keeps every tensor's own
    /// With a 16-bit dtype: F32 tensors that their model keeps in F32 beside 16-bit weights are converted too.
    bool convertsAll = false;
    std::uint64_t shardBytes = 5'000'000'000; ///< 0: one file
    bool alwaysSharded = false; ///< a single file is named as shard 1 of 1 and gets an index
    VerifyMode verify = VerifyMode::Full;
    std::string device = "auto"; ///< "auto", "cpu", "cuda:0"
    bool modelCard = true;
    bool mergekitConfig = true;
    bool recipe = true;
    bool operator==(const OutputSettings&) const = default;
};

/// Reads "5GB", "4.5 GB", "500MB", "2GiB", "5B" (mergekit's bytes), "5000000000", "one file"; nullopt otherwise.
std::optional<std::uint64_t> parseByteSize(std::string_view text);

} // namespace layerloom::core
