#include "core/dequantize/bnb_groups.h"

#include "core/dequantize/bnb_4bit_decoder.h"
#include "core/dequantize/scaled_decoder.h"
#include "core/io/foreign_json.h"

#include <cmath>

namespace layerloom::core {
namespace {

using BnbJson = nlohmann::json;

/// What the JSON of a quant_state says.
struct BnbState {
    Bnb4BitDecoder::Format format;
    std::vector<std::uint64_t> shape;
};

std::uint64_t countIn(const BnbJson& json, const char* key)
{
    const auto value = json.find(key);
    return value != json.end() && value->is_number_unsigned() ? value->get<std::uint64_t>() : 0;
}

std::string textIn(const BnbJson& json, const char* key)
{
    const auto value = json.find(key);
    return value != json.end() && value->is_string() ? value->get<std::string>() : std::string();
}

bool isBlockSize(std::uint64_t size)
{
    return size >= 32 && size <= 4096 && (size & (size - 1)) == 0;
}

std::optional<Bnb4BitDecoder::Nested> nestedIn(const BnbJson& json)
{
    const auto offset = json.find("nested_offset");
    if (offset == json.end() || !offset->is_number() || textIn(json, "nested_dtype") != "float32")
        return std::nullopt;
    return Bnb4BitDecoder::Nested {countIn(json, "nested_blocksize"),
                                   static_cast<float>(offset->get<double>())};
}

BnbState stateOf(const StoredGroups& groups, const TensorInfo& tensor)
{
    const BnbJson json = parseForeignJson(groups.contents(tensor));
    if (!json.is_object())
        groups.fail(tensor, "is no JSON object");
    BnbState state;
    const std::string kind = textIn(json, "quant_type");
    state.format.quantType = kind == "nf4" ? FourBitType::NF4 : FourBitType::FP4;
    state.format.blockSize = countIn(json, "blocksize");
    const auto type = floatTypeFromText(textIn(json, "dtype"));
    const auto shape = json.find("shape");
    const bool hasShape = shape != json.end() && shape->is_array();
    for (const BnbJson& extent : hasShape ? *shape : BnbJson::array())
        state.shape.push_back(extent.is_number_unsigned() ? extent.get<std::uint64_t>() : 0);
    if ((kind != "nf4" && kind != "fp4") || !isBlockSize(state.format.blockSize) || !type
        || state.shape.size() != 2 || !tensor.name.ends_with(kind))
        groups.fail(tensor, "does not describe a weight of 4 bits: " + json.dump());
    state.format.type = *type;
    state.format.columns = state.shape.back();
    state.format.nested = nestedIn(json);
    if (json.contains("nested_blocksize") && (!state.format.nested || state.format.nested->blockSize == 0))
        groups.fail(tensor, "does not describe how its scales are quantized: " + json.dump());
    return state;
}

void addBnb4Bit(StoredGroups& groups, const TensorInfo& stateTensor, std::string_view ending)
{
    const BnbState state = stateOf(groups, stateTensor);
    const std::string name = stateTensor.name.substr(0, stateTensor.name.size() - ending.size());
    const TensorInfo& weight = groups.member(name, stateTensor);
    DecodedTensor decoded {
        name, state.format.type, state.shape, std::make_shared<Bnb4BitDecoder>(state.format), {&weight}};
    const auto part = [&](const char* suffix, std::string_view dtype, std::uint64_t count) {
        const TensorInfo& tensor = groups.member(name + suffix, stateTensor);
        groups.require(tensor, dtype, {count});
        return &tensor;
    };
    const auto blocks = [](std::uint64_t count, std::uint64_t size) { return (count + size - 1) / size; };
    const std::uint64_t rows = state.shape.front();
    if (rows == 0 || state.format.columns == 0 || rows > (std::uint64_t {1} << 40U) / state.format.columns)
        groups.fail(stateTensor, "describes a weight of impossible shape");
    const std::uint64_t elements = rows * state.format.columns;
    if (weight.bytes != (elements + 1) / 2)
        groups.fail(weight,
                    "has " + std::to_string(weight.bytes) + " bytes, and should have "
                        + std::to_string((elements + 1) / 2));
    const std::uint64_t scales = blocks(elements, state.format.blockSize);
    decoded.parts.push_back(part(".absmax", state.format.nested ? "U8" : "F32", scales));
    if (state.format.nested) {
        decoded.parts.push_back(
            part(".nested_absmax", "F32", blocks(scales, state.format.nested->blockSize)));
        decoded.parts.push_back(part(".nested_quant_map", "F32", 256));
    }
    groups.drop(*part(".quant_map", "F32", 16));
    groups.drop(stateTensor);
    groups.add(std::move(decoded));
}

void addBnbInt8(StoredGroups& groups, const TensorInfo& scales)
{
    const std::string module = scales.name.substr(0, scales.name.size() - std::string_view("SCB").size());
    const TensorInfo& weight = groups.member(module + "weight", scales);
    if (weight.dtype != "I8" || weight.shape.size() != 2)
        groups.fail(weight, "is " + weight.dtype + ", and should be a matrix of I8 as it has SCB beside it");
    groups.require(scales, "F32", {weight.shape[0]});
    ScaledDecoder::Format format {weight.dtype,   scales.dtype, weight.shape[0], weight.shape[1], 1,
                                  weight.shape[1]};
    format.factor = kBnbInt8Factor;
    format.type = groups.modelType();
    DecodedTensor decoded {weight.name, format.type, weight.shape, nullptr, {&weight, &scales}};
    if (const TensorInfo* layout = groups.find(module + "weight_format")) {
        groups.require(*layout, "U8", {});
        decoded.parts.push_back(layout);
        format.hasLayout = true;
    }
    decoded.decoder = std::make_shared<ScaledDecoder>(format);
    groups.add(std::move(decoded));
}

} // namespace

void addBnbTensors(StoredGroups& groups)
{
    for (const std::string_view ending : {".quant_state.bitsandbytes__nf4", ".quant_state.bitsandbytes__fp4"})
        for (const TensorInfo* state : groups.endingWith(ending))
            addBnb4Bit(groups, *state, ending);
    for (const TensorInfo* scales : groups.endingWith(".SCB"))
        addBnbInt8(groups, *scales);
}

} // namespace layerloom::core
