#pragma once

#include "core/engine/engine.h"
#include "core/merge/write/job_meter.h"
#include "core/merge/write/row_reader.h"
#include "core/merge/write/source_files.h"
#include "core/transform/tensor_transformer.h"

#include <vector>

namespace layerloom::core {

/// Produces the bytes of planned tensors from their sources, a piece at a time: copied or transformed.
class TensorStream {
public:
    /// REQUIRES: `plan` and `engine` outlive this; `engine` is not null when the plan needs one.
    TensorStream(const MergePlan& plan, Engine* engine);

    /// Hands all bytes of a tensor to `consume`, in order, in pieces of at most 8 MiB. Returns the number of
    /// finite values that became infinite. The same tensor always comes in the same pieces.
    std::uint64_t stream(const PlannedTensor& tensor, const WriteBytes& consume);

    /// The same for [begin, end) of a copied tensor.
    void streamPart(const PlannedTensor& tensor, std::uint64_t begin, std::uint64_t end,
                    const WriteBytes& consume);

    /// The format of a tensor whose sizes depend on its values, which are read here; `meter` counts what is read.
    std::shared_ptr<const TensorFormat> prepared(const PlannedTensor& tensor, JobMeter& meter);

    SourceFiles& sources() { return m_sources; }

private:
    void read(const PlannedTensor& tensor, std::span<std::byte> buffer, std::uint64_t offset);
    TensorSpec sourceOf(const PlannedTensor& tensor) const;

    const MergePlan& m_plan;
    SourceFiles m_sources;
    RowReader m_rows;
    TensorTransformer m_transformer;
    std::vector<std::byte> m_in;
};

} // namespace layerloom::core
