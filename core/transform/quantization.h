#pragma once

#include "core/transform/tensor_format.h"

#include <array>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace layerloom::core {

/// The formats that linear modules can be written in: those of bitsandbytes.
enum class QuantizationType { NF4, FP4, Int8 };

inline constexpr std::array kQuantizationTypes {QuantizationType::NF4, QuantizationType::FP4,
                                                QuantizationType::Int8};

/// How linear modules are written.
struct Quantization {
    QuantizationType type = QuantizationType::NF4;
    bool doubleQuant = false; ///< the scales are quantized too; not with Int8
    /// Names of modules that stay as they are, besides the head; as transformers' llm_int8_skip_modules they match the
    /// beginning of a module's name up to a dot, or its end. Letters, digits and . _ - only.
    std::vector<std::string> skippedModules;
    bool operator==(const Quantization&) const = default;
};

/// "nf4", "fp4", "int8".
std::string_view quantizationName(QuantizationType type);
/// The type of such a name, in either case; nullopt for another text.
std::optional<QuantizationType> quantizationNamed(std::string_view name);
/// "NF4 with double quantization": for people.
std::string quantizationTitle(const Quantization& quantization);
/// True when the type has scales that can be quantized.
bool canDoubleQuantize(QuantizationType type);

std::shared_ptr<const TensorFormat> formatOf(const Quantization& quantization);

} // namespace layerloom::core
