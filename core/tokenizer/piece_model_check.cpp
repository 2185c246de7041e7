#include "core/tokenizer/piece_model_check.h"

#include "core/base/error.h"

#include <cstdint>
#include <limits>
#include <string>
#include <vector>

namespace layerloom::core {

namespace {

[[noreturn]] void refuse(const std::string& fault)
{
    throw Error(ErrorCode::Corrupt, "tokenizer.model: " + fault);
}

std::uint64_t littleEndian(std::string_view bytes)
{
    std::uint64_t number = 0;
    for (std::size_t i = bytes.size(); i-- > 0;)
        number = (number << 8U) | static_cast<unsigned char>(bytes[i]);
    return number;
}

std::string_view taken(std::string_view& bytes, std::uint64_t count)
{
    if (count > bytes.size())
        refuse("the file ends too early");
    const std::string_view front = bytes.substr(0, count);
    bytes.remove_prefix(count);
    return front;
}

std::uint64_t takenVarint(std::string_view& bytes)
{
    std::uint64_t number = 0;
    for (unsigned shift = 0; shift < 64; shift += 7) {
        const auto byte = static_cast<unsigned char>(taken(bytes, 1).front());
        number |= std::uint64_t {byte & 0x7FU} << shift;
        if (byte < 0x80)
            return number;
    }
    refuse("a number in it has more than ten bytes");
}

// The values of the length-delimited fields with this number.
std::vector<std::string_view> fieldsNumbered(std::string_view message, std::uint64_t wanted)
{
    std::vector<std::string_view> values;
    while (!message.empty()) {
        const std::uint64_t key = takenVarint(message);
        if (key > std::numeric_limits<std::uint32_t>::max()) // protobuf would drop the bits above
            refuse("a field of it has a number that is too large");
        switch (key & 7U) {
        case 0:
            takenVarint(message);
            break;
        case 1:
            taken(message, 8);
            break;
        case 2: {
            const std::string_view value = taken(message, takenVarint(message));
            if (key >> 3U == wanted)
                values.push_back(value);
            break;
        }
        case 5:
            taken(message, 4);
            break;
        default:
            refuse("it is no SentencePiece model");
        }
    }
    return values;
}

// A double array (as darts-clone writes it) whose leaves are places in the texts behind it. A walk begins at
// unit 0 whatever that is, reads the unit at `place ^ offset ^ byte` for any byte, and stops at a unit that is
// a leaf or has another label.
void checkCharacterTable(std::string_view table)
{
    constexpr std::uint32_t kLeaf = 1U << 31U;
    if (table.empty())
        return;
    const std::uint64_t bytes = littleEndian(taken(table, 4));
    const std::string_view units = taken(table, bytes);
    const std::size_t count = units.size() / 4;
    if (units.size() % 4 != 0 || count % 256 != 0 || count == 0 || table.empty() || table.back() != '\0')
        refuse("its table of replaced characters is damaged");
    const auto unitAt = [&](std::size_t at) {
        return static_cast<std::uint32_t>(littleEndian(units.substr(4 * at, 4)));
    };
    for (std::size_t at = 0; at < count; ++at) {
        const std::uint32_t unit = unitAt(at);
        if ((unit & kLeaf) != 0 && at != 0)
            continue;
        const std::size_t next = at ^ ((unit >> 10U) << ((unit & (1U << 9U)) >> 6U));
        if ((next | 0xFFU) >= count)
            refuse("its table of replaced characters points outside itself");
        const bool hasLeaf = (unit & (1U << 8U)) != 0;
        if (hasLeaf && (unitAt(next) & ~kLeaf) >= table.size())
            refuse("its table of replaced characters points outside its texts");
    }
}

} // namespace

void checkPieceModel(std::string_view model)
{
    constexpr std::uint64_t kNormalizer = 3;
    constexpr std::uint64_t kDenormalizer = 5;
    constexpr std::uint64_t kCharacterTable = 2;
    for (const std::uint64_t part : {kNormalizer, kDenormalizer})
        for (const std::string_view specification : fieldsNumbered(model, part))
            for (const std::string_view table : fieldsNumbered(specification, kCharacterTable))
                checkCharacterTable(table);
}

} // namespace layerloom::core
