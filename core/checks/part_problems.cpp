#include "core/checks/part_problems.h"

#include "core/base/text.h"
#include "core/checks/problem_rules.h"
#include "core/model/config_sections.h"
#include "core/stack/head.h"

#include <algorithm>

namespace layerloom::core {

namespace {

/// Rows of the largest matrix among these tensors: how many tokens they know.
std::uint64_t rowsOf(const Model& model, const std::vector<TensorIndex>& tensors)
{
    std::uint64_t largest = 0;
    std::uint64_t rows = 0;
    for (const TensorIndex index : tensors) {
        const TensorInfo& tensor = model.tensor(index);
        if (tensor.shape.size() != 2 || tensor.elements() <= largest)
            continue;
        largest = tensor.elements();
        rows = tensor.shape.front();
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

void findRowMismatch(const StackFacts& facts, std::vector<Problem>& problems)
{
    const Stack& stack = facts.stack;
    const SourceIndex embeddings = partSource(stack, Part::Embeddings);
    const SourceIndex head = partSource(stack, Part::Head);
    const Model* embeddingModel = modelOf(stack, embeddings);
    const Model* headModel = modelOf(stack, head);
    if (!embeddingModel || !headModel || embeddings == head || isTied(stack))
        return;
    const std::uint64_t rows = rowsOf(*embeddingModel, embeddingModel->table.embeddings.tensors);
    const std::uint64_t headRows = rowsOf(*headModel, headTensors(stack));
    if (rows == 0 || headRows == 0 || rows == headRows)
        return;
    Problem problem = partProblem(ProblemId::EmbeddingRowsDiffer, Severity::Error,
                                  "Embeddings have " + groupedDigits(rows) + " rows, the head has "
                                      + groupedDigits(headRows),
                                  Part::Head, head);
    for (const SourceIndex source : {embeddings, head})
        problem.fixes.push_back(editFix("Take both from " + sourceLetter(source),
                                        setParts(stack, {Part::Embeddings, Part::Head}, source)));
    problems.push_back(std::move(problem));
}

void findTiedHead(const StackFacts& facts, std::vector<Problem>& problems)
{
    const Stack& stack = facts.stack;
    const SourceIndex embeddings = partSource(stack, Part::Embeddings);
    const SourceIndex head = partSource(stack, Part::Head);
    const std::string letter = sourceLetter(embeddings);
    if (!facts.config || !modelOf(stack, head))
        return;
    if (isTied(stack) && embeddings != head) {
        Problem problem =
            partProblem(ProblemId::HeadMismatch, Severity::Warning,
                        "Embeddings are tied in " + facts.name(facts.configSource)
                            + ", but the head comes from " + facts.name(head) + ": it would not be written",
                        Part::Head, head);
        problem.fixes = {
            overrideFix(stack, "Write a separate head",
                        configKey(facts.config->config, "tie_word_embeddings"), "false"),
            editFix("Use " + letter + "'s tied head", setParts(stack, {Part::Head}, embeddings))};
        problems.push_back(std::move(problem));
    }
    const bool needsHead = !facts.config->table.head.tensors.empty() && !isTied(stack);
    if (needsHead && !writesHead(stack)) {
        Problem problem = partProblem(
            ProblemId::HeadMismatch, Severity::Error,
            "The output needs a head of its own, but " + facts.name(head) + " has none", Part::Head, head);
        problem.fixes = {editFix("Take the head from " + sourceLetter(facts.configSource),
                                 setParts(stack, {Part::Head}, facts.configSource))};
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
    findTiedHead(facts, problems);
    findTokenizerMismatch(facts, problems);
}

} // namespace layerloom::core
