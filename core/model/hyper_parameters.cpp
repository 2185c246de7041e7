#include "core/model/hyper_parameters.h"

#include "core/base/error.h"
#include "core/model/compute_settings.h"
#include "core/model/config_values.h"
#include "core/model/layer_types.h"
#include "core/model/model_facts.h"
#include "core/model/rope_parameters.h"

#include <nlohmann/json.hpp>

#include <cmath>
#include <map>
#include <optional>
#include <tuple>
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
        name = values.json(key.get<std::string>()).value_or(name);
    static const std::map<std::string, Activation> known {{"silu", Activation::Silu},
                                                          {"gelu", Activation::Gelu},
                                                          {"gelu_tanh", Activation::GeluTanh},
                                                          {"relu", Activation::Relu}};
    const auto activation = known.find(sameActivation(name));
    if (activation == known.end())
        throw Error(ErrorCode::Unsupported,
                    "The activation \"" + sameActivation(name)
                        + "\" cannot be run yet; such a model can still be merged");
    return activation->second;
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
        family.value("sharesKeys", true) ? whole(values.size("num_key_value_heads")) : std::nullopt;
    return said ? said : parameters.heads;
}

void readSizes(HyperParameters& parameters, const ModelFacts& facts, const ConfigValues& values,
               const Json& family)
{
    parameters.hidden = size(facts.hiddenSize, "its hidden size");
    const auto heads = facts.heads ? facts.heads : whole(values.size("num_attention_heads"));
    parameters.heads = size(heads ? heads : whole(values.size("n_head")), "how many heads it has");
    parameters.keyValueHeads =
        size(keyValueHeads(parameters, values, family), "how many heads of keys it has");
    const auto headSize = whole(values.size("head_dim"));
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
    parameters.attentionScale = values.isSwitchedOff("scale_attn_weights") ? 1 : 1 / std::sqrt(scaled);
    parameters.attentionSoftcap = values.number("attn_logit_softcapping").value_or(0);
    parameters.logitSoftcap = values.number("final_logit_softcapping").value_or(0);
}

void readPositions(HyperParameters& parameters, const ConfigValues& values, const Json& family)
{
    if (family.value("rope", "") == "none")
        return;
    parameters.rope = readRope(values, parameters.headSize, false);
    parameters.localRope = readRope(values, parameters.headSize, true);
}

/// Sets the window and which of the layers, by their types, have it.
void readWindow(HyperParameters& parameters, const std::vector<Layer>& layers, const ConfigValues& values,
                const Json& family)
{
    const std::string mode = family.at("window").get<std::string>();
    const auto window = whole(values.number("sliding_window"));
    const bool isOff = values.isSwitchedOff("use_sliding_window") || mode == "none";
    parameters.window = window && *window > 0 && !isOff ? size(window, "its window") : 0;
    for (const Layer& layer : layers) {
        const bool isAll = mode == "all" && layer.type != "full_attention";
        parameters.layers.push_back({parameters.window > 0 && (isAll || layer.type == "sliding_attention")});
    }
}

} // namespace

bool canRun(std::string_view modelType)
{
    return runFamilies().contains(modelType);
}

bool haveOneLayout(const HyperParameters& left, const HyperParameters& right)
{
    const auto layout = [](const HyperParameters& of) {
        return std::tie(of.hidden, of.heads, of.keyValueHeads, of.headSize, of.isTransposed, of.fused,
                        of.expertsPerToken, of.names);
    };
    return layout(left) == layout(right);
}

HyperParameters readHyperParameters(const Model& model, const ConfigText& config,
                                    const std::vector<Layer>& layers)
{
    const std::string type = config.string("model_type").value_or("");
    const Json& family = familyOf(type);
    const ConfigValues values(config, family.at("sizes"));
    refuseUnknown(values, family);
    HyperParameters parameters;
    readSizes(parameters, readModelFacts(config, familyFor(type), model.table, *model.checkpoint), values,
              family);
    parameters.norm = family.at("norm") == "rms" ? NormKind::Rms : NormKind::Layer;
    parameters.normOffset = values.string("code.norm_weights") == "1 + w" ? 1 : 0;
    parameters.epsilon = values.number(family.at("epsilonKey").get<std::string>()).value_or(0);
    parameters.activation = activationOf(values, family);
    parameters.parallelResidual = values.flag("use_parallel_residual");
    parameters.isTransposed = family.value("isTransposed", false);
    parameters.fused = fusedOrder(family);
    parameters.embeddingScale = family.value("scalesEmbeddings", false) ? std::sqrt(parameters.hidden) : 1;
    readAttention(parameters, values);
    readPositions(parameters, values, family);
    readWindow(parameters, layers, values, family);
    parameters.expertsPerToken =
        static_cast<std::uint32_t>(whole(values.number("num_experts_per_tok")).value_or(0));
    parameters.renormalize = family.value("renormalizes", false) || values.flag("norm_topk_prob");
    parameters.isTied = model.table.tied;
    parameters.names = readLayerNames(family.at("names"));
    return parameters;
}

HyperParameters readHyperParameters(const Model& model)
{
    return readHyperParameters(model, model.config, model.table.layers);
}

} // namespace layerloom::core
