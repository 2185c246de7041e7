#include "core/distance/distance.h"

#include "core/checkpoint/shard_file.h"
#include "core/checkpoint/tensor_reader.h"
#include "core/dequantize/dequantize.h"
#include "core/distance/gram.h"
#include "core/model/tensor_kinds.h"
#include "core/run/finite_check.h"

#include <algorithm>
#include <cassert>
#include <chrono>
#include <cmath>
#include <limits>
#include <map>
#include <memory>
#include <set>

namespace layerloom::core {

namespace {

constexpr double kNone = std::numeric_limits<double>::quiet_NaN();

/// The files of the models, opened when they are first needed.
class Files {
public:
    void read(const KindMember& member, const TensorInfo& tensor, std::uint64_t offset,
              std::span<std::byte> buffer)
    {
        // Layers are read in turns, so each tensor has a reader.
        constexpr std::uint64_t kKept = 1U << 20U;
        const auto readShard = [&](std::uint32_t shard, std::span<std::byte> bytes, std::uint64_t begin) {
            fileOf(member.model->checkpoint->shards()[shard]).read(bytes, begin);
        };
        m_readers.try_emplace(&tensor, kKept).first->second.read(tensor, buffer, offset, readShard);
    }

    /// A file that was written to meanwhile gave a mixture of two states.
    void requireUnchanged() const
    {
        for (const auto& [shard, file] : m_files)
            (void)openShard(*shard);
    }

private:
    const File& fileOf(const Shard& shard)
    {
        File& file = m_files[&shard];
        if (!file.isOpen())
            file = openShard(shard);
        return file;
    }

    std::map<const Shard*, File> m_files;
    std::map<const TensorInfo*, TensorReader> m_readers;
};

/// Sums over kinds, for the distances of whole layers.
struct PairSums {
    Matrix squares; ///< of the differences
    Matrix norms; ///< half the sum of both squared norms
    Matrix kinds; ///< that both layers have, of one shape
};

/// What a pair of rows adds to the sums.
struct PairNumbers {
    double square = 0;
    double norm = 0;
};

void add(PairSums& sums, std::size_t row, std::size_t column, const PairNumbers& numbers)
{
    sums.squares.at(row, column) += numbers.square;
    sums.norms.at(row, column) += numbers.norm;
    sums.kinds.at(row, column) += 1;
}

constexpr std::chrono::milliseconds kReportEvery(200);

double relative(double square, double norm)
{
    return norm == 0 ? 0 : std::sqrt(square / norm);
}

class DistanceJob {
public:
    DistanceJob(const Model& first, const Model* second, JobContext& job, const PartialDistances& partial)
        : m_first(first)
        , m_second(second)
        , m_job(job)
        , m_partial(partial)
    {
        const std::size_t rows = first.table.layers.size();
        const std::size_t columns = second == nullptr ? rows : second->table.layers.size();
        m_sums = {Matrix(rows, columns), Matrix(rows, columns), Matrix(rows, columns)};
        m_found.betweenModels = second != nullptr;
        m_found.rows.resize(rows);
        m_found.columns.resize(second == nullptr ? 0 : columns);
    }

    WeightDistances run()
    {
        std::vector<TensorKind> kinds = tensorKinds(m_first, m_second);
        requireOneShape(kinds);
        setAside(kinds);
        for (const TensorKind& kind : kinds)
            for (const KindMember& member : kind.members)
                for (const TensorInfo* tensor : member.tensors)
                    m_progress.total += tensor->bytes;
        m_progress.stage = Stage::Comparing;
        for (const TensorKind& kind : kinds)
            compare(kind);
        m_files.requireUnchanged();
        finish(kinds);
        return std::move(m_found);
    }

private:
    /// Layers of one shape may be of several kinds, but then of the same ones in both models.
    void requireOneShape(const std::vector<TensorKind>& kinds) const
    {
        if (m_second == nullptr)
            return;
        for (const TensorKind& kind : kinds) {
            const std::set<std::string> first = shapesIn(kind, m_first);
            const std::set<std::string> second = shapesIn(kind, *m_second);
            if (first.empty() || second.empty())
                throw Error(ErrorCode::Mismatch,
                            "The layers are not of one shape: " + kind.name + " is only in "
                                + (first.empty() ? m_second : &m_first)->checkpoint->name());
            if (!std::includes(second.begin(), second.end(), first.begin(), first.end()))
                throw Error(ErrorCode::Mismatch,
                            "The layers are not of one shape: " + kind.name + " is " + *first.begin() + " in "
                                + m_first.checkpoint->name() + " and " + *second.begin() + " in "
                                + m_second->checkpoint->name());
        }
    }

    static std::set<std::string> shapesIn(const TensorKind& kind, const Model& model)
    {
        std::set<std::string> shapes;
        for (const KindMember& member : kind.members)
            if (member.model == &model)
                shapes.insert(member.shape);
        return shapes;
    }

    void setAside(std::vector<TensorKind>& kinds)
    {
        for (const TensorKind& kind : kinds)
            if (!kind.isFloat)
                m_found.notCompared.push_back(kind.name);
        std::erase_if(kinds, [](const TensorKind& kind) { return !kind.isFloat; });
        if (kinds.empty())
            throw Error(ErrorCode::Unsupported,
                        m_first.checkpoint->name()
                            + " has no layer whose weights are plain floating-point numbers");
    }

    void compare(const TensorKind& kind)
    {
        std::map<std::string, std::vector<const KindMember*>> byShape;
        for (const KindMember& member : kind.members)
            byShape[member.shape].push_back(&member);
        Matrix distances(m_sums.norms.rows, m_sums.norms.columns, kNone);
        for (const auto& [shape, members] : byShape) {
            const auto isSecond = [&](const KindMember* member) { return member->model != &m_first; };
            const auto split = std::find_if(members.begin(), members.end(), isSecond) - members.begin();
            std::uint64_t longest = 1;
            for (const TensorInfo* tensor : members[0]->tensors)
                longest = std::max(longest, tensor->elements());
            Gram gram(members.size(), longest, m_second == nullptr ? 0 : static_cast<std::size_t>(split));
            for (std::size_t tensor = 0; tensor < members[0]->tensors.size(); ++tensor)
                addTensor(gram, members, tensor);
            keep(gram, members, distances);
        }
        m_found.kinds.push_back({kind.name, std::move(distances)});
    }

    /// Tensors of equal shape, one of each member, a chunk at a time.
    void addTensor(Gram& gram, const std::vector<const KindMember*>& members, std::size_t tensor)
    {
        const std::uint64_t elements = members[0]->tensors[tensor]->elements();
        std::vector<NumberCounts> counts(members.size());
        for (std::uint64_t first = 0; first < elements; first += gram.chunkColumns()) {
            const std::uint64_t count = std::min<std::uint64_t>(gram.chunkColumns(), elements - first);
            for (std::size_t row = 0; row < members.size(); ++row)
                counts[row] += readRow(*members[row], tensor, first, gram.row(row, count));
            gram.addChunk(count);
            report(gram, members);
        }
        for (std::size_t row = 0; row < members.size(); ++row)
            note(*members[row], *members[row]->tensors[tensor], counts[row]);
    }

    NumberCounts readRow(const KindMember& member, std::size_t tensor, std::uint64_t first,
                         std::span<double> to)
    {
        const TensorInfo& info = *member.tensors[tensor];
        const std::optional<FloatType> type = floatType(info.dtype);
        assert(type); // the others were set aside
        m_buffer.resize(to.size() * bytesPerElement(*type));
        m_files.read(member, info, first * bytesPerElement(*type), m_buffer);
        widen(m_buffer, *type, to);
        m_progress.done += m_buffer.size();
        m_job.step(m_progress);
        return countNumbers(to);
    }

    LayerStatistics& statisticsOf(const KindMember& member)
    {
        return (member.model == &m_first ? m_found.rows : m_found.columns)[member.layer.value];
    }

    void note(const KindMember& member, const TensorInfo& tensor, const NumberCounts& counts)
    {
        statisticsOf(member).counts += counts;
        if (std::string problem = nonFiniteProblem(tensor, *member.model, counts); !problem.empty())
            m_found.problems.push_back(std::move(problem));
    }

    void keep(const Gram& gram, const std::vector<const KindMember*>& members, Matrix& distances)
    {
        for (std::size_t i = 0; i < members.size(); ++i)
            statisticsOf(*members[i]).norm += gram.square(i);
        eachPair(gram, members, [&](std::size_t row, std::size_t column, const PairNumbers& numbers) {
            distances.at(row, column) = relative(numbers.square, numbers.norm);
            add(m_sums, row, column, numbers);
        });
    }

    /// Calls `visit(row, column, numbers)` for every pair of layers that is asked for.
    template <typename Visit>
    void eachPair(const Gram& gram, const std::vector<const KindMember*>& members, const Visit& visit) const
    {
        for (std::size_t i = 0; i < members.size(); ++i)
            for (std::size_t j = i; j < members.size(); ++j) {
                if (m_second != nullptr && members[i]->model == members[j]->model)
                    continue;
                const PairNumbers numbers {gram.squaredDistance(i, j), (gram.square(i) + gram.square(j)) / 2};
                visit(members[i]->layer.value, members[j]->layer.value, numbers);
                if (m_second == nullptr && i != j)
                    visit(members[j]->layer.value, members[i]->layer.value, numbers);
            }
    }

    /// What follows from the kinds that were compared and from what was read of this one.
    void report(const Gram& gram, const std::vector<const KindMember*>& members)
    {
        const auto now = std::chrono::steady_clock::now();
        if (!m_partial || now - m_reported < kReportEvery)
            return;
        m_reported = now;
        PairSums sums = m_sums;
        eachPair(gram, members, [&](std::size_t row, std::size_t column, const PairNumbers& numbers) {
            add(sums, row, column, numbers);
        });
        WeightDistances found;
        found.betweenModels = m_second != nullptr;
        found.all = Matrix(sums.norms.rows, sums.norms.columns, kNone);
        for (std::size_t i = 0; i < found.all.values.size(); ++i)
            if (sums.kinds.values[i] > 0)
                found.all.values[i] = relative(sums.squares.values[i], sums.norms.values[i]);
        m_partial(std::make_shared<const WeightDistances>(std::move(found)));
    }

    /// How many kinds of tensor each layer of a model has.
    static std::vector<double> kindsOf(const std::vector<TensorKind>& kinds, const Model& model)
    {
        std::vector<double> counts(model.table.layers.size());
        for (const TensorKind& kind : kinds)
            for (const KindMember& member : kind.members)
                if (member.model == &model)
                    counts[member.layer.value] += 1;
        return counts;
    }

    void finish(const std::vector<TensorKind>& kinds)
    {
        const std::vector<double> rowKinds = kindsOf(kinds, m_first);
        const std::vector<double> columnKinds = m_second == nullptr ? rowKinds : kindsOf(kinds, *m_second);
        m_found.all = Matrix(m_sums.norms.rows, m_sums.norms.columns, kNone);
        for (std::size_t row = 0; row < m_sums.norms.rows; ++row)
            for (std::size_t column = 0; column < m_sums.norms.columns; ++column)
                if (m_sums.kinds.at(row, column) == rowKinds[row] && rowKinds[row] == columnKinds[column])
                    m_found.all.at(row, column) =
                        relative(m_sums.squares.at(row, column), m_sums.norms.at(row, column));
        for (LayerStatistics& layer : m_found.rows)
            layer.norm = std::sqrt(layer.norm);
        for (LayerStatistics& layer : m_found.columns)
            layer.norm = std::sqrt(layer.norm);
        if (m_second == nullptr)
            m_found.columns = m_found.rows;
    }

    const Model& m_first;
    const Model* m_second;
    JobContext& m_job;
    const PartialDistances& m_partial;
    std::chrono::steady_clock::time_point m_reported;
    Files m_files;
    Progress m_progress;
    std::vector<std::byte> m_buffer;
    PairSums m_sums;
    WeightDistances m_found;
};

} // namespace

Result<WeightDistances> measureDistances(const Model& model, JobContext& job, const PartialDistances& partial)
{
    return guarded([&] { return DistanceJob(withNumbers(model), nullptr, job, partial).run(); });
}

Result<WeightDistances> measureDistances(const Model& first, const Model& second, JobContext& job,
                                         const PartialDistances& partial)
{
    return guarded([&] {
        const Model& rows = withNumbers(first);
        const Model& columns = withNumbers(second);
        // The same folder opened twice is one Model to nobody: rows and columns must be told apart.
        if (&rows == &columns) {
            WeightDistances found = DistanceJob(rows, nullptr, job, partial).run();
            found.betweenModels = true;
            return found;
        }
        return DistanceJob(rows, &columns, job, partial).run();
    });
}

std::optional<DistanceRange> rangeOf(const Matrix& distances, bool betweenModels)
{
    std::optional<DistanceRange> range;
    for (std::size_t row = 0; row < distances.rows; ++row)
        for (std::size_t column = 0; column < distances.columns; ++column) {
            const double distance = distances.at(row, column);
            if ((row == column && !betweenModels) || std::isnan(distance))
                continue;
            if (!range)
                range = DistanceRange {distance, distance};
            range->least = std::min(range->least, distance);
            range->largest = std::max(range->largest, distance);
        }
    return range;
}

} // namespace layerloom::core
