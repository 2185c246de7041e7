#include "core/merge/write/verify.h"

#include "core/base/text.h"
#include "core/merge/plan/shared_ranges.h"

#include <algorithm>
#include <cstring>
#include <map>

namespace layerloom::core {
namespace {

// Both sides of a comparison stay in the processor's cache.
constexpr std::uint64_t kCompareBytes = 256U << 10U;

bool isSameTensor(const TensorInfo& stored, const PlannedTensor& planned)
{
    return stored.name == planned.name && stored.dtype == planned.dtype && stored.shape == planned.shape
        && stored.offset == planned.offset && stored.bytes == planned.bytes;
}

} // namespace

Verifier::Verifier(const MergePlan& plan, std::filesystem::path folder, TensorStream& tensors,
                   JobMeter& meter)
    : m_plan(plan)
    , m_folder(std::move(folder))
    , m_tensors(tensors)
    , m_meter(meter)
{}

void Verifier::verifyShard(const PlannedShard& shard, VerifyMode mode)
{
    const File file = opened(shard.fileName, shard.fileBytes);
    compare(file, std::as_bytes(std::span(shard.header)), 0, "its header");
    requireTensors(file.path(), shard);
    if (mode != VerifyMode::Full) {
        m_meter.tensorsDone(shard.tensors.size());
        return;
    }
    const std::vector<SharedRange> ranges = sharedRanges(shard);
    std::vector<SharedRange> same;
    auto next = ranges.begin();
    for (const PlannedTensor& tensor : shard.tensors) {
        for (; next != ranges.end() && next->offset < tensor.offset + tensor.bytes; ++next)
            if (sharesBlocks(file, *next))
                same.push_back(*next);
        compareTensor(tensor, same, file);
        m_meter.tensorsDone(1);
    }
}

void Verifier::verifyFiles()
{
    for (const PlannedFile& file : m_plan.files)
        verifyFile(file);
}

void Verifier::verifyFile(const PlannedFile& planned)
{
    const File file = opened(planned.name, planned.bytes);
    if (!planned.copyOf) {
        compare(file, std::as_bytes(std::span(planned.content)), 0, {});
        return;
    }
    const File source = File::openToRead(*planned.copyOf, Access::Sequential);
    requireUnchanged(source, planned.copied);
    for (std::uint64_t offset = 0; offset < planned.bytes; offset += kCompareBytes) {
        m_source.resize(std::min(kCompareBytes, planned.bytes - offset));
        source.read(m_source, offset);
        compare(file, m_source, offset, {});
    }
}

/// The header is the planned one; here the format's own reader has to understand it.
void Verifier::requireTensors(const std::filesystem::path& file, const PlannedShard& shard) const
{
    const std::vector<TensorInfo> stored = m_plan.container->readTensors(file);
    std::map<std::string_view, const TensorInfo*> byName;
    for (const TensorInfo& tensor : stored)
        byName.emplace(tensor.name, &tensor);
    for (const PlannedTensor& planned : shard.tensors) {
        const auto found = byName.find(planned.name);
        if (found == byName.end() || !isSameTensor(*found->second, planned))
            throw Error(ErrorCode::Mismatch,
                        file.string() + " does not hold " + planned.name + " as planned");
    }
    if (stored.size() != shard.tensors.size())
        throw Error(ErrorCode::Mismatch, file.string() + " holds tensors that were not planned");
}

/// True when the file system reports that a range has the same blocks as its source: then nothing of it is
/// read.
bool Verifier::sharesBlocks(const File& file, const SharedRange& range)
{
    const File& source = m_tensors.sources().file(range.model, range.sourceShard);
    const bool isSame = file.hasBlocksOf(source, range.sourceOffset, range.bytes, range.offset);
    if (isSame)
        m_meter.advance(range.bytes);
    return isSame;
}

void Verifier::compareTensor(const PlannedTensor& tensor, const std::vector<SharedRange>& same,
                             const File& file)
{
    const auto consume = [&](std::span<const std::byte> bytes, std::uint64_t offset) {
        compare(file, bytes, tensor.offset + offset, tensor.name);
    };
    if (!tensor.isCopy()) {
        m_tensors.stream(tensor, consume);
        return;
    }
    for (const auto& [begin, end] : partsOutside(tensor, same))
        m_tensors.streamPart(tensor, begin, end, consume);
}

File Verifier::opened(const std::string& name, std::uint64_t bytes) const
{
    File file = File::openToRead(m_folder / name, Access::Sequential);
    if (file.size() != bytes)
        throw Error(ErrorCode::Mismatch,
                    file.path().string() + " has " + groupedDigits(file.size()) + " bytes, and should have "
                        + groupedDigits(bytes));
    return file;
}

/// Throws when the file's bytes at `offset` are not `expected`, which may be more than one piece.
void Verifier::compare(const File& file, std::span<const std::byte> expected, std::uint64_t offset,
                       std::string_view what)
{
    while (!expected.empty()) {
        const auto piece = expected.first(std::min<std::uint64_t>(expected.size(), kCompareBytes));
        m_found.resize(piece.size());
        file.read(m_found, offset);
        // memcmp is many times faster than finding the difference at once.
        if (std::memcmp(piece.data(), m_found.data(), piece.size()) != 0) {
            const auto difference = std::mismatch(piece.begin(), piece.end(), m_found.begin()).first;
            fail(file, offset + static_cast<std::uint64_t>(difference - piece.begin()), what);
        }
        m_meter.advance(piece.size());
        expected = expected.subspan(piece.size());
        offset += piece.size();
    }
}

void Verifier::fail(const File& file, std::uint64_t offset, std::string_view what)
{
    throw Error(ErrorCode::Mismatch,
                file.path().string() + " is not what it should be: byte " + groupedDigits(offset)
                    + " is wrong" + (what.empty() ? std::string() : ", in " + std::string(what)));
}

std::uint64_t verifyBytes(const MergePlan& plan, VerifyMode mode)
{
    std::uint64_t bytes = 0;
    if (mode == VerifyMode::Off)
        return bytes;
    for (const PlannedShard& shard : plan.shards)
        bytes += mode == VerifyMode::Full ? shard.fileBytes : shard.header.size();
    for (const PlannedFile& file : plan.files)
        bytes += file.bytes;
    return bytes;
}

} // namespace layerloom::core
