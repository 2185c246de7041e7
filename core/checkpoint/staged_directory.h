#pragma once

#include <filesystem>

namespace layerloom::core {

/// A folder that is written beside its final place and appears there whole or not at all. Removed with all it holds
/// when it dies before commit().
class StagedDirectory {
public:
    /// Makes "destination.partial-<id>", and the folders above it where they are missing. Throws Error{Io}.
    explicit StagedDirectory(const std::filesystem::path& destination);
    ~StagedDirectory();
    StagedDirectory(const StagedDirectory&) = delete;
    StagedDirectory& operator=(const StagedDirectory&) = delete;

    const std::filesystem::path& path() const { return m_path; }

    /// Makes the folder's entries durable and renames it. The files in it must be durable already. Throws Error{Io},
    /// also when something stands at the destination by now (an empty folder is replaced).
    void commit();

private:
    std::filesystem::path m_destination;
    std::filesystem::path m_path;
    bool m_isCommitted = false;
};

/// Makes the entries of a folder durable. Throws Error{Io}.
void syncFolder(const std::filesystem::path& folder);

} // namespace layerloom::core
