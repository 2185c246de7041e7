#pragma once

#include "core/notation/expression_scanner.h"

#include <vector>

namespace layerloom::core {

/// Reads the scales of an expression, "{o_proj=0, down_proj=0}", and keeps their number within kMaxScales. Functions
/// return false once a mistake was found; the scanner keeps it.
class ScaleReader {
public:
    explicit ScaleReader(ExpressionScanner& scanner)
        : m_scanner(scanner)
    {}

    /// Scales of the blocks from `begin` on, when there are any next.
    bool takeScales(Blocks& out, std::size_t begin);
    /// Counts the scales of `copies` further copies of the blocks from `begin` on; fails at `token` for too many.
    bool addCopies(const Token& token, const Blocks& blocks, std::size_t begin, std::uint64_t copies);

private:
    bool takeScale(std::vector<Scale>& scales);
    bool takeName(Scale& scale);
    bool requireTotal(const Token& token);

    ExpressionScanner& m_scanner;
    std::uint64_t m_total = 0;
};

} // namespace layerloom::core
