#include "tests/support/torch_file.h"

#include <algorithm>
#include <array>
#include <fstream>
#include <stdexcept>

namespace layerloom::tests {

namespace fs = std::filesystem;

namespace {

std::string bytesOf(std::uint64_t number, unsigned width)
{
    std::string bytes;
    for (unsigned i = 0; i < width; ++i, number >>= 8U)
        bytes += static_cast<char>(number & 0xFFU);
    return bytes;
}

std::string joined(const std::vector<std::string>& parts)
{
    std::string all;
    for (const std::string& part : parts)
        all += part;
    return all;
}

std::string numbers(const std::vector<std::int32_t>& values)
{
    std::vector<std::string> parts(values.size());
    std::transform(values.begin(), values.end(), parts.begin(), pickledNumber);
    return pickledTuple(parts);
}

std::vector<std::int32_t> contiguousStrides(const std::vector<std::int32_t>& shape)
{
    std::vector<std::int32_t> strides(shape.size(), 1);
    for (std::size_t i = shape.size(); i > 1; --i)
        strides[i - 2] = strides[i - 1] * shape[i - 1];
    return strides;
}

std::string storageType(const std::string& dtype)
{
    constexpr std::array<std::pair<std::string_view, std::string_view>, 10> kTypes {{
        {"F64", "DoubleStorage"},
        {"F32", "FloatStorage"},
        {"F16", "HalfStorage"},
        {"BF16", "BFloat16Storage"},
        {"I64", "LongStorage"},
        {"I32", "IntStorage"},
        {"I16", "ShortStorage"},
        {"I8", "CharStorage"},
        {"U8", "ByteStorage"},
        {"BOOL", "BoolStorage"},
    }};
    for (const auto& [name, type] : kTypes)
        if (name == dtype)
            return std::string(type);
    throw std::logic_error("No storage is known for " + dtype);
}

/// Zip64's extra field with size, packed size and, in the directory, the offset.
std::string largeExtra(std::uint64_t bytes, std::uint64_t offset)
{
    return bytesOf(1, 2) + bytesOf(24, 2) + bytesOf(bytes, 8) + bytesOf(bytes, 8) + bytesOf(offset, 8);
}

constexpr std::uint64_t kLarge = 0xFFFFFFFF;

/// What the header before the bytes and the entry in the directory have in common.
std::string commonFields(const ZipEntry& entry, bool large)
{
    const std::uint64_t bytes = entry.content.size() + entry.hole;
    return bytesOf(0, 2) + bytesOf(entry.method, 2) + bytesOf(0, 8) + bytesOf(large ? kLarge : bytes, 4)
        + bytesOf(large ? kLarge : bytes, 4) + bytesOf(entry.name.size(), 2);
}

std::string endRecords(std::uint64_t entries, std::uint64_t begin, std::uint64_t bytes, bool large)
{
    std::string text;
    if (large)
        text = "PK\x06\x06" + bytesOf(44, 8) + bytesOf(0, 4) + bytesOf(0, 8) + bytesOf(entries, 8)
            + bytesOf(entries, 8) + bytesOf(bytes, 8) + bytesOf(begin, 8) + "PK\x06\x07" + bytesOf(0, 4)
            + bytesOf(begin + bytes, 8) + bytesOf(1, 4);
    const std::uint64_t count = large ? 0xFFFF : entries;
    return text + "PK\x05\x06" + bytesOf(0, 4) + bytesOf(count, 2) + bytesOf(count, 2)
        + bytesOf(large ? kLarge : bytes, 4) + bytesOf(large ? kLarge : begin, 4) + bytesOf(0, 2);
}

std::string oldStart()
{
    const std::string start("\x80\x02\x8a\nl\xfc\x9c\x46\xf9 j\xa8P\x19.\x80\x02M\xe9\x03.", 21);
    return start + "\x80\x02}(" + pickledText("protocol_version") + pickledNumber(1001)
        + pickledText("little_endian") + "\x88" + pickledText("type_sizes") + "}u.";
}

} // namespace

std::string pickledText(std::string_view text)
{
    return "X" + bytesOf(text.size(), 4) + std::string(text);
}

std::string pickledNumber(std::int32_t number)
{
    return "J" + bytesOf(static_cast<std::uint32_t>(number), 4);
}

std::string pickledGlobal(std::string_view module, std::string_view name)
{
    return "c" + std::string(module) + "\n" + std::string(name) + "\n";
}

std::string pickledTuple(const std::vector<std::string>& values)
{
    return "(" + joined(values) + "t";
}

std::string pickledStorage(std::string_view type, std::string_view key, std::int32_t elements, TorchForm form)
{
    return pickledTuple({pickledText("storage"), pickledGlobal("torch", type), pickledText(key),
                         pickledText("cpu"), pickledNumber(elements), form == TorchForm::Old ? "N" : ""})
        + "Q";
}

std::string pickledTensor(const std::string& storage, std::int32_t offset,
                          const std::vector<std::int32_t>& shape, const std::vector<std::int32_t>& strides)
{
    return pickledGlobal("torch._utils", "_rebuild_tensor_v2")
        + pickledTuple({storage, pickledNumber(offset), numbers(shape),
                        numbers(strides.empty() ? contiguousStrides(shape) : strides), "\x89",
                        pickledGlobal("collections", "OrderedDict") + ")R"})
        + "R";
}

std::string pickledDictionary(const std::vector<std::pair<std::string, std::string>>& members)
{
    std::string all = "\x80\x02}(";
    for (const auto& [name, value] : members)
        all += pickledText(name) + value;
    return all + "u.";
}

void writeZip(const fs::path& path, const std::vector<ZipEntry>& entries, bool large)
{
    std::ofstream file(path, std::ios::binary);
    std::string directory;
    std::uint64_t at = 0;
    for (const ZipEntry& entry : entries) {
        const std::uint64_t bytes = entry.content.size() + entry.hole;
        const std::string extra = large ? largeExtra(bytes, at) : "";
        const std::string fields = commonFields(entry, large) + bytesOf(extra.size(), 2);
        const std::string place = bytesOf(0, 10) + bytesOf(large ? kLarge : at, 4);
        const std::string header = joined({"PK\x03\x04", bytesOf(45, 2), fields, entry.name, extra});
        directory += joined({"PK\x01\x02", bytesOf(45, 2), bytesOf(45, 2), fields, place, entry.name, extra});
        file << header << entry.content;
        at += header.size() + bytes;
        file.seekp(static_cast<std::streamoff>(at));
    }
    file << directory << endRecords(entries.size(), at, directory.size(), large);
    if (!file.flush())
        throw std::runtime_error(path.string() + " cannot be written");
}

void writeTorchFile(const fs::path& path, TorchForm form, const std::string& pickle, const Storages& storages,
                    std::size_t elementBytes)
{
    if (form == TorchForm::Zip) {
        std::vector<ZipEntry> entries {{"archive/data.pkl", pickle}, {"archive/byteorder", "little"}};
        for (const auto& [key, bytes] : storages)
            entries.push_back({"archive/data/" + key, bytes});
        entries.push_back({"archive/version", "3\n"});
        writeZip(path, entries);
        return;
    }
    std::string file = oldStart() + pickle + "\x80\x02](";
    for (const auto& [key, bytes] : storages)
        file += pickledText(key);
    file += "e.";
    for (const auto& [key, bytes] : storages)
        file += bytesOf(bytes.size() / elementBytes, 8) + bytes;
    writeText(path, file);
}

void writeTorchTensors(const fs::path& path, TorchForm form, const std::vector<TinyTensor>& tensors,
                       std::uint64_t seed)
{
    std::vector<std::pair<std::string, std::string>> members;
    std::vector<ZipEntry> entries;
    std::string keys;
    std::string data;
    for (std::size_t i = 0; i < tensors.size(); ++i) {
        const TinyTensor& tensor = tensors[i];
        const std::string key = std::to_string(i);
        const std::string bytes = tinyContents(tensor, seed);
        std::vector<std::int32_t> shape(tensor.shape.size());
        std::transform(tensor.shape.begin(), tensor.shape.end(), shape.begin(),
                       [](std::uint64_t extent) { return static_cast<std::int32_t>(extent); });
        std::int32_t elements = 1;
        for (const std::int32_t extent : shape)
            elements *= extent;
        members.emplace_back(
            tensor.name,
            pickledTensor(pickledStorage(storageType(tensor.dtype), key, elements, form), 0, shape));
        entries.push_back({"archive/data/" + key, bytes});
        keys += pickledText(key);
        data += bytesOf(static_cast<std::uint64_t>(elements), 8) + bytes;
    }
    const std::string dictionary = pickledDictionary(members);
    if (form == TorchForm::Old) {
        writeText(path, oldStart() + dictionary + "\x80\x02](" + keys + "e." + data);
        return;
    }
    entries.insert(entries.begin(), {"archive/data.pkl", dictionary});
    writeZip(path, entries);
}

} // namespace layerloom::tests
