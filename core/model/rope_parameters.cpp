#include "core/model/rope_parameters.h"

#include "core/base/error.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cmath>

namespace layerloom::core {
namespace {

/// What one object of the config says of rotary positions: rope_parameters, or rope_scaling as it was called before.
class RopeSection {
public:
    RopeSection(const ConfigText& config, const std::optional<std::string>& key)
        : m_config(config)
        , m_key(key)
    {}

    std::optional<double> number(const std::string& name) const
    {
        return m_key ? m_config.number(*m_key + "." + name) : std::nullopt;
    }
    double number(const std::string& name, double otherwise) const
    {
        const double value = number(name).value_or(0);
        return value == 0 ? otherwise : value;
    }
    std::string kind() const
    {
        if (!m_key)
            return "default";
        const auto named = m_config.string(*m_key + ".rope_type");
        return named ? *named : m_config.string(*m_key + ".type").value_or("default");
    }
    bool isFalse(const std::string& name) const
    {
        return m_key && m_config.boolean(*m_key + "." + name) == false;
    }
    /// Where a member is stated; empty when it is not.
    std::string keyOf(const std::string& name) const
    {
        const std::string full = m_key.value_or("") + "." + name;
        return m_key && m_config.has(full) ? full : std::string();
    }
    const std::optional<std::string>& key() const { return m_key; }

private:
    const ConfigText& m_config;
    std::optional<std::string> m_key;
};

/// Sliding layers have an object of their own, or turn by rope_local_base_freq, unscaled; else as the full ones do.
RopeSection sectionFor(const ConfigValues& values, bool isLocal)
{
    if (!isLocal)
        return {values.config(),
                values.section({"rope_parameters.full_attention", "rope_parameters", "rope_scaling"})};
    if (const auto own = values.section({"rope_parameters.sliding_attention"}))
        return {values.config(), own};
    if (values.number("rope_local_base_freq"))
        return {values.config(), std::nullopt};
    return sectionFor(values, false);
}

/// The key of the base, and its value as JSON.
ConfigPatch statedBase(const ConfigValues& values, const RopeSection& section, bool isLocal)
{
    if (const std::string key = section.keyOf("rope_theta"); !key.empty())
        return {key, std::string(*values.config().raw(key))};
    const std::vector<std::string> own = isLocal
        ? std::vector<std::string> {"rope_local_base_freq", "local_rope_theta"}
        : std::vector<std::string> {"global_rope_theta"};
    for (const std::string& name : own)
        if (const auto value = values.json(name))
            return {values.fullKey(name), *value};
    for (const std::string name : {"rotary_emb_base", "rope_theta"})
        if (values.has(name))
            return {values.fullKey(name), *values.json(name)};
    return {values.fullKey("rope_theta"), values.json("rope_theta").value_or("10000")};
}

double baseOf(const ConfigValues& values, const RopeSection& section, bool isLocal)
{
    const nlohmann::json base =
        nlohmann::json::parse(statedBase(values, section, isLocal).value, nullptr, false);
    return base.is_number() ? base.get<double>() : 10'000;
}

/// The key of the share of a head that turns, and the share.
std::pair<std::string, double> statedShare(const ConfigValues& values, const RopeSection& section)
{
    if (const auto said = section.number("partial_rotary_factor"))
        return {section.keyOf("partial_rotary_factor"), *said};
    for (const std::string name : {"rotary_pct", "partial_rotary_factor"})
        if (const auto said = values.number(name); said && values.has(name))
            return {values.fullKey(name), *said};
    return {values.fullKey("partial_rotary_factor"), values.number("partial_rotary_factor").value_or(1)};
}

double originalPositions(const ConfigValues& values, const RopeSection& section)
{
    const auto said = section.number("original_max_position_embeddings");
    return said ? *said : values.size("max_position_embeddings").value_or(2048);
}

void readLlama3(Rope& rope, const ConfigValues& values, const RopeSection& section)
{
    rope.lowFactor = section.number("low_freq_factor", 1);
    rope.highFactor = section.number("high_freq_factor", 4);
    rope.originalPositions = originalPositions(values, section);
}

double yarnMagnitude(double factor, double share)
{
    return factor <= 1 ? 1 : 0.1 * share * std::log(factor) + 1;
}

// Source: transformers, modeling_rope_utils.py, _compute_yarn_parameters; arXiv 2309.00071.
void readYarn(Rope& rope, const ConfigValues& values, const RopeSection& section)
{
    rope.originalPositions = originalPositions(values, section);
    if (!section.number("factor"))
        rope.factor =
            values.size("max_position_embeddings").value_or(rope.originalPositions) / rope.originalPositions;
    rope.betaFast = section.number("beta_fast", 32);
    rope.betaSlow = section.number("beta_slow", 1);
    rope.truncate = !section.isFalse("truncate");
    const double share = section.number("mscale", 0);
    const double shareOfAll = section.number("mscale_all_dim", 0);
    if (const auto said = section.number("attention_factor"))
        rope.attentionFactor = *said;
    else if (share != 0 && shareOfAll != 0)
        rope.attentionFactor = yarnMagnitude(rope.factor, share) / yarnMagnitude(rope.factor, shareOfAll);
    else
        rope.attentionFactor = yarnMagnitude(rope.factor, 1);
}

/// Everything but the size. False for a scaling that is not known, of which only the base and the factor are read.
bool readSection(Rope& rope, const ConfigValues& values, const RopeSection& section, bool isLocal)
{
    rope.base = baseOf(values, section, isLocal);
    rope.factor = section.number("factor", 1);
    const std::string kind = section.kind();
    if (kind == "linear") {
        rope.scaling = RopeScaling::Linear;
    } else if (kind == "llama3") {
        rope.scaling = RopeScaling::Llama3;
        readLlama3(rope, values, section);
    } else if (kind == "yarn") {
        rope.scaling = RopeScaling::Yarn;
        readYarn(rope, values, section);
    }
    return kind == "default" || rope.scaling != RopeScaling::None;
}

/// The members of a scaling without the base and the share, which are settings of their own.
nlohmann::json membersOf(const ConfigValues& values, const RopeSection& section)
{
    nlohmann::json members = nlohmann::json::object();
    if (!section.key())
        return members;
    for (const std::string& name : values.config().keys(*section.key())) {
        const auto raw = values.config().raw(*section.key() + "." + name);
        if (name != "rope_theta" && name != "partial_rotary_factor" && raw)
            members[name] = nlohmann::json::parse(*raw, nullptr, false);
    }
    members.erase("type");
    members["rope_type"] = section.kind();
    return members;
}

std::string scalingMeaning(const ConfigValues& values, const RopeSection& section, bool isLocal)
{
    Rope rope;
    nlohmann::json meaning = {section.kind()};
    if (!readSection(rope, values, section, isLocal)) {
        // Some scalings go by the length of the text that the model was made for.
        meaning.push_back(membersOf(values, section));
        meaning.push_back(values.size("max_position_embeddings").value_or(0));
        meaning.push_back(values.size("original_max_position_embeddings").value_or(0));
    } else if (rope.scaling != RopeScaling::None) {
        meaning.insert(meaning.end(),
                       {rope.factor, rope.lowFactor, rope.highFactor, rope.originalPositions, rope.betaFast,
                        rope.betaSlow, rope.truncate, rope.attentionFactor});
    }
    return meaning.dump();
}

} // namespace

Rope readRope(const ConfigValues& values, std::uint32_t headSize, bool isLocal)
{
    const RopeSection section = sectionFor(values, isLocal);
    Rope rope;
    if (!readSection(rope, values, section, isLocal))
        throw Error(ErrorCode::Unsupported,
                    "Rotary positions scaled by \"" + section.kind()
                        + "\" cannot be run yet; such a model can still be merged");
    rope.size =
        static_cast<std::uint32_t>(std::clamp(statedShare(values, section).second, 0.0, 1.0) * headSize);
    return rope;
}

std::vector<ComputeSetting> ropeSettings(const ConfigValues& values, bool isLocal)
{
    const RopeSection section = sectionFor(values, isLocal);
    const ConfigPatch base = statedBase(values, section, isLocal);
    const auto [shareKey, share] = statedShare(values, section);
    const std::string scaling = section.kind() == "default" ? "null" : membersOf(values, section).dump();
    const std::string scalingKey = section.key().value_or(values.fullKey("rope_scaling"));
    std::vector<ComputeSetting> settings {
        {"rope_theta", base.key, base.value, sameText(base.value), false},
        {"rope_scaling", scalingKey, scaling, scalingMeaning(values, section, isLocal), false},
        {"partial_rotary_factor", shareKey, sameText(std::to_string(share)), std::to_string(share), false}};
    const bool isOwn = isLocal && base.key != statedBase(values, sectionFor(values, false), false).key;
    for (ComputeSetting& setting : settings) {
        if (isLocal)
            setting.name += " of sliding layers";
        if (isLocal && !isOwn)
            setting.meaning.clear();
    }
    return settings;
}

} // namespace layerloom::core
