#pragma once

#include "tests/support/tiny_checkpoint.h"

#include <cstdint>
#include <string>
#include <vector>

namespace layerloom::tests {

/// A checkpoint named as its family ships it, and what must be found in it. All have 2 layers.
struct DiscoveryCase {
    const char* name;
    std::string config;
    /// As tensorsIn() reads them.
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

/// Tensors of a text with "name [dtype] extents [name of a tensor with the same bytes]" a line, "{}" for the number of
/// each of two layers: "h.{}.ln_1.weight 4".
std::vector<TinyTensor> tensorsIn(const char* lines);

std::vector<DiscoveryCase> discoveryCases();

} // namespace layerloom::tests
