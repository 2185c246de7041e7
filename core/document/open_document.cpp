#include "core/document/open_document.h"

#include "core/base/hash.h"
#include "core/base/result.h"
#include "core/io/private_folder.h"

#include <system_error>

namespace layerloom::core {

namespace fs = std::filesystem;

OpenDocument::OpenDocument(const fs::path& folder, const fs::path& document)
{
    std::error_code unresolved;
    const fs::path resolved = fs::weakly_canonical(document, unresolved);
    if (folder.empty() || unresolved || !makePrivateFolder(folder).folder)
        return;
    m_file = folder / ("open-" + hashDigits(hashOf(resolved.string())) + ".lock");
    const Result<void> locked = guarded([&] {
        do
            m_lock = FileLock::tryCreate(m_file, FileLock::Kind::Exclusive);
        while (m_lock.isHeld() && !m_lock.isInPlace()); // removed by its last owner meanwhile
    });
    m_isElsewhere = locked && !m_lock.isHeld();
}

OpenDocument::~OpenDocument()
{
    std::error_code ignored;
    if (m_lock.isHeld())
        fs::remove(m_file, ignored);
}

} // namespace layerloom::core
