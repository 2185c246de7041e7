// Preloaded into a program under test: lets one of its calls to the system fail, kill it or stop it.
//
//   LAYERLOOM_FAULT=CALL:NUMBER:WHAT
//
// CALL is the name of a function below, or "any"; NUMBER counts its calls from 1. WHAT is "kill", "stop", "flip" (pwrite
// alone: a bit is written wrong), or the errno that this call and all later ones fail with. LAYERLOOM_FAULT_COUNT names a file that is told the number of calls.
#include <atomic>
#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <dlfcn.h>
#include <fcntl.h>
#include <string>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

namespace {

struct Fault {
    std::string call;
    long number = 0;
    std::string what;
};

Fault readFault()
{
    const char* text = std::getenv("LAYERLOOM_FAULT");
    const std::string all = text == nullptr ? "" : text;
    const std::size_t first = all.find(':');
    const std::size_t second = all.find(':', first + 1);
    if (first == std::string::npos || second == std::string::npos)
        return {};
    return {all.substr(0, first), std::atol(all.c_str() + first + 1), all.substr(second + 1)};
}

std::atomic<long> calls {0};
thread_local bool flipsNext = false;

/// False when this call is to fail; errno is set then.
bool mayHappen(const char* call)
{
    static const Fault fault = readFault();
    if (fault.call != "any" && fault.call != call)
        return true;
    const long number = ++calls;
    if (fault.number == 0 || number < fault.number)
        return true;
    if (fault.what == "kill")
        ::raise(SIGKILL);
    if (fault.what == "stop" && number == fault.number)
        ::raise(SIGSTOP);
    flipsNext = fault.what == "flip" && number == fault.number;
    if (fault.what == "stop" || fault.what == "flip")
        return true;
    errno = std::atoi(fault.what.c_str());
    return false;
}

struct Counter {
    ~Counter()
    {
        if (const char* path = std::getenv("LAYERLOOM_FAULT_COUNT")) {
            std::FILE* file = std::fopen(path, "w");
            std::fprintf(file, "%ld\n", calls.load());
            std::fclose(file);
        }
    }
};
const Counter kCounter;

template <typename Function> Function next(const char* name)
{
    return reinterpret_cast<Function>(::dlsym(RTLD_NEXT, name));
}

} // namespace

// clang-format off
// NOLINTBEGIN(readability-identifier-naming,bugprone-macro-parentheses)
// Named otherwise in C++: the linker sees the names that the program calls.
#define SHIM(RESULT, NAME, CALL, PARAMETERS, ARGUMENTS)                  \
    extern "C" RESULT shim##NAME PARAMETERS __asm__(#NAME);              \
    extern "C" RESULT shim##NAME PARAMETERS                              \
    {                                                                    \
        static const auto real = next<RESULT(*) PARAMETERS>(#NAME);      \
        return mayHappen(CALL) ? real ARGUMENTS : RESULT(-1);            \
    }

SHIM(ssize_t, pread, "pread", (int file, void* to, size_t bytes, off_t at), (file, to, bytes, at))
SHIM(ssize_t, pread64, "pread", (int file, void* to, size_t bytes, off64_t at), (file, to, bytes, at))
SHIM(ssize_t, writev, "writev", (int file, const struct iovec* parts, int count), (file, parts, count))
SHIM(int, fsync, "fsync", (int file), (file))
SHIM(int, sync_file_range, "sync_file_range", (int file, off64_t at, off64_t bytes, unsigned how), (file, at, bytes, how))
SHIM(int, fallocate, "fallocate", (int file, int mode, off_t at, off_t bytes), (file, mode, at, bytes))
SHIM(int, fallocate64, "fallocate", (int file, int mode, off64_t at, off64_t bytes), (file, mode, at, bytes))
SHIM(int, ftruncate, "ftruncate", (int file, off_t bytes), (file, bytes))
SHIM(int, ftruncate64, "ftruncate", (int file, off64_t bytes), (file, bytes))
SHIM(int, truncate, "truncate", (const char* path, off_t bytes), (path, bytes))
SHIM(int, truncate64, "truncate", (const char* path, off64_t bytes), (path, bytes))
SHIM(int, rename, "rename", (const char* from, const char* to), (from, to))
SHIM(int, mkdir, "mkdir", (const char* path, mode_t mode), (path, mode))
SHIM(int, remove, "remove", (const char* path), (path))
SHIM(int, unlinkat, "remove", (int folder, const char* path, int how), (folder, path, how))
SHIM(int, flock, "flock", (int file, int how), (file, how))

// A disk that writes one bit wrong and says nothing.
static ssize_t pwriteAsAsked(decltype(&::pwrite64) real, int file, const void* from, size_t bytes, off64_t at)
{
    if (!mayHappen("pwrite"))
        return -1;
    if (!flipsNext)
        return real(file, from, bytes, at);
    std::string wrong(static_cast<const char*>(from), bytes);
    wrong.back() = static_cast<char>(wrong.back() ^ 1);
    return real(file, wrong.data(), bytes, at);
}

extern "C" ssize_t shimpwrite(int file, const void* from, size_t bytes, off_t at) __asm__("pwrite");
extern "C" ssize_t shimpwrite(int file, const void* from, size_t bytes, off_t at)
{
    static const auto real = next<decltype(&::pwrite64)>("pwrite");
    return pwriteAsAsked(real, file, from, bytes, at);
}

extern "C" ssize_t shimpwrite64(int file, const void* from, size_t bytes, off64_t at) __asm__("pwrite64");
extern "C" ssize_t shimpwrite64(int file, const void* from, size_t bytes, off64_t at)
{
    static const auto real = next<decltype(&::pwrite64)>("pwrite64");
    return pwriteAsAsked(real, file, from, bytes, at);
}

// Standard error stays what it is: only writes to files count.
extern "C" ssize_t shimwrite(int file, const void* from, size_t bytes) __asm__("write");
extern "C" ssize_t shimwrite(int file, const void* from, size_t bytes)
{
    static const auto real = next<ssize_t (*)(int, const void*, size_t)>("write");
    return file <= STDERR_FILENO || mayHappen("write") ? real(file, from, bytes) : ssize_t(-1);
}
// NOLINTEND(readability-identifier-naming,bugprone-macro-parentheses)
// clang-format on
