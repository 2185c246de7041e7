#include "core/document/output_settings.h"

#include "core/base/text.h"

#include <array>
#include <cctype>
#include <charconv>
#include <cmath>
#include <utility>

namespace layerloom::core {
namespace {

std::optional<double> unitFactor(std::string_view unit)
{
    // A bare K, M, B (billion) or G is mergekit's, which counts bytes.
    constexpr std::array<std::pair<std::string_view, double>, 16> kUnits {{
        {"", 1},
        {"k", 1e3},
        {"kb", 1e3},
        {"kib", 1024.0},
        {"m", 1e6},
        {"mb", 1e6},
        {"mib", 1048576.0},
        {"b", 1e9},
        {"g", 1e9},
        {"gb", 1e9},
        {"gib", 1073741824.0},
        {"t", 1e12},
        {"tb", 1e12},
        {"tib", 1099511627776.0},
        {"byte", 1},
        {"bytes", 1},
    }};
    for (const auto& [name, factor] : kUnits)
        if (name == unit)
            return factor;
    return std::nullopt;
}

} // namespace

std::optional<std::uint64_t> parseByteSize(std::string_view text)
{
    const std::string lower = lowered(trimmed(text));
    if (lower == "one file")
        return 0;
    double number = 0;
    const auto [end, failure] =
        std::from_chars(lower.data(), lower.data() + lower.size(), number, std::chars_format::fixed);
    if (failure != std::errc())
        return std::nullopt;
    const auto factor =
        unitFactor(trimmed(std::string_view(lower).substr(static_cast<std::size_t>(end - lower.data()))));
    constexpr double kMost = 9e18;
    if (!factor || !(number * *factor >= 1) || number * *factor > kMost)
        return std::nullopt;
    return static_cast<std::uint64_t>(std::llround(number * *factor));
}

} // namespace layerloom::core
