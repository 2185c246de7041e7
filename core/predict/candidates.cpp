#include "core/predict/candidates.h"

#include "core/base/error.h"
#include "core/base/text.h"
#include "core/stack/stack_rules.h"

#include <algorithm>
#include <map>
#include <set>
#include <utility>

namespace layerloom::core {

namespace {

// Stacks that the search keeps for each depth and number of seams.
constexpr std::size_t kBeam = 24;
constexpr std::size_t kMostSeams = 6;
constexpr std::uint32_t kMostTimes = 10;

/// The layers of a stack of one source; equal stacks have equal layers.
std::vector<LayerIndex> layersOf(const Blocks& blocks)
{
    std::vector<LayerIndex> layers;
    for (const Block& block : blocks)
        layers.push_back(block.layer);
    return layers;
}

/// Boundaries where the next layer is not the one after; a first block behind layer 0 and a last one before the end count.
std::size_t seamsOf(const Blocks& blocks, std::uint32_t depth)
{
    std::size_t seams =
        (blocks.front().layer != 0 ? 1U : 0U) + (blocks.back().layer.value + 1 != depth ? 1U : 0U);
    for (std::size_t i = 1; i < blocks.size(); ++i)
        seams += blocks[i].layer != blocks[i - 1].layer + 1 ? 1U : 0U;
    return seams;
}

PredictionInput inputOf(const Sensitivity& sensitivity, SourceIndex source)
{
    PredictionInput alone;
    alone.sources.resize(source.value + std::size_t {1});
    alone.sources[source.value] = &sensitivity;
    return alone;
}

/// The best distinct stacks so far.
class Ranking {
public:
    explicit Ranking(std::size_t size)
        : m_size(size)
    {}

    void add(Candidate candidate)
    {
        const double score = candidate.prediction.score;
        if (m_best.size() == m_size && score >= m_best.rbegin()->first)
            return;
        if (!m_known.insert(layersOf(candidate.blocks)).second)
            return;
        m_best.emplace(score, std::move(candidate));
        if (m_best.size() <= m_size)
            return;
        const auto worst = std::prev(m_best.end());
        m_known.erase(layersOf(worst->second.blocks));
        m_best.erase(worst);
    }

    const std::multimap<double, Candidate>& best() const { return m_best; }

private:
    std::size_t m_size;
    std::multimap<double, Candidate> m_best;
    std::set<std::vector<LayerIndex>> m_known;
};

class CandidateSearch {
public:
    CandidateSearch(const Sensitivity& sensitivity, SourceIndex source, std::uint32_t layers,
                    std::size_t count, JobContext& job)
        : m_input(inputOf(sensitivity, source))
        , m_source(source)
        , m_depth(static_cast<std::uint32_t>(sensitivity.layers()))
        , m_wanted(layers)
        , m_count(count)
        , m_job(job)
    {}

    std::vector<Candidate> run()
    {
        addRules();
        if (m_wanted > m_depth)
            addRepeats();
        search();
        return chosen();
    }

    std::vector<Candidate> runRules()
    {
        addRules();
        return chosen();
    }

private:
    void addRules()
    {
        if (m_wanted == m_depth)
            return add(layerRange(m_source, 0, LayerIndex::from(m_depth)), "the model itself");
        m_wanted < m_depth ? addDrops() : addUpscales();
    }

    void addDrops()
    {
        const std::uint32_t dropped = m_depth - m_wanted;
        for (LayerIndex first = 0; first.value <= m_wanted; ++first) {
            Blocks blocks;
            for (LayerIndex layer = 0; layer.value < m_depth; ++layer)
                if (layer < first || layer >= first + dropped)
                    blocks.push_back({m_source, layer, {}, false});
            add(std::move(blocks), "drop");
        }
    }

    void addUpscales()
    {
        if (m_wanted % 2 != 0 || m_wanted > 2 * m_depth)
            return;
        const std::uint32_t m = m_depth - m_wanted / 2;
        add(dus(m_source, m_depth, m), "DUS");
        for (std::uint32_t group = 1; group < m_depth - m; ++group)
            add(interlock(m_source, m_source, m_depth, m, group), "interlock");
    }

    /// One range, run two or more times.
    void addRepeats()
    {
        const std::uint32_t added = m_wanted - m_depth;
        for (std::uint32_t times = 2; times <= added + 1; ++times) {
            const std::uint32_t length = added / (times - 1);
            if (length * (times - 1) != added || length > m_depth)
                continue;
            for (LayerIndex first = 0; first.value + length <= m_depth; ++first)
                add(repeatRange(m_source, m_depth, first, first + length, times), "repeat");
        }
    }

    /// The beam search: drops or repeats one range after the other.
    void search()
    {
        if (m_wanted == m_depth)
            return;
        add(layerRange(m_source, 0, LayerIndex::from(m_depth)), "search");
        const bool grows = m_wanted > m_depth;
        for (std::uint32_t depth = m_depth; depth != m_wanted; grows ? ++depth : --depth)
            for (const auto& [seams, ranking] : std::exchange(m_best[depth], {}))
                for (const auto& [score, candidate] : ranking.best())
                    grows ? grow(candidate.blocks) : shrink(candidate.blocks);
    }

    void grow(const Blocks& blocks)
    {
        const auto depth = static_cast<std::uint32_t>(blocks.size());
        for (std::uint32_t length = 1; length <= std::min(m_wanted - depth, m_depth); ++length)
            for (std::uint32_t first = 0; first + length <= depth; ++first) {
                Blocks grown = blocks;
                const auto begin = blocks.begin() + first;
                grown.insert(grown.begin() + first + length, begin, begin + length);
                add(std::move(grown), "search");
            }
    }

    void shrink(const Blocks& blocks)
    {
        const auto depth = static_cast<std::uint32_t>(blocks.size());
        for (std::uint32_t length = 1; length <= depth - m_wanted; ++length)
            for (std::uint32_t first = 0; first + length <= depth; ++first) {
                Blocks shrunk = blocks;
                shrunk.erase(shrunk.begin() + first, shrunk.begin() + first + length);
                add(std::move(shrunk), "search");
            }
    }

    void add(Blocks blocks, const char* rule)
    {
        m_job.checkStop();
        const auto layers = static_cast<std::uint32_t>(blocks.size());
        const std::size_t seams = std::min(seamsOf(blocks, m_depth), kMostSeams);
        const std::size_t size = layers == m_wanted ? std::max(m_count, kBeam) : kBeam;
        Ranking& ranking = m_best[layers].try_emplace(seams, size).first->second;
        Prediction prediction = predict(blocks, m_input);
        ranking.add({std::move(blocks), std::move(prediction), rule});
    }

    /// The best of each number of seams in turn, least predicted Δloss first.
    std::vector<Candidate> chosen()
    {
        std::vector<std::pair<std::size_t, Candidate>> ranked;
        for (const auto& [seams, ranking] : m_best[m_wanted]) {
            std::size_t rank = 0;
            for (const auto& [score, candidate] : ranking.best())
                ranked.emplace_back(rank++, candidate);
        }
        std::stable_sort(ranked.begin(), ranked.end(),
                         [](const auto& left, const auto& right) { return left.first < right.first; });
        ranked.resize(std::min(ranked.size(), m_count));
        std::vector<Candidate> found;
        for (auto& [rank, candidate] : ranked)
            found.push_back(std::move(candidate));
        std::stable_sort(found.begin(), found.end(), [](const Candidate& left, const Candidate& right) {
            return left.prediction.score < right.prediction.score;
        });
        return found;
    }

    using BySeams = std::map<std::size_t, Ranking>;

    PredictionInput m_input;
    SourceIndex m_source;
    std::uint32_t m_depth;
    std::uint32_t m_wanted;
    std::size_t m_count;
    JobContext& m_job;
    std::map<std::uint32_t, BySeams> m_best; ///< by depth
};

} // namespace

std::vector<Candidate> findCandidates(const Sensitivity& sensitivity, SourceIndex source,
                                      std::uint32_t layers, std::size_t count, JobContext& job)
{
    const auto depth = static_cast<std::uint32_t>(sensitivity.layers());
    if (layers == 0 || layers > kMostTimes * depth)
        throw Error(ErrorCode::Mismatch,
                    "A stack of " + counted(layers, "layer") + " cannot be suggested: between 1 and "
                        + std::to_string(kMostTimes * depth) + " are possible");
    return CandidateSearch(sensitivity, source, layers, count, job).run();
}

std::vector<Candidate> ruleCandidates(const Sensitivity& sensitivity, SourceIndex source,
                                      std::uint32_t layers)
{
    JobContext job;
    const std::size_t all = std::max<std::size_t>(layers, sensitivity.layers()) + 1;
    return layers == 0 ? std::vector<Candidate>()
                       : CandidateSearch(sensitivity, source, layers, all, job).runRules();
}

std::vector<Candidate> withSeamsMoved(const Candidate& candidate, const Sensitivity& sensitivity,
                                      SourceIndex source)
{
    const auto depth = static_cast<std::uint32_t>(sensitivity.layers());
    const PredictionInput alone = inputOf(sensitivity, source);
    const Blocks& blocks = candidate.blocks;
    std::vector<Candidate> moved;
    const auto add = [&](std::size_t changed, LayerIndex layer) {
        Blocks other = blocks;
        other[changed].layer = layer;
        Prediction prediction = predict(other, alone);
        moved.push_back({std::move(other), std::move(prediction), "search"});
    };
    for (std::size_t at = 1; at < blocks.size(); ++at) {
        const LayerIndex before = blocks[at - 1].layer;
        const LayerIndex behind = blocks[at].layer;
        if (behind == before + 1)
            continue;
        if (before.value + 1 < depth)
            add(at, before + 1);
        if (behind > 0)
            add(at - 1, behind - 1);
    }
    return moved;
}

} // namespace layerloom::core
