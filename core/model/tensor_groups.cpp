#include "core/model/tensor_groups.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>
#include <tuple>

namespace layerloom::core {

namespace {

constexpr std::array<std::string_view, 9> kTowers {"vision",  "visual", "image",     "audio", "speech",
                                                   "project", "merger", "resampler", "mtp"};
constexpr std::array<std::string_view, 6> kStackNames {"layers", "layer", "h",
                                                       "blocks", "block", "resblocks"};

struct Place {
    std::string_view prefix;
    std::uint32_t index = 0;
};

std::optional<std::uint32_t> numberIn(std::string_view part)
{
    std::uint32_t number = 0;
    const auto [end, error] = std::from_chars(part.data(), part.data() + part.size(), number);
    const bool isPlain = error == std::errc() && end == part.data() + part.size();
    if (!isPlain || (part.front() == '0' && part.size() > 1))
        return std::nullopt;
    return number;
}

std::optional<Place> placeOf(std::string_view name)
{
    for (std::size_t begin = 0; begin < name.size();) {
        const std::size_t dot = name.find('.', begin);
        if (dot == std::string_view::npos)
            return std::nullopt;
        if (const auto number = dot > begin ? numberIn(name.substr(begin, dot - begin)) : std::nullopt)
            return Place {name.substr(0, begin), *number};
        begin = dot + 1;
    }
    return std::nullopt;
}

bool holds(std::string_view text, std::string_view part)
{
    return text.find(part) != std::string_view::npos;
}

// 0 a decoder, 1 an encoder, 2 anything else beside the language model.
int rankOf(std::string_view prefix)
{
    if (std::any_of(kTowers.begin(), kTowers.end(),
                    [&](std::string_view tower) { return holds(prefix, tower); }))
        return 2;
    return holds(prefix, "encoder") ? 1 : 0;
}

} // namespace

std::vector<TensorGroup> tensorGroups(const Checkpoint& checkpoint)
{
    std::map<std::string_view, TensorGroup> groups;
    const std::vector<TensorInfo>& tensors = checkpoint.tensors();
    for (std::uint32_t i = 0; i < tensors.size(); ++i) {
        const std::optional<Place> place = placeOf(tensors[i].name);
        if (!place || place->index >= tensors.size())
            continue;
        TensorGroup& group = groups[place->prefix];
        group.members[place->index].push_back(i);
        group.bytes += tensors[i].bytes;
    }
    std::vector<TensorGroup> list;
    for (auto& [prefix, group] : groups) {
        group.prefix = prefix;
        list.push_back(std::move(group));
    }
    return list;
}

const TensorGroup* mainStack(const std::vector<TensorGroup>& groups)
{
    const auto best =
        std::max_element(groups.begin(), groups.end(), [](const TensorGroup& a, const TensorGroup& b) {
            return std::tuple(-rankOf(a.prefix), a.bytes) < std::tuple(-rankOf(b.prefix), b.bytes);
        });
    return best == groups.end() ? nullptr : &*best;
}

bool isNamedLikeAStack(std::string_view prefix)
{
    if (!prefix.ends_with('.'))
        return false;
    prefix.remove_suffix(1);
    const std::size_t dot = prefix.rfind('.');
    const std::string_view last = prefix.substr(dot == std::string_view::npos ? 0 : dot + 1);
    return std::find(kStackNames.begin(), kStackNames.end(), last) != kStackNames.end();
}

} // namespace layerloom::core
