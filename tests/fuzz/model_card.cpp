// The front matter of a source's model card, and the names and overrides of a document, which go into the card of a merge.
#include "core/merge/plan/model_card.h"

#include "core/base/text.h"
#include "core/notation/yaml_parse.h"
#include "tests/fuzz/fuzz.h"

#include <algorithm>

using namespace layerloom;

namespace {

/// Front matter has these keys and no others, whatever the names are.
void requireFrontMatter(const std::string& card)
{
    const std::size_t end = card.find("\n---\n", 3);
    tests::require(card.starts_with("---\n") && end != std::string::npos, "the card has no front matter");
    const auto matter =
        core::guarded([&] { return core::parseYaml(std::string_view(card).substr(4, end - 3)); });
    tests::require(matter && matter->size() == 1 && matter->front().isMap(), "the front matter is no YAML");
    for (const core::YamlEntry& entry : matter->front().map)
        tests::require(entry.key == "base_model" || entry.key == "library_name" || entry.key == "license"
                           || entry.key == "tags",
                       "a name added a key to the front matter");
}

} // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const std::string text(tests::textOf(data, size));
    const std::string licence = core::licenceOfCard(text);
    tests::require(licence.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789.-") == std::string::npos,
                   "a licence has another form");
    const std::size_t half = text.size() / 2;
    core::Stack stack;
    core::Source source;
    source.label = text.substr(0, half);
    source.layers = 4;
    stack.setup.sources = {source, source};
    stack.setup.sources[1].name = text.substr(half);
    stack.setup.overrides = {{text.substr(0, half), text.substr(half)}};
    stack.blocks = {{0, 0, {}, false}, {1, 1, {}, false}};
    const std::string card = core::modelCard(stack, {}, 1);
    requireFrontMatter(card);
    const auto lines = core::splitLines(card);
    tests::require(std::count(lines.begin(), lines.end(), "---") == 2, "a name ended the front matter");
    tests::require(core::isUtf8(card), "the card is not UTF-8");
    return 0;
}
