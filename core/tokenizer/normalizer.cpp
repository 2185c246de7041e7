#include "core/tokenizer/normalizer.h"

#include "core/tokenizer/unicode.h"

#include <nlohmann/json.hpp>

namespace layerloom::core {

namespace {

using NormalizeStep = NormalizeSteps::value_type;

std::string stripped(const std::string& text, bool left, bool right)
{
    std::size_t begin = 0;
    for (std::size_t next = 0; left && next < text.size(); begin = next)
        if (!isWhiteSpace(takeCodePoint(text, next)))
            break;
    std::size_t end = text.size();
    while (right && end > begin) {
        const std::size_t last = previousCharacter(text, end);
        std::size_t at = last;
        if (!isWhiteSpace(takeCodePoint(text, at)))
            break;
        end = last;
    }
    return text.substr(begin, end - begin);
}

NormalizeStep formStep(NormalForm form)
{
    return [form](const std::string& text, const PatternBudget&) { return normalForm(text, form); };
}

NormalizeStep replaceInTextStep(const JsonNode& node)
{
    return [pattern = readPattern(node, "pattern"),
            content = node.shortString("content")](const std::string& text, const PatternBudget& budget) {
        return replaced(text, pattern.parts(text, budget), content);
    };
}

NormalizeStep prependStep(const JsonNode& node)
{
    return [prefix = node.shortString("prepend")](const std::string& text, const PatternBudget&) {
        return text.empty() ? text : prefix + text;
    };
}

NormalizeStep stripTextStep(const JsonNode& node)
{
    return [left = node.boolean("strip_left", true), right = node.boolean("strip_right", true)](
               const std::string& text, const PatternBudget&) { return stripped(text, left, right); };
}

NormalizeStep normalizeStepFrom(const JsonNode& node)
{
    const std::string& type = node.string("type");
    if (type == "NFC")
        return formStep(NormalForm::Nfc);
    if (type == "NFD")
        return formStep(NormalForm::Nfd);
    if (type == "NFKC")
        return formStep(NormalForm::Nfkc);
    if (type == "NFKD")
        return formStep(NormalForm::Nfkd);
    if (type == "Lowercase")
        return [](const std::string& text, const PatternBudget&) { return lowercased(text); };
    if (type == "Replace")
        return replaceInTextStep(node);
    if (type == "Prepend")
        return prependStep(node);
    if (type == "Strip")
        return stripTextStep(node);
    node.refuse("is a normalizer of the kind " + type + ", which cannot be followed");
}

} // namespace

NormalizeSteps readNormalizer(const JsonNode& tokenizer)
{
    return readSteps<NormalizeSteps>(tokenizer, "normalizer", "normalizers", normalizeStepFrom);
}

} // namespace layerloom::core
