#pragma once

#include <cstdint>

namespace layerloom::core {

/// Whether the file system says that `bytes` of two open files, from `offset` and `otherOffset` on, are the same blocks on
/// disk, so that they cannot differ. False also where it does not say.
bool areSameBlocks(int file, std::uint64_t offset, int other, std::uint64_t otherOffset, std::uint64_t bytes);

} // namespace layerloom::core
