#include "core/checkpoint/checkpoint.h"

#include "core/base/hash.h"
#include "core/base/text.h"
#include "core/checkpoint/hub_cache.h"

#include <algorithm>

namespace layerloom::core {

namespace {

// Names that are equal in natural order ("h.1", "h.01") still need a fixed order.
bool isBefore(const TensorInfo* a, const TensorInfo* b)
{
    if (naturalLess(a->name, b->name))
        return true;
    return !naturalLess(b->name, a->name) && a->name < b->name;
}

void sortByName(std::vector<TensorInfo>& tensors)
{
    std::vector<TensorInfo*> order(tensors.size());
    std::transform(tensors.begin(), tensors.end(), order.begin(), [](TensorInfo& tensor) { return &tensor; });
    std::sort(order.begin(), order.end(), isBefore);
    std::vector<TensorInfo> sorted;
    sorted.reserve(tensors.size());
    for (TensorInfo* tensor : order)
        sorted.push_back(std::move(*tensor));
    tensors = std::move(sorted);
}

std::string nameOf(const std::filesystem::path& folder)
{
    const std::optional<std::string> modelId = hubModelId(folder);
    return modelId ? *modelId : folder.filename().string();
}

} // namespace

std::uint64_t TensorInfo::elements() const
{
    std::uint64_t product = 1;
    for (const std::uint64_t extent : shape)
        product *= extent;
    return product;
}

Checkpoint::Checkpoint(std::filesystem::path folder, std::vector<Shard> shards,
                       std::vector<TensorInfo> tensors, std::string configText,
                       std::vector<std::string> notes, std::shared_ptr<const Checkpoint> stored)
    : m_folder(std::move(folder))
    , m_name(nameOf(m_folder))
    , m_shards(std::move(shards))
    , m_tensors(std::move(tensors))
    , m_configText(std::move(configText))
    , m_notes(std::move(notes))
    , m_stored(std::move(stored))
{
    sortByName(m_tensors);
    m_byName.reserve(m_tensors.size());
    for (std::uint32_t i = 0; i < m_tensors.size(); ++i) {
        m_byName.emplace(m_tensors[i].name, i);
        m_payloadBytes += m_tensors[i].bytes;
    }
}

const TensorInfo* Checkpoint::find(std::string_view name) const
{
    const auto place = m_byName.find(name);
    return place == m_byName.end() ? nullptr : &m_tensors[place->second];
}

std::string Checkpoint::fingerprint() const
{
    if (m_stored != nullptr)
        return m_stored->fingerprint();
    Hasher hash;
    hash.text(m_configText);
    for (const Shard& shard : m_shards) {
        hash.text(shard.path.filename().string()).number(shard.fileBytes);
        hash.number(static_cast<std::uint64_t>(shard.modified));
        for (const auto& [key, value] : shard.metadata)
            hash.text(key).text(value);
    }
    for (const TensorInfo& tensor : m_tensors) {
        hash.text(tensor.name).text(tensor.dtype).number(tensor.shape.size());
        for (const std::uint64_t extent : tensor.shape)
            hash.number(extent);
        hash.number(tensor.shard).number(tensor.offset).number(tensor.bytes);
    }
    return hash.digits();
}

} // namespace layerloom::core
