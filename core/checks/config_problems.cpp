#include "core/checks/config_problems.h"

#include "core/base/result.h"
#include "core/base/text.h"
#include "core/checkpoint/dtype.h"
#include "core/checks/problem_rules.h"
#include "core/model/config_sections.h"
#include "core/model/shape_conflict.h"
#include "core/stack/retarget.h"
#include "core/stack/source_commands.h"

#include <algorithm>

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

/// The base of the rotary positions as a config.json writes it, and under which key; empty when it does not.
ConfigPatch ropeBase(const ConfigText& config)
{
    for (const char* name : {"rope_theta", "rope_parameters.rope_theta"})
        if (const std::string key = configKey(config, name); config.has(key))
            return {key, std::string(config.raw(key).value_or(""))};
    return {};
}

void findRopeBases(const StackFacts& facts, std::vector<Problem>& problems)
{
    const ConfigPatch ours = ropeBase(facts.config->config);
    if (ours.key.empty() || facts.override("rope_theta"))
        return;
    const auto differs = [&](SourceIndex source) {
        const Model& model = facts.model(source);
        return !ropeBase(model.config).key.empty() && model.facts.ropeTheta != facts.config->facts.ropeTheta;
    };
    const auto other = std::find_if(facts.donors.begin(), facts.donors.end(), differs);
    if (other == facts.donors.end())
        return;
    const std::string theirs = ropeBase(facts.model(*other).config).value;
    const std::string letter = sourceLetter(facts.configSource);
    const std::string otherLetter = sourceLetter(*other);
    std::string message = "rope_theta differs: " + letter + ' ' + ours.value + ", ";
    message += otherLetter + ' ' + theirs + ". The output keeps one value";
    Problem problem =
        configProblem(ProblemId::RopeThetaDiffers, Severity::Warning, std::move(message), *other);
    problem.fixes = {overrideFix(facts.stack, "Keep " + letter + "'s", ours.key, ours.value),
                     overrideFix(facts.stack, "Keep " + otherLetter + "'s", ours.key, theirs)};
    problems.push_back(std::move(problem));
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

} // namespace

void findConfigProblems(const StackFacts& facts, const std::vector<bool>& misfits,
                        std::vector<Problem>& problems)
{
    findMixedDtypes(facts, problems);
    if (!facts.config)
        return;
    findArchitectureNames(facts, misfits, problems);
    findRopeBases(facts, problems);
    findWrongShapes(facts, problems);
}

} // namespace layerloom::core
