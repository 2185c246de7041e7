#include "core/merge/write/source_files.h"

#include "core/checkpoint/safetensors_header.h"

namespace layerloom::core {

namespace {

/// Files may change and keep size and time.
bool hasHeader(const RawFile& file, const Shard& planned)
{
    constexpr std::uint64_t kLengthBytes = 8;
    if (planned.headerHash == 0 || planned.headerBytes <= kLengthBytes)
        return true;
    std::string json(planned.headerBytes - kLengthBytes, '\0');
    file.read(std::as_writable_bytes(std::span(json)), kLengthBytes);
    return hashOfHeader(json) == planned.headerHash;
}

} // namespace

SourceFiles::SourceFiles(const MergePlan& plan)
    : m_plan(plan)
    , m_files(plan.models.size())
{
    for (std::size_t model = 0; model < plan.models.size(); ++model)
        m_files[model].resize(plan.models[model]->checkpoint->shards().size());
}

void SourceFiles::read(const PlannedTensor& tensor, std::span<std::byte> buffer, std::uint64_t offset)
{
    file(tensor.model, tensor.sourceShard).read(buffer, tensor.sourceOffset + offset);
}

void SourceFiles::requireUnchanged() const
{
    for (std::uint32_t model = 0; model < m_files.size(); ++model)
        for (std::uint32_t shard = 0; shard < m_files[model].size(); ++shard)
            if (m_files[model][shard].isOpen())
                requireUnchanged(model, shard);
}

const RawFile& SourceFiles::file(std::uint32_t model, std::uint32_t shard)
{
    RawFile& file = m_files[model][shard];
    if (!file.isOpen()) {
        file = RawFile::toRead(m_plan.models[model]->checkpoint->shards()[shard].path);
        requireUnchanged(model, shard);
    }
    return file;
}

void SourceFiles::requireUnchanged(std::uint32_t model, std::uint32_t shard) const
{
    const Shard& planned = m_plan.models[model]->checkpoint->shards()[shard];
    const RawFile& file = m_files[model][shard];
    if (file.size() != planned.fileBytes || file.modified() != planned.modified || !hasHeader(file, planned))
        throw Error(ErrorCode::Mismatch,
                    planned.path.string() + " has changed since it was opened; open it again");
}

} // namespace layerloom::core
