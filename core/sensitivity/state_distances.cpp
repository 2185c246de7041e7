#include "core/sensitivity/state_distances.h"

#include "core/base/error.h"
#include "core/checkpoint/weights_fingerprint.h"
#include "core/io/json_matrix.h"
#include "core/run/finite_check.h"
#include "core/sensitivity/measure_sensitivity.h"
#include "core/sensitivity/sensitivity_json.h"

#include <algorithm>

namespace layerloom::core {

namespace {

/// The states of a stack at every depth, on a batch.
std::vector<HiddenStatePointer> statesOf(StackRunner& runner, const RunnableStack& stack,
                                         const TokenBatch& batch, JobContext& job)
{
    std::vector<HiddenStatePointer> states;
    RunOptions options;
    options.keepStates = false;
    options.seen = [&](std::size_t, const HiddenStatePointer& state) { states.push_back(state); };
    runner.run(stack, batch, job, options);
    requireFinite(runner.runner().values(*states.back()), stack, job);
    return states;
}

void requireOneSize(const RunnableStack& first, const RunnableStack& second)
{
    if (first.traits.hidden != second.traits.hidden)
        throw Error(ErrorCode::Mismatch,
                    "States of " + std::to_string(first.traits.hidden)
                        + " numbers cannot be compared with those of "
                        + std::to_string(second.traits.hidden));
}

/// Adds the angles between the states of two models, weighted by tokens.
void addAngles(Runner& runner, std::vector<HiddenStatePointer> rows,
               const std::vector<HiddenStatePointer>& columns, double weight, Matrix& angles)
{
    const std::size_t count = rows.size();
    rows.insert(rows.end(), columns.begin(), columns.end());
    const HiddenStateComparison found = runner.compare(rows);
    for (std::size_t row = 0; row < angles.rows; ++row)
        for (std::size_t column = 0; column < angles.columns; ++column)
            angles.at(row, column) += weight * found.angles.at(row, count + column);
}

SensitivityKey keyOfFirst(const StateDistancesInput& input, const JobContext& job)
{
    return sensitivityKey(*input.first, input.text, computeTypeFor(*input.first, input.device.id), job);
}

StateDistances between(const StateDistancesInput& input, JobContext& job)
{
    const RunnableStack left = prepareRun(input.first).value();
    const RunnableStack right = prepareRun(input.second).value();
    requireOneSize(left, right);
    const RunDevice& device = input.device;
    StackRunner runner(device.engine, computeTypeFor(*input.first, device.id), device.budget);
    StateDistances found {keyOfFirst(input, job), weightsFingerprint(*input.second->checkpoint, job),
                          Matrix(left.blocks.size() + 1, right.blocks.size() + 1)};
    const auto batches = tokenWindows(input.text.tokens, input.text.window, 1);
    double tokens = 0;
    for (const TokenBatch& batch : batches)
        tokens += static_cast<double>(batch.tokens.size());
    Progress progress {Stage::Measuring, ProgressUnit::Steps, 0, 2 * batches.size()};
    for (const TokenBatch& batch : batches) {
        job.step(progress);
        std::vector<HiddenStatePointer> rows = statesOf(runner, left, batch, job);
        ++progress.done;
        job.step(progress);
        const std::vector<HiddenStatePointer> columns = statesOf(runner, right, batch, job);
        ++progress.done;
        addAngles(runner.runner(), std::move(rows), columns,
                  static_cast<double>(batch.tokens.size()) / tokens, found.angular);
    }
    job.step(progress);
    return found;
}

std::string serializedDistances(const StateDistances& distances)
{
    nlohmann::ordered_json json = sensitivityKeyJson(distances.key);
    json["other"] = distances.other;
    json["angular"] = matrixJson(distances.angular);
    return asciiText(json);
}

StateDistances parsedDistances(std::string_view body)
{
    const auto json = nlohmann::ordered_json::parse(body);
    StateDistances distances {sensitivityKeyFrom(json), json.at("other").get<std::string>(),
                              matrixFrom(json.at("angular"))};
    if (distances.angular.values.empty() || !areFinite(distances.angular.values))
        throw Error(ErrorCode::Corrupt, "The angles between two models are missing, or not finite");
    return distances;
}

} // namespace

Result<StateDistances> measureStateDistances(const StateDistancesInput& input, JobContext& job)
{
    return guarded([&] { return between(input, job); });
}

RecordFormat<StateDistances> stateDistancesFormat()
{
    // The number grows when a value changes its meaning: older records then count as missing.
    return {"state-distances-1", serializedDistances, parsedDistances};
}

std::string stateDistancesId(const SensitivityKey& key, const std::string& other)
{
    return recordId(key) + ' ' + other;
}

std::optional<StateDistances> findStateDistances(const RecordCache& cache, const SensitivityKey& first,
                                                 const SensitivityKey& second)
{
    return findCached(cache, stateDistancesId(first, second.fingerprint), stateDistancesFormat());
}

Result<Cached<StateDistances>> findOrMeasureStateDistances(const StateDistancesInput& input,
                                                           const RecordCache& cache, JobContext& job)
{
    return guarded([&] {
        const std::string id =
            stateDistancesId(keyOfFirst(input, job), weightsFingerprint(*input.second->checkpoint, job));
        return cachedOr(cache, id, stateDistancesFormat(), job, [&] { return between(input, job); });
    });
}

} // namespace layerloom::core
