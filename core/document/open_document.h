#pragma once

#include "core/io/file_lock.h"

#include <filesystem>

namespace layerloom::core {

/// Tells other processes and windows that a document is open here, by a shared lock that ends with this object or
/// the process.
class OpenDocument {
public:
    /// `folder` holds the locks; it is created for this user alone (mode 0700) when missing. Where it is empty or cannot
    /// be used there is no lock, and isElsewhere() is false.
    OpenDocument(const std::filesystem::path& folder, const std::filesystem::path& document);
    ~OpenDocument();
    OpenDocument(const OpenDocument&) = delete;
    OpenDocument& operator=(const OpenDocument&) = delete;

    /// True when another window or process has the document open, also by the name of a symbolic link to it. Determined in the
    /// constructor.
    bool isElsewhere() const { return m_isElsewhere; }

private:
    void tell();

    std::filesystem::path m_file;
    FileLock m_lock;
    bool m_isElsewhere = false;
};

} // namespace layerloom::core
