#pragma once

#include "core/stack/stack.h"

#include <cstdint>
#include <map>
#include <string>

namespace layerloom::core {

/// Exact figures of the checkpoint that a merge writes with dtypes kept.
struct Totals {
    std::uint64_t layers = 0;
    std::uint64_t parameters = 0; ///< tied weights once, buffers not counted
    std::uint64_t bytes = 0; ///< payload
    std::uint64_t seams = 0;
    std::uint32_t maxDistance = 0; ///< 0 without seams
    std::uint64_t sumDistance = 0;
    bool complete = true; ///< false when a source is missing: its layers count 0 parameters
    std::map<std::string, std::uint64_t> bytesByDtype;
    /// Bytes of key/value cache for one token; 0 when the config has too little for it. Two bytes per element.
    std::uint64_t cacheBytesPerToken = 0;
};

Totals totals(const Stack& stack);

} // namespace layerloom::core
