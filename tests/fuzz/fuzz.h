#pragma once

#include "core/base/result.h"

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace layerloom::tests {

/// Ends the program with `sentence` when something that must hold does not: the fuzzer then keeps the input.
void require(bool holds, const char* sentence);

/// Whatever is wrong with an input is said as one of the codes for it; Internal is a defect of ours.
template <typename T> void requireKnownFailure(const core::Result<T>& result)
{
    require(result.hasValue()
                || (result.error().code() != core::ErrorCode::Internal
                    && result.error().code() != core::ErrorCode::OutOfMemory),
            "an input was refused without a reason");
    require(result.hasValue() || !result.error().message().empty(), "a refusal says nothing");
}

inline std::string_view textOf(const std::uint8_t* data, std::size_t size)
{
    return {reinterpret_cast<const char*>(data), size};
}

/// A file that lies in memory and has a path.
class MemoryFile {
public:
    explicit MemoryFile(std::string_view content);
    ~MemoryFile();
    MemoryFile(const MemoryFile&) = delete;
    MemoryFile& operator=(const MemoryFile&) = delete;
    std::string path() const { return "/proc/self/fd/" + std::to_string(m_descriptor); }

private:
    int m_descriptor;
};

} // namespace layerloom::tests

/// What libFuzzer calls with each input.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);
