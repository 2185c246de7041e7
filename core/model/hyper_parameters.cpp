#include "core/model/hyper_parameters.h"

#include "core/base/error.h"
#include "core/model/config_values.h"
#include "core/model/model_facts.h"
#include "core/model/rope_parameters.h"

#include <nlohmann/json.hpp>

#include <cmath>
#include <optional>
#include <utility>

namespace layerloom::core {

extern const char* const kRunFamiliesJson;

namespace {

using Json = nlohmann::ordered_json;

/// Families by name, each with what it inherits already in it.
Json readRunFamilies()
{
    const Json read = Json::parse(kRunFamiliesJson);
    Json families = Json::object();
    for (const auto& [name, entry] : read.items()) {
        // Objects are merged member by member; a null in `defaults` stays a value, so it is not merge_patch().
        Json family =
            entry.contains("like") ? families.at(entry.at("like").get<std::string>()) : Json::object();
        family.update(entry, true);
        families[name] = std::move(family);
    }
    return families;
}

const Json& runFamilies()
{
    static const Json read = readRunFamilies();
    return read;
}

const Json& familyOf(const std::string& modelType)
{
    const auto entry = runFamilies().find(modelType);
    if (entry == runFamilies().end())
        throw Error(ErrorCode::Unsupported,
                    "Layers of the family \"" + modelType + "\" cannot be run yet; they can still be merged");
    return *entry;
}

LayerNames readLayerNames(const Json& json)
{
    const auto take = [&](const char* name) { return json.value(name, std::string()); };
    LayerNames names;
    const std::pair<const char*, std::string LayerNames::*> places[] = {
        {"attentionNorm", &LayerNames::attentionNorm},
        {"attentionPostNorm", &LayerNames::attentionPostNorm},
        {"mlpNorm", &LayerNames::mlpNorm},
        {"mlpPostNorm", &LayerNames::mlpPostNorm},
        {"query", &LayerNames::query},
        {"key", &LayerNames::key},
        {"value", &LayerNames::value},
        {"fusedAttention", &LayerNames::fusedAttention},
        {"output", &LayerNames::output},
        {"queryNorm", &LayerNames::queryNorm},
        {"keyNorm", &LayerNames::keyNorm},
        {"gate", &LayerNames::gate},
        {"up", &LayerNames::up},
        {"down", &LayerNames::down},
        {"fusedMlp", &LayerNames::fusedMlp},
        {"router", &LayerNames::router},
        {"experts", &LayerNames::experts},
        {"expertGate", &LayerNames::expertGate},
        {"expertUp", &LayerNames::expertUp},
        {"expertDown", &LayerNames::expertDown},
        {"sharedGate", &LayerNames::sharedGate},
        {"sharedUp", &LayerNames::sharedUp},
        {"sharedDown", &LayerNames::sharedDown},
        {"sharedRouter", &LayerNames::sharedRouter},
    };
    for (const auto& [name, member] : places)
        names.*member = take(name);
    return names;
}

std::uint32_t size(const std::optional<std::int64_t>& value, const char* what)
{
    constexpr std::int64_t kMost = 1 << 28;
    if (!value || *value < 1 || *value > kMost)
        throw Error(ErrorCode::Corrupt, std::string("config.json does not say ") + what);
    return static_cast<std::uint32_t>(*value);
}

std::optional<std::int64_t> whole(const std::optional<double>& value)
{
    if (!value || !(std::abs(*value) < 1e15))
        return std::nullopt;
    return static_cast<std::int64_t>(*value);
}

Activation activationOf(const ConfigValues& values, const Json& family)
{
    std::string name = "null";
    for (const Json& key : family.at("activationKeys"))
        name = values.string(key.get<std::string>()).value_or(name);
    if (name == "silu" || name == "swish")
        return Activation::Silu;
    if (name == "gelu")
        return Activation::Gelu;
    if (name == "gelu_new" || name == "gelu_pytorch_tanh" || name == "gelu_fast")
        return Activation::GeluTanh;
    if (name == "relu")
        return Activation::Relu;
    throw Error(ErrorCode::Unsupported,
                "The activation \"" + name + "\" cannot be run yet; such a model can still be merged");
}

FusedOrder fusedOrder(const Json& family)
{
    const std::string name = family.value("fused", "");
    if (name == "stacked")
        return FusedOrder::Stacked;
    return name == "perHead" ? FusedOrder::PerHead : FusedOrder::None;
}

void refuseUnknown(const ConfigValues& values, const Json& family)
{
    for (const Json& key : family.value("refused", Json::array())) {
        if (values.flag(key.get<std::string>()))
            throw Error(ErrorCode::Unsupported,
                        "A model with \"" + key.get<std::string>()
                            + "\" cannot be run yet; it can still be merged");
    }
}

/// Heads of keys: those the config or the family says, else one for each head.
std::optional<std::int64_t> keyValueHeads(const HyperParameters& parameters, const ConfigValues& values,
                                          const Json& family)
{
    const auto said =
        family.value("sharesKeys", true) ? whole(values.number("num_key_value_heads")) : std::nullopt;
    return said ? said : parameters.heads;
}

void readSizes(HyperParameters& parameters, const ModelFacts& facts, const ConfigValues& values,
               const Json& family)
{
    parameters.hidden = size(facts.hiddenSize, "its hidden size");
    const auto heads = facts.heads ? facts.heads : whole(values.number("num_attention_heads"));
    parameters.heads = size(heads ? heads : whole(values.number("n_head")), "how many heads it has");
    parameters.keyValueHeads =
        size(keyValueHeads(parameters, values, family), "how many heads of keys it has");
    const auto headSize = whole(values.number("head_dim"));
    parameters.headSize =
        size(headSize ? headSize : parameters.hidden / parameters.heads, "the size of its heads");
    parameters.vocabulary = size(facts.vocabulary, "the size of its vocabulary");
    if (parameters.heads % parameters.keyValueHeads != 0)
        throw Error(ErrorCode::Corrupt,
                    std::to_string(parameters.heads) + " heads cannot share the keys of "
                        + std::to_string(parameters.keyValueHeads));
}

void readAttention(HyperParameters& parameters, const ConfigValues& values)
{
    const double scaled = values.number("query_pre_attn_scalar").value_or(parameters.headSize);
    const bool isUnscaled = values.has("scale_attn_weights") && !values.flag("scale_attn_weights");
    parameters.attentionScale = isUnscaled ? 1 : 1 / std::sqrt(scaled);
    parameters.attentionSoftcap = values.number("attn_logit_softcapping").value_or(0);
    parameters.logitSoftcap = values.number("final_logit_softcapping").value_or(0);
}

void readPositions(HyperParameters& parameters, const ConfigValues& values, const Json& family)
{
    if (family.value("rope", "") == "none")
        return;
    const std::string share = family.value("ropeShareKey", "partial_rotary_factor");
    parameters.rope = readRope(values, share, parameters.headSize, false);
    parameters.localRope = readRope(values, share, parameters.headSize, true);
}

void readWindow(HyperParameters& parameters, const Model& model, const ConfigValues& values,
                const Json& family)
{
    const std::string mode = family.at("window").get<std::string>();
    const bool isOff = values.has("use_sliding_window") && !values.flag("use_sliding_window");
    const auto window = whole(values.number("sliding_window"));
    parameters.window = window && *window > 0 && !isOff && mode != "none" ? size(window, "its window") : 0;
    for (const Layer& layer : model.table.layers) {
        const bool isAll = mode == "all" && layer.type != "full_attention";
        parameters.layers.push_back({parameters.window > 0 && (isAll || layer.type == "sliding_attention")});
    }
}

} // namespace

bool canRun(std::string_view modelType)
{
    return runFamilies().contains(modelType);
}

HyperParameters readHyperParameters(const Model& model, const ConfigText& config)
{
    const std::string type = config.string("model_type").value_or("");
    const Json& family = familyOf(type);
    const ConfigValues values(config, family.at("defaults"));
    refuseUnknown(values, family);
    HyperParameters parameters;
    readSizes(parameters, readModelFacts(config, familyFor(type), model.table, *model.checkpoint), values,
              family);
    parameters.norm = family.at("norm") == "rms" ? NormKind::Rms : NormKind::Layer;
    parameters.normOffset = family.value("normOffset", 0.0);
    parameters.epsilon = values.number(family.at("epsilonKey").get<std::string>()).value_or(0);
    parameters.activation = activationOf(values, family);
    parameters.parallelResidual = values.flag("use_parallel_residual");
    parameters.isTransposed = family.value("isTransposed", false);
    parameters.fused = fusedOrder(family);
    parameters.embeddingScale = family.value("scalesEmbeddings", false) ? std::sqrt(parameters.hidden) : 1;
    readAttention(parameters, values);
    readPositions(parameters, values, family);
    readWindow(parameters, model, values, family);
    parameters.expertsPerToken =
        static_cast<std::uint32_t>(whole(values.number("num_experts_per_tok")).value_or(0));
    parameters.renormalize = family.value("renormalizes", false) || values.flag("norm_topk_prob");
    parameters.isTied = model.table.tied;
    parameters.names = readLayerNames(family.at("names"));
    return parameters;
}

HyperParameters readHyperParameters(const Model& model)
{
    return readHyperParameters(model, model.config);
}

} // namespace layerloom::core
