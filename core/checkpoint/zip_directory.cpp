#include "core/checkpoint/zip_directory.h"

#include "core/base/error.h"
#include "core/base/text.h"

#include <algorithm>
#include <optional>

namespace layerloom::core {

namespace {

// Signatures and sizes of the records: APPNOTE.TXT 4.3.
constexpr std::uint64_t kFileHeader = 0x04034b50;
constexpr std::uint64_t kFileHeaderBytes = 30;
constexpr std::uint64_t kEntry = 0x02014b50;
constexpr std::uint64_t kEntryBytes = 46;
constexpr std::uint64_t kEnd = 0x06054b50;
constexpr std::uint64_t kEndBytes = 22;
constexpr std::uint64_t kLargeEnd = 0x06064b50;
constexpr std::uint64_t kLargeEndBytes = 56;
constexpr std::uint64_t kLargeLocator = 0x07064b50;
constexpr std::uint64_t kLargeLocatorBytes = 20;
constexpr std::uint64_t kMaxCommentBytes = 65535;
constexpr std::uint64_t kMaxDirectoryBytes = 100'000'000;
constexpr std::uint16_t kLargeExtra = 1;
constexpr std::uint64_t kLarge16 = 0xFFFF;
constexpr std::uint64_t kLarge32 = 0xFFFFFFFF;
constexpr std::uint16_t kEncrypted = 1;

/// REQUIRES: the number lies inside `text`.
std::uint64_t numberAt(std::string_view text, std::size_t at, unsigned width)
{
    std::uint64_t number = 0;
    for (std::size_t i = width; i-- > 0;)
        number = (number << 8U) | static_cast<unsigned char>(text[at + i]);
    return number;
}

std::uint16_t shortAt(std::string_view text, std::size_t at)
{
    return static_cast<std::uint16_t>(numberAt(text, at, 2));
}

// A comment may follow the last record, and may look like a record itself.
std::optional<std::size_t> findEndRecord(std::string_view tail)
{
    for (std::size_t at = tail.size() - kEndBytes + 1; at-- > 0;) {
        if (numberAt(tail, at, 4) == kEnd && at + kEndBytes + numberAt(tail, at + 20, 2) == tail.size())
            return at;
    }
    return std::nullopt;
}

} // namespace

ZipDirectory::ZipDirectory(const File& file, std::string name)
    : m_file(file)
    , m_fileBytes(file.size())
    , m_name(std::move(name))
{
    const Extent directory = findDirectory();
    if (directory.bytes > kMaxDirectoryBytes)
        refuse("its zip directory is " + shortBytes(directory.bytes) + " long; at most "
               + shortBytes(kMaxDirectoryBytes) + " are allowed");
    m_text = bytesAt(directory.begin, directory.bytes);
    if (directory.entries > m_text.size() / kEntryBytes)
        refuse("its zip directory is too short for " + counted(directory.entries, "file"));
    m_entries.reserve(directory.entries);
    std::size_t at = 0;
    for (std::uint64_t i = 0; i < directory.entries; ++i)
        at = readEntry(at);
    std::sort(m_entries.begin(), m_entries.end(),
              [](const Entry& a, const Entry& b) { return a.name < b.name; });
    const auto duplicate = std::adjacent_find(
        m_entries.begin(), m_entries.end(), [](const Entry& a, const Entry& b) { return a.name == b.name; });
    if (duplicate != m_entries.end())
        refuse("its zip directory names \"" + std::string(duplicate->name) + "\" twice");
}

ZipDirectory::Extent ZipDirectory::findDirectory() const
{
    if (m_fileBytes < kEndBytes)
        refuse("it is too short for a zip file");
    const std::uint64_t tailBytes = std::min(m_fileBytes, kEndBytes + kMaxCommentBytes);
    const std::uint64_t tailBegin = m_fileBytes - tailBytes;
    const std::string tail = bytesAt(tailBegin, tailBytes);
    const std::optional<std::size_t> at = findEndRecord(tail);
    if (!at)
        refuse("it begins as a zip file, but its directory at the end is missing: it is incomplete");
    const Extent directory {numberAt(tail, *at + 16, 4), numberAt(tail, *at + 12, 4),
                            numberAt(tail, *at + 10, 2)};
    const bool isLarge =
        directory.begin == kLarge32 || directory.bytes == kLarge32 || directory.entries == kLarge16;
    return isLarge ? findLargeDirectory(tailBegin + *at) : directory;
}

ZipDirectory::Extent ZipDirectory::findLargeDirectory(std::uint64_t endRecord) const
{
    if (endRecord < kLargeLocatorBytes)
        refuse("its zip64 directory is missing");
    const std::string locator = bytesAt(endRecord - kLargeLocatorBytes, kLargeLocatorBytes);
    if (numberAt(locator, 0, 4) != kLargeLocator)
        refuse("its zip64 directory is missing");
    const std::string record = bytesAt(numberAt(locator, 8, 8), kLargeEndBytes);
    if (numberAt(record, 0, 4) != kLargeEnd)
        refuse("its zip64 directory is missing");
    return {numberAt(record, 48, 8), numberAt(record, 40, 8), numberAt(record, 32, 8)};
}

std::size_t ZipDirectory::readEntry(std::size_t at)
{
    const std::string_view text = std::string_view(m_text).substr(at);
    if (text.size() < kEntryBytes || numberAt(text, 0, 4) != kEntry)
        refuse("its zip directory is broken");
    Entry entry;
    entry.flags = shortAt(text, 8);
    entry.method = shortAt(text, 10);
    entry.packedBytes = numberAt(text, 20, 4);
    entry.bytes = numberAt(text, 24, 4);
    entry.header = numberAt(text, 42, 4);
    const std::size_t nameBytes = shortAt(text, 28);
    const std::size_t extraBytes = shortAt(text, 30);
    const std::size_t size = kEntryBytes + nameBytes + extraBytes + shortAt(text, 32);
    if (text.size() < size)
        refuse("its zip directory is broken");
    entry.name = text.substr(kEntryBytes, nameBytes);
    readLargeSizes(entry, text.substr(kEntryBytes + nameBytes, extraBytes));
    m_entries.push_back(entry);
    return at + size;
}

// The zip64 field holds only those of the three numbers that did not fit 32 bits.
void ZipDirectory::readLargeSizes(Entry& entry, std::string_view extra) const
{
    while (extra.size() >= 4) {
        const std::size_t size = std::min<std::size_t>(shortAt(extra, 2), extra.size() - 4);
        std::string_view body = extra.substr(4, size);
        const bool isLarge = shortAt(extra, 0) == kLargeExtra;
        extra.remove_prefix(4 + size);
        if (!isLarge)
            continue;
        for (std::uint64_t* number : {&entry.bytes, &entry.packedBytes, &entry.header}) {
            if (*number != kLarge32)
                continue;
            if (body.size() < 8)
                refuse("its zip directory has no size for \"" + std::string(entry.name) + '"');
            *number = numberAt(body, 0, 8);
            body.remove_prefix(8);
        }
        return;
    }
}

const ZipDirectory::Entry* ZipDirectory::find(std::string_view entry) const
{
    const auto place = std::lower_bound(m_entries.begin(), m_entries.end(), entry,
                                        [](const Entry& a, std::string_view name) { return a.name < name; });
    return place != m_entries.end() && place->name == entry ? &*place : nullptr;
}

FileRange ZipDirectory::range(std::string_view entry) const
{
    const Entry* const found = find(entry);
    if (found == nullptr)
        refuse("it holds no \"" + std::string(entry) + '"');
    if (found->method != 0 || (found->flags & kEncrypted) != 0)
        throw Error(ErrorCode::Unsupported,
                    m_name + ": \"" + std::string(entry)
                        + "\" is compressed or encrypted; PyTorch stores it as it is");
    const std::string header = bytesAt(found->header, kFileHeaderBytes);
    if (numberAt(header, 0, 4) != kFileHeader || found->packedBytes != found->bytes)
        refuse("the zip entry of \"" + std::string(entry) + "\" is broken");
    const std::uint64_t begin = found->header + kFileHeaderBytes + shortAt(header, 26) + shortAt(header, 28);
    if (begin > m_fileBytes || found->bytes > m_fileBytes - begin)
        refuse("\"" + std::string(entry) + "\" reaches past the end of the file");
    return {begin, found->bytes};
}

std::vector<std::string_view> ZipDirectory::names() const
{
    std::vector<std::string_view> names;
    names.reserve(m_entries.size());
    for (const Entry& entry : m_entries)
        names.push_back(entry.name);
    return names;
}

std::string ZipDirectory::bytesAt(std::uint64_t offset, std::uint64_t bytes) const
{
    if (offset > m_fileBytes || bytes > m_fileBytes - offset)
        refuse("its zip directory points past the end of the file");
    std::string text(bytes, '\0');
    m_file.read(std::span(text), offset);
    return text;
}

void ZipDirectory::refuse(const std::string& sentence) const
{
    throw Error(ErrorCode::Corrupt, m_name + ": " + sentence);
}

} // namespace layerloom::core
