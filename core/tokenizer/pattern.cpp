#define PCRE2_CODE_UNIT_WIDTH 8
#include "core/tokenizer/pattern.h"

#include "core/base/error.h"
#include "core/tokenizer/pattern_syntax.h"
#include "core/tokenizer/unicode.h"

#include <algorithm>
#include <array>
#include <new>
#include <pcre2.h>

namespace layerloom::core {

namespace {

constexpr std::size_t kMaxPatternBytes = 20'000;
// Patterns of real tokenizers take a few steps per byte of a match. These limit one match; PatternBudget
// limits all.
constexpr std::size_t kStepsForAnyMatch = 100'000;
constexpr std::size_t kStepsPerByte = 50;
constexpr std::size_t kMaxSteps = 500'000'000;
constexpr std::uint32_t kHeapKibibytes = 256 * 1024;
constexpr std::size_t kMatchesBetweenChecks = 256;

constexpr auto kTimeForAnyText = std::chrono::seconds(5);
constexpr auto kTimePerByte = std::chrono::microseconds(20);

// May return one past the end of the text.
std::size_t behindCharacter(std::string_view text, std::size_t at)
{
    if (at >= text.size())
        return at + 1;
    takeCodePoint(text, at);
    return at;
}

std::string reason(int code)
{
    std::array<PCRE2_UCHAR, 256> text {};
    pcre2_get_error_message(code, text.data(), text.size());
    return reinterpret_cast<const char*>(text.data());
}

template <typename T, void (*release)(T*)> struct Release {
    void operator()(T* object) const { release(object); }
};

using Code = std::unique_ptr<pcre2_code, Release<pcre2_code, pcre2_code_free>>;
using CompileContext =
    std::unique_ptr<pcre2_compile_context, Release<pcre2_compile_context, pcre2_compile_context_free>>;
using MatchContext =
    std::unique_ptr<pcre2_match_context, Release<pcre2_match_context, pcre2_match_context_free>>;
using MatchData = std::unique_ptr<pcre2_match_data, Release<pcre2_match_data, pcre2_match_data_free>>;

template <typename Owner, typename T> Owner owned(T* object)
{
    if (object == nullptr)
        throw std::bad_alloc();
    return Owner(object);
}

PCRE2_SPTR units(std::string_view text)
{
    // PCRE2 10.42 takes no null pointer, which an empty view may have.
    return reinterpret_cast<PCRE2_SPTR>(text.empty() ? "" : text.data());
}

Error tooMuchWork(const std::string& name, const std::string& reason = {})
{
    return {ErrorCode::Unsupported,
            name + " needs more work on this text than any tokenizer should" + reason};
}

Code compile(const std::string& expression, const std::string& name)
{
    const auto context = owned<CompileContext>(pcre2_compile_context_create(nullptr));
    pcre2_set_newline(context.get(), PCRE2_NEWLINE_LF);
    pcre2_set_max_pattern_length(context.get(), kMaxPatternBytes);
    int code = 0;
    PCRE2_SIZE at = 0;
    Code compiled(pcre2_compile(units(expression), expression.size(),
                                PCRE2_UTF | PCRE2_UCP | PCRE2_MULTILINE | PCRE2_NEVER_BACKSLASH_C, &code, &at,
                                context.get()));
    if (!compiled)
        throw Error(ErrorCode::Unsupported,
                    name + " is not a pattern that can be used: " + reason(code) + " at byte "
                        + std::to_string(at));
    // Without a just-in-time compiler the pattern is interpreted.
    pcre2_jit_compile(compiled.get(), PCRE2_JIT_COMPLETE);
    return compiled;
}

} // namespace

struct Pattern::Compiled {
    std::shared_ptr<const pcre2_code> code;
};

PatternBudget::PatternBudget(std::size_t textBytes)
    : m_end(std::chrono::steady_clock::now() + kTimeForAnyText + kTimePerByte * textBytes)
{}

void PatternBudget::check(const std::string& name) const
{
    if (std::chrono::steady_clock::now() > m_end)
        throw tooMuchWork(name);
}

Pattern::Pattern(std::shared_ptr<const Compiled> compiled, std::string literal, std::string name)
    : m_compiled(std::move(compiled))
    , m_literal(std::move(literal))
    , m_name(std::move(name))
{}

Pattern Pattern::regular(std::string_view expression, std::string name)
{
    if (expression.size() > kMaxPatternBytes)
        throw Error(ErrorCode::Unsupported,
                    name + " is longer than " + std::to_string(kMaxPatternBytes)
                        + " bytes, the most a pattern may have");
    Code code = compile(patternForPcre(expression, name), name);
    return {std::make_shared<const Compiled>(Compiled {std::move(code)}), {}, std::move(name)};
}

Pattern Pattern::literal(std::string_view text, std::string name)
{
    if (text.empty())
        throw Error(ErrorCode::Unsupported, name + " is empty");
    return {nullptr, std::string(text), std::move(name)};
}

std::vector<Part> Pattern::parts(std::string_view text, const PatternBudget& budget) const
{
    return withGaps(m_compiled ? regularMatches(text, budget) : literalMatches(text), text.size());
}

std::vector<Part> Pattern::literalMatches(std::string_view text) const
{
    std::vector<Part> matches;
    for (std::size_t at = text.find(m_literal); at != std::string_view::npos;
         at = text.find(m_literal, at + m_literal.size()))
        matches.push_back({at, at + m_literal.size(), true});
    return matches;
}

std::vector<Part> Pattern::regularMatches(std::string_view text, const PatternBudget& budget) const
{
    const auto context = owned<MatchContext>(pcre2_match_context_create(nullptr));
    const std::size_t steps = std::min(kMaxSteps, kStepsForAnyMatch + kStepsPerByte * text.size());
    pcre2_set_match_limit(context.get(), static_cast<std::uint32_t>(steps));
    pcre2_set_heap_limit(context.get(), kHeapKibibytes);
    const auto data = owned<MatchData>(pcre2_match_data_create(1, nullptr));
    std::vector<Part> matches;
    for (std::size_t at = 0; at <= text.size();) {
        if (matches.size() % kMatchesBetweenChecks == 0)
            budget.check(m_name);
        const auto match = [&](std::uint32_t options) {
            return pcre2_match(m_compiled->code.get(), units(text), text.size(), at,
                               PCRE2_NO_UTF_CHECK | options, data.get(), context.get());
        };
        int found = match(0);
        if (found == PCRE2_ERROR_JIT_STACKLIMIT)
            found = match(PCRE2_NO_JIT); // the interpreter keeps its state on the heap
        if (found == PCRE2_ERROR_NOMATCH)
            break;
        if (found < 0)
            throw tooMuchWork(m_name, ": " + reason(found));
        const PCRE2_SIZE* range = pcre2_get_ovector_pointer(data.get());
        const std::size_t begin = range[0];
        const std::size_t end = std::max(range[0], range[1]);
        if (end > begin || matches.empty() || matches.back().end != end)
            matches.push_back({begin, end, true});
        at = end > begin ? end : behindCharacter(text, end);
    }
    return matches;
}

std::vector<Part> withGaps(const std::vector<Part>& matches, std::size_t textBytes)
{
    std::vector<Part> parts;
    parts.reserve(matches.size() + 1);
    std::size_t passed = 0;
    for (const Part& match : matches) {
        if (match.begin > passed)
            parts.push_back({passed, match.begin, false});
        parts.push_back(match);
        passed = match.end;
    }
    if (passed < textBytes)
        parts.push_back({passed, textBytes, false});
    return parts;
}

std::string replaced(std::string_view text, const std::vector<Part>& parts, std::string_view content)
{
    std::string made;
    made.reserve(text.size());
    for (const Part& part : parts)
        made += part.isMatch ? content : text.substr(part.begin, part.end - part.begin);
    return made;
}

} // namespace layerloom::core
