#pragma once

#include "core/engine/engine.h"
#include "core/merge/write/row_reader.h"
#include "core/merge/write/source_files.h"

#include <functional>
#include <vector>

namespace layerloom::core {

/// Makes the bytes of planned tensors from their sources, a piece at a time: copied, or converted and scaled by an engine.
class TensorStream {
public:
    /// `bytes` of the output tensor, from `offset` on, counted from its first byte.
    using Consume = std::function<void(std::span<const std::byte> bytes, std::uint64_t offset)>;

    /// REQUIRES: `engine` is not null when the plan needs one.
    TensorStream(const MergePlan& plan, Engine* engine);

    /// Hands all bytes of a tensor to `consume`, in order, in pieces of at most 8 MiB. Returns how many finite values became
    /// infinite. The same tensor always comes in the same pieces.
    std::uint64_t stream(const PlannedTensor& tensor, const Consume& consume);

    /// The same for [begin, end) of a tensor that is copied.
    void streamPart(const PlannedTensor& tensor, std::uint64_t begin, std::uint64_t end,
                    const Consume& consume);

    SourceFiles& sources() { return m_sources; }

private:
    void read(const PlannedTensor& tensor, std::span<std::byte> buffer, std::uint64_t offset);
    std::uint64_t convert(const PlannedTensor& tensor, const Consume& consume);

    const MergePlan& m_plan;
    Engine* m_engine;
    SourceFiles m_sources;
    RowReader m_rows;
    std::vector<std::byte> m_in;
    std::vector<std::byte> m_out;
};

} // namespace layerloom::core
