// A header: the first 8 bytes say how long the file is, the rest is the JSON.
#include "core/checkpoint/safetensors_header.h"

#include "tests/fuzz/fuzz.h"

#include <limits>

using namespace layerloom;

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    constexpr std::size_t kLength = 8;
    if (size < kLength)
        return 0;
    std::uint64_t fileBytes = 0;
    for (std::size_t i = kLength; i-- > 0;)
        fileBytes = (fileBytes << 8U) | data[i];
    fileBytes &= std::numeric_limits<std::int64_t>::max(); // no file is longer
    const std::string_view json = tests::textOf(data, size).substr(kLength);
    const auto header = core::guarded([&] { return core::parseSafetensorsHeader(json, fileBytes, "f"); });
    tests::requireKnownFailure(header);
    if (!header)
        return 0;
    std::vector<core::HeaderEntry> entries;
    for (const core::TensorInfo& tensor : header->tensors) {
        tests::require(tensor.offset >= header->headerBytes && tensor.bytes <= fileBytes - tensor.offset,
                       "a tensor lies outside the file");
        entries.push_back({tensor.name, tensor.dtype, tensor.shape, tensor.bytes});
    }
    const std::string written = core::buildSafetensorsHeader(entries);
    const std::uint64_t payload = fileBytes - header->headerBytes;
    const core::SafetensorsHeader again = core::parseSafetensorsHeader(
        std::string_view(written).substr(kLength), written.size() + payload, "g");
    tests::require(again.tensors.size() == entries.size(), "a written header reads otherwise");
    return 0;
}
