#include "core/checkpoint/staged_directory.h"

#include "core/base/error.h"

#include <array>
#include <cerrno>
#include <cstdio>
#include <fcntl.h>
#include <random>
#include <system_error>
#include <unistd.h>

namespace layerloom::core {
namespace {

std::string randomId()
{
    std::random_device random;
    std::array<char, 9> text {};
    std::snprintf(text.data(), text.size(), "%08x", static_cast<unsigned>(random()));
    return text.data();
}

[[noreturn]] void fail(const std::filesystem::path& path, const std::string& what, int reason)
{
    throw Error(ErrorCode::Io,
                path.string() + " cannot be " + what + ": " + std::generic_category().message(reason));
}

} // namespace

StagedDirectory::StagedDirectory(const std::filesystem::path& destination)
    : m_destination(std::filesystem::absolute(destination).lexically_normal())
{
    if (!m_destination.has_filename())
        m_destination = m_destination.parent_path();
    std::error_code failure;
    std::filesystem::create_directories(m_destination.parent_path(), failure);
    if (failure)
        fail(m_destination.parent_path(), "made", failure.value());
    m_path = m_destination;
    m_path += ".partial-" + randomId();
    if (!std::filesystem::create_directory(m_path, failure))
        fail(m_path, "made", failure ? failure.value() : EEXIST);
}

StagedDirectory::~StagedDirectory()
{
    std::error_code ignored;
    if (!m_isCommitted)
        std::filesystem::remove_all(m_path, ignored);
}

void StagedDirectory::commit()
{
    syncFolder(m_path);
    // rename() replaces an empty folder and refuses one with files.
    if (std::rename(m_path.c_str(), m_destination.c_str()) != 0)
        fail(m_destination, "put in its place", errno);
    m_isCommitted = true;
    syncFolder(m_destination.parent_path());
}

void syncFolder(const std::filesystem::path& folder)
{
    const int file = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (file < 0)
        fail(folder, "opened", errno);
    // Some file systems (network shares) cannot sync a folder and say EINVAL.
    const int reason = ::fsync(file) == 0 || errno == EINVAL ? 0 : errno;
    ::close(file);
    if (reason != 0)
        fail(folder, "made durable", reason);
}

} // namespace layerloom::core
