#include "core/merge/write/row_reader.h"

#include <algorithm>
#include <cassert>
#include <cstring>
#include <numeric>

namespace layerloom::core {
namespace {

// Shorter ones are cheaper to copy from a window.
constexpr std::uint64_t kWorthAReadBytes = 64U << 10U;

} // namespace

RowReader::RowReader(const MergePlan& plan, SourceFiles& sources)
    : m_plan(plan)
    , m_sources(sources)
    , m_windows(plan.models.size())
{}

void RowReader::read(const PlannedTensor& tensor, std::span<std::byte> buffer, std::uint64_t offset)
{
    const std::uint64_t rowBytes =
        std::accumulate(tensor.pieces.begin(), tensor.pieces.end(), std::uint64_t(0),
                        [](std::uint64_t sum, const TensorPiece& piece) { return sum + piece.rowBytes; });
    assert(rowBytes > 0);
    std::uint64_t column = offset % rowBytes;
    for (std::uint64_t row = offset / rowBytes; !buffer.empty(); ++row)
        for (const TensorPiece& piece : tensor.pieces) {
            if (column >= piece.rowBytes) {
                column -= piece.rowBytes;
                continue;
            }
            const auto part = buffer.first(std::min<std::uint64_t>(buffer.size(), piece.rowBytes - column));
            readPiece(piece, row, column, part);
            buffer = buffer.subspan(part.size());
            column = 0;
            if (buffer.empty())
                return;
        }
}

/// `buffer` lies within one row of the piece.
void RowReader::readPiece(const TensorPiece& piece, std::uint64_t row, std::uint64_t column,
                          std::span<std::byte> buffer)
{
    const std::uint64_t begin = piece.sourceOffset + row * piece.stride + column;
    if (buffer.size() >= kWorthAReadBytes || piece.stride > kRowWindowBytes) {
        m_sources.file(piece.model, piece.sourceShard).read(buffer, begin);
        return;
    }
    Window& window = m_windows[piece.model];
    const bool isThere = window.tensor == piece.tensor && begin >= window.begin
        && begin + buffer.size() <= window.begin + window.bytes.size();
    if (!isThere)
        fill(window, piece, row);
    std::memcpy(buffer.data(), window.bytes.data() + (begin - window.begin), buffer.size());
}

/// Reads as many rows, from this one on, as a window holds.
void RowReader::fill(Window& window, const TensorPiece& piece, std::uint64_t row)
{
    const TensorInfo& info = m_plan.models[piece.model]->tensor(piece.tensor);
    const std::uint64_t before = row * piece.stride;
    window.tensor = piece.tensor;
    window.begin = info.offset + before;
    window.bytes.resize(std::min(kRowWindowBytes / piece.stride * piece.stride, info.bytes - before));
    m_sources.file(piece.model, piece.sourceShard).read(window.bytes, window.begin);
}

} // namespace layerloom::core
