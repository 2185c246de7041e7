#pragma once

#include "core/merge/write/block_sharer.h"
#include "core/merge/write/job_meter.h"
#include "core/merge/write/staging.h"
#include "core/merge/write/tensor_stream.h"

#include <span>
#include <string>
#include <vector>

namespace layerloom::core {

/// Writes the files of a plan into a staged folder and syncs each of them. Progress of shards is recorded in the journal
/// after their sync; other files are not recorded and are written again by a resumed merge.
class MergeWriter {
public:
    /// REQUIRES: all arguments outlive this.
    MergeWriter(const MergePlan& plan, Staging& staging, TensorStream& tensors, JobMeter& meter);

    /// Writes the tensors of these shards (indexes into MergePlan::shards) that are not durable by the
    /// journal.
    void writeShards(std::span<const std::uint32_t> shards);
    /// Writes config, index and all other files that are no shards.
    void writeFiles();

    /// Bytes of the output that are on disk only once, in their source.
    std::uint64_t sharedBytes() const { return m_sharer.bytes(); }

private:
    struct OpenShard {
        std::uint32_t number;
        File file;
    };

    void writeShard(std::uint32_t number);
    File openShard(std::uint32_t number);
    void writeTensors(std::uint32_t number, const std::vector<SharedRange>& shared, File& file);
    std::uint64_t writeTensor(const PlannedTensor& tensor, const std::vector<SharedRange>& shared,
                              File& file);
    File writeFile(const PlannedFile& planned);
    void put(File& file, std::span<const std::byte> bytes, std::uint64_t offset);
    void settleShards();
    [[noreturn]] void failFull() const;

    const MergePlan& m_plan;
    Staging& m_staging;
    TensorStream& m_tensors;
    JobMeter& m_meter;
    BlockSharer m_sharer;
    std::uint64_t m_written = 0;
    std::uint64_t m_settled = 0; // of these, recorded in the journal
    std::vector<OpenShard> m_shards; // complete, not yet durable
};

/// "The disk of /mnt/data is full, or a quota on it is spent. 9.4 of 21.5 GB were written and have been removed".
std::string diskFullSentence(const std::filesystem::path& folder, std::uint64_t written, std::uint64_t total,
                             bool areRemoved = true);

} // namespace layerloom::core
