#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace layerloom::tests {

/// FNV-1a of the tensors that bitsandbytes stores for a weight; printed by tests/interop/bnb_golden.py.
struct BnbGolden {
    std::string numbers;
    std::string format;
    std::string dtype;
    std::uint64_t rows;
    std::uint64_t columns;
    std::vector<std::uint64_t> digests;
    std::uint64_t decoded; ///< of the weight that they are read as
};

/// Of bitsandbytes 0.50.2 with torch 2.15.0.
// clang-format off
inline const std::vector<BnbGolden> kBnbGolden {
    {"mixed", "nf4", "F32", 1, 64, {0x3ad1434854b943d5U, 0x4b72477f9c5c2f98U, 0x38e10558c37c2c71U, 0xc5195471c488666cU}, 0xe584b7b785f019baU},
    {"mixed", "nf4 double", "F32", 1, 64, {0x3ad1434854b943d5U, 0xaf63bd4c8601b7dfU, 0x38e10558c37c2c71U, 0x4d25767f9dce13f5U, 0xd677f22a96665bc4U, 0xb3d9d97be913021aU}, 0xe584b7b785f019baU},
    {"mixed", "fp4", "F32", 1, 64, {0xaacffc56c160d861U, 0x4b72477f9c5c2f98U, 0x34e98e13e945d335U, 0x0625ceee58b28712U}, 0x4fe6cefca0fe85beU},
    {"mixed", "fp4 double", "F32", 1, 64, {0xaacffc56c160d861U, 0xaf63bd4c8601b7dfU, 0x34e98e13e945d335U, 0x4d25767f9dce13f5U, 0xd677f22a96665bc4U, 0x140b533e324ac1ccU}, 0x4fe6cefca0fe85beU},
    {"mixed", "int8", "F32", 1, 64, {0x1007af5346f58cfdU, 0x4b72477f9c5c2f98U, 0xaf63bd4c8601b7dfU}, 0xa158330d2ebb8061U},
    {"mixed", "nf4", "BF16", 3, 43, {0x9137c5fdffc0a78fU, 0x62f34890b810a808U, 0x38e10558c37c2c71U, 0x588bdea3c99d69d5U}, 0x9b8d99bf7e38970dU},
    {"mixed", "nf4 double", "BF16", 3, 43, {0x9137c5fdffc0a78fU, 0xf8cc081be3cdfcecU, 0x38e10558c37c2c71U, 0xf952467d2a95aa58U, 0xd677f22a96665bc4U, 0xd2cfc47d28bb365dU}, 0x0208ea10d24b18f5U},
    {"mixed", "fp4", "BF16", 3, 43, {0x02f210bd73acf39dU, 0x62f34890b810a808U, 0x34e98e13e945d335U, 0xe6974830bf209efbU}, 0xd16ce94dc5dcc582U},
    {"mixed", "fp4 double", "BF16", 3, 43, {0x02f210bd73acf39dU, 0xf8cc081be3cdfcecU, 0x34e98e13e945d335U, 0xf952467d2a95aa58U, 0xd677f22a96665bc4U, 0x820fa00d9591938bU}, 0x5b83d1d61cf5899dU},
    {"mixed", "int8", "BF16", 3, 43, {0xa620783cb7dc609aU, 0xe459b16b998abb2eU, 0xaf63bd4c8601b7dfU}, 0xcf142cbcabfeb995U},
    {"mixed", "nf4", "F16", 5, 100, {0x08899fa6160a213dU, 0xc8de2c83b28da71bU, 0x38e10558c37c2c71U, 0x22737d16ede8c01bU}, 0x8e268fb6e1459157U},
    {"mixed", "nf4 double", "F16", 5, 100, {0x08899fa6160a213dU, 0xfae8402729719f7dU, 0x38e10558c37c2c71U, 0x28baa595173e604dU, 0xd677f22a96665bc4U, 0xd5f546dd619bbe35U}, 0xbea6d1c3e8ae8e04U},
    {"mixed", "fp4", "F16", 5, 100, {0x055a28ca4a1349f8U, 0xc8de2c83b28da71bU, 0x34e98e13e945d335U, 0x1b26ab777f9b0585U}, 0xe3cfde2747ef0531U},
    {"mixed", "fp4 double", "F16", 5, 100, {0x055a28ca4a1349f8U, 0xfae8402729719f7dU, 0x34e98e13e945d335U, 0x28baa595173e604dU, 0xd677f22a96665bc4U, 0xf4b324b905c38d7fU}, 0xcfb6e941d84cdf2bU},
    {"mixed", "int8", "F16", 5, 100, {0x43a401dbd5825963U, 0xa5e9ab90fb7f34e8U, 0xaf63bd4c8601b7dfU}, 0xc5da8e4cc6408106U},
    {"mixed", "nf4", "BF16", 40, 448, {0x39679f9675d4c8a2U, 0x6375bedc3c9626b6U, 0x38e10558c37c2c71U, 0xda35c7dd6663995dU}, 0xdbbf3acedb8c8a12U},
    {"mixed", "nf4 double", "BF16", 40, 448, {0x39679f9675d4c8a2U, 0xf38ce3887790d5d5U, 0x38e10558c37c2c71U, 0x3d382bf9ef8ec94aU, 0xd677f22a96665bc4U, 0x11cc0053e0a6c437U}, 0x8e4ba9ff59366c19U},
    {"mixed", "fp4", "BF16", 40, 448, {0xb73d3efec4183cd5U, 0x6375bedc3c9626b6U, 0x34e98e13e945d335U, 0x406cc186d6bac843U}, 0x85874121f4cd3ec9U},
    {"mixed", "fp4 double", "BF16", 40, 448, {0xb73d3efec4183cd5U, 0xf38ce3887790d5d5U, 0x34e98e13e945d335U, 0x3d382bf9ef8ec94aU, 0xd677f22a96665bc4U, 0x4960721d6bb97111U}, 0xbbe63b1b6423812cU},
    {"mixed", "int8", "BF16", 40, 448, {0x1722acccb583d789U, 0xd5894b9ac1a91223U, 0xaf63bd4c8601b7dfU}, 0xe1c6386230a9c17bU},
    {"mixed", "nf4", "F32", 33, 515, {0x208b861c7aceaf70U, 0x1f5bd845df0850eaU, 0x38e10558c37c2c71U, 0x42a9cddfac6a635aU}, 0xa3ad88b07d1a7b5cU},
    {"mixed", "nf4 double", "F32", 33, 515, {0x208b861c7aceaf70U, 0x02ca760d00c0f466U, 0x38e10558c37c2c71U, 0x5b6ec6727ed871c4U, 0xd677f22a96665bc4U, 0x5b3e4b32cfe3850eU}, 0x8f79f80e97b54a4fU},
    {"mixed", "fp4", "F32", 33, 515, {0x345553926e9e7a62U, 0x1f5bd845df0850eaU, 0x34e98e13e945d335U, 0xc28ce5a4ab01b29cU}, 0x965d878a71f02ea6U},
    {"mixed", "fp4 double", "F32", 33, 515, {0x345553926e9e7a62U, 0x02ca760d00c0f466U, 0x34e98e13e945d335U, 0x5b6ec6727ed871c4U, 0xd677f22a96665bc4U, 0xd382f1f30381e3b8U}, 0x14cb99f7656e573cU},
    {"mixed", "int8", "F32", 33, 515, {0xc1695f46519d95ccU, 0x73cdba3acc744973U, 0xaf63bd4c8601b7dfU}, 0x8efea4ae1fc123dfU},
    {"mixed", "nf4", "BF16", 600, 2048, {0x684f98e95e5cdc6aU, 0xc459efef04e5c227U, 0x38e10558c37c2c71U, 0xc229e4f24ebbdf21U}, 0x922979592b0449f1U},
    {"mixed", "nf4 double", "BF16", 600, 2048, {0x684f98e95e5cdc6aU, 0x653ad5a162ae5e31U, 0x38e10558c37c2c71U, 0x434734cd4e99ea4aU, 0xd677f22a96665bc4U, 0xd5a25b1c626569f2U}, 0x4924753b7bf46138U},
    {"mixed", "fp4", "BF16", 600, 2048, {0xc3daca1677e13ba1U, 0xc459efef04e5c227U, 0x34e98e13e945d335U, 0x293cf40af3d19d77U}, 0x7eaf292407241cd9U},
    {"mixed", "fp4 double", "BF16", 600, 2048, {0xc3daca1677e13ba1U, 0x653ad5a162ae5e31U, 0x34e98e13e945d335U, 0x434734cd4e99ea4aU, 0xd677f22a96665bc4U, 0x74eaf8044f584c78U}, 0x244d35dc2e220b1dU},
    {"mixed", "int8", "BF16", 600, 2048, {0x178cd16f35cd595dU, 0x54b9863ffb0edd8cU, 0xaf63bd4c8601b7dfU}, 0xeab12c0435f8a989U},
    {"special", "nf4", "BF16", 12, 64, {0xe44ddd5d0e944dbaU, 0x9b93d8fcc3b2bc7cU, 0x38e10558c37c2c71U, 0x61a6332c9476aad6U}, 0x410be6216b91b433U},
    {"special", "nf4 double", "BF16", 12, 64, {0xe44ddd5d0e944dbaU, 0x5467b0da1d106495U, 0x38e10558c37c2c71U, 0x4b72877f9c5c9c58U, 0xd677f22a96665bc4U, 0xb07b5ca22c71c6dbU}, 0xbece4cbaf1245125U},
    {"special", "fp4", "BF16", 12, 64, {0xd22627065e035545U, 0x9b93d8fcc3b2bc7cU, 0x34e98e13e945d335U, 0x832c2bed0aba7b30U}, 0x7371d2d158a66da3U},
    {"special", "fp4 double", "BF16", 12, 64, {0xd22627065e035545U, 0x5467b0da1d106495U, 0x34e98e13e945d335U, 0x4b72877f9c5c9c58U, 0xd677f22a96665bc4U, 0xf7da6727062bc64dU}, 0xbece4cbaf1245125U},
    {"special", "int8", "BF16", 12, 64, {0x82ec221771f042d8U, 0xa4008a2254a2e5b2U, 0xaf63bd4c8601b7dfU}, 0x17a00a5ba71d5a0aU},
    {"special", "nf4", "F16", 12, 64, {0xe44ddd5d0e944dbaU, 0x3849121f421e4529U, 0x38e10558c37c2c71U, 0x2a367487254e1eb4U}, 0x0729d8bd4cfa8f04U},
    {"special", "nf4 double", "F16", 12, 64, {0xe44ddd5d0e944dbaU, 0x5467b0da1d106495U, 0x38e10558c37c2c71U, 0x4b72877f9c5c9c58U, 0xd677f22a96665bc4U, 0x7babb00f64b4cd49U}, 0x03771833a8af7b25U},
    {"special", "fp4", "F16", 12, 64, {0x0a1545130e032b8dU, 0x3849121f421e4529U, 0x34e98e13e945d335U, 0x114c29d4d81facd6U}, 0xdcd0f5dce16f93b7U},
    {"special", "fp4 double", "F16", 12, 64, {0x0a1545130e032b8dU, 0x5467b0da1d106495U, 0x34e98e13e945d335U, 0x4b72877f9c5c9c58U, 0xd677f22a96665bc4U, 0xc9e766c6d9533cdbU}, 0x03771833a8af7b25U},
    {"special", "int8", "F16", 12, 64, {0xc1be0cc8cf87282dU, 0x3849121f421e4529U, 0xaf63bd4c8601b7dfU}, 0x8029f9ee3187e76bU},
    {"special", "nf4", "F32", 12, 64, {0xe44ddd5d0e944dbaU, 0x75eb215702511858U, 0x38e10558c37c2c71U, 0x956ab1d02f55a8beU}, 0x71069a405922a4ccU},
    {"special", "nf4 double", "F32", 12, 64, {0xe44ddd5d0e944dbaU, 0x5467b0da1d106495U, 0x38e10558c37c2c71U, 0x4b72877f9c5c9c58U, 0xd677f22a96665bc4U, 0xb8fa1e8719c03223U}, 0x9ddd1d5cc2619b25U},
    {"special", "fp4", "F32", 12, 64, {0xd22627065e035545U, 0x75eb215702511858U, 0x34e98e13e945d335U, 0x144be14861c1fc2cU}, 0xce9b5e482ae9eb7bU},
    {"special", "fp4 double", "F32", 12, 64, {0xd22627065e035545U, 0x5467b0da1d106495U, 0x34e98e13e945d335U, 0x4b72877f9c5c9c58U, 0xd677f22a96665bc4U, 0xc3383b8771123381U}, 0x9ddd1d5cc2619b25U},
    {"special", "int8", "F32", 12, 64, {0xc1be0cc8cf87282dU, 0x3849121f421e4529U, 0xaf63bd4c8601b7dfU}, 0xc9d7c415c4f594d8U},
};
// clang-format on

} // namespace layerloom::tests
