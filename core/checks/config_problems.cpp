#include "core/checks/config_problems.h"

#include "core/base/result.h"
#include "core/base/text.h"
#include "core/checkpoint/dtype.h"
#include "core/checks/problem_rules.h"
#include "core/model/compute_keys.h"
#include "core/model/config_sections.h"
#include "core/model/layer_rule.h"
#include "core/model/shape_conflict.h"
#include "core/stack/commands.h"
#include "core/stack/retarget.h"
#include "core/stack/source_commands.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <map>
#include <set>
#include <string_view>
#include <utility>

namespace layerloom::core {

namespace {

Problem configProblem(ProblemId id, Severity severity, std::string message, SourceIndex source)
{
    Problem problem = blockProblem(id, severity, std::move(message), 0, 0);
    problem.part = Part::Config;
    problem.source = source;
    return problem;
}

void findArchitectureNames(const StackFacts& facts, const std::vector<bool>& misfits,
                           std::vector<Problem>& problems)
{
    const Setup& setup = facts.stack.setup;
    if (setup.base || setup.parts[static_cast<std::size_t>(Part::Config)])
        return; // chosen on purpose
    const std::string& ours = facts.config->facts.architecture;
    const auto differs = [&](SourceIndex source) {
        return facts.model(source).facts.architecture != ours && !misfits[source.value];
    };
    const auto other = std::find_if(facts.donors.begin(), facts.donors.end(), differs);
    if (other == facts.donors.end())
        return;
    const std::string& theirs = facts.model(*other).facts.architecture;
    const bool isNamedAlike = facts.model(*other).table.prefix == facts.config->table.prefix;
    Problem problem = configProblem(ProblemId::ArchitectureNamesDiffer, Severity::Warning,
                                    "Architecture names differ (" + ours + ", " + theirs + ") but "
                                        + (isNamedAlike ? "all tensor names and shapes match"
                                                        : "their layers match; all of it gets the names of "
                                                   + facts.name(facts.configSource)),
                                    *other);
    problem.fixes = {editFix("Write as " + theirs, setPart(facts.stack, Part::Config, *other)),
                     editFix("Keep " + ours, setPart(facts.stack, Part::Config, facts.configSource))};
    problems.push_back(std::move(problem));
}

void findMixedDtypes(const StackFacts& facts, std::vector<Problem>& problems)
{
    std::vector<std::string> dtypes;
    for (const SourceIndex source : facts.donors)
        if (const std::string& dtype = facts.model(source).mainDtype;
            !dtype.empty() && std::find(dtypes.begin(), dtypes.end(), dtype) == dtypes.end())
            dtypes.push_back(dtype);
    if (dtypes.size() < 2)
        return;
    Problem problem = blockProblem(ProblemId::MixedDtypes, Severity::Warning,
                                   "Slices mix " + dtypes[0] + " and " + dtypes[1], 0, 0);
    for (const std::string& dtype : dtypes)
        if (const std::optional<FloatType> type = floatType(dtype))
            problem.fixes.push_back({ConvertAllTo {*type}});
    problems.push_back(std::move(problem));
}

/// A value in a sentence.
std::string valueText(const std::string& json)
{
    if (json.empty())
        return "not stated";
    if (json == "null")
        return "none";
    const bool isString = json.size() > 1 && json.front() == '"';
    return isString ? json.substr(1, json.size() - 2) : json;
}

std::string leafOf(const std::string& key)
{
    return key.substr(key.rfind('.') + 1);
}

/// A setting of the output's config.json, and the same one of a model whose layers are in the stack.
struct DifferingSetting {
    const ComputeSetting& ours;
    const ComputeSetting& theirs;
    SourceIndex source; ///< the other model
};

/// Lists with an entry for each layer come with the layers, and what was written on purpose is settled.
bool isSettled(const StackFacts& facts, const ComputeSetting& setting)
{
    const std::string leaf = leafOf(setting.key);
    const auto& lists = facts.config->family->perLayerKeys;
    const bool isList =
        setting.value.starts_with('[') && std::find(lists.begin(), lists.end(), leaf) != lists.end();
    return isList || (!setting.key.empty() && facts.override(leaf));
}

/// Writes one of the two values on purpose, where config.json can say it under a key that the output's family reads.
std::vector<Fix> settingFixes(const StackFacts& facts, const DifferingSetting& differing)
{
    std::vector<Fix> fixes;
    const auto& [ours, theirs, source] = differing;
    const std::string key = ours.key;
    const std::string object = key.substr(0, key.size() - std::min(key.size(), leafOf(key).size() + 1));
    if (!object.empty() && !facts.config->config.has(object))
        return fixes;
    const auto add = [&](SourceIndex kept, const std::string& value) {
        if (!key.empty() && !value.empty())
            fixes.push_back(overrideFix(facts.stack, "Keep " + sourceLetter(kept) + "'s", key, value));
    };
    add(facts.configSource, std::string(facts.config->config.raw(key).value_or(ours.value)));
    // The object of rotary positions holds their base too under its newer name.
    const bool isWhole = leafOf(key) == "rope_parameters" || leafOf(theirs.key) == "rope_parameters";
    if (!isWhole)
        add(source, theirs.value);
    return fixes;
}

/// Layers that mean something else by their weights: written under the config.json of all of them, or taken out.
std::vector<Fix> nonsenseFixes(const StackFacts& facts, const DifferingSetting& differing, std::size_t which)
{
    std::vector<std::size_t> theirs;
    const Blocks& blocks = facts.stack.blocks;
    for (std::size_t at = 0; at < blocks.size(); ++at)
        if (layerOf(facts.stack, blocks[at])
            && facts.model(blocks[at].source).computeSettings[which].meaning != differing.ours.meaning)
            theirs.push_back(at);
    if (theirs.size() == blocks.size())
        return {editFix("Write the config.json of " + sourceLetter(differing.source),
                        setPart(facts.stack, Part::Config, differing.source))};
    return {editFix("Remove these " + counted(theirs.size(), "layer"), removeAt(theirs))};
}

Problem settingProblem(const StackFacts& facts, const DifferingSetting& differing, std::size_t which)
{
    const auto& [ours, theirs, source] = differing;
    const std::string letter = sourceLetter(facts.configSource);
    const std::string otherLetter = sourceLetter(source);
    std::string message = ours.name + " differs: " + letter + ' ' + valueText(ours.value) + ", " + otherLetter
        + ' ' + valueText(theirs.value) + ". ";
    message.front() = static_cast<char>(ours.key.empty() ? std::toupper(message.front()) : message.front());
    if (ours.isError)
        message += "Layers of " + otherLetter + " would compute nonsense under the config.json of " + letter;
    else
        message += "The output keeps one value";
    Problem problem =
        configProblem(ProblemId::ComputeSettingDiffers, ours.isError ? Severity::Error : Severity::Warning,
                      std::move(message), source);
    problem.fixes = ours.isError ? nonsenseFixes(facts, differing, which) : settingFixes(facts, differing);
    return problem;
}

/// Every setting that changes what layers compute and is another one in a model whose layers are in the stack.
void findDifferingSettings(const StackFacts& facts, std::vector<Problem>& problems)
{
    const std::vector<ComputeSetting>& ours = facts.config->computeSettings;
    for (std::size_t which = 0; which < ours.size(); ++which) {
        if (ours[which].meaning.empty() || isSettled(facts, ours[which]))
            continue;
        for (const SourceIndex source : facts.donors) {
            const ComputeSetting& theirs = facts.model(source).computeSettings[which];
            if (theirs.meaning.empty() || theirs.meaning == ours[which].meaning)
                continue;
            problems.push_back(settingProblem(facts, {ours[which], theirs, source}, which));
            break;
        }
    }
}

// Of keys of which it is known that layers compute the same whatever they say.
constexpr std::array<std::string_view, 32> kHarmlessParts {"drop",
                                                           "init",
                                                           "token",
                                                           "version",
                                                           "cache",
                                                           "coef",
                                                           "jitter",
                                                           "dtype",
                                                           "name",
                                                           "vocab",
                                                           "position",
                                                           "seq_len",
                                                           "pretrain",
                                                           "tie_",
                                                           "label",
                                                           "torchscript",
                                                           "size",
                                                           "dim",
                                                           "rank",
                                                           "head",
                                                           "intermediate",
                                                           "quant",
                                                           "attn_implementation",
                                                           "tp_plan",
                                                           "kernel",
                                                           "fused",
                                                           "flash",
                                                           "auto_map",
                                                           "checkpoint",
                                                           "model_type",
                                                           "loss",
                                                           "task"};
constexpr std::array<std::string_view, 11> kHarmlessStarts {
    "_", "num_", "n_", "max_", "is_", "output_", "return_", "problem", "finetun", "gradient", "unsloth"};
static_assert(!kHarmlessParts.back().empty() && !kHarmlessStarts.back().empty());

/// True for keys of which it is known that layers compute the same whatever they say, or that other problems look at:
/// sizes, counts, tokens, training, rules by position.
bool isHarmless(const std::string& key)
{
    const auto isIn = [&](std::string_view part) { return key.find(part) != std::string::npos; };
    const auto begins = [&](std::string_view start) { return key.starts_with(start); };
    const auto& rules = layerRules();
    const auto isOfRule = [&](const LayerRule& rule) {
        return key == rule.key || key == rule.companion || key == rule.whenKey || key == rule.unlessKey;
    };
    return isComputeKey(key) || std::any_of(kHarmlessParts.begin(), kHarmlessParts.end(), isIn)
        || std::any_of(kHarmlessStarts.begin(), kHarmlessStarts.end(), begins)
        || std::any_of(rules.begin(), rules.end(), isOfRule);
}

/// Numbers, flags and words by their keys in the section of the language model.
std::map<std::string, std::string> plainValues(const ConfigText& config)
{
    const std::string type = configKey(config, "model_type");
    const std::string section = type.substr(0, type.rfind('.') == std::string::npos ? 0 : type.rfind('.'));
    std::map<std::string, std::string> values;
    for (const std::string& name : config.keys(section)) {
        const std::string raw(config.raw(memberKey(section, name)).value_or(""));
        if (!raw.empty() && raw.front() != '[' && raw.front() != '{')
            values[name] = raw;
    }
    return values;
}

/// Keys that are not known, of two models of one family that state them differently: they may change what layers compute.
void findUnknownDifferences(const StackFacts& facts, std::vector<Problem>& problems)
{
    const std::map<std::string, std::string> ours = plainValues(facts.config->config);
    for (const SourceIndex source : facts.donors) {
        const Model& model = facts.model(source);
        if (&model == facts.config || model.facts.modelType != facts.config->facts.modelType)
            continue;
        for (const auto& [key, value] : plainValues(model.config)) {
            const auto own = ours.find(key);
            if (own == ours.end() || sameText(own->second) == sameText(value) || isHarmless(key)
                || facts.override(key))
                continue;
            problems.push_back(configProblem(
                ProblemId::ComputeSettingDiffers, Severity::Advice,
                key + " differs: " + sourceLetter(facts.configSource) + ' ' + valueText(own->second) + ", "
                    + sourceLetter(source) + ' ' + valueText(value)
                    + ". It is not known what it changes; the output keeps one value",
                source));
        }
    }
}

std::vector<const TensorInfo*> tensorsOf(const Model& model, const std::vector<TensorIndex>& indices)
{
    std::vector<const TensorInfo*> tensors;
    for (const TensorIndex index : indices)
        tensors.push_back(&model.tensor(index));
    return tensors;
}

/// config.json as it will be written must describe the weights; a model alone was checked when it was opened.
void findWrongShapes(const StackFacts& facts, std::vector<Problem>& problems)
{
    const Stack& stack = facts.stack;
    const SourceIndex embeddings = partSource(stack, Part::Embeddings);
    const Model* embeddingModel = modelOf(stack, embeddings);
    const bool alone = facts.configSource == facts.referenceSource && facts.configSource == embeddings;
    if (!facts.reference || !embeddingModel || (alone && stack.setup.overrides.empty()))
        return;
    const auto isReference = [&](const Block& block) {
        return block.source == facts.referenceSource && layerOf(stack, block);
    };
    const auto block = std::find_if(stack.blocks.begin(), stack.blocks.end(), isReference);
    if (block == stack.blocks.end())
        return;
    const std::optional<std::string> conflict = shapeConflict(
        *facts.written, *facts.config->family, tensorsOf(*facts.reference, layerOf(stack, *block)->tensors),
        tensorsOf(*embeddingModel, embeddingModel->table.embeddings.tensors));
    if (!conflict)
        return;
    Problem problem =
        configProblem(ProblemId::ConfigContradictsWeights, Severity::Error, *conflict, facts.configSource);
    if (const Result<Setup> fitting = guarded([&] { return retarget(stack, facts.configSource); }))
        problem.fixes = {editFix("Write the shapes of the weights", {ReplaceSetup {*fitting}})};
    problems.push_back(std::move(problem));
}

/// "mlp.experts.3.w1.weight" as "mlp.experts.#.w1.weight": config.json counts experts by itself.
std::string withoutNumbers(std::string_view name)
{
    std::string text;
    bool isNumber = false;
    for (const char letter : name) {
        const bool isDigit = std::isdigit(static_cast<unsigned char>(letter)) != 0;
        const bool begins = isDigit && (isNumber || text.empty() || text.back() == '.');
        if (!begins || !isNumber)
            text += begins ? '#' : letter;
        isNumber = begins;
    }
    return text;
}

/// Names of the weights of a kind of layers.
std::set<std::string> weightNames(const Model& model, const LayerKind& kind)
{
    std::set<std::string> names;
    for (const TensorIndex index : model.layer(kind.layers.front()).tensors) {
        const std::string_view name = suffixInLayer(model.tensor(index).name, model.table.prefix);
        const auto isIn = [&](const std::string& buffer) {
            return name.find(buffer) != std::string_view::npos;
        };
        if (std::none_of(model.family->buffers.begin(), model.family->buffers.end(), isIn))
            names.insert(withoutNumbers(name));
    }
    return names;
}

/// A weight that one of two layers has and the other has not, with "have" or "lack"; nullopt for equal ones.
std::optional<std::pair<std::string, std::string>> namesDifference(const std::set<std::string>& theirs,
                                                                   const std::set<std::string>& ours)
{
    for (const std::string& name : theirs)
        if (!ours.contains(name))
            return std::pair("have", name);
    for (const std::string& name : ours)
        if (!theirs.contains(name))
            return std::pair("lack", name);
    return std::nullopt;
}

/// What layers of a source have or lack that the config's model does not, as "have self_attn.q_norm.weight"; nullopt when
/// the config's model has such layers.
std::optional<std::string> unexpectedWeights(const StackFacts& facts, SourceIndex source)
{
    std::vector<std::set<std::string>> expected;
    for (const LayerKind& kind : facts.config->table.kinds)
        expected.push_back(weightNames(*facts.config, kind));
    std::set<std::uint32_t> used;
    for (const Block& block : facts.stack.blocks)
        if (const Layer* layer = layerOf(facts.stack, block); layer && block.source == source)
            used.insert(layer->kind);
    for (const std::uint32_t kind : used) {
        const std::set<std::string> names =
            weightNames(facts.model(source), facts.model(source).table.kinds[kind]);
        if (std::find(expected.begin(), expected.end(), names) != expected.end())
            continue;
        const auto difference = namesDifference(names, expected.front());
        if (!difference)
            continue;
        const auto& [verb, name] = *difference;
        // With an override a config.json can say that there are biases.
        if (!name.ends_with("bias") || facts.stack.setup.overrides.empty())
            return std::string(verb).append(" ").append(name);
    }
    return std::nullopt;
}

/// Layers of another model than the one that gives config.json must have the weights that its loader expects.
void findUnexpectedWeights(const StackFacts& facts, const std::vector<bool>& misfits,
                           std::vector<Problem>& problems)
{
    if (facts.config->table.kinds.empty() || facts.config->facts.quantization)
        return;
    for (const SourceIndex source : facts.donors) {
        const Model& model = facts.model(source);
        if (&model == facts.config || misfits[source.value] || model.facts.quantization)
            continue;
        const std::optional<std::string> difference = unexpectedWeights(facts, source);
        if (!difference)
            continue;
        Problem problem =
            configProblem(ProblemId::ConfigContradictsWeights, Severity::Error,
                          "Layers of " + facts.name(source) + ' ' + *difference + "; the config.json of "
                              + facts.name(facts.configSource) + " describes others",
                          source);
        problem.fixes = {editFix("Write the config.json of " + sourceLetter(source),
                                 setPart(facts.stack, Part::Config, source))};
        problems.push_back(std::move(problem));
        return;
    }
}

} // namespace

void findConfigProblems(const StackFacts& facts, const std::vector<bool>& misfits,
                        std::vector<Problem>& problems)
{
    findMixedDtypes(facts, problems);
    if (!facts.config)
        return;
    findArchitectureNames(facts, misfits, problems);
    findDifferingSettings(facts, problems);
    findUnknownDifferences(facts, problems);
    findWrongShapes(facts, problems);
    findUnexpectedWeights(facts, misfits, problems);
}

} // namespace layerloom::core
