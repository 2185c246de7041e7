#pragma once

#include <CLI/App.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace layerloom::app {

/// The numbers that an option takes, both ends included.
struct WholeRange {
    std::uint64_t least = 0;
    std::uint64_t most = 1'000'000'000;
};
struct DecimalRange {
    double least = 0;
    double most = 0;
    bool isAboveLeast = false; ///< the least itself is not taken
};

/// The number that the text is. Throws Failure{Unusable} with the range: `--tokens "-5" is not a whole number from 2 to
/// 1,000,000,000`.
std::uint64_t wholeNumber(const std::string& option, const std::string& text, WholeRange range);
double decimalNumber(const std::string& option, const std::string& text, DecimalRange range);

/// What the option says, and where it goes.
struct NumberOption {
    std::string name; ///< "--tokens"
    std::string description;
    std::string unit = "N";
};

/// Adds an option for a number; every number of the command line is read by these.
CLI::Option* addNumber(CLI::App& verb, const NumberOption& option, WholeRange range, std::uint64_t& number);
CLI::Option* addNumber(CLI::App& verb, const NumberOption& option, WholeRange range,
                       std::optional<std::uint64_t>& number);
CLI::Option* addNumber(CLI::App& verb, const NumberOption& option, DecimalRange range, double& number);
CLI::Option* addNumber(CLI::App& verb, const NumberOption& option, DecimalRange range,
                       std::optional<double>& number);
/// One that may be given several times.
CLI::Option* addNumbers(CLI::App& verb, const NumberOption& option, WholeRange range,
                        std::vector<std::uint32_t>& numbers);

} // namespace layerloom::app
