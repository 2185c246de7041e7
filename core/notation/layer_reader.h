#pragma once

#include "core/notation/expression_scanner.h"

#include <span>

namespace layerloom::core {

/// Reads model names and numbers of an expression and appends layers. It knows the models, and the current one: the model
/// that layers without a name belong to. Functions return false once a mistake was found; the scanner keeps it.
class LayerReader {
public:
    LayerReader(ExpressionScanner& scanner, std::span<const ExpressionModel> models)
        : m_scanner(scanner)
        , m_models(models)
    {}

    /// True when a model name follows: "A" or "label", not a call such as "A(".
    bool startsModel() const;
    /// Takes the name of a model and makes it the current one.
    bool takeModel();
    /// The same where the name may be missing; a comma or colon after it is taken too.
    bool takeOptionalModel();
    /// Fails at `token` when there is no current model.
    bool requireModel(const Token& token);
    /// Takes a number that fits into 32 bits.
    bool takeNumber(std::uint32_t& number);

    SourceIndex model() const { return m_model; }
    /// Layers of the current model. REQUIRES: requireModel().
    std::uint32_t layers() const { return m_models[m_model.value].layers; }

    /// Appends layers of the current model; fails at `token` for those it does not have.
    bool addLayers(const Token& token, const IntegerRange& range, Blocks& out);
    /// Fails at `token` when an expression cannot have that many blocks.
    bool hasRoom(const Token& token, std::uint64_t blocks);

private:
    bool useLabel(const Token& token);
    bool useLetter(const Token& token);
    bool requireLayer(const Token& token, std::int64_t layer);

    ExpressionScanner& m_scanner;
    std::span<const ExpressionModel> m_models;
    SourceIndex m_model = 0;
};

} // namespace layerloom::core
