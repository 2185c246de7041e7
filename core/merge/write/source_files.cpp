#include "core/merge/write/source_files.h"

#include "core/checkpoint/safetensors_header.h"

namespace layerloom::core {

SourceFiles::SourceFiles(const MergePlan& plan)
    : m_plan(plan)
    , m_files(plan.models.size())
{
    for (std::size_t model = 0; model < plan.models.size(); ++model)
        m_files[model].resize(plan.models[model]->checkpoint->shards().size());
}

void SourceFiles::read(const PlannedTensor& tensor, std::span<std::byte> buffer, std::uint64_t offset)
{
    if (!tensor.isDecoded)
        return file(tensor.model, tensor.sourceShard).read(buffer, tensor.sourceOffset + offset);
    const TensorInfo& info = m_plan.models[tensor.model]->tensor(tensor.tensor);
    m_reader.read(info, buffer, offset,
                  [&](std::uint32_t shard, std::span<std::byte> bytes, std::uint64_t begin) {
                      file(tensor.model, shard).read(bytes, begin);
                  });
}

void SourceFiles::requireUnchanged() const
{
    for (std::uint32_t model = 0; model < m_files.size(); ++model)
        for (std::uint32_t shard = 0; shard < m_files[model].size(); ++shard)
            if (m_files[model][shard].isOpen())
                requireUnchanged(model, shard);
}

const File& SourceFiles::file(std::uint32_t model, std::uint32_t shard)
{
    File& file = m_files[model][shard];
    if (!file.isOpen()) {
        file = File::openToRead(m_plan.models[model]->checkpoint->shards()[shard].path, Access::Sequential);
        requireUnchanged(model, shard);
    }
    return file;
}

void SourceFiles::requireUnchanged(std::uint32_t model, std::uint32_t shard) const
{
    const Shard& planned = m_plan.models[model]->checkpoint->shards()[shard];
    const File& file = m_files[model][shard];
    core::requireUnchanged(file, planned.state());
    if (!hasHeaderOf(planned, file))
        failChanged(planned.path);
}

} // namespace layerloom::core
