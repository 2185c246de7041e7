#include "core/transform/quantization.h"

#include "core/base/text.h"
#include "core/transform/bnb_4bit.h"
#include "core/transform/bnb_int8.h"

#include <algorithm>

namespace layerloom::core {

std::string_view quantizationName(QuantizationType type)
{
    switch (type) {
    case QuantizationType::NF4:
        return "nf4";
    case QuantizationType::FP4:
        return "fp4";
    case QuantizationType::Int8:
        break;
    }
    return "int8";
}

std::optional<QuantizationType> quantizationNamed(std::string_view name)
{
    const std::string lower = lowered(name);
    for (const QuantizationType type : kQuantizationTypes)
        if (quantizationName(type) == lower)
            return type;
    return std::nullopt;
}

std::string quantizationTitle(const Quantization& quantization)
{
    std::string title(quantizationName(quantization.type));
    std::transform(title.begin(), title.end(), title.begin(),
                   [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c; });
    return title + (quantization.doubleQuant ? " with double quantization" : "");
}

bool canDoubleQuantize(QuantizationType type)
{
    return type != QuantizationType::Int8;
}

std::shared_ptr<const TensorFormat> formatOf(const Quantization& quantization)
{
    switch (quantization.type) {
    case QuantizationType::NF4:
        return std::make_shared<Bnb4BitFormat>(FourBitType::NF4, quantization.doubleQuant);
    case QuantizationType::FP4:
        return std::make_shared<Bnb4BitFormat>(FourBitType::FP4, quantization.doubleQuant);
    case QuantizationType::Int8:
        break;
    }
    return std::make_shared<BnbInt8Format>();
}

} // namespace layerloom::core
