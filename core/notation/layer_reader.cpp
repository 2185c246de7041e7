#include "core/notation/layer_reader.h"

#include "core/base/text.h"
#include "core/stack/limits.h"

#include <limits>

namespace layerloom::core {

namespace {

bool isModelLetter(const Token& token)
{
    return token.kind == Token::Kind::Word && token.text.size() <= 3
        && token.text.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZ") == std::string_view::npos;
}

} // namespace

bool LayerReader::startsModel() const
{
    const Token& token = m_scanner.peek();
    return token.kind == Token::Kind::Text || (isModelLetter(token) && !m_scanner.peekSecond().is('('));
}

bool LayerReader::takeModel()
{
    const Token token = m_scanner.take();
    return token.kind == Token::Kind::Text ? useLabel(token) : useLetter(token);
}

bool LayerReader::takeOptionalModel()
{
    const Token token = m_scanner.peek();
    if (token.kind != Token::Kind::Text && !isModelLetter(token))
        return requireModel(token);
    if (!takeModel())
        return false;
    if (!m_scanner.takeIf(','))
        m_scanner.takeIf(':');
    return true;
}

bool LayerReader::useLabel(const Token& token)
{
    if (!token.isClosed())
        return m_scanner.fail(token, "A closing quote is missing");
    const std::string label = token.unquoted();
    for (std::size_t i = 0; i < m_models.size(); ++i) {
        if (m_models[i].label != label)
            continue;
        m_model = SourceIndex::from(i);
        return true;
    }
    return m_scanner.fail(token, "There is no model called \"" + label.substr(0, 80) + "\"");
}

bool LayerReader::useLetter(const Token& token)
{
    std::uint32_t number = 0; // A is 1
    for (const char letter : token.text)
        number = number * 26 + static_cast<std::uint32_t>(letter - 'A') + 1;
    m_model = SourceIndex::from(number - 1);
    return requireModel(token);
}

bool LayerReader::requireModel(const Token& token)
{
    if (m_model.value < m_models.size())
        return true;
    std::string message = "There is no model " + sourceLetter(m_model);
    if (m_models.size() == 1)
        message += ": the only one is A";
    else if (m_models.size() > 1)
        message += ": the last one is " + sourceLetter(SourceIndex::from(m_models.size() - 1));
    return m_scanner.fail(token, message);
}

bool LayerReader::takeNumber(std::uint32_t& number)
{
    const Token token = m_scanner.peek();
    if (token.kind != Token::Kind::Number)
        return m_scanner.fail(token, "A whole number is expected here");
    if (token.number > std::numeric_limits<std::uint32_t>::max())
        return m_scanner.fail(token, "The number is too large");
    m_scanner.take();
    number = static_cast<std::uint32_t>(token.number);
    return true;
}

bool LayerReader::requireLayer(const Token& token, std::int64_t layer)
{
    if (layer >= 0 && layer < std::int64_t(layers()))
        return true;
    const bool isHuge = token.kind == Token::Kind::Number && token.number == Token::kHuge;
    const std::string shown = isHuge ? std::string(token.text.substr(0, 24)) : std::to_string(layer);
    return m_scanner.fail(token,
                          "Layer " + shown + " does not exist: " + layersOf(sourceLetter(m_model), layers()));
}

bool LayerReader::addLayers(const Token& token, const IntegerRange& range, Blocks& out)
{
    if (!requireModel(token))
        return false;
    if (range.count() == 0)
        return m_scanner.fail(token, layersOf(sourceLetter(m_model), layers()));
    const bool forward = range.step > 0;
    if (!requireLayer(token, forward ? range.last() : range.first())
        || !requireLayer(token, forward ? range.first() : range.last()))
        return false;
    if (!hasRoom(token, out.size() + range.count()))
        return false;
    for (std::uint64_t i = 0; i < range.count(); ++i) {
        const std::int64_t layer = range.begin + range.step * static_cast<std::int64_t>(i);
        out.push_back({m_model, LayerIndex::from(layer), {}, false});
    }
    return true;
}

bool LayerReader::hasRoom(const Token& token, std::uint64_t blocks)
{
    return blocks <= kMaxBlocks
        || m_scanner.fail(token, "The list is longer than " + groupedDigits(kMaxBlocks) + " layers");
}

} // namespace layerloom::core
