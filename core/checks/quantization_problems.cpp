#include "core/checks/quantization_problems.h"

#include "core/checks/problem_rules.h"
#include "core/model/config_sections.h"
#include "core/model/layer_rule.h"

#include <algorithm>
#include <set>
#include <utility>

namespace layerloom::core {

namespace {

constexpr auto kSection = "quantization_config";

std::string sectionOf(const ConfigText& config)
{
    const auto keys = presentKeys(config, {kSection});
    return keys.empty() ? std::string() : keys.front();
}

/// Members that say nothing of how weights are packed: they name layers, or describe how it was made.
bool isAside(std::string_view name)
{
    static const std::set<std::string_view> kAside {"quantizer",       "meta",         "dataset",
                                                    "tokenizer",       "damp_percent", "static_groups",
                                                    "true_sequential", "version_info", "dtype"};
    const std::string key = std::string(kSection) + '.' + std::string(name);
    const auto& rules = layerRules();
    return kAside.contains(name)
        || std::any_of(rules.begin(), rules.end(), [&](const LayerRule& rule) { return rule.key == key; });
}

/// What a config says of the packing, in one line a member.
std::string packing(const ConfigText& config)
{
    const std::string section = sectionOf(config);
    std::set<std::string> lines;
    for (const std::string& name : section.empty() ? std::vector<std::string>() : config.keys(section))
        if (!isAside(name)) {
            std::string line = name;
            line += '=';
            line += config.raw(section + '.' + name).value_or("");
            lines.insert(std::move(line));
        }
    std::string text;
    for (const std::string& line : lines)
        text.append(line).append(1, '\n');
    return text;
}

/// "gptq, 4 bits", "bitsandbytes, 4 bits", "not quantized".
std::string described(const ConfigText& config)
{
    const std::string section = sectionOf(config);
    if (section.empty())
        return "not quantized";
    std::string text = "quantized (" + config.string(section + ".quant_method").value_or("unnamed");
    std::optional<std::int64_t> bits = config.integer(section + ".bits");
    if (config.boolean(section + ".load_in_4bit").value_or(false))
        bits = 4;
    if (config.boolean(section + ".load_in_8bit").value_or(false))
        bits = 8;
    return text + (bits ? ", " + std::to_string(*bits) + " bits)" : ")");
}

} // namespace

void findQuantizationProblems(const StackFacts& facts, const std::vector<bool>& misfits,
                              std::vector<Problem>& problems)
{
    if (!facts.config
        || (facts.donors.size() < 2 && !facts.donors.empty() && facts.donors.front() == facts.configSource))
        return;
    const std::string ours = packing(*facts.written);
    for (const SourceIndex source : facts.donors) {
        const ConfigText& theirs = facts.model(source).config;
        if (source == facts.configSource || packing(theirs) == ours || misfits[source.value])
            continue;
        const auto cause = [&](const Block& block) -> std::size_t { return block.source == source ? 1 : 0; };
        const std::vector<CauseRun> runs = causeRuns(facts.stack, cause);
        const std::string us = described(*facts.written);
        const std::string them = described(theirs);
        Problem problem = blockProblem(
            ProblemId::QuantizationsDiffer, Severity::Error,
            facts.name(source) + " is " + them + ", " + facts.name(facts.configSource) + " is "
                + (us == them ? "quantized in another way" : us) + ". One config.json can describe only one",
            runs.front().begin, runs.front().end);
        problem.source = source;
        if (runs.size() == 1)
            problem.fixes = {removeFix(runs.front().begin, runs.front().end)};
        problems.push_back(std::move(problem));
    }
}

} // namespace layerloom::core
