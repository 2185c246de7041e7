#include "tests/fuzz/fuzz.h"

#include <cstdio>
#include <cstdlib>
#include <sys/mman.h>
#include <unistd.h>

namespace layerloom::tests {

void require(bool holds, const char* sentence)
{
    if (holds)
        return;
    std::fprintf(stderr, "%s\n", sentence);
    std::abort();
}

MemoryFile::MemoryFile(std::string_view content)
    : m_descriptor(memfd_create("fuzz", MFD_CLOEXEC))
{
    require(m_descriptor >= 0, "there is no memory file");
    while (!content.empty()) {
        const ssize_t written = write(m_descriptor, content.data(), content.size());
        require(written > 0, "the memory file cannot be written");
        content.remove_prefix(static_cast<std::size_t>(written));
    }
}

MemoryFile::~MemoryFile()
{
    close(m_descriptor);
}

} // namespace layerloom::tests
