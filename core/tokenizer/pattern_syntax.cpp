#include "core/tokenizer/pattern_syntax.h"

#include "core/base/error.h"

#include <algorithm>
#include <array>

namespace layerloom::core {

namespace {

// What stands for a class inside brackets. PCRE2's \s has U+180E and its \w no marks; its \h is a blank, not
// a digit. To Oniguruma, which these patterns are written for, ² ³ ¹ ¼ ½ ¾ are of \w, but not of [\w].
struct Escape {
    char letter;
    std::string_view members;
    std::string_view moreOutside;
};

constexpr std::array<Escape, 3> kEscapes {
    {{'s', R"(\p{Z}\x{9}-\x{d}\x{85})", ""},
     {'w', R"(\p{Alphabetic}\p{M}\p{Nd}\p{Pc})", R"(\x{b2}\x{b3}\x{b9}\x{bc}-\x{be})"},
     {'h', "0-9a-fA-F", ""}}};

// The same for classes with names. To PCRE2, marks that are Alphabetic are not of [:alpha:].
struct NamedClass {
    std::string_view name;
    std::string_view members;
};

constexpr std::array<NamedClass, 3> kNamedClasses {
    {{"[:alpha:]", "\\p{Alphabetic}"}, {"[:digit:]", "\\p{Nd}"}, {"[:space:]", kEscapes[0].members}}};

class Translation {
public:
    Translation(std::string_view expression, const std::string& name)
        : m_rest(expression)
        , m_name(name)
    {}

    std::string run()
    {
        while (!m_rest.empty()) {
            if (m_rest.front() == '\\')
                takeEscape();
            else if (m_inClass)
                takeInClass();
            else
                takeOutside();
        }
        return std::move(m_made);
    }

private:
    [[noreturn]] void refuse(const std::string& what) const
    {
        throw Error(ErrorCode::Unsupported, m_name + " uses " + what + ", which cannot be followed");
    }

    void take(std::size_t count)
    {
        m_made += m_rest.substr(0, count);
        m_rest.remove_prefix(std::min(count, m_rest.size()));
    }

    void takeEscape()
    {
        const char letter = m_rest.size() > 1 ? m_rest[1] : '\0';
        const auto* const escape = std::ranges::find_if(kEscapes, [letter](const Escape& each) {
            return letter == each.letter || letter == each.letter - 'a' + 'A';
        });
        if (escape == kEscapes.end())
            return takeEscapeAsItIs();
        const bool isNegated = letter != escape->letter;
        if (m_inClass && isNegated && letter != 'S')
            refuse(std::string("\\") + letter + " between brackets");
        if (m_inClass && isNegated)
            return takeEscapeAsItIs();
        if (m_inClass)
            m_made += escape->members;
        else
            (((m_made += isNegated ? "[^" : "[") += escape->members) += escape->moreOutside) += ']';
        m_rest.remove_prefix(2);
    }

    void takeEscapeAsItIs()
    {
        const std::size_t end =
            m_rest.size() > 2 && m_rest[2] == '{' ? m_rest.find('}') : std::string_view::npos;
        take(end == std::string_view::npos ? 2 : end + 1);
    }

    void takeInClass()
    {
        if (m_rest.starts_with("[:")) {
            takeNamedClass();
            return;
        }
        if (m_rest.front() == '[')
            refuse("brackets within brackets");
        if (m_rest.starts_with("&&"))
            refuse("&& between brackets");
        if (m_rest.front() == ']')
            m_inClass = false;
        take(1);
    }

    void takeNamedClass()
    {
        for (const NamedClass& named : kNamedClasses) {
            if (!m_rest.starts_with(named.name))
                continue;
            m_made += named.members;
            m_rest.remove_prefix(named.name.size());
            return;
        }
        refuse(std::string(m_rest.substr(0, m_rest.find(']') + 1)));
    }

    void takeOutside()
    {
        if (m_rest.starts_with("(*"))
            refuse("(*");
        if (m_rest.starts_with("}+")) // there: once more and more often; here: without going back
            refuse("{…}+");
        if (m_rest.front() == '[') {
            m_inClass = true;
            take(m_rest.starts_with("[^") ? 2 : 1);
            if (m_rest.starts_with(']'))
                take(1);
            return;
        }
        take(1);
    }

    std::string_view m_rest;
    const std::string& m_name;
    std::string m_made;
    bool m_inClass = false;
};

} // namespace

std::string patternForPcre(std::string_view expression, const std::string& name)
{
    return Translation(expression, name).run();
}

} // namespace layerloom::core
