// The hash is compiled in: nothing to link.
#define XXH_INLINE_ALL
#include "core/checkpoint/checkpoint.h"

#include "core/base/text.h"
#include "core/checkpoint/hub_cache.h"

#include <algorithm>
#include <array>
#include <cstdio>
#include <xxhash.h>

namespace layerloom::core {

namespace {

class Hash {
public:
    Hash() { XXH3_64bits_reset(&m_state); }
    // The length goes first: "ab" + "c" and "a" + "bc" must differ.
    Hash& text(std::string_view text)
    {
        number(text.size());
        XXH3_64bits_update(&m_state, text.data(), text.size());
        return *this;
    }
    Hash& number(std::uint64_t number)
    {
        XXH3_64bits_update(&m_state, &number, sizeof number);
        return *this;
    }
    std::uint64_t digest() const { return XXH3_64bits_digest(&m_state); }

private:
    XXH3_state_t m_state {};
};

// Names that count alike ("h.1", "h.01") still have one order.
bool comesBefore(const TensorInfo* a, const TensorInfo* b)
{
    if (naturalLess(a->name, b->name))
        return true;
    return !naturalLess(b->name, a->name) && a->name < b->name;
}

void putInOrder(std::vector<TensorInfo>& tensors)
{
    std::vector<TensorInfo*> order(tensors.size());
    std::transform(tensors.begin(), tensors.end(), order.begin(), [](TensorInfo& tensor) { return &tensor; });
    std::sort(order.begin(), order.end(), comesBefore);
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
                       std::vector<TensorInfo> tensors, std::string configText)
    : m_folder(std::move(folder))
    , m_name(nameOf(m_folder))
    , m_shards(std::move(shards))
    , m_tensors(std::move(tensors))
    , m_configText(std::move(configText))
{
    putInOrder(m_tensors);
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
    Hash hash;
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
    std::array<char, 17> digits {};
    std::snprintf(digits.data(), digits.size(), "%016llx", static_cast<unsigned long long>(hash.digest()));
    return digits.data();
}

} // namespace layerloom::core
