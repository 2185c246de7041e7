#pragma once

#include "core/sensitivity/measure_sensitivity.h"
#include "core/stack/stack.h"

#include <nlohmann/json.hpp>

#include <cstddef>
#include <functional>
#include <span>
#include <string>
#include <vector>

namespace layerloom::tests {

/// SmolLM2, where the comparisons with transformers have made it. Throws Error{Io} where they have not.
std::string usualModel();

/// A model that is measured on 512 tokens of the text that comes with the program, and the losses of its stacks on those
/// that follow, kept in a file so that a stack is run once.
class StackLosses {
public:
    static constexpr std::size_t kMeasured = 512;

    /// Stacks run on `tokens` others. Throws Error.
    StackLosses(const std::string& folder, std::size_t tokens, std::string file);

    const core::Source& source() const { return m_source; }
    std::size_t tokens() const { return m_others.size(); }
    const core::Sensitivity& sensitivity() const { return m_sensitivity; }

    /// Stacks of `layers` layers as they are suggested, sifted on the first of the tokens.
    std::vector<core::Blocks> suggested(std::uint32_t layers, std::size_t count);

    /// What the loss of each stack grows by. Runs what was not run before, stacks that begin alike one after the other.
    std::vector<double> increases(const std::vector<core::Blocks>& stacks);

private:
    std::string keyOf(const core::Blocks& blocks) const;

    core::Source m_source;
    std::string m_file;
    core::RunText m_measured;
    std::vector<std::int32_t> m_others;
    core::RunDevice m_device;
    core::Sensitivity m_sensitivity;
    nlohmann::ordered_json m_losses;
};

/// A bench's main: [MODEL [TOKENS [FILE]]], by default the usual model, `tokens` and `file`. What fails is said, and 2.
int runBench(std::span<char* const> arguments, std::size_t tokens, std::string file,
             const std::function<int(StackLosses&)>& bench);

} // namespace layerloom::tests
