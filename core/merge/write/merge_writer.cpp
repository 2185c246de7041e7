#include "core/merge/write/merge_writer.h"

#include "core/base/text.h"

#include <algorithm>

namespace layerloom::core {
namespace {

// Bytes that may be dirty at a time: a cancel, and the sync at the end, wait for them.
constexpr std::uint64_t kFlushBytes = 16U << 20U;
// Approximate number of `tensors` records of a merge. Before each the shard is synced (the journal is not); an
// interrupted merge loses the tensors written since the last one.
constexpr std::uint64_t kSteps = 32;
constexpr std::uint64_t kLeastStep = 4U << 20U;
constexpr std::uint64_t kLargestStep = 1U << 30U;

} // namespace

MergeWriter::MergeWriter(const MergePlan& plan, Staging& staging, TensorStream& tensors, JobMeter& meter)
    : m_plan(plan)
    , m_staging(staging)
    , m_tensors(tensors)
    , m_meter(meter)
    , m_sharer(tensors.sources(), meter)
{}

void MergeWriter::writeShards(std::span<const std::uint32_t> shards)
{
    for (const std::uint32_t number : shards)
        writeShard(number);
    settleShards();
}

void MergeWriter::writeFiles()
{
    std::vector<File> files;
    for (const PlannedFile& file : m_plan.files)
        files.push_back(writeFile(file));
    // The first sync carries most of the others with it.
    for (const File& file : files) {
        m_meter.checkStop();
        file.sync();
    }
}

void MergeWriter::writeShard(std::uint32_t number)
{
    const PlannedShard& shard = m_plan.shards[number];
    std::error_code ignored;
    if (m_staging.journal().shard(number).isWritten
        && std::filesystem::file_size(m_staging.files() / shard.fileName, ignored) == shard.fileBytes) {
        m_meter.advance(shard.fileBytes);
        m_meter.tensorsDone(shard.tensors.size());
        return;
    }
    File file = openShard(number);
    const std::vector<SharedRange> shared = m_sharer.share(shard, file);
    // Shared blocks must not be reserved as well.
    if (shared.empty() && !file.reserve(shard.fileBytes))
        failFull();
    put(file, std::as_bytes(std::span(shard.header)), 0);
    writeTensors(number, shared, file);
    file.startFlush(0, shard.fileBytes);
    m_shards.push_back({number, std::move(file)});
}

/// The file to write. Its journal records are dropped when the file does not fit them.
File MergeWriter::openShard(std::uint32_t number)
{
    const PlannedShard& shard = m_plan.shards[number];
    const std::filesystem::path path = m_staging.files() / shard.fileName;
    const ShardState& known = m_staging.journal().shard(number);
    std::error_code ignored;
    const bool goesOn = !known.isWritten && known.tensors > 0 && known.tensors <= shard.tensors.size()
        && std::filesystem::is_regular_file(path, ignored)
        && std::filesystem::file_size(path, ignored) >= shard.tensors[known.tensors - 1].offset;
    if (!goesOn && (known.isWritten || known.tensors > 0))
        m_staging.journal().shardLost(number);
    return goesOn ? File::openToWrite(path) : File::create(path);
}

void MergeWriter::writeTensors(std::uint32_t number, const std::vector<SharedRange>& shared, File& file)
{
    const PlannedShard& shard = m_plan.shards[number];
    Journal& journal = m_staging.journal();
    const std::uint64_t known = journal.shard(number).tensors;
    const std::uint64_t step = std::clamp(m_plan.payloadBytes / kSteps, kLeastStep, kLargestStep);
    for (std::uint64_t i = 0; i < shard.tensors.size(); ++i) {
        const PlannedTensor& tensor = shard.tensors[i];
        m_meter.tensorsDone(1);
        if (i < known) {
            for (const auto& [begin, end] : partsOutside(tensor, shared))
                m_meter.advance(end - begin);
            continue;
        }
        const std::uint64_t lost = writeTensor(tensor, shared, file);
        if (lost > 0)
            journal.overflow(number, i, lost);
        if (m_written - m_settled < step)
            continue;
        settleShards();
        file.sync();
        journal.tensorsWritten(number, i + 1);
    }
}

/// Returns the number of finite values that became infinite.
std::uint64_t MergeWriter::writeTensor(const PlannedTensor& tensor, const std::vector<SharedRange>& shared,
                                       File& file)
{
    const auto consume = [&](std::span<const std::byte> bytes, std::uint64_t offset) {
        put(file, bytes, tensor.offset + offset);
    };
    if (!tensor.isCopy())
        return m_tensors.stream(tensor, consume);
    for (const auto& [begin, end] : partsOutside(tensor, shared))
        m_tensors.streamPart(tensor, begin, end, consume);
    return 0;
}

/// Syncs the complete shards, whose writeback has started, and records them.
void MergeWriter::settleShards()
{
    for (OpenShard& shard : m_shards) {
        m_meter.checkStop();
        shard.file.sync();
        m_staging.journal().shardWritten(shard.number);
    }
    m_shards.clear();
    m_settled = m_written;
}

File MergeWriter::writeFile(const PlannedFile& planned)
{
    const std::filesystem::path path = m_staging.files() / planned.name;
    std::filesystem::create_directories(path.parent_path());
    File file = File::create(path);
    if (!planned.copyOf) {
        put(file, std::as_bytes(std::span(planned.content)), 0);
        return file;
    }
    const File source = File::openToRead(*planned.copyOf, Access::Sequential);
    requireUnchanged(source, planned.copied);
    std::vector<std::byte> buffer(std::min<std::uint64_t>(planned.bytes, 1U << 20U));
    for (std::uint64_t offset = 0; offset < planned.bytes; offset += buffer.size()) {
        const auto piece =
            std::span(buffer).first(std::min<std::uint64_t>(buffer.size(), planned.bytes - offset));
        source.read(piece, offset);
        put(file, piece, offset);
    }
    requireUnchanged(source, planned.copied);
    return file;
}

void MergeWriter::put(File& file, std::span<const std::byte> bytes, std::uint64_t offset)
{
    if (!file.write(bytes, offset))
        failFull();
    m_written += bytes.size();
    const std::uint64_t end = offset + bytes.size();
    const std::uint64_t window = end / kFlushBytes * kFlushBytes;
    // Writeback of a window starts when it is full; that of the window before must have ended by then.
    if (window > offset) {
        file.startFlush(window - kFlushBytes, kFlushBytes);
        if (window >= 2 * kFlushBytes)
            file.finishFlush(window - 2 * kFlushBytes, kFlushBytes);
    }
    m_meter.advance(bytes.size());
}

void MergeWriter::failFull() const
{
    throw Error(ErrorCode::Io,
                diskFullSentence(m_staging.destination().parent_path(), m_written, m_plan.bytesWritten,
                                 m_staging.removesOnFailure()));
}

std::string diskFullSentence(const std::filesystem::path& folder, std::uint64_t written, std::uint64_t total,
                             bool areRemoved)
{
    std::string done = shortBytes(written);
    const std::string all = shortBytes(total);
    // "9.4 of 21.5 GB": the unit once when both have it.
    const std::size_t space = done.rfind(' ');
    if (done.substr(space) == all.substr(all.rfind(' ')))
        done.resize(space);
    return "The disk of " + folder.string() + " is full, or a quota on it is spent. " + done + " of " + all
        + " were written" + (areRemoved ? " and have been removed" : "");
}

} // namespace layerloom::core
