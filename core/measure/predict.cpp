#include "core/measure/predict.h"

#include <algorithm>
#include <cassert>
#include <set>

namespace layerloom::core {

namespace {

// Both were found on stacks of one model and confirmed on a second of another family: at equal angle a skip costs three
// times what a repeat does, and running a layer twice half of what it costs alone.
constexpr double kSkip = 0.75;
constexpr double kRepeat = 0.25;
constexpr double kRepeatLoss = 0.5;

double median(std::vector<double> values)
{
    if (values.empty())
        return 0;
    const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
    std::nth_element(values.begin(), middle, values.end());
    if (values.size() % 2 == 1)
        return *middle;
    return (*middle + *std::max_element(values.begin(), middle)) / 2;
}

/// What is ordinary in a model: the units of all that is added up.
struct Units {
    explicit Units(const Measurement& measured)
        : loss(median(measured.drop))
    {
        std::vector<double> neighbours;
        for (std::size_t layer = 0; layer < measured.layers(); ++layer)
            neighbours.push_back(measured.angular.at(layer, layer + 1));
        angle = median(std::move(neighbours));
    }

    double angle = 0;
    double loss = 0;
};

double ratio(double value, double unit)
{
    return unit > 0 ? value / unit : 0;
}

class Predictor {
public:
    Predictor(const Blocks& blocks, const MeasuredSources& measured)
        : m_blocks(blocks)
        , m_measured(measured)
    {
        for (const Block& block : blocks)
            m_used.insert(block.source);
        for (const SourceIndex source : m_used)
            m_units.emplace(source, Units(of(source)));
    }

    Prediction run()
    {
        if (m_blocks.empty())
            return {};
        addSeams();
        addLayers();
        m_found.isLessTried = m_used.size() > 1;
        double loss = 0;
        for (const auto& [source, units] : m_units)
            loss += units.loss / static_cast<double>(m_units.size());
        m_found.deltaLoss = m_found.score * loss;
        return std::move(m_found);
    }

private:
    const Measurement& of(SourceIndex source) const
    {
        assert(source < m_measured.sources.size() && m_measured.sources[source] != nullptr);
        return *m_measured.sources[source];
    }

    void addSeams()
    {
        const Block& first = m_blocks.front();
        if (first.layer != 0)
            addSeam(0, {first.source, 0}, {first.source, first.layer});
        for (std::size_t at = 1; at < m_blocks.size(); ++at) {
            const Block& before = m_blocks[at - 1];
            const Block& behind = m_blocks[at];
            if (before.source != behind.source || before.layer + 1 != behind.layer)
                addSeam(at, {before.source, before.layer + 1}, {behind.source, behind.layer});
        }
        const Block& last = m_blocks.back();
        const auto depth = static_cast<std::uint32_t>(of(last.source).layers());
        if (last.layer + 1 != depth)
            addSeam(m_blocks.size(), {last.source, last.layer + 1}, {last.source, depth});
    }

    /// The states entering layers: of which model, and how deep.
    struct Depth {
        SourceIndex source;
        std::uint32_t layer;
    };

    void addSeam(std::size_t at, Depth comes, Depth expected)
    {
        SeamShare seam;
        seam.at = at;
        seam.delta = angleBetween(comes, expected);
        const double unit = (m_units.at(comes.source).angle + m_units.at(expected.source).angle) / 2;
        const bool isRepeat = expected.layer < comes.layer;
        const double layers = ratio(seam.delta, unit);
        seam.ordinaryLayers = isRepeat ? -layers : layers;
        seam.share = (isRepeat ? kRepeat : kSkip) * layers;
        m_found.score += seam.share;
        m_found.seams.push_back(seam);
    }

    double angleBetween(Depth comes, Depth expected) const
    {
        if (comes.source == expected.source)
            return of(comes.source).angular.at(comes.layer, expected.layer);
        return m_measured.between.at({comes.source, expected.source}).at(comes.layer, expected.layer);
    }

    /// Layers are counted by their index: where one model does not contribute a layer, that of another stands in.
    void addLayers()
    {
        std::map<std::uint32_t, std::uint32_t> runs;
        for (const Block& block : m_blocks)
            ++runs[block.layer];
        const auto part = 1 / static_cast<double>(m_used.size());
        for (const SourceIndex source : m_used)
            for (std::uint32_t layer = 0; layer < of(source).layers(); ++layer)
                addLayer({source, layer, runs.contains(layer) ? runs[layer] : 0, 0}, part);
    }

    void addLayer(LayerShare layer, double part)
    {
        if (layer.runs == 1)
            return;
        const Measurement& measured = of(layer.source);
        const double cost = layer.runs == 0
            ? measured.drop[layer.layer]
            : kRepeatLoss * static_cast<double>(layer.runs - 1) * measured.repeat[layer.layer];
        layer.share = part * ratio(cost, m_units.at(layer.source).loss);
        m_found.score += layer.share;
        m_found.layers.push_back(layer);
    }

    const Blocks& m_blocks;
    const MeasuredSources& m_measured;
    std::set<SourceIndex> m_used;
    std::map<SourceIndex, Units> m_units;
    Prediction m_found;
};

} // namespace

Prediction predict(const Blocks& blocks, const MeasuredSources& measured)
{
    return Predictor(blocks, measured).run();
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
