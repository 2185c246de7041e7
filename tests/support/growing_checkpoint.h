#pragma once

#include <cstdint>
#include <filesystem>
#include <vector>

namespace layerloom::tests {

/// A model of four layers with the tokenizer of another, 512 tokens, in single precision. Each time one of the layers
/// `growing` runs it adds `added` to the state, whatever it sees: many of them overflow, though all weights are finite.
/// Returns `folder`.
std::filesystem::path writeGrowingCheckpoint(const std::filesystem::path& folder,
                                             const std::filesystem::path& other,
                                             const std::vector<std::uint32_t>& growing, float added);

} // namespace layerloom::tests
