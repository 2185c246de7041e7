#pragma once

#include "core/checkpoint/checkpoint.h"

namespace layerloom::core {

/// Headers longer than this are refused, as the reference reader does.
inline constexpr std::uint64_t kMaxHeaderBytes = 100'000'000;

struct SafetensorsHeader {
    std::uint64_t headerBytes = 0; ///< the 8 bytes of length included
    std::uint64_t headerHash = 0; ///< of the JSON, as in Shard; 0 when no file was read
    std::uint64_t fileBytes = 0;
    std::int64_t modified = 0; ///< file time in nanoseconds; 0 when only the text was parsed
    std::vector<TensorInfo> tensors; ///< in file order, offsets from the start of the file
    std::map<std::string, std::string> metadata;
};

/// Reads `json` (the header without its 8 length bytes) of a file of `fileBytes` bytes. `file` only names it
/// in messages. Throws Error{Corrupt} for: not UTF-8, not an object, more than kMaxTensors, duplicate names,
/// a tensor without dtype, shape or range, ranges that overlap, leave holes or lie outside the file, shape x
/// dtype that is not the range, shapes that overflow, a file that is shorter than its header. Source:
/// safetensors, "Format".
SafetensorsHeader parseSafetensorsHeader(std::string_view json, std::uint64_t fileBytes,
                                         const std::string& file);

/// Reads length and header of a file, nothing behind them. Throws Error.
SafetensorsHeader readSafetensorsHeader(const std::filesystem::path& path);

/// True when the header in `file` has the hash of the shard's; notices a file that was replaced by one of the
/// same size and time. True for shards without a header. Throws Error{Io}.
bool hasHeaderOf(const Shard& shard, const File& file);

/// One tensor to be described by a header that is written.
struct HeaderEntry {
    std::string name;
    std::string dtype;
    std::vector<std::uint64_t> shape;
    std::uint64_t bytes = 0;
};

/// The first bytes of a safetensors file that holds `entries` one after the other: 8 bytes of length, JSON
/// with that metadata, spaces until the size leaves `remainder` when it is divided by `alignment`.
/// REQUIRES: remainder < alignment.
std::string buildSafetensorsHeader(const std::vector<HeaderEntry>& entries,
                                   const std::map<std::string, std::string>& metadata = {{"format", "pt"}},
                                   std::uint64_t alignment = 8, std::uint64_t remainder = 0);

} // namespace layerloom::core
