#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace layerloom::tests {

/// A checkpoint named as its family ships it, and what must be found in it. All have 2 layers.
struct DiscoveryCase {
    const char* name;
    std::string config;
    /// "name extents" a line, "{}" for each layer's number: "h.{}.ln_1.weight 4".
    const char* tensors;
    std::string prefix;
    bool tied = false;
    std::uint64_t layer = 0; ///< parameters of layer 0
    std::uint64_t embeddings = 0;
    std::uint64_t norm = 0;
    std::uint64_t head = 0; ///< of the stored head
    std::uint64_t rest = 0;
    std::uint64_t parameters = 0;
};

std::vector<DiscoveryCase> discoveryCases();

} // namespace layerloom::tests
