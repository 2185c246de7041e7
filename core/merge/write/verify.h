#pragma once

#include "core/merge/plan/shared_ranges.h"
#include "core/merge/write/job_meter.h"
#include "core/merge/write/tensor_stream.h"

namespace layerloom::core {

/// The number of bytes of the output that are verified in this mode, shared blocks that need no reading included.
std::uint64_t verifyBytes(const MergePlan& plan, VerifyMode mode);

/// Compares written files in one folder with their plan. Functions throw Error{Mismatch} naming file, tensor
/// and byte of the first difference, and Error{Io} when a file cannot be read.
class Verifier {
public:
    /// REQUIRES: `plan`, `tensors` and `meter` outlive this.
    Verifier(const MergePlan& plan, std::filesystem::path folder, TensorStream& tensors, JobMeter& meter);

    /// Compares the header with the plan and the tensors that the format's reader finds in it. Full: also the
    /// bytes of every tensor with its source, transformed again, except blocks that the file system reports
    /// as shared with the source.
    void verifyShard(const PlannedShard& shard, VerifyMode mode);

    /// Compares config, index and all other files that are no shards.
    void verifyFiles();

private:
    void verifyFile(const PlannedFile& planned);
    void requireTensors(const std::filesystem::path& file, const PlannedShard& shard) const;
    bool sharesBlocks(const File& file, const SharedRange& range);
    void compareTensor(const PlannedTensor& tensor, const std::vector<SharedRange>& same, const File& file);
    File opened(const std::string& name, std::uint64_t bytes) const;
    void compare(const File& file, std::span<const std::byte> expected, std::uint64_t offset,
                 std::string_view what);
    [[noreturn]] static void fail(const File& file, std::uint64_t offset, std::string_view what);

    const MergePlan& m_plan;
    std::filesystem::path m_folder;
    TensorStream& m_tensors;
    JobMeter& m_meter;
    std::vector<std::byte> m_found;
    std::vector<std::byte> m_source;
};

} // namespace layerloom::core
