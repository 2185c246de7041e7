// A pytorch_model.bin of either form.
#include "core/checkpoint/torch_archive.h"

#include "core/base/result.h"
#include "core/checkpoint/dtype.h"
#include "tests/fuzz/fuzz.h"

using namespace layerloom;

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const tests::MemoryFile file(tests::textOf(data, size));
    const auto archive = core::guarded([&] { return core::readTorchArchive(file.path()); });
    tests::requireKnownFailure(archive);
    if (!archive)
        return 0;
    for (const core::TensorInfo& tensor : archive->tensors) {
        tests::require(tensor.offset <= size && tensor.bytes <= size - tensor.offset,
                       "a tensor lies outside the file");
        const auto bits = core::bitsPerElement(tensor.dtype);
        tests::require(bits && tensor.bytes == tensor.elements() * *bits / 8,
                       "a tensor is not as long as its shape");
    }
    return 0;
}
