#pragma once

#include "core/base/matrix.h"

#include <nlohmann/json.hpp>

namespace layerloom::app {

/// Rows of numbers; null where there is none.
inline nlohmann::ordered_json matrixJson(const core::Matrix& matrix)
{
    nlohmann::ordered_json rows = nlohmann::ordered_json::array();
    for (std::size_t row = 0; row < matrix.rows; ++row) {
        nlohmann::ordered_json numbers = nlohmann::ordered_json::array();
        for (std::size_t column = 0; column < matrix.columns; ++column)
            numbers.push_back(matrix.at(row, column));
        rows.push_back(std::move(numbers));
    }
    return rows;
}

} // namespace layerloom::app
