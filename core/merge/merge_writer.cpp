#include "core/merge/merge_writer.h"

#include "core/base/text.h"

#include <algorithm>

namespace layerloom::core {
namespace {

// What may wait for the disk: more would make a cancel, and the sync at the end, wait for it.
constexpr std::uint64_t kFlushBytes = 16U << 20U;

} // namespace

MergeWriter::MergeWriter(const MergePlan& plan, std::filesystem::path folder, TensorStream& tensors,
                         JobMeter& meter)
    : m_plan(plan)
    , m_folder(std::move(folder))
    , m_tensors(tensors)
    , m_meter(meter)
    , m_sharer(tensors.sources(), meter)
{}

std::map<std::string, std::uint64_t> MergeWriter::write()
{
    for (const PlannedShard& shard : m_plan.shards)
        writeShard(shard);
    for (const PlannedFile& file : m_plan.files)
        writeFile(file);
    // All are on their way by now, so the first sync carries most of the others with it.
    for (RawFile& file : m_files) {
        m_meter.checkStop();
        file.sync();
    }
    m_files.clear();
    return std::move(m_overflows);
}

void MergeWriter::writeShard(const PlannedShard& shard)
{
    RawFile file = RawFile::toWrite(m_folder / shard.fileName);
    const std::vector<SharedRange> shared = m_sharer.share(shard, file);
    // Room that is shared must not be taken as well.
    if (shared.empty() && !file.reserve(shard.fileBytes))
        failFull();
    put(file, std::as_bytes(std::span(shard.header)), 0);
    for (const PlannedTensor& tensor : shard.tensors) {
        const std::uint64_t lost = writeTensor(tensor, shared, file);
        if (lost > 0)
            m_overflows[tensor.name] = lost;
        m_meter.tensorDone();
    }
    finish(std::move(file), shard.fileBytes);
}

/// Returns how many finite values became infinite.
std::uint64_t MergeWriter::writeTensor(const PlannedTensor& tensor, const std::vector<SharedRange>& shared,
                                       RawFile& file)
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

void MergeWriter::writeFile(const PlannedFile& planned)
{
    RawFile file = RawFile::toWrite(m_folder / planned.name);
    if (!planned.copyOf) {
        put(file, std::as_bytes(std::span(planned.content)), 0);
        finish(std::move(file), planned.bytes);
        return;
    }
    const RawFile source = RawFile::toRead(*planned.copyOf);
    if (source.size() != planned.bytes)
        throw Error(ErrorCode::Mismatch,
                    planned.copyOf->string() + " has changed since it was opened; open it again");
    std::vector<std::byte> buffer(std::min<std::uint64_t>(planned.bytes, 1U << 20U));
    for (std::uint64_t offset = 0; offset < planned.bytes; offset += buffer.size()) {
        const auto piece =
            std::span(buffer).first(std::min<std::uint64_t>(buffer.size(), planned.bytes - offset));
        source.read(piece, offset);
        put(file, piece, offset);
    }
    finish(std::move(file), planned.bytes);
}

void MergeWriter::finish(RawFile file, std::uint64_t bytes)
{
    file.startFlush(0, bytes);
    m_files.push_back(std::move(file));
}

void MergeWriter::put(RawFile& file, std::span<const std::byte> bytes, std::uint64_t offset)
{
    if (!file.write(bytes, offset))
        failFull();
    m_written += bytes.size();
    const std::uint64_t end = offset + bytes.size();
    const std::uint64_t window = end / kFlushBytes * kFlushBytes;
    // Each window starts its way to the disk when it is full; the one before it must have arrived by then.
    if (window > offset) {
        file.startFlush(window - kFlushBytes, kFlushBytes);
        if (window >= 2 * kFlushBytes)
            file.finishFlush(window - 2 * kFlushBytes, kFlushBytes);
    }
    m_meter.advance(bytes.size());
}

void MergeWriter::failFull() const
{
    throw Error(ErrorCode::Io, diskFullSentence(m_folder.parent_path(), m_written, m_plan.bytesWritten));
}

std::string diskFullSentence(const std::filesystem::path& folder, std::uint64_t written, std::uint64_t total)
{
    std::string done = shortBytes(written);
    const std::string all = shortBytes(total);
    // "9.4 of 21.5 GB": the unit once when both have it.
    const std::size_t space = done.rfind(' ');
    if (done.substr(space) == all.substr(all.rfind(' ')))
        done.resize(space);
    return "The disk of " + folder.string() + " is full. " + done + " of " + all
        + " were written and have been removed";
}

} // namespace layerloom::core
