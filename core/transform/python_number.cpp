#include "core/transform/python_number.h"

#include <array>
#include <charconv>
#include <cmath>
#include <cstdlib>

namespace layerloom::core {

std::string pythonNumber(double number)
{
    if (std::isnan(number))
        return "NaN";
    if (std::isinf(number))
        return number < 0 ? "-Infinity" : "Infinity";
    // The shortest digits, whose exponent decides the form: repr() of Python.
    std::array<char, 40> text {};
    const auto shortest =
        std::to_chars(text.data(), text.data() + text.size(), number, std::chars_format::scientific);
    std::string scientific(text.data(), shortest.ptr);
    const int exponent = std::atoi(scientific.c_str() + scientific.find('e') + 1);
    if (number != 0 && (exponent < -4 || exponent >= 16))
        return scientific;
    const auto plain =
        std::to_chars(text.data(), text.data() + text.size(), number, std::chars_format::fixed);
    const std::string fixed(text.data(), plain.ptr);
    return fixed.find('.') == std::string::npos ? fixed + ".0" : fixed;
}

} // namespace layerloom::core
