#include "core/checks/part_problems.h"

#include "core/base/text.h"
#include "core/checks/problem_rules.h"
#include "core/model/config_sections.h"
#include "core/stack/head.h"
#include "core/stack/part_names.h"

#include <algorithm>

namespace layerloom::core {

namespace {

/// How many tokens the embeddings know; 0 when that is not known.
std::uint64_t embeddingRows(const Model& model)
{
    const std::optional<TensorIndex> tokens = tokenEmbeddings(model);
    return tokens ? model.tensor(*tokens).shape.front() : 0;
}

/// How many tokens a head knows: the rows of its [vocabulary, width] matrix. 0 when it has none.
std::uint64_t headRows(const Model& model, const std::vector<TensorIndex>& tensors)
{
    const auto width = static_cast<std::uint64_t>(model.facts.hiddenSize.value_or(0));
    const auto vocabulary = static_cast<std::uint64_t>(model.facts.vocabulary.value_or(0));
    std::uint64_t rows = 0;
    for (const TensorIndex index : tensors) {
        const std::vector<std::uint64_t>& shape = model.tensor(index).shape;
        const bool isHead = shape.size() == 2 && (width == 0 || shape[1] == width) && shape[0] >= vocabulary;
        if (isHead)
            rows = std::max(rows, shape[0]);
    }
    return rows;
}

Edits setParts(const Stack& stack, std::initializer_list<Part> parts, SourceIndex source)
{
    Setup setup = stack.setup;
    for (const Part part : parts)
        setup.parts[static_cast<std::size_t>(part)] = source;
    return {ReplaceSetup {std::move(setup)}};
}

Problem partProblem(ProblemId id, Severity severity, std::string message, Part part, SourceIndex source)
{
    Problem problem = blockProblem(id, severity, std::move(message), 0, 0);
    problem.part = part;
    problem.source = source;
    return problem;
}

/// Embeddings and head of one model, and in config.json the size of their vocabulary.
Edits bothFrom(const StackFacts& facts, SourceIndex source)
{
    const Edits parts = setParts(facts.stack, {Part::Embeddings, Part::Head}, source);
    const Model* model = modelOf(facts.stack, source);
    const std::uint64_t rows = model ? embeddingRows(*model) : 0;
    const std::string key = facts.written ? configKey(*facts.written, "vocab_size") : std::string();
    const auto said = key.empty() ? std::nullopt : facts.written->raw(key);
    if (rows == 0 || !said || *said == std::to_string(rows))
        return parts;
    Stack changed = facts.stack;
    for (const Edit& edit : parts)
        apply(changed, edit);
    return {overrideEdit(changed, key, std::to_string(rows))};
}

void findRowMismatch(const StackFacts& facts, std::vector<Problem>& problems)
{
    const Stack& stack = facts.stack;
    const SourceIndex embeddings = partSource(stack, Part::Embeddings);
    const SourceIndex head = partSource(stack, Part::Head);
    const Model* embeddingModel = modelOf(stack, embeddings);
    const Model* headModel = modelOf(stack, head);
    if (!embeddingModel || !headModel || embeddings == head || isTied(stack))
        return;
    const std::uint64_t rows = embeddingRows(*embeddingModel);
    const std::uint64_t ofHead = headRows(*headModel, headTensors(stack));
    if (rows == 0 || ofHead == 0 || rows == ofHead)
        return;
    Problem problem =
        partProblem(ProblemId::EmbeddingRowsDiffer, Severity::Error,
                    "Embeddings have " + groupedDigits(rows) + " rows, the head has " + groupedDigits(ofHead),
                    Part::Head, head);
    for (const SourceIndex source : {embeddings, head})
        problem.fixes.push_back(editFix("Take both from " + sourceLetter(source), bothFrom(facts, source)));
    problems.push_back(std::move(problem));
}

/// A tied output whose head would come from another model than its embeddings.
void findTiedHead(const StackFacts& facts, std::vector<Problem>& problems)
{
    const Stack& stack = facts.stack;
    const SourceIndex embeddings = partSource(stack, Part::Embeddings);
    const SourceIndex head = partSource(stack, Part::Head);
    if (!isTied(stack) || embeddings == head || !modelOf(stack, head))
        return;
    const std::vector<TensorIndex> own = headTensors(stack);
    std::string message = "Embeddings are tied in " + facts.name(facts.configSource)
        + ", but the head comes from " + facts.name(head) + ": ";
    if (own.empty())
        message += "it would not be written";
    else
        message += "its matrix would not be written, only " + counted(own.size(), "tensor") + " beside it ("
            + facts.model(head).tensor(own.front()).name + (own.size() > 1 ? ", …)" : ")");
    Problem problem =
        partProblem(ProblemId::HeadMismatch, Severity::Warning, std::move(message), Part::Head, head);
    problem.fixes = {overrideFix(stack, "Write a separate head",
                                 configKey(facts.config->config, "tie_word_embeddings"), "false"),
                     editFix("Use " + sourceLetter(embeddings) + "'s tied head",
                             setParts(stack, {Part::Head}, embeddings))};
    problems.push_back(std::move(problem));
}

/// A head that is stored beside a config that ties it, with values of its own.
void findUntiedHead(const StackFacts& facts, std::vector<Problem>& problems)
{
    if (!facts.config->table.headDiffers || facts.override("tie_word_embeddings"))
        return;
    Problem problem = partProblem(
        ProblemId::HeadMismatch, Severity::Warning,
        "The config.json of " + facts.name(facts.configSource)
            + " ties head and embeddings, but the head that it stores differs from them. It is written; "
              "transformers 5 uses it, version 4 uses the embeddings",
        Part::Head, facts.configSource);
    problem.fixes = {overrideFix(facts.stack, "Write a separate head",
                                 configKey(facts.config->config, "tie_word_embeddings"), "false")};
    problems.push_back(std::move(problem));
}

void findMissingHead(const StackFacts& facts, std::vector<Problem>& problems)
{
    const Stack& stack = facts.stack;
    const SourceIndex head = partSource(stack, Part::Head);
    const bool needsHead = !facts.config->table.head.tensors.empty() && !isTied(stack);
    if (!modelOf(stack, head) || !needsHead || writesHead(stack))
        return;
    Problem problem = partProblem(ProblemId::HeadMismatch, Severity::Error,
                                  "The output needs a head of its own, but " + facts.name(head) + " has none",
                                  Part::Head, head);
    problem.fixes = {editFix("Take the head from " + sourceLetter(facts.configSource),
                             setParts(stack, {Part::Head}, facts.configSource))};
    problems.push_back(std::move(problem));
}

/// Embeddings or a norm from a model that was chosen for them and has none.
void findMissingParts(const StackFacts& facts, std::vector<Problem>& problems)
{
    const Stack& stack = facts.stack;
    for (const auto& [part, name] :
         {std::pair(Part::Embeddings, "embeddings"), std::pair(Part::Norm, "a final norm")}) {
        const SourceIndex source = partSource(stack, part);
        const Model* model = modelOf(stack, source);
        if (!model || !tensorsOf(model->table, part).tensors.empty()
            || tensorsOf(facts.config->table, part).tensors.empty())
            continue;
        Problem problem =
            partProblem(ProblemId::PartMissing, Severity::Error,
                        "The output needs " + std::string(name) + ", but " + facts.name(source) + " has none",
                        part, source);
        problem.fixes = {editFix("Take it from " + sourceLetter(facts.configSource),
                                 setParts(stack, {part}, facts.configSource))};
        problems.push_back(std::move(problem));
    }
}

/// What is known of a tokenizer without reading its files: how many tokens the model's config counts.
std::optional<std::int64_t> vocabulary(const Stack& stack, SourceIndex source)
{
    const Model* model = modelOf(stack, source);
    return model ? model->facts.vocabulary : std::nullopt;
}

void findTokenizerMismatch(const StackFacts& facts, std::vector<Problem>& problems)
{
    const Stack& stack = facts.stack;
    const SourceIndex chosen = partSource(stack, Part::Tokenizer);
    const SourceIndex embeddings = partSource(stack, Part::Embeddings);
    const std::optional<std::int64_t> ours = vocabulary(stack, chosen);
    const bool decided = stack.setup.parts[static_cast<std::size_t>(Part::Tokenizer)].has_value();
    const auto differs = [&](SourceIndex source) {
        const std::optional<std::int64_t> theirs = vocabulary(stack, source);
        return ours && theirs && *ours != *theirs;
    };
    const auto other = std::find_if(facts.donors.begin(), facts.donors.end(), differs);
    if (!differs(embeddings) && (decided || other == facts.donors.end()))
        return;
    const SourceIndex second = differs(embeddings) ? embeddings : *other;
    const auto digits = [&](SourceIndex source) {
        return groupedDigits(static_cast<std::uint64_t>(*vocabulary(stack, source)));
    };
    Problem problem =
        partProblem(ProblemId::VocabulariesDiffer, Severity::Warning,
                    "Vocabularies of " + facts.name(chosen) + " and " + facts.name(second) + " differ ("
                        + digits(chosen) + " and " + digits(second) + " tokens). The tokenizer of "
                        + facts.name(chosen) + " will be copied",
                    Part::Tokenizer, chosen);
    // The tokenizer must speak to the embeddings, so theirs is the one to offer.
    problem.fixes = {editFix("Take the tokenizer of " + sourceLetter(embeddings),
                             setParts(stack, {Part::Tokenizer}, embeddings))};
    problems.push_back(std::move(problem));
}

} // namespace

void findPartProblems(const StackFacts& facts, std::vector<Problem>& problems)
{
    findRowMismatch(facts, problems);
    if (facts.config) {
        findTiedHead(facts, problems);
        findUntiedHead(facts, problems);
        findMissingHead(facts, problems);
        findMissingParts(facts, problems);
    }
    findTokenizerMismatch(facts, problems);
}

} // namespace layerloom::core
