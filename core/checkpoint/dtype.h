#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace layerloom::core {

/// Bits of one element of a safetensors dtype ("BF16" 16, "F8_E4M3" 8, "F4" 4); nullopt for an unknown dtype,
/// whose tensors stay opaque bytes. Source: safetensors, Dtype.
std::optional<unsigned> bitsPerElement(std::string_view dtype);

/// The float types that can be converted into each other. All other types are copied unchanged.
enum class FloatType { BF16, F16, F32 };
std::optional<FloatType> floatType(std::string_view dtype);
/// "BF16", as in a safetensors header.
std::string_view headerName(FloatType type);
/// "bfloat16", as in config.json and mergekit's YAML.
std::string_view torchName(FloatType type);
/// Reads "bf16", "BF16", "bfloat16", "torch.bfloat16" and the like.
std::optional<FloatType> floatTypeFromText(std::string_view text);
constexpr std::uint64_t bytesPerElement(FloatType type)
{
    return type == FloatType::F32 ? 4 : 2;
}

} // namespace layerloom::core
