#include "core/model/rope_parameters.h"

#include "core/base/error.h"

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

double baseOf(const ConfigValues& values, const RopeSection& section, bool isLocal)
{
    if (const auto said = section.number("rope_theta"))
        return *said;
    if (const auto local = values.number("rope_local_base_freq"); isLocal && local)
        return *local;
    if (const auto old = values.number("rotary_emb_base"))
        return *old;
    return values.number("rope_theta").value_or(10'000);
}

double originalPositions(const ConfigValues& values, const RopeSection& section)
{
    const auto said = section.number("original_max_position_embeddings");
    return said ? *said : values.number("max_position_embeddings").value_or(2048);
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
        rope.factor = values.number("max_position_embeddings").value_or(rope.originalPositions)
            / rope.originalPositions;
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

} // namespace

Rope readRope(const ConfigValues& values, const std::string& shareKey, std::uint32_t headSize, bool isLocal)
{
    const RopeSection section = sectionFor(values, isLocal);
    Rope rope;
    rope.base = baseOf(values, section, isLocal);
    const auto said = section.number("partial_rotary_factor");
    const double share = said ? *said : values.number(shareKey).value_or(1);
    rope.size = static_cast<std::uint32_t>(std::clamp(share, 0.0, 1.0) * headSize);
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
    } else if (kind != "default") {
        throw Error(ErrorCode::Unsupported,
                    "Rotary positions scaled by \"" + kind
                        + "\" cannot be run yet; such a model can still be merged");
    }
    return rope;
}

} // namespace layerloom::core
