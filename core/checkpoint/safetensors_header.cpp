#include "core/checkpoint/safetensors_header.h"

#include "core/base/error.h"
#include "core/base/hash.h"
#include "core/base/shape_text.h"
#include "core/base/text.h"
#include "core/checkpoint/dtype.h"
#include "core/checkpoint/foreign_file.h"
#include "core/io/json_scan.h"

#include <algorithm>
#include <array>
#include <optional>
#include <tuple>
#include <utility>

namespace layerloom::core {

namespace {

constexpr std::uint64_t kLengthBytes = 8;

[[noreturn]] void refuse(const std::string& file, const std::string& sentence)
{
    throw Error(ErrorCode::Corrupt, file + ": " + sentence);
}

std::string inQuotes(const std::string& name)
{
    return '"' + name + '"';
}

/// Reads the members of a header; offsets are relative to the end of the header.
class HeaderReader {
public:
    HeaderReader(std::string_view json, const std::string& file)
        : m_scan(json, "The header of " + file)
        , m_file(file)
    {}

    void read(SafetensorsHeader& header)
    {
        bool metadataSeen = false;
        m_scan.object([&](std::string name) {
            if (name != "__metadata__") {
                if (header.tensors.size() == kMaxTensors)
                    refuse(m_file, "there are more than " + groupedDigits(kMaxTensors) + " tensors");
                header.tensors.push_back(tensor(std::move(name)));
                return;
            }
            if (std::exchange(metadataSeen, true))
                refuse(m_file, "the header has two members named \"__metadata__\"");
            readMetadata(header.metadata);
        });
        m_scan.expectEnd();
    }

private:
    void readMetadata(std::map<std::string, std::string>& metadata)
    {
        m_scan.object([&](std::string key) { metadata.insert_or_assign(std::move(key), m_scan.string()); });
    }

    TensorInfo tensor(std::string name)
    {
        if (m_scan.peek() != '{')
            refuse(m_file, "tensor " + inQuotes(name) + " is not described by an object");
        std::optional<std::string> dtype;
        std::optional<std::vector<std::uint64_t>> shape;
        std::optional<std::vector<std::uint64_t>> range;
        m_scan.object([&](const std::string& key) {
            if (key == "dtype")
                setOnce(dtype, m_scan.string(), name, key);
            else if (key == "shape")
                setOnce(shape, numbers(), name, key);
            else if (key == "data_offsets")
                setOnce(range, numbers(), name, key);
            else
                m_scan.value();
        });
        if (!dtype || !shape || !range)
            refuse(m_file,
                   "tensor " + inQuotes(name) + " has no "
                       + (!dtype       ? "dtype"
                              : !shape ? "shape"
                                       : "data_offsets"));
        if (range->size() != 2 || range->front() > range->back())
            refuse(m_file,
                   "tensor " + inQuotes(name) + " has the range " + shapeText(*range)
                       + ", which is not a begin and an end");
        TensorInfo info {std::move(name), std::move(*dtype), std::move(*shape), 0, range->front(), 0};
        info.bytes = range->back() - range->front();
        return info;
    }

    template <typename Value>
    void setOnce(std::optional<Value>& field, Value value, const std::string& name, const std::string& key)
    {
        if (field)
            refuse(m_file, "tensor " + inQuotes(name) + " has two members named " + inQuotes(key));
        field = std::move(value);
    }

    std::vector<std::uint64_t> numbers()
    {
        std::vector<std::uint64_t> values;
        m_scan.array([&] { values.push_back(m_scan.unsignedInteger()); });
        return values;
    }

    JsonScan m_scan;
    const std::string& m_file;
};

// The product is formed as the reference reader forms it: [huge, huge, 0] overflows although nothing is
// stored.
void checkSize(const TensorInfo& tensor, const std::string& file)
{
    std::uint64_t elements = 1;
    std::uint64_t bits = 0;
    bool overflows = false;
    for (const std::uint64_t extent : tensor.shape)
        overflows = overflows || __builtin_mul_overflow(elements, extent, &elements);
    const std::optional<unsigned> width = bitsPerElement(tensor.dtype);
    if (width)
        overflows = overflows || __builtin_mul_overflow(elements, std::uint64_t {*width}, &bits);
    if (overflows)
        refuse(file,
               "tensor " + inQuotes(tensor.name) + " has the shape " + shapeText(tensor.shape)
                   + ", whose size does not fit 64 bits");
    if (width && (bits % 8 != 0 || bits / 8 != tensor.bytes))
        refuse(file,
               "tensor " + inQuotes(tensor.name) + " has " + counted(tensor.bytes, "byte") + ", but "
                   + tensor.dtype + ' ' + shapeText(tensor.shape) + " needs "
                   + (bits % 8 != 0 ? counted(bits, "bit") : counted(bits / 8, "byte")));
}

// Empty tensors may have the offset of the next one.
bool liesBefore(const TensorInfo& a, const TensorInfo& b)
{
    return std::tie(a.offset, a.bytes, a.name) < std::tie(b.offset, b.bytes, b.name);
}

std::vector<const TensorInfo*> sortedBy(const std::vector<TensorInfo>& tensors,
                                        bool (*before)(const TensorInfo*, const TensorInfo*))
{
    std::vector<const TensorInfo*> order(tensors.size());
    std::transform(tensors.begin(), tensors.end(), order.begin(), [](const TensorInfo& t) { return &t; });
    if (!std::is_sorted(order.begin(), order.end(), before))
        std::sort(order.begin(), order.end(), before);
    return order;
}

void rejectDuplicateNames(const std::vector<TensorInfo>& tensors, const std::string& file)
{
    const auto order =
        sortedBy(tensors, [](const TensorInfo* a, const TensorInfo* b) { return a->name < b->name; });
    const auto duplicate =
        std::adjacent_find(order.begin(), order.end(),
                           [](const TensorInfo* a, const TensorInfo* b) { return a->name == b->name; });
    if (duplicate != order.end())
        refuse(file, "two tensors are named " + inQuotes((*duplicate)->name));
}

/// Shortened, unless both would look the same.
std::string expectedAndFound(std::uint64_t expected, std::uint64_t found)
{
    const bool areAlike = shortBytes(expected) == shortBytes(found);
    const auto text = [&](std::uint64_t bytes) {
        return areAlike ? counted(bytes, "byte") : shortBytes(bytes);
    };
    return text(expected) + " expected, " + text(found) + " found";
}

void checkRanges(const SafetensorsHeader& header, const std::string& file)
{
    const auto order =
        sortedBy(header.tensors, [](const TensorInfo* a, const TensorInfo* b) { return liesBefore(*a, *b); });
    std::uint64_t end = 0;
    const TensorInfo* last = nullptr;
    for (const TensorInfo* tensor : order) {
        if (tensor->offset > end)
            refuse(file,
                   "there are " + counted(tensor->offset - end, "byte") + " that belong to no tensor before "
                       + inQuotes(tensor->name) + " (byte " + groupedDigits(tensor->offset) + ')');
        if (tensor->offset < end)
            refuse(file,
                   "tensor " + inQuotes(tensor->name) + " begins at byte " + groupedDigits(tensor->offset)
                       + ", inside " + inQuotes(last->name));
        end = tensor->offset + tensor->bytes;
        last = tensor;
    }
    const std::uint64_t dataBytes = header.fileBytes - header.headerBytes;
    if (end > dataBytes)
        throw Error(ErrorCode::Corrupt,
                    file + " is incomplete: " + expectedAndFound(header.headerBytes + end, header.fileBytes)
                        + "; tensor " + inQuotes(last->name) + " ends at byte " + groupedDigits(end) + " of "
                        + groupedDigits(dataBytes));
    if (end < dataBytes)
        refuse(file,
               counted(dataBytes - end, "byte") + " that belong to no tensor follow "
                   + (last == nullptr ? "the header" : inQuotes(last->name)));
}

std::uint64_t statedLength(const File& input)
{
    std::array<char, kLengthBytes> bytes {};
    input.read(std::span(bytes), 0);
    std::uint64_t length = 0;
    for (std::size_t i = bytes.size(); i-- > 0;)
        length = (length << 8U) | static_cast<unsigned char>(bytes[i]);
    return length;
}

void checkLength(std::uint64_t length, const File& input, std::uint64_t fileBytes, const std::string& file)
{
    if (length > std::min(kMaxHeaderBytes, fileBytes - kLengthBytes))
        if (const std::optional<ForeignFile> kind = foreignFile(input))
            refuse(file, foreignFileText(*kind));
    if (length > kMaxHeaderBytes)
        refuse(file,
               "the header is " + counted(length, "byte") + " long; at most " + groupedDigits(kMaxHeaderBytes)
                   + " are allowed");
    if (length > fileBytes - kLengthBytes)
        refuse(file,
               "the header is " + counted(length, "byte") + " long, but the file holds only "
                   + counted(fileBytes - kLengthBytes, "byte") + " of it");
}

} // namespace

SafetensorsHeader parseSafetensorsHeader(std::string_view json, std::uint64_t fileBytes,
                                         const std::string& file)
{
    if (!isUtf8(json))
        refuse(file, "the header is not UTF-8 text");
    if (!json.starts_with('{'))
        refuse(file, "the header is not a JSON object");
    SafetensorsHeader header;
    header.headerBytes = kLengthBytes + json.size();
    header.fileBytes = fileBytes;
    if (fileBytes < header.headerBytes)
        throw Error(ErrorCode::Corrupt,
                    file + " is incomplete: " + expectedAndFound(header.headerBytes, fileBytes));
    HeaderReader(json, file).read(header);
    for (const TensorInfo& tensor : header.tensors)
        checkSize(tensor, file);
    rejectDuplicateNames(header.tensors, file);
    checkRanges(header, file);
    for (TensorInfo& tensor : header.tensors)
        tensor.offset += header.headerBytes;
    if (!std::is_sorted(header.tensors.begin(), header.tensors.end(), liesBefore))
        std::sort(header.tensors.begin(), header.tensors.end(), liesBefore);
    return header;
}

SafetensorsHeader readSafetensorsHeader(const std::filesystem::path& path)
{
    const File input = File::openToRead(path);
    const FileState state = input.state();
    const std::string file = path.filename().string();
    if (state.bytes < kLengthBytes)
        refuse(file, "the file is only " + counted(state.bytes, "byte") + " long, too short for a header");
    const std::uint64_t length = statedLength(input);
    checkLength(length, input, state.bytes, file);
    std::string json(length, '\0');
    input.read(std::span(json), kLengthBytes);
    SafetensorsHeader header = parseSafetensorsHeader(json, state.bytes, file);
    header.modified = state.modified;
    header.headerHash = hashOf(json);
    return header;
}

bool hasHeaderOf(const Shard& shard, const File& file)
{
    if (shard.headerHash == 0 || shard.headerBytes <= kLengthBytes)
        return true;
    std::string json(shard.headerBytes - kLengthBytes, '\0');
    file.read(std::span(json), kLengthBytes);
    return hashOf(json) == shard.headerHash;
}

std::string buildSafetensorsHeader(const std::vector<HeaderEntry>& entries,
                                   const std::map<std::string, std::string>& metadata,
                                   std::uint64_t alignment, std::uint64_t remainder)
{
    std::string json = R"({"__metadata__":{)";
    for (const auto& [key, value] : metadata)
        json += (json.ends_with('{') ? "" : ",") + jsonQuoted(key) + ':' + jsonQuoted(value);
    json += '}';
    std::uint64_t begin = 0;
    for (const HeaderEntry& entry : entries) {
        json += ',' + jsonQuoted(entry.name) + ":{\"dtype\":" + jsonQuoted(entry.dtype) + ",\"shape\":[";
        for (std::size_t i = 0; i < entry.shape.size(); ++i)
            json += (i > 0 ? "," : "") + std::to_string(entry.shape[i]);
        json +=
            "],\"data_offsets\":[" + std::to_string(begin) + ',' + std::to_string(begin + entry.bytes) + "]}";
        begin += entry.bytes;
    }
    json += '}';
    json.append((alignment + remainder - (kLengthBytes + json.size()) % alignment) % alignment, ' ');
    std::string header;
    for (unsigned shift = 0; shift < 64; shift += 8)
        header += static_cast<char>((std::uint64_t {json.size()} >> shift) & 0xFFU);
    return header + json;
}

} // namespace layerloom::core
