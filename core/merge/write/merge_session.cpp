#include "core/merge/write/merge_session.h"

#include "core/base/text.h"
#include "core/merge/write/merge_writer.h"
#include "core/merge/write/staged_folder.h"

#include <cassert>
#include <numeric>

namespace layerloom::core {
namespace {

namespace fs = std::filesystem;

std::uint64_t bytesOfFiles(const MergePlan& plan)
{
    std::uint64_t bytes = 0;
    for (const PlannedFile& file : plan.files)
        bytes += file.bytes;
    return bytes;
}

void requireSize(const fs::path& file, std::uint64_t bytes)
{
    std::error_code failure;
    const std::uint64_t found = fs::file_size(file, failure);
    if (failure)
        throw Error(ErrorCode::Io, file.string() + " was taken away: " + failure.message());
    if (found != bytes)
        throw Error(ErrorCode::Mismatch,
                    file.string() + " has " + groupedDigits(found) + " bytes, and should have "
                        + groupedDigits(bytes));
}

/// Size and times of a staged file now; nullopt when it cannot be opened.
std::optional<FileStamp> stampOf(const fs::path& file)
{
    const Result<FileStamp> stamp = guarded([&] { return File::openToRead(file).stamp(); });
    return stamp ? std::optional(*stamp) : std::nullopt;
}

} // namespace

Workload wholeWork(const MergePlan& plan)
{
    Workload work;
    work.shards.resize(plan.shards.size());
    std::iota(work.shards.begin(), work.shards.end(), 0U);
    return work;
}

Workload workOf(const MergePlan& plan, MergePart part)
{
    Workload work;
    for (std::uint32_t shard = part.number - 1; shard < plan.shards.size(); shard += part.of)
        work.shards.push_back(shard);
    work.hasFiles = false;
    return work;
}

MergeSession::MergeSession(const MergePlan& plan, OutputSettings settings, JobContext& job, Workload work)
    : m_plan(plan)
    , m_settings(std::move(settings))
    , m_start(std::chrono::steady_clock::now())
    , m_work(std::move(work))
    , m_meter(job, totalBytes(), tensorCount())
{}

void MergeSession::prepare()
{
    m_meter.begin(Stage::Preparing);
    assert(!m_plan.isEstimate);
    if (m_plan.needsEngine)
        m_engine = loadEngine(m_settings.device).value();
    m_tensors = std::make_unique<TensorStream>(m_plan, m_engine.engine.get());
}

void MergeSession::write(Staging& staging)
{
    m_meter.begin(Stage::Merging);
    MergeWriter writer(m_plan, staging, *m_tensors, m_meter);
    if (m_work.writesShards)
        writer.writeShards(m_work.shards);
    if (m_work.hasFiles)
        writer.writeFiles();
    m_shared = writer.sharedBytes();
}

void MergeSession::verify(Staging& staging)
{
    if (m_settings.verify == VerifyMode::Off)
        return;
    m_meter.begin(Stage::Verifying);
    Verifier verifier(m_plan, staging.files(), *m_tensors, m_meter);
    for (const std::uint32_t shard : m_work.shards)
        verifyShard(verifier, staging, shard);
    if (m_work.hasFiles)
        verifier.verifyFiles();
}

void MergeSession::verifyShard(Verifier& verifier, Staging& staging, std::uint32_t number)
{
    const PlannedShard& shard = m_plan.shards[number];
    const bool isFull = m_settings.verify == VerifyMode::Full;
    const fs::path file = staging.files() / shard.fileName;
    const std::optional<FileStamp> before = stampOf(file);
    if (isFull && before && staging.shard(number).verified == before) {
        m_meter.advance(shard.fileBytes);
        m_meter.tensorsDone(shard.tensors.size());
        return;
    }
    const Result<void> verified = guarded([&] { verifier.verifyShard(shard, m_settings.verify); });
    if (!verified && verified.error().code() == ErrorCode::Mismatch)
        staging.journalOf(number).shardLost(number);
    verified.value();
    if (isFull && before && stampOf(file) == before)
        staging.journalOf(number).shardVerified(number, *before);
}

void MergeSession::finish(const Staging& staging)
{
    m_meter.begin(Stage::Finishing);
    m_tensors->sources().requireUnchanged();
    for (const std::uint32_t shard : m_work.shards)
        requireSize(staging.files() / m_plan.shards[shard].fileName, m_plan.shards[shard].fileBytes);
    // A file that somebody put there meanwhile would be published with the others.
    if (m_work.hasFiles)
        requireNoStranger(staging.files().parent_path());
    for (const PlannedFile& file : m_plan.files)
        if (m_work.hasFiles && file.copyOf)
            requireUnchanged(File::openToRead(*file.copyOf), file.copied);
    m_meter.checkStop();
}

MergeReport MergeSession::report(const Staging& staging) const
{
    MergeReport report;
    report.output = staging.destination();
    report.shards = static_cast<std::uint32_t>(m_work.shards.size());
    for (const std::uint32_t number : m_work.shards) {
        const PlannedShard& shard = m_plan.shards[number];
        report.bytes += shard.fileBytes - shard.header.size();
        for (const auto& [tensor, values] : staging.shard(number).overflows)
            report.overflows[shard.tensors[tensor].name] = values;
    }
    report.verified = m_settings.verify;
    report.shared = m_shared;
    report.notCopied = m_plan.notCopied;
    report.keptF32 = m_plan.keptF32;
    report.dequantized = m_plan.dequantized;
    report.device = m_engine.device;
    report.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - m_start).count();
    return report;
}

std::uint64_t MergeSession::totalBytes() const
{
    const std::uint64_t files = m_work.hasFiles ? bytesOfFiles(m_plan) : 0;
    std::uint64_t shards = 0;
    std::uint64_t headers = 0;
    for (const std::uint32_t shard : m_work.shards) {
        shards += m_plan.shards[shard].fileBytes;
        headers += m_plan.shards[shard].header.size();
    }
    const std::uint64_t written = files + (m_work.writesShards ? shards : 0);
    switch (m_settings.verify) {
    case VerifyMode::Off:
        return written;
    case VerifyMode::Quick:
        return written + files + headers;
    case VerifyMode::Full:
        break;
    }
    return written + files + shards;
}

std::uint64_t MergeSession::tensorCount() const
{
    std::uint64_t count = 0;
    for (const std::uint32_t shard : m_work.shards)
        count += m_plan.shards[shard].tensors.size();
    return count;
}

} // namespace layerloom::core
