#pragma once

#include "core/io/folder.h"

#include <string>

namespace layerloom::core {

inline constexpr const char* kRecordEnding = ".record";
inline constexpr const char* kLockEnding = ".lock";

/// True for the name of a record: KIND-HASH.record, with 16 hex digits.
bool isRecordName(const std::string& name);

/// True for a file that only a RecordCache has written: a record whose first lines are those of its kind, or cut short; an
/// empty lock; a record that was being written.
bool isCacheFile(const Folder& folder, const std::string& name);

} // namespace layerloom::core
