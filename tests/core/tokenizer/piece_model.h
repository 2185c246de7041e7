#pragma once

#include <string>

namespace layerloom::tests {

/// A field of a protobuf message that holds bytes.
std::string field(unsigned number, const std::string& bytes);

/// A tokenizer.model: 0 <unk>, 1 <s>, 2 </s>, 3 ▁, 4 a, 5 b, 6 c, 7 ab, 8 ▁ab, 9 abc, and with `hasBytes` 10 to 265
/// for the bytes.
struct PieceModel {
    bool isBytePair = false;
    bool hasBytes = false;
    std::string normalizer; ///< fields of the normalizer's message

    std::string text() const;
};

} // namespace layerloom::tests
