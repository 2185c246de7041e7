#include "core/checkpoint/foreign_file.h"

#include "core/base/text.h"

#include <algorithm>
#include <array>
#include <string_view>

namespace layerloom::core {
namespace {

constexpr std::size_t kLookedAt = 512;

/// The text without a byte order mark and the white space that it begins with.
std::string_view withoutSpaceInFront(std::string_view text)
{
    if (text.starts_with("\xEF\xBB\xBF"))
        text.remove_prefix(3);
    const std::size_t first = text.find_first_not_of(" \t\r\n");
    return first == std::string_view::npos ? std::string_view() : text.substr(first);
}

bool isWebPage(std::string_view start)
{
    constexpr std::array<std::string_view, 4> kTags {"<!doctype", "<html", "<head", "<?xml"};
    const std::string lower = lowered(withoutSpaceInFront(start).substr(0, 16));
    return std::any_of(kTags.begin(), kTags.end(),
                       [&](std::string_view tag) { return lower.starts_with(tag); });
}

/// True for UTF-8 without control characters. The last character may be cut.
bool isText(std::string_view start)
{
    while (!start.empty() && static_cast<unsigned char>(start.back()) >= 0x80)
        start.remove_suffix(1);
    return !start.empty() && isUtf8(start) && std::all_of(start.begin(), start.end(), [](char c) {
        return static_cast<unsigned char>(c) >= 0x20 || c == '\n' || c == '\r' || c == '\t';
    });
}

} // namespace

std::optional<ForeignFile> foreignFile(const File& file)
{
    std::string start(kLookedAt, '\0');
    start.resize(file.readSome(start, 0));
    if (start.starts_with("version https://git-lfs"))
        return ForeignFile::LfsPointer;
    if (isWebPage(start))
        return ForeignFile::WebPage;
    if (start.starts_with("GGUF"))
        return ForeignFile::Gguf;
    if (start.starts_with("PK\x03\x04"))
        return ForeignFile::TorchArchive;
    return isText(start) ? std::optional(ForeignFile::Text) : std::nullopt;
}

bool isFailedDownload(ForeignFile kind)
{
    return kind == ForeignFile::LfsPointer || kind == ForeignFile::WebPage;
}

std::string foreignFileText(ForeignFile kind)
{
    switch (kind) {
    case ForeignFile::LfsPointer:
        return "this is a Git LFS pointer, the file itself was not downloaded";
    case ForeignFile::WebPage:
        return "this is a web page, the file itself was not downloaded";
    case ForeignFile::Gguf:
        return "this is a GGUF file, not safetensors";
    case ForeignFile::TorchArchive:
        return "this is a zip file, as PyTorch saves weights: give it the ending .bin";
    case ForeignFile::Text:
        return "this is text, not weights";
    }
    return {};
}

} // namespace layerloom::core
