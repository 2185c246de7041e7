#pragma once

#include "core/io/descriptor.h"

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace layerloom::core {

/// An open folder whose entries are reached through it, so that nobody can put a link in the way: no operation follows
/// one. Names are of entries, without a slash, unless said.
class Folder {
public:
    /// nullopt when `path` is not a folder, or a link to one.
    static std::optional<Folder> open(const std::filesystem::path& path);

    /// A folder that is open already, as `path`.
    static Folder at(std::filesystem::path path, Descriptor descriptor);

    /// The folder below it; nullopt when it is not there or a link.
    std::optional<Folder> below(const std::string& name) const;
    /// The names of its entries, sorted.
    std::vector<std::string> names() const;

    bool isFile(const std::string& name) const;
    bool isFolder(const std::string& name) const;
    /// Size of a regular file; 0 for everything else.
    std::uint64_t sizeOf(const std::string& name) const;

    /// Removes a regular file; `relative` may lie in folders below. False when there is none.
    bool removeFile(const std::filesystem::path& relative) const;
    /// Removes an empty folder; `relative` may lie in folders below. False when that cannot be.
    bool removeFolder(const std::filesystem::path& relative) const;
    /// Makes its entries durable where the file system can.
    void sync() const;

    const Descriptor& descriptor() const { return m_descriptor; }
    const std::filesystem::path& path() const { return m_path; }

private:
    Folder(std::filesystem::path path, Descriptor descriptor);
    std::optional<Folder> parentOf(const std::filesystem::path& relative) const;

    std::filesystem::path m_path;
    Descriptor m_descriptor;
};

} // namespace layerloom::core
