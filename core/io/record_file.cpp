#include "core/io/record_file.h"

#include "core/base/result.h"
#include "core/io/file.h"

#include <algorithm>
#include <cctype>
#include <string_view>

namespace layerloom::core {
namespace {

constexpr std::size_t kHashDigits = 16;
constexpr std::string_view kPartialEnding = ".partial-"; // of replaceFile()

bool areDigits(std::string_view text, std::string_view digits)
{
    return !text.empty() && text.find_first_not_of(digits) == std::string_view::npos;
}

bool isHash(std::string_view text)
{
    return text.size() == kHashDigits && areDigits(text, "0123456789abcdef");
}

/// The kind in KIND-HASH; empty for every other text.
std::string_view kindOf(std::string_view stem)
{
    if (stem.size() < kHashDigits + 2)
        return {};
    const std::string_view kind = stem.substr(0, stem.size() - kHashDigits - 1);
    const bool isKind = std::all_of(kind.begin(), kind.end(),
                                    [](unsigned char c) { return std::isalnum(c) != 0 || c == '-'; });
    return isKind && stem[kind.size()] == '-' && isHash(stem.substr(kind.size() + 1)) ? kind
                                                                                      : std::string_view();
}

std::string_view without(std::string_view name, std::string_view ending)
{
    return name.ends_with(ending) ? name.substr(0, name.size() - ending.size()) : std::string_view();
}

/// The record that a half-written file would have become.
std::string_view recordOfPartial(std::string_view name)
{
    const std::size_t at = name.rfind(kPartialEnding);
    if (at == std::string_view::npos || !areDigits(name.substr(at + kPartialEnding.size()), "0123456789"))
        return {};
    return name.substr(0, at);
}

/// True when a file begins as the records of a kind do: a checksum, and a line that begins with the kind.
bool beginsAs(const std::string& text, std::string_view kind)
{
    const std::string_view digits = std::string_view(text).substr(0, kHashDigits);
    if (!digits.empty() && !areDigits(digits, "0123456789abcdef"))
        return false;
    const std::string line = '\n' + std::string(kind) + ' ';
    const std::string_view rest = std::string_view(text).substr(digits.size());
    return rest.substr(0, line.size()) == std::string_view(line).substr(0, rest.size());
}

} // namespace

bool isRecordName(const std::string& name)
{
    return !kindOf(without(name, kRecordEnding)).empty();
}

bool isCacheFile(const Folder& folder, const std::string& name)
{
    if (!folder.isFile(name))
        return false;
    if (!kindOf(without(name, kLockEnding)).empty())
        return folder.sizeOf(name) == 0;
    const std::string_view partial = recordOfPartial(name);
    const std::string_view kind = kindOf(without(partial.empty() ? name : partial, kRecordEnding));
    if (kind.empty())
        return false;
    const Result<std::string> text = guarded([&] {
        std::string first(kHashDigits + kind.size() + 2, '\0');
        first.resize(File::openToRead(folder.path() / name).readSome(first, 0));
        return first;
    });
    return text && beginsAs(*text, kind);
}

} // namespace layerloom::core
