#include "core/stack/overrides.h"

#include "core/base/result.h"
#include "core/stack/slices.h"

#include <algorithm>
#include <array>

namespace layerloom::core {
namespace {

// Keys that name code outside of the library, or make it run some.
constexpr std::array<std::string_view, 9> kCode {"auto_map",        "trust_remote_code", "custom_pipelines",
                                                 "custom_generate", "_auto_class",       "code_revision",
                                                 "code_reference",  "custom_code",       "remote_code"};
// Keys that name a class of the library: only as one of the sources has them.
constexpr std::array<std::string_view, 6> kClasses {"architectures",          "model_type",
                                                    "tokenizer_class",        "processor_class",
                                                    "feature_extractor_type", "image_processor_type"};
constexpr std::array<std::string_view, 9> kCounts {
    "num_hidden_layers", "num_layers",         "n_layer",
    "n_layers",          "num_decoder_layers", "decoder_layers",
    "encoder_layers",    "num_encoder_layers", "num_transformer_layers"};

template <typename Names> bool holds(const Names& names, std::string_view name)
{
    return std::find(names.begin(), names.end(), name) != names.end();
}

std::string_view lastName(std::string_view key)
{
    const std::size_t dot = key.rfind('.');
    return dot == std::string_view::npos ? key : key.substr(dot + 1);
}

std::string withoutSpace(std::string_view text)
{
    std::string rest(text);
    std::erase_if(rest, [](char c) { return std::string_view(" \t\r\n").find(c) != std::string_view::npos; });
    return rest;
}

bool hasSourceWith(const Stack& stack, const std::string& key, std::string_view value)
{
    return std::any_of(stack.setup.sources.begin(), stack.setup.sources.end(), [&](const Source& source) {
        const auto theirs = source.model ? source.model->config.raw(key) : std::nullopt;
        return theirs && withoutSpace(*theirs) == withoutSpace(value);
    });
}

bool isCount(const Stack& stack, std::string_view name)
{
    const Model* model = modelOf(stack, partSource(stack, Part::Config));
    return holds(kCounts, name) || (model != nullptr && holds(model->family->countKeys, name));
}

/// The fault of one value, without what lies in it.
std::optional<std::string> faultOf(const Stack& stack, const std::string& key, std::string_view value)
{
    const std::string_view name = lastName(key);
    if (holds(kCode, name))
        return "sets \"" + key
            + "\" of config.json, which decides what code runs when the checkpoint is loaded";
    if (holds(kClasses, name) && !hasSourceWith(stack, key, value))
        return "sets \"" + key + "\" of config.json to " + std::string(value.substr(0, 80))
            + ", which no source has and which decides what code loads the checkpoint";
    if (isCount(stack, name))
        return "sets \"" + key + "\" of config.json, which states the number of layers that the stack has";
    return std::nullopt;
}

/// The same, and of everything that lies in the value. REQUIRES: `wrapped` has it at `path`.
std::optional<std::string> faultWithin(const Stack& stack, const ConfigText& wrapped, const std::string& path,
                                       const std::string& key)
{
    if (auto fault = faultOf(stack, key, wrapped.raw(path).value_or("")))
        return fault;
    for (const std::string& name : wrapped.keys(path))
        if (auto fault = faultWithin(stack, wrapped, path + '.' + name, key + '.' + name))
            return fault;
    return std::nullopt;
}

} // namespace

std::string overrideText(const ConfigPatch& patch)
{
    constexpr std::size_t kShown = 200;
    const std::string value = patch.value.size() > kShown ? patch.value.substr(0, kShown) + "…" : patch.value;
    return patch.key + " = " + value;
}

std::optional<std::string> overrideFault(const Stack& stack, const ConfigPatch& patch)
{
    const Result<ConfigText> wrapped = guarded([&] { return ConfigText("{\"v\": " + patch.value + "}"); });
    const bool isOneValue = wrapped && wrapped->keys() == std::vector<std::string> {"v"};
    if (!isOneValue)
        return "sets \"" + patch.key + "\" of config.json to something that is not one value of JSON";
    return faultWithin(stack, *wrapped, "v", patch.key);
}

} // namespace layerloom::core
