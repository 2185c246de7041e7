#pragma once

#include "core/checkpoint/pickle_value.h"
#include "core/io/byte_stream.h"

namespace layerloom::core {

/// Reads one pickle and leaves `stream` at its end; the values go into `heap`. Knows the opcodes that write
/// dictionaries of tensors and the globals of torch_rebuild. Any other opcode or global is Error{Unsupported}
/// with its name; a malformed pickle is Error{Corrupt}. Nothing is imported or called. Limits: 100,000,000
/// bytes, 4,000,000 values, 1,000,000 values on the stack, 256 open marks. Failure messages begin with
/// `file`.
PickleValue readPickle(ByteStream& stream, const std::string& file, PickleHeap& heap);

} // namespace layerloom::core
