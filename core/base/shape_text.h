#pragma once

#include <cstdint>
#include <span>
#include <string>

namespace layerloom::core {

/// A tensor's shape as headers and Python spell it: "[4096, 11008]", "[]" for a scalar.
std::string shapeText(std::span<const std::uint64_t> shape);

} // namespace layerloom::core
