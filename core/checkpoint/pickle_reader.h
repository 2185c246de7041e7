#pragma once

#include "core/checkpoint/pickle_value.h"
#include "core/io/byte_stream.h"

namespace layerloom::core {

/// Reads one pickle up to its end, where `stream` then stands; its values go into `heap`. Knows the opcodes with which
/// dictionaries of tensors are written and the few globals of torch_rebuild: whatever else the pickle names is
/// Error{Unsupported} with that name, what makes no sense is Error{Corrupt}. Nothing is imported or called.
/// Bounded: at most 100,000,000 bytes, 4,000,000 values, 1,000,000 of them waiting, 256 open marks.
/// `file` begins the sentence of a failure.
PickleValue readPickle(ByteStream& stream, const std::string& file, PickleHeap& heap);

} // namespace layerloom::core
