#include "core/predict/predict.h"

#include "core/predict/visited_layers.h"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <set>

namespace layerloom::core {

namespace {

// Cost of a state of another model per ordinary angle: that of a skip of which only the angle is known, as it was fitted on
// stacks of SmolLM2-135M.
constexpr double kOtherModel = 0.75;

double ratio(double value, double unit)
{
    return unit > 0 ? value / unit : 0;
}

double ordinaryAngle(const Sensitivity& sensitivity)
{
    std::vector<double> neighbours;
    for (std::size_t layer = 0; layer < sensitivity.layers(); ++layer)
        neighbours.push_back(sensitivity.angular.at(layer, layer + 1));
    return median(std::move(neighbours));
}

/// One source: its costs, and the shares of its layers.
struct MeasuredSource {
    explicit MeasuredSource(const Sensitivity& known)
        : sensitivity(known)
        , costs(known)
        , angle(ordinaryAngle(known))
        , shares(known.layers())
    {}

    const Sensitivity& sensitivity;
    RangeCosts costs;
    double angle; ///< between the states before and behind an ordinary layer
    std::vector<double> shares; ///< by layer
};

/// The state entering a layer of a model.
struct Depth {
    SourceIndex source;
    LayerIndex layer;
};

/// What a range costs beyond the parts of it that are in `before`.
template <typename Cost>
double newCost(LayerRange range, const std::vector<LayerRange>& before, const Cost& cost)
{
    const auto first =
        std::lower_bound(before.begin(), before.end(), range.begin,
                         [](LayerRange known, LayerIndex begin) { return known.end <= begin; });
    const auto last =
        std::find_if(first, before.end(), [&](LayerRange known) { return known.begin >= range.end; });
    if (first == last)
        return cost(range);
    double known = 0;
    for (auto each = first; each != last; ++each)
        known += cost({std::max(range.begin, each->begin), std::min(range.end, each->end)});
    return std::max(0.0, cost(range) - known);
}

bool contains(const std::vector<LayerRange>& ranges, LayerIndex layer)
{
    return std::any_of(ranges.begin(), ranges.end(),
                       [&](const LayerRange& range) { return layer >= range.begin && layer < range.end; });
}

/// A layer moves the state the same way each time it runs, and the loss grows with the square of the displacement: n extra
/// runs cost n², the n-th of them n² − (n−1)² = 2n − 1 times as much as the first.
double onceMore(double times)
{
    return 2 * times - 1;
}

/// The same for a range, by the mean number of visits of its layers.
double onceMore(const VisitedLayers& sofar, LayerRange range)
{
    double times = 0;
    for (LayerIndex layer = range.begin; layer < range.end; ++layer)
        times += sofar.visits(layer);
    return onceMore(times / (range.end - range.begin));
}

class Predictor {
public:
    Predictor(const Blocks& blocks, const PredictionInput& input)
        : m_blocks(blocks)
        , m_input(input)
    {
        std::uint32_t depth = 0;
        for (const Block& block : blocks) {
            assert(block.source.value < input.sources.size() && input.sources[block.source.value] != nullptr);
            const auto known = m_known.try_emplace(block.source, *input.sources[block.source.value]).first;
            depth = std::max(depth, known->second.costs.layers());
        }
        m_all = VisitedLayers(depth);
        for (const Block& block : blocks)
            m_all.visit(block.layer);
        m_depth = depth;
    }

    Prediction run()
    {
        if (m_blocks.empty())
            return {};
        addSeams();
        addRepeats();
        addLayers();
        m_found.isLessTried = m_known.size() > 1;
        m_found.leavesOutScales = std::any_of(m_blocks.begin(), m_blocks.end(),
                                              [](const Block& block) { return !block.scales.empty(); });
        double unit = 0;
        for (const auto& [source, known] : m_known)
            unit += part() * known.costs.unit();
        m_found.deltaLoss = m_found.score * unit;
        return std::move(m_found);
    }

private:
    const MeasuredSource& of(SourceIndex source) const { return m_known.at(source); }
    double part() const { return 1 / static_cast<double>(m_known.size()); }

    void addSeams()
    {
        VisitedLayers sofar(m_depth);
        Depth comes {m_blocks.front().source, 0};
        for (std::size_t at = 0; at < m_blocks.size(); ++at) {
            const Depth expected {m_blocks[at].source, m_blocks[at].layer};
            addSeam(at, comes, expected, sofar);
            sofar.visit(expected.layer);
            comes = {expected.source, expected.layer + 1};
        }
        addSeam(m_blocks.size(), comes, {comes.source, of(comes.source).costs.end()}, sofar);
    }

    void addSeam(std::size_t at, Depth comes, Depth expected, const VisitedLayers& sofar)
    {
        if (comes.source == expected.source && comes.layer == expected.layer)
            return;
        SeamShare seam;
        seam.at = at;
        seam.delta = angleBetween(comes, expected);
        const double layers = ratio(seam.delta, (of(comes.source).angle + of(expected.source).angle) / 2);
        seam.ordinaryLayers = expected.layer < comes.layer ? -layers : layers;
        // Ranges that would be missing or visited without this seam too cost nothing here.
        const std::vector<LayerRange> missing = sofar.missingBefore(comes.layer);
        for (const LayerRange& range : sofar.missingBefore(expected.layer))
            seam.share += skip(range, missing);
        const std::vector<LayerRange> beyond = sofar.visitedFrom(comes.layer);
        for (const LayerRange& range : sofar.visitedFrom(expected.layer))
            seam.share += onceMore(sofar, range) * goBack(range, beyond);
        seam.share += kOtherModel * foreignLayers(comes, expected, seam.delta);
        m_found.score += seam.share;
        m_found.seams.push_back(seam);
    }

    double angleBetween(Depth comes, Depth expected) const
    {
        if (comes.source == expected.source)
            return of(comes.source).sensitivity.angular.at(comes.layer.value, expected.layer.value);
        return m_input.between.at({comes.source, expected.source})
            ->at(comes.layer.value, expected.layer.value);
    }

    /// The angle to a state of another model in units of ordinary layers, beyond that of the same step within a model.
    double foreignLayers(Depth comes, Depth expected, double delta) const
    {
        if (comes.source == expected.source)
            return 0;
        const auto alone = [&](const MeasuredSource& known) {
            const LayerIndex end = known.costs.end();
            return known.sensitivity.angular.at(std::min(comes.layer, end).value,
                                                std::min(expected.layer, end).value);
        };
        const MeasuredSource& before = of(comes.source);
        const MeasuredSource& behind = of(expected.source);
        const double own = (alone(before) + alone(behind)) / 2;
        return ratio(std::max(0.0, delta - own), (before.angle + behind.angle) / 2);
    }

    /// The cost of a skipped range without the shares of its layers that never run.
    double skip(LayerRange range, const std::vector<LayerRange>& before)
    {
        double rest = 0;
        for (auto& [source, known] : m_known) {
            const double cost = newCost(range, before, [&known = known](LayerRange each) {
                return inside(known, each) ? known.costs.dropCost(clipped(known, each)) : 0;
            });
            std::vector<std::pair<LayerIndex, double>> lost;
            for (LayerIndex layer = range.begin; layer < clipped(known, range).end; ++layer)
                if (m_all.visits(layer) == 0 && !contains(before, layer))
                    lost.emplace_back(layer, std::abs(known.sensitivity.drop[layer.value]));
            double alone = 0;
            for (const auto& [layer, drop] : lost)
                alone += drop;
            share(known, lost, std::min(cost, alone));
            rest += part() * ratio(alone > 0 ? cost - std::min(cost, alone) : cost, known.costs.unit());
        }
        return rest;
    }

    double goBack(LayerRange range, const std::vector<LayerRange>& before)
    {
        double found = 0;
        for (auto& [source, known] : m_known) {
            const double cost = newCost(range, before, [&known = known](LayerRange each) {
                return inside(known, each) ? known.costs.rewindCost(clipped(known, each)) : 0;
            });
            found += part() * ratio(cost, known.costs.unit());
        }
        return found;
    }

    void addRepeats()
    {
        for (std::uint32_t times = 1;; ++times) {
            const std::vector<LayerRange> ranges = m_all.visitedMoreThan(times);
            if (ranges.empty())
                return;
            for (const LayerRange& range : ranges)
                for (auto& [source, known] : m_known)
                    addRepeat(known, range, onceMore(times));
        }
    }

    void addRepeat(MeasuredSource& known, LayerRange range, double factor)
    {
        if (!inside(known, range))
            return;
        std::vector<std::pair<LayerIndex, double>> repeated;
        for (LayerIndex layer = range.begin; layer < clipped(known, range).end; ++layer)
            repeated.emplace_back(layer, std::max(0.0, known.sensitivity.repeat[layer.value]));
        share(known, repeated, factor * known.costs.repeatCost(clipped(known, range)));
    }

    /// Divides a cost among layers in proportion to their parts.
    void share(MeasuredSource& known, const std::vector<std::pair<LayerIndex, double>>& parts, double cost)
    {
        double whole = 0;
        for (const auto& [layer, size] : parts)
            whole += size;
        for (const auto& [layer, size] : parts)
            known.shares[layer.value] += part() * ratio(cost, known.costs.unit()) * ratio(size, whole);
    }

    /// Layers count by index: a layer of another model at the same index stands in.
    void addLayers()
    {
        for (const auto& [source, known] : m_known)
            for (LayerIndex layer = 0; layer < known.costs.end(); ++layer) {
                if (m_all.visits(layer) == 1)
                    continue;
                m_found.layers.push_back({source, layer, m_all.visits(layer), known.shares[layer.value]});
                m_found.score += known.shares[layer.value];
            }
    }

    static bool inside(const MeasuredSource& known, LayerRange range)
    {
        return range.begin < known.costs.end();
    }
    static LayerRange clipped(const MeasuredSource& known, LayerRange range)
    {
        return {range.begin, std::min(range.end, known.costs.end())};
    }

    const Blocks& m_blocks;
    const PredictionInput& m_input;
    std::map<SourceIndex, MeasuredSource> m_known;
    std::uint32_t m_depth = 0;
    VisitedLayers m_all {0};
    Prediction m_found;
};

bool addsNothing(const Stack& stack, const Block& block)
{
    const Layer* layer = block.scales.empty() ? nullptr : layerOf(stack, block);
    if (layer == nullptr)
        return false;
    const Model& model = *modelOf(stack, block.source);
    bool writes = false;
    for (const TensorIndex index : layer->tensors) {
        const std::string& name = model.tensor(index).name;
        const auto isPartOfName = [&](const std::string& part) {
            return name.find(part) != std::string::npos;
        };
        const auto& writers = model.family->residualWriters;
        if (std::none_of(writers.begin(), writers.end(), isPartOfName))
            continue;
        if (scaleFor(block, name) != 0)
            return false;
        writes = true;
    }
    return writes;
}

} // namespace

Prediction predict(const Blocks& blocks, const PredictionInput& input)
{
    return Predictor(blocks, input).run();
}

Prediction predict(const Stack& stack, const PredictionInput& input)
{
    Blocks blocks;
    std::vector<std::size_t> indices; // of the blocks that are kept
    const Blocks& all = stack.blocks;
    for (std::size_t at = 0; at < all.size(); ++at) {
        // Only beside a block of its own model: removing it must not join two sources.
        const bool isBeside = (!blocks.empty() && blocks.back().source == all[at].source)
            || (at + 1 < all.size() && all[at + 1].source == all[at].source);
        if (isBeside && addsNothing(stack, all[at]))
            continue;
        blocks.push_back(all[at]);
        indices.push_back(at);
    }
    indices.push_back(all.size());
    Prediction found = predict(blocks, input);
    for (SeamShare& seam : found.seams)
        seam.at = indices[seam.at];
    return found;
}

std::vector<std::pair<SourceIndex, SourceIndex>> joinedSources(const Blocks& blocks)
{
    std::set<std::pair<SourceIndex, SourceIndex>> pairs;
    for (std::size_t at = 1; at < blocks.size(); ++at)
        if (blocks[at - 1].source != blocks[at].source)
            pairs.emplace(blocks[at - 1].source, blocks[at].source);
    return {pairs.begin(), pairs.end()};
}

} // namespace layerloom::core
