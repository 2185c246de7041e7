#include "tests/core/checkpoint/header_cases.h"

namespace layerloom::tests {

std::vector<HeaderCase> headersAgainstTheRules()
{
    return {
        {"not UTF-8", "{\"a\xC3(\":1}", 0, ": the header is not UTF-8 text"},
        {"not an object", "[1]", 0, ": the header is not a JSON object"},
        {"space before the object", " {}", 0, ": the header is not a JSON object"},
        {"two tensors of one name",
         R"({"a":{"dtype":"U8","shape":[1],"data_offsets":[0,1]},)"
         R"("a":{"dtype":"U8","shape":[1],"data_offsets":[1,2]}})",
         2, R"(: two tensors are named "a")"},
        {"one name escaped",
         R"({"a":{"dtype":"U8","shape":[1],"data_offsets":[0,1]},)"
         R"("\u0061":{"dtype":"U8","shape":[1],"data_offsets":[1,2]}})",
         2, R"(: two tensors are named "a")"},
        {"two metadata", R"({"__metadata__":{},"__metadata__":{}})", 0,
         R"(: the header has two members named "__metadata__")"},
        {"one key twice", R"({"a":{"dtype":"U8","dtype":"I8","shape":[1],"data_offsets":[0,1]}})", 1,
         R"(: tensor "a" has two members named "dtype")"},
        {"overlap",
         R"({"a":{"dtype":"U8","shape":[8],"data_offsets":[0,8]},)"
         R"("b":{"dtype":"U8","shape":[6],"data_offsets":[4,10]}})",
         10, R"(: tensor "b" begins at byte 4, inside "a")"},
        {"hole",
         R"({"a":{"dtype":"U8","shape":[4],"data_offsets":[0,4]},)"
         R"("b":{"dtype":"U8","shape":[2],"data_offsets":[6,8]}})",
         8, R"(: there are 2 bytes that belong to no tensor before "b" (byte 6))"},
        {"hole at the start", R"({"b":{"dtype":"U8","shape":[2],"data_offsets":[6,8]}})", 8,
         R"(: there are 6 bytes that belong to no tensor before "b" (byte 6))"},
        {"bytes after the end", R"({"a":{"dtype":"U8","shape":[4],"data_offsets":[0,4]}})", 7,
         R"(: 3 bytes that belong to no tensor follow "a")"},
        {"range outside the file", R"({"a":{"dtype":"U8","shape":[4000],"data_offsets":[0,4000]}})", 1500,
         R"( is incomplete: 4.1 kB expected, 1.6 kB found; tensor "a" ends at byte 4,000 of 1,500)"},
        {"one byte short", R"({"a":{"dtype":"U8","shape":[4000],"data_offsets":[0,4000]}})", 3999,
         R"( is incomplete: 4,067 bytes expected, 4,066 bytes found; tensor "a" ends at byte 4,000 of 3,999)"},
        {"no data", R"({"a":{"dtype":"U8","shape":[4],"data_offsets":[0,4]}})", 0,
         R"( is incomplete: 65 B expected, 61 B found; tensor "a" ends at byte 4 of 0)"},
        {"shape and range disagree", R"({"a":{"dtype":"BF16","shape":[2,3],"data_offsets":[0,10]}})", 10,
         R"(: tensor "a" has 10 bytes, but BF16 [2, 3] needs 12 bytes)"},
        {"scalar and range disagree", R"({"a":{"dtype":"F32","shape":[],"data_offsets":[0,8]}})", 8,
         R"(: tensor "a" has 8 bytes, but F32 [] needs 4 bytes)"},
        {"half a byte", R"({"a":{"dtype":"F4","shape":[3],"data_offsets":[0,2]}})", 2,
         R"(: tensor "a" has 2 bytes, but F4 [3] needs 12 bits)"},
        {"shape overflows", R"({"a":{"dtype":"F32","shape":[4294967296,4294967296],"data_offsets":[0,0]}})",
         0, R"(: tensor "a" has the shape [4294967296, 4294967296], whose size does not fit 64 bits)"},
        {"bytes overflow", R"({"a":{"dtype":"F64","shape":[4611686018427387904],"data_offsets":[0,0]}})", 0,
         R"(: tensor "a" has the shape [4611686018427387904], whose size does not fit 64 bits)"},
        {"zero after an overflow",
         R"({"a":{"dtype":"X","shape":[4294967296,4294967296,0],"data_offsets":[0,0]}})", 0,
         R"(: tensor "a" has the shape [4294967296, 4294967296, 0], whose size does not fit 64 bits)"},
        {"range backwards", R"({"a":{"dtype":"U8","shape":[1],"data_offsets":[4,3]}})", 4,
         R"(: tensor "a" has the range [4, 3], which is not a begin and an end)"},
        {"range of one number", R"({"a":{"dtype":"U8","shape":[1],"data_offsets":[4]}})", 4,
         R"(: tensor "a" has the range [4], which is not a begin and an end)"},
        {"no dtype", R"({"a":{"shape":[1],"data_offsets":[0,1]}})", 1, R"(: tensor "a" has no dtype)"},
        {"no shape", R"({"a":{"dtype":"U8","data_offsets":[0,1]}})", 1, R"(: tensor "a" has no shape)"},
        {"no range", R"({"a":{"dtype":"U8","shape":[1]}})", 1, R"(: tensor "a" has no data_offsets)"},
        {"tensor is a number", R"({"a":7})", 0, R"(: tensor "a" is not described by an object)"},
    };
}

std::vector<HeaderCase> brokenJsonHeaders()
{
    return {
        {R"({"a")", R"({"a")", 1, "(line 1, column 5): ':' is expected"},
        {R"({"a":{"dtype":"U8","shape":[-1],"data_offsets":[0,1]}})",
         R"({"a":{"dtype":"U8","shape":[-1],"data_offsets":[0,1]}})", 1,
         "(line 1, column 29): a whole number that is not negative is expected"},
        {R"({"a":{"dtype":"U8","shape":[1.0],"data_offsets":[0,1]}})",
         R"({"a":{"dtype":"U8","shape":[1.0],"data_offsets":[0,1]}})", 1,
         "(line 1, column 29): a whole number that is not negative is expected"},
        {R"({"a":{"dtype":"U8","shape":[01],"data_offsets":[0,1]}})",
         R"({"a":{"dtype":"U8","shape":[01],"data_offsets":[0,1]}})", 1,
         "(line 1, column 29): a whole number that is not negative is expected"},
        {R"({"a":{"dtype":"U8","shape":[99999999999999999999],"data_offsets":[0,1]}})",
         R"({"a":{"dtype":"U8","shape":[99999999999999999999],"data_offsets":[0,1]}})", 1,
         "(line 1, column 48): a number does not fit 64 bits"},
        {R"({"__metadata__":{"format":1}})", R"({"__metadata__":{"format":1}})", 1,
         "(line 1, column 27): a name in quotes is expected"},
        {R"({} {})", R"({} {})", 1, "(line 1, column 4): there is more text after the end"},
        {"{\n  \"a\\q\":1}", "{\n  \"a\\q\":1}", 1, "(line 2, column 7): a string holds an unknown escape"},
        {R"({"\ud800":1})", R"({"\ud800":1})", 1,
         "(line 1, column 9): a string holds half of a surrogate pair"},
        {R"({"a)", R"({"a)", 1, "(line 1, column 4): a string does not end"},
        {"{\"a\tb\":1}", "{\"a\tb\":1}", 1, "(line 1, column 4): a string holds a control character"},
    };
}

std::string soundHeader()
{
    return R"({"b":{"dtype":"BF16","shape":[2,3],"data_offsets":[4,16]},)"
           R"("__metadata__":{"format":"pt","note":"\u00e9\n"},)"
           R"("e\ud83d\ude00":{"shape":[0,5],"dtype":"F32","data_offsets":[4,4],"more":[{}]},)"
           R"("a":{"dtype":"Q3_NEW","shape":[7],"data_offsets":[0,4]}})"
           "   ";
}

} // namespace layerloom::tests
