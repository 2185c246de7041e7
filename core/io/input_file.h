#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string>

namespace layerloom::core {

/// A regular file opened for reading at any place, symbolic links followed. Failures are Error{Io} naming the file.
class InputFile {
public:
    explicit InputFile(const std::filesystem::path& path);
    ~InputFile();
    InputFile(const InputFile&) = delete;
    InputFile& operator=(const InputFile&) = delete;

    std::uint64_t size() const { return m_size; }
    /// Time of the last change in nanoseconds since 1970.
    std::int64_t modified() const { return m_modified; }
    /// Fills `bytes` bytes at `to`; a file that ends earlier is an error.
    void read(std::uint64_t offset, char* to, std::size_t bytes) const;

private:
    std::string m_name;
    int m_descriptor = -1;
    std::uint64_t m_size = 0;
    std::int64_t m_modified = 0;
};

/// True for what a clone without Git LFS leaves in place of the weights.
bool isLfsPointer(const InputFile& input);

/// A whole small file. Throws Error{Io} when it cannot be read, Error{Corrupt} when it is longer than `maxBytes`.
std::string readWholeFile(const std::filesystem::path& path, std::uint64_t maxBytes);

} // namespace layerloom::core
