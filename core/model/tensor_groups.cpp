#include "core/model/tensor_groups.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <utility>

namespace layerloom::core {

namespace {

constexpr std::array<std::string_view, 6> kStackNames {"layers", "layer", "h",
                                                       "blocks", "block", "resblocks"};

// A plain number: digits, no zero before others.
bool isNumber(std::string_view part)
{
    const bool isPadded = part.size() > 1 && part.front() == '0';
    return !part.empty() && !isPadded
        && std::all_of(part.begin(), part.end(), [](char c) { return c >= '0' && c <= '9'; });
}

// Where the first part of the name that is a number begins and ends; nowhere when both are 0.
std::pair<std::size_t, std::size_t> numberIn(std::string_view name)
{
    std::size_t begin = 0;
    for (std::size_t dot = name.find('.'); dot != std::string_view::npos; dot = name.find('.', begin)) {
        if (isNumber(name.substr(begin, dot - begin)))
            return {begin, dot};
        begin = dot + 1;
    }
    return {0, 0};
}

} // namespace

std::vector<TensorGroup> tensorGroups(const Checkpoint& checkpoint)
{
    std::map<std::string_view, TensorGroup> groups;
    const std::vector<TensorInfo>& tensors = checkpoint.tensors();
    for (TensorIndex tensor = 0; tensor.value < tensors.size(); ++tensor) {
        const TensorInfo& info = checkpoint.tensor(tensor);
        const std::string_view name = info.name;
        const auto [begin, end] = numberIn(name);
        std::uint32_t index = 0;
        const std::errc fault = std::from_chars(name.data() + begin, name.data() + end, index).ec;
        if (begin == end || fault != std::errc() || index >= tensors.size())
            continue;
        TensorGroup& group = groups[name.substr(0, begin)];
        group.members[index].push_back(tensor);
        group.bytes += info.bytes;
    }
    std::vector<TensorGroup> list;
    for (auto& [prefix, group] : groups) {
        group.prefix = prefix;
        list.push_back(std::move(group));
    }
    return list;
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
