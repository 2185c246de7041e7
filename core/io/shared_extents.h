#pragma once

#include <cstdint>

namespace layerloom::core {

/// True when `bytes` of two open files (descriptors) from `offset` and `otherOffset` are the same blocks on
/// disk, so that they cannot differ. False also when the file system cannot report it (FIEMAP).
bool areSameBlocks(int file, std::uint64_t offset, int other, std::uint64_t otherOffset, std::uint64_t bytes);

} // namespace layerloom::core
