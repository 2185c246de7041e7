#include "core/notation/expression_scales.h"

#include "core/base/text.h"
#include "core/stack/limits.h"

#include <algorithm>
#include <charconv>
#include <cmath>

namespace layerloom::core {

bool ScaleReader::takeScales(Blocks& out, std::size_t begin)
{
    const Token open = m_scanner.peek();
    if (!m_scanner.takeIf('{'))
        return true;
    std::vector<Scale> scales;
    do {
        if (!takeScale(scales))
            return false;
    } while (m_scanner.takeIf(','));
    if (!m_scanner.expect('}'))
        return false;
    m_total += scales.size() * (out.size() - begin);
    if (!requireTotal(open))
        return false;
    for (std::size_t i = begin; i < out.size(); ++i) {
        std::vector<Scale>& all = out[i].scales;
        all.insert(all.end(), scales.begin(), scales.end());
        if (all.size() > kMaxScalesPerBlock)
            return m_scanner.fail(open,
                                  "A layer has more than " + std::to_string(kMaxScalesPerBlock) + " scales");
    }
    return true;
}

bool ScaleReader::takeScale(std::vector<Scale>& scales)
{
    Scale scale;
    if (!takeName(scale) || !m_scanner.expect('='))
        return false;
    const Token token = m_scanner.peek();
    const std::string_view rest = m_scanner.rest();
    const auto [end, error] = std::from_chars(rest.data(), rest.data() + rest.size(), scale.factor);
    const auto length = static_cast<std::size_t>(end - rest.data());
    if (error != std::errc() || !std::isfinite(scale.factor))
        return m_scanner.fail(token.position, std::max<std::size_t>(length, token.length),
                              "A number is expected after =");
    m_scanner.seek(token.position + length);
    scales.push_back(std::move(scale));
    return scales.size() <= kMaxScalesPerBlock
        || m_scanner.fail(token, "A layer has more than " + std::to_string(kMaxScalesPerBlock) + " scales");
}

bool ScaleReader::takeName(Scale& scale)
{
    const Token token = m_scanner.peek();
    if (token.kind == Token::Kind::Text) {
        if (!token.isClosed())
            return m_scanner.fail(token, "A closing quote is missing");
        scale.tensor = m_scanner.take().unquoted();
    } else {
        const std::string_view rest = m_scanner.rest();
        const std::string_view name = rest.substr(0, rest.find_first_of("=,{}\""));
        scale.tensor = trimmed(name) == "*" ? std::string() : std::string(trimmed(name));
        m_scanner.seek(token.position + name.size());
    }
    return scale.tensor.size() <= kMaxScaleName
        || m_scanner.fail(token,
                          "The name of a tensor is longer than " + std::to_string(kMaxScaleName) + " bytes");
}

bool ScaleReader::addCopies(const Token& token, const Blocks& blocks, std::size_t begin, std::uint64_t copies)
{
    std::uint64_t scales = 0;
    for (std::size_t i = begin; i < blocks.size(); ++i)
        scales += blocks[i].scales.size();
    m_total += scales * copies;
    return requireTotal(token);
}

bool ScaleReader::requireTotal(const Token& token)
{
    return m_total <= kMaxScales
        || m_scanner.fail(token, "The list has more than " + groupedDigits(kMaxScales) + " scales");
}

} // namespace layerloom::core
