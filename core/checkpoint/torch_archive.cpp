#include "core/checkpoint/torch_archive.h"

#include "core/base/error.h"
#include "core/base/shape_text.h"
#include "core/base/text.h"
#include "core/checkpoint/foreign_file.h"
#include "core/checkpoint/pickle_reader.h"
#include "core/checkpoint/zip_directory.h"

#include <algorithm>
#include <optional>
#include <unordered_map>
#include <unordered_set>

namespace layerloom::core {

namespace {

using namespace std::string_view_literals;
using Kind = PickleValue::Kind;

constexpr std::string_view kZipStart = "PK\x03\x04"sv;
// Two pickles, of the magic number and the protocol version, with constant bytes.
constexpr std::string_view kOldStart = "\x80\x02\x8a\nl\xfc\x9c\x46\xf9 j\xa8P\x19.\x80\x02M\xe9\x03."sv;
constexpr std::string_view kPickle = "/data.pkl";

/// The range of each storage in the file, by its index in the heap.
using StorageRanges = std::vector<FileRange>;

struct OldStorage {
    const TorchStorage* storage = nullptr;
    std::optional<FileRange> range; ///< set when it was found
};
using OldStorages = std::unordered_map<std::string_view, OldStorage>; ///< by key

std::string quotedReadable(std::string_view name)
{
    return '"' + readableName(name) + '"';
}

class ArchiveReader {
public:
    ArchiveReader(const File& input, std::string file)
        : m_input(input)
        , m_fileBytes(input.size())
        , m_file(std::move(file))
    {}

    TorchArchive read()
    {
        const std::string start = startOfFile();
        if (start.starts_with(kZipStart))
            return readZip();
        if (start.starts_with(kOldStart))
            return readOld();
        if (const std::optional<ForeignFile> kind = foreignFile(m_input); kind && isFailedDownload(*kind))
            refuse(ErrorCode::Corrupt, foreignFileText(*kind));
        refuse(ErrorCode::Unsupported,
               "this is no file of PyTorch's tensors: it begins neither as a zip file nor as "
               "the form before PyTorch 1.6");
    }

private:
    [[noreturn]] void refuse(ErrorCode code, const std::string& sentence) const
    {
        throw Error(code, m_file + ": " + sentence);
    }
    [[noreturn]] void corrupt(const std::string& sentence) const { refuse(ErrorCode::Corrupt, sentence); }
    [[noreturn]] void refuseBigEndian() const
    {
        refuse(ErrorCode::Unsupported, "it was written on a big-endian machine");
    }

    std::string startOfFile() const
    {
        std::string start(std::min<std::uint64_t>(m_fileBytes, kOldStart.size()), '\0');
        m_input.read(std::span(start), 0);
        return start;
    }

    TorchArchive readZip();
    std::string rootOf(const ZipDirectory& zip) const;
    void checkByteOrder(const ZipDirectory& zip, const std::string& root) const;
    TorchArchive readOld();
    void checkSystem(ByteStream& stream);
    StorageRanges oldStorageRanges(ByteStream& stream) const;
    OldStorages oldStorages() const;
    FileRange nextOldStorage(std::uint64_t at, const TorchStorage& storage) const;
    FileRange checkedRange(const TorchStorage& storage, const FileRange& range) const;
    TorchArchive archive(const PickleValue& root, const StorageRanges& ranges) const;
    TensorInfo tensorInfo(const std::string& name, const TorchTensor& tensor,
                          const StorageRanges& ranges) const;

    const File& m_input;
    std::uint64_t m_fileBytes;
    std::string m_file;
    PickleHeap m_heap;
};

// The folder in the archive has the name that the file had when it was written.
std::string ArchiveReader::rootOf(const ZipDirectory& zip) const
{
    std::optional<std::string> root;
    for (const std::string_view name : zip.names()) {
        if (!name.ends_with(kPickle))
            continue;
        if (root)
            corrupt("it holds two pickles of tensors");
        root = name.substr(0, name.size() - kPickle.size());
    }
    if (!root)
        refuse(ErrorCode::Unsupported,
               "it is a zip file without a \"data.pkl\", so PyTorch did not write it");
    if (zip.has(*root + "/constants.pkl"))
        refuse(ErrorCode::Unsupported, "it is a program of TorchScript, not a dictionary of tensors");
    return *root;
}

void ArchiveReader::checkByteOrder(const ZipDirectory& zip, const std::string& root) const
{
    if (!zip.has(root + "/byteorder"))
        return; // before PyTorch 2.1, which always wrote little-endian
    constexpr std::string_view kLittle = "little";
    const FileRange range = zip.range(root + "/byteorder");
    std::string order(std::min<std::uint64_t>(range.bytes, kLittle.size() + 1), '\0');
    m_input.read(std::span(order), range.begin);
    if (order != kLittle)
        refuseBigEndian();
}

TorchArchive ArchiveReader::readZip()
{
    const ZipDirectory zip(m_input, m_file);
    const std::string root = rootOf(zip);
    checkByteOrder(zip, root);
    const FileRange pickle = zip.range(root + std::string(kPickle));
    ByteStream stream(m_input, m_file + ": its pickle", pickle.begin, pickle.begin + pickle.bytes);
    const PickleValue value = readPickle(stream, m_file, m_heap);
    StorageRanges ranges;
    ranges.reserve(m_heap.storages.size());
    for (const TorchStorage& storage : m_heap.storages) {
        const std::string entry = root + "/data/" + m_heap.strings[storage.key];
        if (!zip.has(entry))
            corrupt("the storage " + quotedReadable(m_heap.strings[storage.key]) + " is missing");
        ranges.push_back(checkedRange(storage, zip.range(entry)));
    }
    return archive(value, ranges);
}

FileRange ArchiveReader::checkedRange(const TorchStorage& storage, const FileRange& range) const
{
    std::uint64_t wanted = 0;
    if (__builtin_mul_overflow(storage.elements, storage.elementBytes, &wanted) || wanted != range.bytes)
        corrupt("the storage " + quotedReadable(m_heap.strings[storage.key]) + " has "
                + counted(range.bytes, "byte") + ", but " + counted(storage.elements, "element") + " of "
                + counted(storage.elementBytes, "byte") + " are named");
    return range;
}

// Pickles of magic number, version, system, tensors and storage keys; then the storages.
TorchArchive ArchiveReader::readOld()
{
    ByteStream stream(m_input, m_file, kOldStart.size(), m_fileBytes);
    checkSystem(stream);
    const PickleValue value = readPickle(stream, m_file, m_heap);
    return archive(value, oldStorageRanges(stream));
}

void ArchiveReader::checkSystem(ByteStream& stream)
{
    PickleHeap heap;
    const PickleValue value = readPickle(stream, m_file, heap);
    if (value.kind != Kind::Dict)
        corrupt("the facts of the machine that wrote it are missing");
    for (const auto& [key, fact] : heap.dicts[value.index()]) {
        const bool isOrder = key.kind == Kind::String && heap.strings[key.index()] == "little_endian";
        if (isOrder && fact.kind == Kind::Bool && fact.number == 0)
            refuseBigEndian();
    }
}

// Several tensors may share a storage; they must state the same type and size.
OldStorages ArchiveReader::oldStorages() const
{
    OldStorages storages;
    for (const TorchStorage& storage : m_heap.storages) {
        const std::string& key = m_heap.strings[storage.key];
        const TorchStorage* const first =
            storages.try_emplace(key, OldStorage {&storage, {}}).first->second.storage;
        if (first->elementBytes != storage.elementBytes || first->elements != storage.elements)
            corrupt("two tensors do not agree about their storage " + quotedReadable(key));
    }
    return storages;
}

// Each storage is its number of elements, then the elements, in the order of the list of keys.
StorageRanges ArchiveReader::oldStorageRanges(ByteStream& stream) const
{
    PickleHeap heap;
    const PickleValue keys = readPickle(stream, m_file, heap);
    if (keys.kind != Kind::List)
        corrupt("the list of its storages is missing");
    OldStorages storages = oldStorages();
    std::uint64_t at = stream.position();
    for (const PickleValue& key : heap.lists[keys.index()]) {
        const auto storage =
            key.kind == Kind::String ? storages.find(heap.strings[key.index()]) : storages.end();
        if (storage == storages.end() || storage->second.range)
            corrupt("the list of its storages does not fit its tensors");
        const FileRange range = nextOldStorage(at, *storage->second.storage);
        storage->second.range = range;
        at = range.begin + range.bytes;
    }
    StorageRanges ranges;
    ranges.reserve(m_heap.storages.size());
    for (const TorchStorage& storage : m_heap.storages) {
        const std::string& key = m_heap.strings[storage.key];
        const std::optional<FileRange>& range = storages.at(key).range;
        if (!range)
            corrupt("the storage " + quotedReadable(key) + " is missing");
        ranges.push_back(*range);
    }
    return ranges;
}

FileRange ArchiveReader::nextOldStorage(std::uint64_t at, const TorchStorage& storage) const
{
    constexpr unsigned kCountBytes = 8;
    const std::string key = quotedReadable(m_heap.strings[storage.key]);
    if (m_fileBytes - at < kCountBytes)
        corrupt("it is incomplete: the storage " + key + " is missing");
    const std::uint64_t elements = ByteStream(m_input, m_file, at, at + kCountBytes).number(kCountBytes);
    const std::uint64_t begin = at + kCountBytes;
    std::uint64_t bytes = 0;
    if (elements != storage.elements || __builtin_mul_overflow(elements, storage.elementBytes, &bytes))
        corrupt("the storage " + key + " has " + counted(elements, "element") + ", but "
                + groupedDigits(storage.elements) + " are named");
    if (bytes > m_fileBytes - begin)
        corrupt("it is incomplete: the storage " + key + " is " + counted(bytes, "byte") + " long, but "
                + counted(m_fileBytes - begin, "byte") + " are left");
    return {begin, bytes};
}

TorchArchive ArchiveReader::archive(const PickleValue& root, const StorageRanges& ranges) const
{
    if (root.kind != Kind::Dict)
        refuse(ErrorCode::Unsupported,
               "it holds " + std::string(kindName(root.kind)) + ", not a dictionary of tensors");
    TorchArchive archive;
    std::unordered_set<std::string_view> names;
    for (const auto& [key, value] : m_heap.dicts[root.index()]) {
        if (key.kind != Kind::String)
            refuse(ErrorCode::Unsupported,
                   "its dictionary names an entry with " + std::string(kindName(key.kind))
                       + ", not with a text");
        const std::string& name = m_heap.strings[key.index()];
        if (!isUtf8(name))
            corrupt("the name of a tensor is not UTF-8 text");
        if (!names.insert(name).second)
            corrupt("two tensors are named " + quotedReadable(name));
        if (value.kind != Kind::Tensor)
            refuse(ErrorCode::Unsupported,
                   "its entry " + quotedReadable(name) + " is " + std::string(kindName(value.kind))
                       + "; only a dictionary of tensors is a checkpoint");
        archive.tensors.push_back(tensorInfo(name, m_heap.tensors[value.index()], ranges));
    }
    for (const TensorInfo& tensor : archive.tensors)
        archive.dataBegin =
            archive.dataBegin == 0 ? tensor.offset : std::min(archive.dataBegin, tensor.offset);
    return archive;
}

// Tensors are copied as one range of bytes, so they must be contiguous.
TensorInfo ArchiveReader::tensorInfo(const std::string& name, const TorchTensor& tensor,
                                     const StorageRanges& ranges) const
{
    if (!tensor.isContiguous())
        refuse(ErrorCode::Unsupported,
               "tensor " + quotedReadable(name) + " is stored with gaps or in another order (shape "
                   + shapeText(tensor.shape) + ", strides " + shapeText(tensor.strides)
                   + "); saving it with .contiguous() or as safetensors helps");
    const std::uint64_t begin = ranges[tensor.storage].begin + tensor.offset;
    return {name, std::string(tensor.dtype), tensor.shape, 0, begin, tensor.bytes};
}

} // namespace

TorchArchive readTorchArchive(const std::filesystem::path& path)
{
    const File input = File::openToRead(path);
    const FileState state = input.state();
    TorchArchive archive = ArchiveReader(input, path.filename().string()).read();
    archive.fileBytes = state.bytes;
    archive.modified = state.modified;
    return archive;
}

} // namespace layerloom::core
