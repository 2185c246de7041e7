#include "core/dequantize/compressed_groups.h"

#include "core/base/shape_text.h"
#include "core/dequantize/packed_rows_decoder.h"
#include "core/dequantize/scaled_decoder.h"
#include "core/dequantize/scaled_groups.h"
#include "core/model/config_sections.h"

#include <algorithm>
#include <cstring>

namespace layerloom::core {
namespace {

/// How one of config_groups stores weights.
struct CtScheme {
    std::string format; ///< "pack-quantized"
    std::string type; ///< "int", "float"
    std::string strategy; ///< "tensor", "channel", "group", "block"
    std::int64_t bits = 0;
    std::uint64_t groupSize = 0;
    bool isSymmetric = true;
    std::optional<ScaleBlock> block;

    bool operator==(const CtScheme&) const = default;
};

/// Reads the section of config.json.
class CtConfig {
public:
    explicit CtConfig(const StoredGroups& groups)
        : m_name(groups.model().checkpoint->name())
        , m_text(*groups.settings().text)
        , m_section(groups.settings().section)
    {}

    std::vector<CtScheme> schemes() const
    {
        refuseOthers();
        const std::string list = memberKey(m_section, "config_groups");
        std::vector<CtScheme> schemes;
        for (const std::string& group : m_text.keys(list)) {
            CtScheme scheme = schemeOf(memberKey(list, group));
            if (std::find(schemes.begin(), schemes.end(), scheme) == schemes.end())
                schemes.push_back(std::move(scheme));
        }
        return schemes;
    }

private:
    [[noreturn]] void fail(const std::string& what) const
    {
        throw Error(ErrorCode::Unsupported, m_name + " cannot be dequantized: " + what);
    }

    /// Weights that are rotated or thinned out besides.
    void refuseOthers() const
    {
        const std::string sparsity = memberKey(m_section, "sparsity_config");
        const std::string format = m_text.string(memberKey(sparsity, "format")).value_or("dense");
        if (format != "dense")
            fail("its weights are stored as " + format);
        const std::string rotations = memberKey(memberKey(m_section, "transform_config"), "config_groups");
        if (!m_text.keys(rotations).empty())
            fail("its weights are rotated (transform_config)");
    }

    CtScheme schemeOf(const std::string& group) const
    {
        const std::string weights = memberKey(group, "weights");
        const auto text = [&](const std::string& key) { return m_text.string(key).value_or(""); };
        CtScheme scheme;
        scheme.format =
            m_text.string(memberKey(group, "format")).value_or(text(memberKey(m_section, "format")));
        scheme.type = m_text.string(memberKey(weights, "type")).value_or("int");
        scheme.strategy = text(memberKey(weights, "strategy"));
        scheme.bits = m_text.integer(memberKey(weights, "num_bits")).value_or(8);
        const std::int64_t size = m_text.integer(memberKey(weights, "group_size")).value_or(0);
        scheme.groupSize = static_cast<std::uint64_t>(std::max<std::int64_t>(size, 0));
        scheme.isSymmetric = m_text.boolean(memberKey(weights, "symmetric")).value_or(true);
        scheme.block = blockOf(memberKey(weights, "block_structure"));
        if (scheme.strategy.empty())
            scheme.strategy = size > 0 ? "group" : size < 0 ? "channel" : "tensor";
        return scheme;
    }

    std::optional<ScaleBlock> blockOf(const std::string& key) const
    {
        const auto sizes = m_text.array(key);
        if (!sizes || sizes->size() != 2)
            return std::nullopt;
        const ConfigText pair(R"({"rows": )" + std::string(sizes->front()) + R"(, "columns": )"
                              + std::string(sizes->back()) + '}');
        const std::int64_t rows = pair.integer("rows").value_or(0);
        const std::int64_t columns = pair.integer("columns").value_or(0);
        if (rows < 1 || columns < 1)
            return std::nullopt;
        return ScaleBlock {static_cast<std::uint64_t>(rows), static_cast<std::uint64_t>(columns)};
    }

    const std::string& m_name;
    const ConfigText& m_text;
    std::string m_section;
};

/// The shape of the scales that a scheme stores for a matrix.
std::vector<std::uint64_t> ctScaleShape(const CtScheme& scheme, std::uint64_t rows, std::uint64_t columns)
{
    if (scheme.strategy == "channel")
        return {rows, 1};
    if (scheme.strategy == "group")
        return {rows, scheme.groupSize > 0 ? columns / scheme.groupSize : 0};
    if (scheme.strategy == "block" && scheme.block)
        return {(rows + scheme.block->first - 1) / scheme.block->first,
                (columns + scheme.block->second - 1) / scheme.block->second};
    return {1};
}

bool ctFits(const CtScheme& scheme, const TensorInfo& scales, std::uint64_t rows, std::uint64_t columns)
{
    if (scheme.strategy == "tensor")
        return scales.elements() == 1 && scales.shape.size() <= 2;
    const bool isCut =
        scheme.strategy == "group" && (scheme.groupSize == 0 || columns % scheme.groupSize != 0);
    return !isCut && scales.shape == ctScaleShape(scheme, rows, columns);
}

class CtReader {
public:
    explicit CtReader(StoredGroups& groups)
        : m_groups(groups)
        , m_schemes(CtConfig(groups).schemes())
    {}

    void addPacked(const TensorInfo& packed)
    {
        const std::string module = packed.name.substr(0, packed.name.size() - kPacked.size());
        if (packed.dtype != "I32" || packed.shape.size() != 2)
            m_groups.fail(packed,
                          "is " + packed.dtype + ' ' + shapeText(packed.shape)
                              + ", and should be a matrix of I32");
        if (m_groups.find(module + "weight_g_idx") != nullptr)
            m_groups.fail(packed, "is in the order of its activations (weight_g_idx), which is not read");
        const TensorInfo& scales = m_groups.member(module + "weight_scale", packed);
        const TensorInfo& shape = m_groups.member(module + "weight_shape", packed);
        const std::vector<std::uint64_t> extents = extentsIn(shape);
        const CtScheme& scheme = schemeFor(packed, scales, [&](const CtScheme& each) {
            const std::uint64_t fields =
                32 / static_cast<std::uint64_t>(std::max<std::int64_t>(each.bits, 1));
            return each.format == "pack-quantized" && each.type == "int" && (each.bits == 4 || each.bits == 8)
                && packed.shape == std::vector {extents[0], (extents[1] + fields - 1) / fields}
            && ctFits(each, scales, extents[0], extents[1]);
        });
        PackedRowsDecoder::Format format {static_cast<unsigned>(scheme.bits), extents[1]};
        format.groupSize = scheme.strategy == "group" ? scheme.groupSize : extents[1];
        format.oneScale = scheme.strategy == "tensor";
        format.hasZeros = !scheme.isSymmetric;
        format.type = m_groups.requireFloat(scales);
        DecodedTensor decoded {module + "weight", format.type, extents, nullptr, {&packed, &scales}};
        if (format.hasZeros) {
            const TensorInfo& zeros = m_groups.member(module + "weight_zero_point", packed);
            const std::uint64_t fields = 32 / format.bits;
            m_groups.require(zeros, "I32",
                             {(extents[0] + fields - 1) / fields, extents[1] / format.groupSize});
            decoded.parts.push_back(&zeros);
        }
        decoded.decoder = std::make_shared<PackedRowsDecoder>(format);
        m_groups.add(std::move(decoded));
        m_groups.drop(shape);
    }

    void addBytes(const TensorInfo& weight)
    {
        const TensorInfo& scales = m_groups.member(weight.name + "_scale", weight);
        const bool isInt = weight.dtype == "I8";
        if (weight.shape.size() != 2)
            m_groups.fail(weight, "is " + shapeText(weight.shape) + ", and should be a matrix");
        const CtScheme& scheme = schemeFor(weight, scales, [&](const CtScheme& each) {
            return each.bits == 8 && each.type == (isInt ? "int" : "float")
                && each.format.ends_with("-quantized") && each.format != "pack-quantized"
                && ctFits(each, scales, weight.shape[0], weight.shape[1]);
        });
        std::optional<ScaleBlock> block = scheme.block;
        if (scheme.strategy == "group")
            block = ScaleBlock {1, scheme.groupSize};
        const ScaleBlock grid = scaleBlock(m_groups, weight, scales, block);
        ScaledDecoder::Format format {weight.dtype,    scales.dtype, weight.shape[0],
                                      weight.shape[1], grid.first,   grid.second};
        format.type = m_groups.requireFloat(scales);
        DecodedTensor decoded {weight.name, format.type, weight.shape, nullptr, {&weight, &scales}};
        if (const TensorInfo* zeros = m_groups.find(weight.name + "_zero_point")) {
            m_groups.require(*zeros, "I8", scales.shape);
            format.hasZeros = true;
            decoded.parts.push_back(zeros);
        } else if (!scheme.isSymmetric) {
            m_groups.fail(weight, "needs " + weight.name + "_zero_point, which is missing");
        }
        decoded.decoder = std::make_shared<ScaledDecoder>(format);
        m_groups.add(std::move(decoded));
    }

    static constexpr std::string_view kPacked = "weight_packed";

private:
    template <typename Fits>
    const CtScheme& schemeFor(const TensorInfo& weight, const TensorInfo& scales, const Fits& fits) const
    {
        const auto first = std::find_if(m_schemes.begin(), m_schemes.end(), fits);
        if (first == m_schemes.end())
            m_groups.fail(weight,
                          "is " + weight.dtype + ' ' + shapeText(weight.shape) + " with scales of "
                              + shapeText(scales.shape) + ", which fits none of the config_groups");
        if (std::find_if(first + 1, m_schemes.end(), fits) != m_schemes.end())
            m_groups.fail(weight, "fits several of the config_groups");
        return *first;
    }

    std::vector<std::uint64_t> extentsIn(const TensorInfo& tensor) const
    {
        const bool isWide = tensor.dtype == "I64";
        if ((!isWide && tensor.dtype != "I32") || tensor.shape != std::vector<std::uint64_t> {2})
            m_groups.fail(tensor,
                          "is " + tensor.dtype + ' ' + shapeText(tensor.shape)
                              + ", and should be two integers");
        const std::string bytes = m_groups.contents(tensor);
        std::vector<std::uint64_t> extents(2);
        for (std::size_t i = 0; i < 2; ++i)
            std::memcpy(&extents[i], bytes.data() + i * (isWide ? 8 : 4), isWide ? 8 : 4);
        constexpr std::uint64_t kMost = std::uint64_t {1} << 40U;
        for (const std::uint64_t extent : extents)
            if (extent == 0 || extent > kMost)
                m_groups.fail(tensor, "states the impossible shape " + shapeText(extents));
        return extents;
    }

    StoredGroups& m_groups;
    std::vector<CtScheme> m_schemes;
};

} // namespace

void addCompressedTensors(StoredGroups& groups)
{
    if (groups.settings().text == nullptr)
        return;
    CtReader reader(groups);
    for (const TensorInfo* packed : groups.endingWith(CtReader::kPacked))
        reader.addPacked(*packed);
    for (const TensorInfo& tensor : groups.model().checkpoint->tensors())
        if (tensor.dtype == "I8" || tensor.dtype == "F8_E4M3" || tensor.dtype == "F8_E5M2")
            if (tensor.name.ends_with(".weight"))
                reader.addBytes(tensor);
    dropActivationScales(groups);
}

} // namespace layerloom::core
