#include "core/dequantize/stored_groups.h"

#include "core/base/shape_text.h"
#include "core/checkpoint/shard_file.h"
#include "core/model/config_sections.h"

#include <algorithm>
#include <array>
#include <span>

namespace layerloom::core {
namespace {

constexpr std::uint64_t kMostElements = std::uint64_t {1} << 40U;
constexpr std::uint64_t kMostContents = 4096;

// Names of group members: a tensor called so and left over belongs to a group that was not understood.
constexpr std::array<std::string_view, 22> kMemberEndings {
    ".qweight",
    ".qzeros",
    ".scales",
    ".g_idx",
    ".weight_packed",
    ".weight_shape",
    ".weight_scale",
    ".weight_scale_2",
    ".weight_zero_point",
    ".weight_g_idx",
    "_scale_inv",
    ".weight_global_scale",
    ".absmax",
    ".nested_absmax",
    ".quant_map",
    ".SCB",
    ".weight_format",
    ".nested_quant_map",
    "_blocks",
    "_scales",
    ".quant_state.bitsandbytes__nf4",
    ".quant_state.bitsandbytes__fp4",
};

bool isPlain(const TensorInfo& tensor)
{
    const bool isMember = std::any_of(kMemberEndings.begin(), kMemberEndings.end(),
                                      [&](std::string_view ending) { return tensor.name.ends_with(ending); });
    // Masks and positions are stored as integers; codes have 8 bits or less.
    const bool isNumbers = tensor.dtype == "BOOL" || bitsPerElement(tensor.dtype).value_or(0) > 8;
    return isNumbers && !isMember;
}

} // namespace

StoredGroups::StoredGroups(const Model& model)
    : m_model(model)
    , m_settings(quantizationText(model.config, model.sideFiles))
{}

FloatType StoredGroups::modelType() const
{
    for (const std::string& key : presentKeys(m_model.config, {"dtype", "torch_dtype"}))
        if (const auto type = floatTypeFromText(m_model.config.string(key).value_or("")))
            return *type;
    return FloatType::BF16;
}

std::vector<const TensorInfo*> StoredGroups::endingWith(std::string_view ending) const
{
    std::vector<const TensorInfo*> found;
    for (const TensorInfo& tensor : m_model.checkpoint->tensors())
        if (tensor.name.ends_with(ending) && !m_taken.contains(&tensor))
            found.push_back(&tensor);
    return found;
}

const TensorInfo* StoredGroups::find(const std::string& name) const
{
    return m_model.checkpoint->find(name);
}

const TensorInfo& StoredGroups::member(const std::string& name, const TensorInfo& of) const
{
    const TensorInfo* tensor = find(name);
    if (tensor == nullptr)
        fail(of, "needs " + name + ", which is missing");
    return *tensor;
}

std::string StoredGroups::contents(const TensorInfo& tensor) const
{
    if (tensor.bytes > kMostContents)
        fail(tensor, "has " + std::to_string(tensor.bytes) + " bytes, which is more than it can need");
    std::string bytes(tensor.bytes, '\0');
    openShard(m_model.checkpoint->shards()[tensor.shard]).read(std::span<char>(bytes), tensor.offset);
    return bytes;
}

void StoredGroups::add(DecodedTensor tensor)
{
    const TensorInfo& first = *tensor.parts.front();
    std::uint64_t elements = 1;
    for (const std::uint64_t extent : tensor.shape) {
        if (extent == 0 || elements > kMostElements / extent)
            fail(first, "stands for a tensor of impossible shape " + shapeText(tensor.shape));
        elements *= extent;
    }
    if (const TensorInfo* other = find(tensor.name);
        other != nullptr && std::find(tensor.parts.begin(), tensor.parts.end(), other) == tensor.parts.end())
        fail(first, "stands for " + tensor.name + ", which is stored too");
    auto decoding = std::make_shared<Decoding>();
    decoding->decoder = std::move(tensor.decoder);
    for (const TensorInfo* part : tensor.parts) {
        decoding->parts.push_back(*part);
        m_taken.insert(part);
    }
    TensorInfo info {
        std::move(tensor.name), std::string(headerName(tensor.type)),   std::move(tensor.shape), first.shard,
        first.offset,           elements * bytesPerElement(tensor.type)};
    info.decoding = std::move(decoding);
    m_added.push_back(std::move(info));
}

std::vector<TensorInfo> StoredGroups::take()
{
    for (const TensorInfo& tensor : m_model.checkpoint->tensors()) {
        if (m_taken.contains(&tensor))
            continue;
        if (!isPlain(tensor))
            fail(tensor, "(" + tensor.dtype + ") belongs to no quantized weight that is understood");
        m_added.push_back(tensor);
    }
    return std::move(m_added);
}

void StoredGroups::fail(const TensorInfo& tensor, const std::string& what) const
{
    throw Error(ErrorCode::Unsupported, tensor.name + " of " + m_model.checkpoint->name() + ' ' + what);
}

void StoredGroups::require(const TensorInfo& tensor, std::string_view dtype,
                           const std::vector<std::uint64_t>& shape) const
{
    if (tensor.dtype != dtype || tensor.shape != shape)
        fail(tensor,
             "is " + tensor.dtype + ' ' + shapeText(tensor.shape) + ", and should be " + std::string(dtype)
                 + ' ' + shapeText(shape));
}

FloatType StoredGroups::requireFloat(const TensorInfo& tensor) const
{
    const std::optional<FloatType> type = floatType(tensor.dtype);
    if (!type)
        fail(tensor, "is " + tensor.dtype + ", and should be floating-point numbers");
    return *type;
}

} // namespace layerloom::core
