#pragma once

#include "core/io/file.h"

namespace layerloom::core {

/// True for the small text file that a clone without Git LFS leaves in place of the weights. Throws
/// Error{Io}. Source: https://github.com/git-lfs/git-lfs/blob/main/docs/spec.md.
bool isLfsPointer(const File& file);

} // namespace layerloom::core
