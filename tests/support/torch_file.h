#pragma once

#include "tests/support/tiny_checkpoint.h"

#include <filesystem>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace layerloom::tests {

/// The two forms of PyTorch's files: a zip file, and what was written before 1.6.
enum class TorchForm { Zip, Old };

/// The parts of a pickle, put together by hand.
std::string pickledText(std::string_view text);
std::string pickledNumber(std::int32_t number);
std::string pickledGlobal(std::string_view module, std::string_view name);
std::string pickledTuple(const std::vector<std::string>& values);
/// A persistent id: `type` is "FloatStorage".
std::string pickledStorage(std::string_view type, std::string_view key, std::int32_t elements,
                           TorchForm form = TorchForm::Zip);
/// _rebuild_tensor_v2 of a storage; without strides those of a contiguous tensor.
std::string pickledTensor(const std::string& storage, std::int32_t offset,
                          const std::vector<std::int32_t>& shape,
                          const std::vector<std::int32_t>& strides = {});
/// A dictionary, from its beginning to the end of the pickle.
std::string pickledDictionary(const std::vector<std::pair<std::string, std::string>>& members);

/// One file inside a zip file.
struct ZipEntry {
    std::string name;
    std::string content {};
    std::uint16_t method = 0;
    std::uint64_t hole = 0; ///< bytes that follow the content and are not written
};

/// Writes a zip file; `large` uses zip64 for every size and offset.
void writeZip(const std::filesystem::path& path, const std::vector<ZipEntry>& entries, bool large = false);

/// The bytes of storages, by key, in the order they are written.
using Storages = std::vector<std::pair<std::string, std::string>>;

/// A file around a pickle. Of the old form `elementBytes` is that of all storages.
void writeTorchFile(const std::filesystem::path& path, TorchForm form, const std::string& pickle,
                    const Storages& storages, std::size_t elementBytes = 4);

/// A file of the tensors that writeSafetensors() would write, each in a storage of its own.
void writeTorchTensors(const std::filesystem::path& path, TorchForm form,
                       const std::vector<TinyTensor>& tensors, std::uint64_t seed = 1);

} // namespace layerloom::tests
