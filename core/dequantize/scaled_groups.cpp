#include "core/dequantize/scaled_groups.h"

#include "core/base/shape_text.h"
#include "core/dequantize/decoding_tools.h"
#include "core/dequantize/scaled_decoder.h"

#include <algorithm>

namespace layerloom::core {
namespace {

bool isFp8(const TensorInfo& tensor)
{
    return tensor.dtype == "F8_E4M3" || tensor.dtype == "F8_E5M2";
}

/// The block of config.json: weight_block_size [rows, columns].
std::optional<ScaleBlock> statedBlock(const StoredGroups& groups)
{
    const QuantizationText& settings = groups.settings();
    if (settings.text == nullptr)
        return std::nullopt;
    const auto sizes = settings.text->array(settings.key("weight_block_size"));
    if (!sizes || sizes->size() != 2)
        return std::nullopt;
    const ConfigText pair(R"({"rows": )" + std::string(sizes->front()) + R"(, "columns": )"
                          + std::string(sizes->back()) + '}');
    const auto rows = pair.integer("rows");
    const auto columns = pair.integer("columns");
    if (!rows || !columns || *rows < 1 || *columns < 1)
        throw Error(ErrorCode::Unsupported,
                    groups.model().checkpoint->name() + " states the impossible weight_block_size ["
                        + std::string(sizes->front()) + ", " + std::string(sizes->back()) + ']');
    return ScaleBlock {static_cast<std::uint64_t>(*rows), static_cast<std::uint64_t>(*columns)};
}

void addFp8(StoredGroups& groups, const TensorInfo& weight, const std::optional<ScaleBlock>& block)
{
    const TensorInfo* inverse = groups.find(weight.name + "_scale_inv");
    const TensorInfo* plain = groups.find(weight.name + "_scale");
    if ((inverse == nullptr) == (plain == nullptr))
        groups.fail(weight,
                    inverse == nullptr ? "has neither _scale_inv nor _scale beside it"
                                       : "has both _scale_inv and _scale beside it");
    const TensorInfo& scales = inverse != nullptr ? *inverse : *plain;
    if (!isScaleType(scales.dtype))
        groups.fail(scales, "is " + scales.dtype + ", which cannot be a scale of FP8 weights");
    const ScaleBlock grid = scaleBlock(groups, weight, scales, block);
    ScaledDecoder::Format format {weight.dtype,        scales.dtype, weight.shape[weight.shape.size() - 2],
                                  weight.shape.back(), grid.first,   grid.second};
    format.type = groups.modelType();
    groups.add({weight.name,
                format.type,
                weight.shape,
                std::make_shared<ScaledDecoder>(format),
                {&weight, &scales}});
}

} // namespace

ScaleBlock scaleBlock(const StoredGroups& groups, const TensorInfo& weight, const TensorInfo& scales,
                      const std::optional<ScaleBlock>& block)
{
    const std::size_t rank = weight.shape.size();
    if (rank < 2 || weight.elements() == 0)
        groups.fail(weight, "is " + shapeText(weight.shape) + ", and should be a matrix");
    const std::uint64_t rows = weight.shape[rank - 2];
    const std::uint64_t columns = weight.shape[rank - 1];
    const std::vector<std::uint64_t> outer(weight.shape.begin(), weight.shape.end() - 2);
    const auto isGrid = [&](std::uint64_t down, std::uint64_t across) {
        std::vector<std::uint64_t> shape = outer;
        shape.push_back(down);
        shape.push_back(across);
        return scales.shape == shape;
    };
    if ((rank == 2 && scales.elements() == 1) || isGrid(1, 1))
        return {rows, columns};
    if (isGrid(rows, 1) || (rank == 2 && scales.shape == std::vector {rows}))
        return {1, columns};
    if (block
        && isGrid((rows + block->first - 1) / block->first, (columns + block->second - 1) / block->second))
        return *block;
    const std::string stated = block
        ? "blocks of " + std::to_string(block->first) + " × " + std::to_string(block->second)
        : "one or one for each row";
    groups.fail(scales,
                "is " + shapeText(scales.shape) + ", which does not fit a weight of "
                    + shapeText(weight.shape) + " with " + stated);
}

void addFp8Tensors(StoredGroups& groups)
{
    const std::optional<ScaleBlock> block = statedBlock(groups);
    for (const TensorInfo& tensor : groups.model().checkpoint->tensors())
        if (isFp8(tensor))
            addFp8(groups, tensor, block);
    dropActivationScales(groups);
}

void dropActivationScales(StoredGroups& groups)
{
    for (const std::string_view ending :
         {".input_scale", ".input_zero_point", ".output_scale", ".output_zero_point", ".activation_scale",
          ".input_scale_ub", ".k_scale", ".v_scale", ".q_scale", ".k_zero_point", ".v_zero_point",
          ".q_zero_point"})
        for (const TensorInfo* tensor : groups.endingWith(ending))
            groups.drop(*tensor);
}

} // namespace layerloom::core
