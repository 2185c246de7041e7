#include "core/dequantize/word_groups.h"

#include "core/base/shape_text.h"
#include "core/base/text.h"
#include "core/dequantize/awq_decoder.h"
#include "core/dequantize/gptq_decoder.h"
#include "core/dequantize/mxfp4_decoder.h"

#include <algorithm>

namespace layerloom::core {
namespace {

/// A setting of the section that describes the quantization.
class WordSettings {
public:
    explicit WordSettings(const StoredGroups& groups)
        : m_settings(groups.settings())
        , m_name(groups.model().checkpoint->name())
    {}

    std::int64_t integer(std::string_view key, std::int64_t otherwise) const
    {
        return m_settings.text == nullptr ? otherwise
                                          : m_settings.text->integer(m_settings.key(key)).value_or(otherwise);
    }
    std::string string(std::string_view key, const std::string& otherwise) const
    {
        return m_settings.text == nullptr
            ? otherwise
            : lowered(m_settings.text->string(m_settings.key(key)).value_or(otherwise));
    }
    bool boolean(std::string_view key, bool otherwise) const
    {
        return m_settings.text == nullptr ? otherwise
                                          : m_settings.text->boolean(m_settings.key(key)).value_or(otherwise);
    }

    [[noreturn]] void fail(const std::string& what) const
    {
        throw Error(ErrorCode::Unsupported, m_name + " cannot be dequantized: " + what);
    }

private:
    const QuantizationText& m_settings;
    const std::string& m_name;
};

/// The number of inputs of a group; -1 stands for all. 0 when it is not stated.
std::uint64_t groupSizeOf(std::int64_t stated, std::uint64_t inputs)
{
    return stated < 0 ? inputs : static_cast<std::uint64_t>(stated);
}

void requireWords(const StoredGroups& groups, const TensorInfo& weight)
{
    if (weight.dtype != "I32" || weight.shape.size() != 2 || weight.elements() == 0)
        groups.fail(weight,
                    "is " + weight.dtype + ' ' + shapeText(weight.shape) + ", and should be a matrix of I32");
}

/// The name of a module's tensor: "q_proj.scales" for "q_proj.qweight".
std::string beside(const TensorInfo& weight, std::string_view name)
{
    return weight.name.substr(0, weight.name.rfind('.') + 1) + std::string(name);
}

GptqDecoder::Format gptqFormat(const WordSettings& settings)
{
    GptqDecoder::Format format;
    const std::int64_t bits = settings.integer("bits", 4);
    if (bits != 4 && bits != 8)
        settings.fail("GPTQ of " + std::to_string(bits) + " bits is not read, only 4 and 8");
    format.bits = static_cast<unsigned>(bits);
    const std::string version = settings.string("checkpoint_format", settings.string("format", "gptq"));
    if ((version != "gptq" && version != "gptq_v2") || settings.boolean("is_marlin_format", false))
        settings.fail("GPTQ's format \"" + version + "\" is not read, only gptq and gptq_v2");
    format.addsOne = version == "gptq";
    if (const std::string words = settings.string("pack_dtype", "int32"); words != "int32")
        settings.fail("GPTQ packed into " + words + " is not read, only int32");
    return format;
}

void addGptq(StoredGroups& groups, const TensorInfo& weight, GptqDecoder::Format format,
             std::int64_t statedSize)
{
    requireWords(groups, weight);
    const std::uint64_t fields = 32 / format.bits;
    format.inputs = weight.shape[0] * fields;
    format.outputs = weight.shape[1];
    format.groupSize = groupSizeOf(statedSize, format.inputs);
    if (format.outputs % fields != 0)
        groups.fail(weight,
                    "has " + std::to_string(format.outputs) + " columns, not a multiple of "
                        + std::to_string(fields));
    const TensorInfo& scales = groups.member(beside(weight, "scales"), weight);
    const TensorInfo& zeros = groups.member(beside(weight, "qzeros"), weight);
    const TensorInfo* index = groups.find(beside(weight, "g_idx"));
    format.type = groups.requireFloat(scales);
    if (format.groupSize == 0 || format.inputs % format.groupSize != 0)
        groups.fail(weight,
                    "has " + std::to_string(format.inputs) + " inputs, not a multiple of the group size "
                        + std::to_string(format.groupSize));
    format.groups = format.inputs / format.groupSize;
    groups.require(scales, scales.dtype, {format.groups, format.outputs});
    groups.require(zeros, "I32", {format.groups, format.outputs / fields});
    DecodedTensor decoded {beside(weight, "weight"),
                           format.type,
                           {format.outputs, format.inputs},
                           nullptr,
                           {&weight, &scales, &zeros}};
    if (index != nullptr) {
        groups.require(*index, "I32", {format.inputs});
        format.hasIndex = true;
        decoded.parts.push_back(index);
    }
    decoded.decoder = std::make_shared<GptqDecoder>(format);
    groups.add(std::move(decoded));
}

void addAwq(StoredGroups& groups, const TensorInfo& weight, std::int64_t statedSize)
{
    constexpr std::uint64_t kFields = 8;
    requireWords(groups, weight);
    AwqDecoder::Format format {weight.shape[0], weight.shape[1] * kFields};
    format.groupSize = groupSizeOf(statedSize, format.inputs);
    const TensorInfo& scales = groups.member(beside(weight, "scales"), weight);
    const TensorInfo& zeros = groups.member(beside(weight, "qzeros"), weight);
    format.type = groups.requireFloat(scales);
    if (format.groupSize == 0 || format.inputs % format.groupSize != 0)
        groups.fail(weight,
                    "has " + std::to_string(format.inputs) + " inputs, not a multiple of the group size "
                        + std::to_string(format.groupSize));
    const std::uint64_t count = format.inputs / format.groupSize;
    groups.require(scales, scales.dtype, {count, format.outputs});
    groups.require(zeros, "I32", {count, weight.shape[1]});
    groups.add({beside(weight, "weight"),
                format.type,
                {format.outputs, format.inputs},
                std::make_shared<AwqDecoder>(format),
                {&weight, &scales, &zeros}});
}

} // namespace

void addGptqTensors(StoredGroups& groups)
{
    const WordSettings settings(groups);
    const GptqDecoder::Format format = gptqFormat(settings);
    for (const TensorInfo* weight : groups.endingWith(".qweight"))
        addGptq(groups, *weight, format, settings.integer("group_size", 0));
}

void addAwqTensors(StoredGroups& groups)
{
    const WordSettings settings(groups);
    const std::string version = settings.string("version", "gemm");
    if (version != "gemm")
        settings.fail("AWQ's order \"" + version + "\" is not read, only gemm");
    if (settings.integer("bits", settings.integer("w_bit", 4)) != 4)
        settings.fail("AWQ is read with 4 bits only");
    if (!settings.boolean("zero_point", true))
        settings.fail("AWQ without zero points is not read");
    for (const TensorInfo* weight : groups.endingWith(".qweight"))
        addAwq(groups, *weight, settings.integer("group_size", settings.integer("q_group_size", 0)));
}

void addMxfp4Tensors(StoredGroups& groups)
{
    constexpr std::string_view kBlocks = "_blocks";
    for (const TensorInfo* blocks : groups.endingWith(kBlocks)) {
        const std::string name = blocks->name.substr(0, blocks->name.size() - kBlocks.size());
        const TensorInfo& scales = groups.member(name + "_scales", *blocks);
        const std::vector<std::uint64_t>& shape = blocks->shape;
        if (blocks->dtype != "U8" || shape.size() != 4 || shape[3] != 16 || blocks->elements() == 0)
            groups.fail(*blocks,
                        "is " + blocks->dtype + ' ' + shapeText(shape)
                            + ", and should be U8 [experts, rows, groups, 16]");
        groups.require(scales, "U8", {shape[0], shape[1], shape[2]});
        const Mxfp4Decoder::Format format {shape[1], shape[2], groups.modelType()};
        groups.add({name,
                    format.type,
                    {shape[0], shape[2] * 32, shape[1]},
                    std::make_shared<Mxfp4Decoder>(format),
                    {blocks, &scales}});
    }
}

} // namespace layerloom::core
