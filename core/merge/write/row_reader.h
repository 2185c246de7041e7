#pragma once

#include "core/merge/write/source_files.h"

#include <vector>

namespace layerloom::core {

/// Reads tensors composed row by row of pieces (PlannedTensor::pieces). Short pieces are cut out of a window
/// of whole rows of their source, at most kRowWindowBytes for each model, so that each source byte is read
/// once.
class RowReader {
public:
    /// REQUIRES: both arguments outlive this.
    RowReader(const MergePlan& plan, SourceFiles& sources);

    /// Fills `buffer` with the bytes of a tensor from `offset` on, in the dtype of its sources, counted from
    /// its first byte. Fastest for ranges that follow each other. Throws as SourceFiles::read() does.
    void read(const PlannedTensor& tensor, std::span<std::byte> buffer, std::uint64_t offset);

private:
    /// Consecutive rows of one source tensor.
    struct Window {
        TensorIndex tensor = 0;
        std::uint64_t begin = 0; // in the source file
        std::vector<std::byte> bytes;
    };

    void readPiece(const TensorPiece& piece, std::uint64_t row, std::uint64_t column,
                   std::span<std::byte> buffer);
    void fill(Window& window, const TensorPiece& piece, std::uint64_t row);

    const MergePlan& m_plan;
    SourceFiles& m_sources;
    std::vector<Window> m_windows; // by model
};

} // namespace layerloom::core
