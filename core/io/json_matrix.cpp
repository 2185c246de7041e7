#include "core/io/json_matrix.h"

#include "core/base/error.h"

namespace layerloom::core {

nlohmann::ordered_json matrixJson(const Matrix& matrix)
{
    nlohmann::ordered_json rows = nlohmann::ordered_json::array();
    for (std::size_t row = 0; row < matrix.rows; ++row) {
        const auto begin = matrix.values.begin() + static_cast<std::ptrdiff_t>(row * matrix.columns);
        rows.push_back(std::vector<double>(begin, begin + static_cast<std::ptrdiff_t>(matrix.columns)));
    }
    return rows;
}

Matrix matrixFrom(const nlohmann::ordered_json& rows)
{
    Matrix matrix(rows.size(), rows.empty() ? 0 : rows.at(0).size());
    for (std::size_t row = 0; row < matrix.rows; ++row) {
        if (rows[row].size() != matrix.columns)
            throw Error(ErrorCode::Corrupt, "The rows of a matrix differ in length");
        for (std::size_t column = 0; column < matrix.columns; ++column)
            matrix.at(row, column) = rows[row][column].get<double>();
    }
    return matrix;
}

} // namespace layerloom::core
