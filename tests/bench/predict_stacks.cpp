#include "tests/bench/predict_stacks.h"

#include "core/stack/stack_rules.h"

#include <algorithm>
#include <random>
#include <set>
#include <utility>

namespace layerloom::tests {

namespace {

using core::Blocks;
using core::LayerIndex;

class Maker {
public:
    explicit Maker(std::uint32_t layers)
        : m_layers(layers)
    {}

    std::vector<KindOfStack> make()
    {
        several("drop", 36, [&] { return dropped(); });
        several("repeat", 42, [&] { return repeated(); });
        for (const std::uint32_t m : {2U, 3U, 4U, 5U, 7U, 9U, 11U, 13U, 15U})
            add("DUS", core::dus(0, m_layers, m));
        several("interlock", 24, [&] { return interlocked(); });
        several("two-ended", 16, [&] { return twoEnded(); });
        several("swap", 20, [&] { return swapped(); });
        several("random", 80, [&] { return sliced(); });
        return std::move(m_stacks);
    }

private:
    std::uint32_t between(std::uint32_t least, std::uint32_t most)
    {
        return least + static_cast<std::uint32_t>(m_random() % (most - least + 1));
    }

    template <typename Make> void several(const char* kind, int count, const Make& make)
    {
        while (count > 0)
            if (add(kind, make()))
                --count;
    }

    bool add(const char* kind, Blocks blocks)
    {
        std::vector<LayerIndex> layers;
        for (const core::Block& block : blocks)
            layers.push_back(block.layer);
        if (!m_known.insert(layers).second)
            return false;
        m_stacks.push_back({kind, std::move(blocks)});
        return true;
    }

    Blocks joined(Blocks first, const Blocks& second) const
    {
        first.insert(first.end(), second.begin(), second.end());
        return first;
    }

    Blocks dropped()
    {
        const std::uint32_t length = between(1, m_layers / 3);
        const auto first = LayerIndex::from(between(0, m_layers - length));
        Blocks blocks;
        for (LayerIndex layer = 0; layer.value < m_layers; ++layer)
            if (layer < first || layer >= first + length)
                blocks.push_back({0, layer, {}, false});
        return blocks;
    }

    Blocks repeated()
    {
        const std::uint32_t length = between(1, m_layers / 2);
        const auto first = LayerIndex::from(between(0, m_layers - length));
        return core::repeatRange(0, m_layers, first, first + length, between(0, 5) == 0 ? 3 : 2);
    }

    Blocks interlocked()
    {
        const std::uint32_t m = between(2, m_layers / 2);
        return core::interlock(0, 0, m_layers, m, between(1, m_layers - m - 1));
    }

    Blocks twoEnded()
    {
        const core::TwoEnded piece {0, m_layers, between(3, m_layers - 6), between(3, 12)};
        const core::TwoEnded other {0, m_layers, between(3, m_layers - 6), between(3, 12)};
        if (between(0, 1) == 0)
            return core::twoEnded(std::vector {piece});
        return core::twoEnded(std::vector {piece, other});
    }

    Blocks swapped()
    {
        Blocks blocks = core::layerRange(0, 0, LayerIndex::from(m_layers));
        const std::uint32_t length = between(1, 4);
        const std::uint32_t first = between(1, m_layers - 2 * length - 1);
        const std::uint32_t second = between(first + length, m_layers - length - 1);
        std::swap_ranges(blocks.begin() + first, blocks.begin() + first + length, blocks.begin() + second);
        return blocks;
    }

    /// From the first layer to the last in two to five slices that may skip and go back.
    Blocks sliced()
    {
        const std::uint32_t slices = between(2, 5);
        Blocks blocks;
        std::uint32_t begin = 0;
        for (std::uint32_t slice = 0; slice < slices; ++slice) {
            const bool isLast = slice + 1 == slices;
            const std::uint32_t end = isLast ? m_layers : std::min(m_layers, begin + between(3, 14));
            blocks = joined(
                std::move(blocks),
                core::layerRange(0, LayerIndex::from(std::min(begin, end - 1)), LayerIndex::from(end)));
            const std::uint32_t least = end > 6 ? end - 6 : 0;
            begin = between(least, std::min(m_layers - 1, end + 4));
        }
        return blocks;
    }

    std::uint32_t m_layers;
    std::mt19937 m_random {21};
    std::set<std::vector<LayerIndex>> m_known;
    std::vector<KindOfStack> m_stacks;
};

/// From the first layer to the last in slices that may skip and go back.
Blocks anySlices(std::uint32_t layers, std::mt19937& random)
{
    const auto between = [&](std::uint32_t least, std::uint32_t most) {
        return least + static_cast<std::uint32_t>(random() % (most - least + 1));
    };
    const std::uint32_t slices = between(2, 6);
    Blocks blocks;
    std::uint32_t begin = 0;
    for (std::uint32_t slice = 0; slice < slices; ++slice) {
        const std::uint32_t end = slice + 1 == slices ? layers : std::min(layers, begin + between(2, 14));
        const Blocks added = core::layerRange(0, LayerIndex::from(begin), LayerIndex::from(end));
        blocks.insert(blocks.end(), added.begin(), added.end());
        begin = between(end > 12 ? end - 12 : 0, std::min(layers - 1, end + 4));
    }
    return blocks;
}

} // namespace

std::vector<Blocks> randomStacks(std::uint32_t layers, std::uint32_t depth, std::size_t count)
{
    std::mt19937 random {depth};
    std::set<std::vector<LayerIndex>> known;
    std::vector<Blocks> found;
    while (found.size() < count) {
        Blocks blocks = anySlices(layers, random);
        std::vector<LayerIndex> order;
        for (const core::Block& block : blocks)
            order.push_back(block.layer);
        if (blocks.size() == depth && known.insert(order).second)
            found.push_back(std::move(blocks));
    }
    return found;
}

std::vector<KindOfStack> stacksToPredict(std::uint32_t layers)
{
    return Maker(layers).make();
}

} // namespace layerloom::tests
