#pragma once

#include "core/base/matrix.h"

#include <nlohmann/json.hpp>

namespace layerloom::core {

/// A matrix as an array of rows; NaN becomes null when it is printed.
nlohmann::ordered_json matrixJson(const Matrix& matrix);

/// Reads such an array. Throws Error{Corrupt} for rows of different lengths.
Matrix matrixFrom(const nlohmann::ordered_json& rows);

} // namespace layerloom::core
