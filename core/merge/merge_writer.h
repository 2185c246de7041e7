#pragma once

#include "core/merge/block_sharer.h"
#include "core/merge/job_meter.h"
#include "core/merge/tensor_stream.h"

#include <map>
#include <string>
#include <vector>

namespace layerloom::core {

/// Writes the files of a plan into a folder and makes each of them durable.
class MergeWriter {
public:
    /// REQUIRES: all arguments outlive this.
    MergeWriter(const MergePlan& plan, std::filesystem::path folder, TensorStream& tensors, JobMeter& meter);

    /// Tensors whose finite values became infinite, and how many.
    std::map<std::string, std::uint64_t> write();

    /// Bytes of the output that are on disk only once, in their source.
    std::uint64_t sharedBytes() const { return m_sharer.bytes(); }

private:
    void writeShard(const PlannedShard& shard);
    std::uint64_t writeTensor(const PlannedTensor& tensor, const std::vector<SharedRange>& shared,
                              RawFile& file);
    void writeFile(const PlannedFile& planned);
    void put(RawFile& file, std::span<const std::byte> bytes, std::uint64_t offset);
    void finish(RawFile file, std::uint64_t bytes);
    [[noreturn]] void failFull() const;

    const MergePlan& m_plan;
    std::filesystem::path m_folder;
    TensorStream& m_tensors;
    JobMeter& m_meter;
    BlockSharer m_sharer;
    std::uint64_t m_written = 0;
    std::vector<RawFile> m_files; // complete, not durable yet
    std::map<std::string, std::uint64_t> m_overflows;
};

/// "The disk of /mnt/data is full. 9.4 of 21.5 GB were written and have been removed".
std::string diskFullSentence(const std::filesystem::path& folder, std::uint64_t written, std::uint64_t total);

} // namespace layerloom::core
