#include "core/document/open_document.h"

#include "core/base/hash.h"
#include "core/base/result.h"
#include "core/io/private_folder.h"

#include <chrono>
#include <system_error>
#include <thread>

namespace layerloom::core {

namespace fs = std::filesystem;

OpenDocument::OpenDocument(const fs::path& folder, const fs::path& document)
{
    std::error_code unresolved;
    const fs::path resolved = fs::weakly_canonical(document, unresolved);
    if (folder.empty() || unresolved || !makePrivateFolder(folder).folder)
        return;
    m_file = folder / ("open-" + hashDigits(hashOf(resolved.string())) + ".lock");
    const Result<bool> isAlone =
        guarded([&] { return FileLock::tryCreate(m_file, FileLock::Kind::Exclusive).isHeld(); });
    m_isElsewhere = isAlone && !*isAlone;
    const Result<void> told = guarded([&] { tell(); });
    if (!told)
        m_lock = {};
}

void OpenDocument::tell()
{
    // Another window may be asking at this moment, or may have removed the file as the last one that had it.
    constexpr int kTries = 100;
    for (int attempt = 0; attempt < kTries; ++attempt) {
        m_lock = FileLock::tryCreate(m_file, FileLock::Kind::Shared);
        if (m_lock.isHeld() && m_lock.isInPlace())
            return;
        std::this_thread::sleep_for(std::chrono::milliseconds(1));
    }
}

OpenDocument::~OpenDocument()
{
    m_lock = {};
    const Result<void> ignored = guarded([&] {
        const FileLock last = FileLock::tryOpen(m_file, FileLock::Kind::Exclusive);
        std::error_code failure;
        if (last.isHeld())
            fs::remove(m_file, failure);
    });
}

} // namespace layerloom::core
