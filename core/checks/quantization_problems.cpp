#include "core/checks/quantization_problems.h"

#include "core/checks/dequantize_problems.h"
#include "core/checks/problem_rules.h"
#include "core/model/config_sections.h"
#include "core/model/layer_rule.h"
#include "core/model/name_forms.h"
#include "core/model/quantization_method.h"

#include <algorithm>
#include <set>
#include <utility>

namespace layerloom::core {

namespace {

/// Members that say nothing of how weights are packed: they name layers, or describe how it was made.
bool isAside(std::string_view name)
{
    static const std::set<std::string_view> kAside {
        "quantizer",       "meta",         "dataset", "tokenizer", "damp_percent",    "static_groups",
        "true_sequential", "version_info", "dtype",   "producer",  "exclude_modules", "quantized_layers"};
    const std::string key = "quantization_config." + std::string(name);
    const auto& rules = layerRules();
    return kAside.contains(name)
        || std::any_of(rules.begin(), rules.end(), [&](const LayerRule& rule) { return rule.key == key; });
}

/// The members of an object in one line each, inner ones as they stand; those that name layers are left out.
void addPacking(const ConfigText& text, const std::string& section, std::string_view stack,
                std::set<std::string>& lines)
{
    for (const std::string& name : text.keys(section))
        if (!isAside(name) && !namesLayer(name, stack)) {
            std::string line = name;
            line += '=';
            line += text.raw(memberKey(section, name)).value_or("");
            lines.insert(std::move(line));
        }
}

/// What is said of the packing, in one line a member.
std::string packing(const Model& model, const ConfigText& config)
{
    std::set<std::string> lines;
    if (const QuantizationText said = quantizationText(config, model.sideFiles); said.text != nullptr)
        addPacking(*said.text, said.section, model.table.prefix, lines);
    else if (model.facts.quantization)
        lines.insert(*model.facts.quantization);
    std::string text;
    for (const std::string& line : lines)
        text.append(line).append(1, '\n');
    return text;
}

/// "gptq, 4 bits", "bitsandbytes, 4 bits", "not quantized".
std::string described(const Model& model, const ConfigText& config)
{
    const QuantizationText said = quantizationText(config, model.sideFiles);
    if (said.text == nullptr && !model.facts.quantization)
        return "not quantized";
    std::string text = "quantized (" + model.facts.quantization.value_or("unnamed");
    if (said.text == nullptr)
        return text + ')';
    std::optional<std::int64_t> bits = said.text->integer(said.key("bits"));
    if (said.text->boolean(said.key("load_in_4bit")).value_or(false))
        bits = 4;
    if (said.text->boolean(said.key("load_in_8bit")).value_or(false))
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
    std::optional<Fix> fix;
    const std::string ours = packing(*facts.config, *facts.written);
    for (const SourceIndex source : facts.donors) {
        const Model& theirs = facts.model(source);
        if (source == facts.configSource || packing(theirs, theirs.config) == ours || misfits[source.value])
            continue;
        const auto cause = [&](const Block& block) -> std::size_t { return block.source == source ? 1 : 0; };
        const std::vector<CauseRun> runs = causeRuns(facts.stack, cause);
        if (!fix)
            fix = dequantizeFix(facts.stack);
        const std::string us = described(*facts.config, *facts.written);
        const std::string them = described(theirs, theirs.config);
        Problem problem = blockProblem(
            ProblemId::QuantizationsDiffer, Severity::Error,
            facts.name(source) + " is " + them + ", " + facts.name(facts.configSource) + " is "
                + (us == them ? "quantized in another way" : us) + ". One config.json can describe only one",
            runs.front().begin, runs.front().end);
        problem.source = source;
        if (runs.size() == 1)
            problem.fixes = {removeFix(runs.front().begin, runs.front().end)};
        if (fix)
            problem.fixes.insert(problem.fixes.begin(), *fix);
        problems.push_back(std::move(problem));
    }
}

} // namespace layerloom::core
