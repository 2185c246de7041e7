// A layer expression over two models of 32 and 24 layers, or fusion_bench's list when it begins with '!'.
#include "core/notation/layer_expression.h"

#include "core/notation/format_expression.h"
#include "core/notation/layer_indices.h"
#include "tests/fuzz/fuzz.h"

#include <algorithm>
#include <array>
#include <string>

using namespace layerloom;

namespace {

bool isSame(core::Block a, core::Block b)
{
    a.splitBefore = b.splitBefore = false;
    return a == b;
}

} // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const std::array<core::ExpressionModel, 2> models {{{"A", 32}, {"B", 24}}};
    const std::string_view text = tests::textOf(data, size);
    const bool isList = text.starts_with('!');
    const core::ParsedExpression parsed =
        isList ? core::parseLayerIndices(text.substr(1), 32) : core::parseExpression(text, models);
    if (parsed.mistake) {
        tests::require(!parsed.mistake->message.empty(), "a mistake says nothing");
        tests::require(parsed.mistake->position <= text.size(), "a mistake lies behind the text");
        return 0;
    }
    for (const core::Block& block : parsed.blocks)
        tests::require(block.source.value < models.size()
                           && block.layer.value < models.at(block.source.value).layers,
                       "a block has a layer that is not there");
    const std::string normal = core::formatExpression(parsed.blocks);
    if (normal.size() > core::kMaxExpressionBytes)
        return 0;
    const core::ParsedExpression again = core::parseExpression(normal, models);
    tests::require(!again.mistake, "the normal form is not understood");
    tests::require(std::equal(parsed.blocks.begin(), parsed.blocks.end(), again.blocks.begin(),
                              again.blocks.end(), isSame),
                   "the normal form means something else");
    return 0;
}
