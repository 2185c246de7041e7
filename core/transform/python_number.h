#pragma once

#include <string>

namespace layerloom::core {

/// A number as Python's json.dumps() writes a float: the shortest digits that read as the same number, "0.0001" but "1e-05",
/// "1e+16", NaN, Infinity, -Infinity.
std::string pythonNumber(double number);

} // namespace layerloom::core
