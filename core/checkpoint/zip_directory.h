#pragma once

#include "core/io/file.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace layerloom::core {

/// Bytes [begin, begin + bytes) of a file.
struct FileRange {
    std::uint64_t begin = 0;
    std::uint64_t bytes = 0;
};

/// The central directory of a zip or zip64 file. A malformed one is Error{Corrupt}. Source: APPNOTE.TXT 4.3.
class ZipDirectory {
public:
    /// Failure messages begin with `name`. REQUIRES: `file` outlives this.
    ZipDirectory(const File& file, std::string name);

    bool has(std::string_view entry) const { return find(entry) != nullptr; }
    /// The bytes of an entry. Throws Error{Corrupt} when it is missing, Error{Unsupported} when it is
    /// compressed or encrypted.
    FileRange range(std::string_view entry) const;
    /// The names of all entries, sorted.
    std::vector<std::string_view> names() const;

private:
    struct Entry {
        std::string_view name; ///< into m_text
        std::uint64_t header = 0;
        std::uint64_t bytes = 0;
        std::uint64_t packedBytes = 0;
        std::uint16_t flags = 0;
        std::uint16_t method = 0;
    };
    struct Extent {
        std::uint64_t begin = 0;
        std::uint64_t bytes = 0;
        std::uint64_t entries = 0;
    };

    Extent findDirectory() const;
    Extent findLargeDirectory(std::uint64_t endRecord) const;
    std::size_t readEntry(std::size_t at);
    void readLargeSizes(Entry& entry, std::string_view extra) const;
    const Entry* find(std::string_view entry) const;
    std::string bytesAt(std::uint64_t offset, std::uint64_t bytes) const;
    [[noreturn]] void refuse(const std::string& sentence) const;

    const File& m_file;
    std::uint64_t m_fileBytes;
    std::string m_name;
    std::string m_text;
    std::vector<Entry> m_entries; ///< sorted by name
};

} // namespace layerloom::core
