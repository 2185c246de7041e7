#include "core/io/replace_file.h"

#include "core/base/error.h"
#include "core/io/file.h"
#include "core/io/text_file.h"

#include <cerrno>
#include <cstdio>
#include <sys/stat.h>
#include <system_error>
#include <unistd.h>

namespace layerloom::core {

namespace fs = std::filesystem;

namespace {

/// Removes a file unless it was kept.
class Unfinished {
public:
    explicit Unfinished(fs::path path)
        : m_path(std::move(path))
    {}
    Unfinished(const Unfinished&) = delete;
    Unfinished& operator=(const Unfinished&) = delete;
    ~Unfinished()
    {
        if (!m_path.empty())
            ::unlink(m_path.c_str());
    }

    void keep() { m_path.clear(); }

private:
    fs::path m_path;
};

[[noreturn]] void failReplace(const fs::path& target, int reason)
{
    throw Error(ErrorCode::Io,
                target.string() + " cannot be written: " + std::generic_category().message(reason));
}

} // namespace

void replaceFile(const fs::path& path, std::string_view content)
{
    std::error_code ignored;
    const fs::path resolved = fs::weakly_canonical(path, ignored);
    const fs::path& target = resolved.empty() ? path : resolved;
    const fs::path partial = target.string() + ".partial-" + std::to_string(::getpid());
    const File file = File::create(partial, target);
    Unfinished unfinished(partial);
    struct stat old {};
    if (::stat(target.c_str(), &old) == 0 && ::chmod(partial.c_str(), old.st_mode & 0777U) != 0)
        failReplace(target, errno);
    if (!file.write(std::as_bytes(std::span(content)), 0))
        failReplace(target, ENOSPC);
    file.sync();
    if (::rename(partial.c_str(), target.c_str()) != 0)
        failReplace(target, errno);
    unfinished.keep();
}

void replaceFileIn(const Folder& folder, const std::string& name, std::string_view content)
{
    const fs::path target = folder.path() / name;
    const std::string partial = name + ".partial-" + std::to_string(::getpid());
    const int at = folder.descriptor().number();
    ::unlinkat(at, partial.c_str(), 0);
    const File file = File::createIn(folder, partial, target);
    if (!file.write(std::as_bytes(std::span(content)), 0)) {
        ::unlinkat(at, partial.c_str(), 0);
        failReplace(target, ENOSPC);
    }
    file.sync();
    if (::renameat(at, partial.c_str(), at, name.c_str()) != 0)
        failReplace(target, errno);
}

void replaceFileIfDifferent(const fs::path& path, std::string_view content)
{
    std::error_code ignored;
    const bool isSameSize =
        fs::is_regular_file(path, ignored) && fs::file_size(path, ignored) == content.size();
    if (!isSameSize || readTextFile(path, content.size()) != content)
        replaceFile(path, content);
}

} // namespace layerloom::core
