#include "app/measuring/model_sensitivities.h"

#include "app/base/text.h"
#include "app/measuring/estimate.h"
#include "core/run/run_text.h"
#include "core/run/runnable_stack.h"
#include "core/sensitivity/state_distances.h"

#include <algorithm>
#include <utility>

namespace layerloom::app {

namespace {

using State = ModelSensitivity::State;

} // namespace

struct ModelSensitivities::LookedUp {
    core::SensitivityKey key;
    core::RunText text;
    core::RunText longText;
    core::PredictionFacts facts;

    /// Throws core::Error when the model cannot be run or read.
    static LookedUp of(const std::shared_ptr<const core::Model>& model, const core::RecordCache& cache,
                       const core::JobContext& job)
    {
        (void)core::prepareRun(model).value();
        job.checkStop();
        const core::Tokenizer tokenizer = core::openTokenizer(model->checkpoint->folder()).value();
        job.checkStop();
        LookedUp found;
        found.longText = core::readRunText(tokenizer, {}, core::kEvaluationTokens).value();
        found.text = found.longText;
        found.text.tokens.resize(std::min<std::size_t>(found.text.tokens.size(), core::kSensitivityTokens));
        found.key = core::sensitivityKey(*model, found.text, core::FloatType::F32, job);
        job.checkStop();
        found.facts = core::findPredictionFacts(cache, found.key);
        return found;
    }
};

ModelSensitivities::ModelSensitivities(Document& document, EngineQueue& queue, core::RecordCache cache,
                                       QObject* parent)
    : QObject(parent)
    , m_document(document)
    , m_queue(queue)
    , m_cache(std::move(cache))
{
    connect(&document, &Document::changed, this, &ModelSensitivities::follow);
    connect(&queue, &EngineQueue::started, this, &ModelSensitivities::showStarted);
    connect(&queue, &EngineQueue::paused, this, &ModelSensitivities::showPaused);
    connect(&queue, &EngineQueue::progressed, this, &ModelSensitivities::showProgress);
    follow();
}

const ModelSensitivity* ModelSensitivities::find(const core::Source& source) const
{
    const auto found = source.model ? m_models.find(identityOf(source)) : m_models.end();
    return found == m_models.end() ? nullptr : &found->second;
}

std::vector<core::SourceIndex> ModelSensitivities::usedSources(const core::Stack& stack)
{
    std::vector<core::SourceIndex> used = core::usedSources(stack.blocks);
    if (used.empty())
        for (core::SourceIndex source = 0; source.value < stack.setup.sources.size(); ++source)
            used.push_back(source);
    return used;
}

bool ModelSensitivities::isMeasured(const core::Source& source) const
{
    const ModelSensitivity* known = find(source);
    return known != nullptr && known->state == State::Measured;
}

core::KnownFacts ModelSensitivities::factsAbout(const core::Stack& stack) const
{
    const std::vector<core::Source>& sources = stack.setup.sources;
    return {[this, &sources](core::SourceIndex source) {
                return isMeasured(sources[source.value]) ? &find(sources[source.value])->facts : nullptr;
            },
            [this, &sources](core::SourceIndex before, core::SourceIndex behind) {
                return between(sources[before.value], sources[behind.value]);
            }};
}

std::optional<core::PredictionInput> ModelSensitivities::predictionInput(const core::Stack& stack) const
{
    return core::gatherPredictionInput(stack.blocks, factsAbout(stack));
}

std::shared_ptr<const core::Matrix> ModelSensitivities::between(const core::Source& first,
                                                                const core::Source& second) const
{
    if (identityOf(first) == identityOf(second)) {
        const ModelSensitivity* known = find(first);
        if (known == nullptr || !known->facts.sensitivity)
            return nullptr;
        return {known->facts.sensitivity, &known->facts.sensitivity->angular};
    }
    const auto found = m_between.find({identityOf(first), identityOf(second)});
    return found == m_between.end() ? nullptr : found->second.angular;
}

QString ModelSensitivities::obstacleBetween(const core::Source& first, const core::Source& second) const
{
    const auto found = m_between.find({identityOf(first), identityOf(second)});
    return found == m_between.end() ? QString() : found->second.sentence;
}

// Models that came are looked up; what is measured of those that went is stopped.
void ModelSensitivities::follow()
{
    forgetRemoved();
    for (const core::Source& source : m_document.stack().setup.sources)
        if (source.model && !m_models.contains(identityOf(source)))
            lookUp(source);
    measureBetweenAll();
}

void ModelSensitivities::forgetRemoved()
{
    const std::vector<core::Source>& sources = m_document.stack().setup.sources;
    for (const auto& [source, known] : m_models)
        if (known.job != 0 && std::ranges::find(sources, source, identityOf) == sources.end())
            m_queue.cancel(known.job);
}

void ModelSensitivities::lookUp(const core::Source& source)
{
    ModelSensitivity& entry = m_models[identityOf(source)];
    entry.model = source.model;
    entry.expectedSeconds = sensitivitySeconds(*source.model, core::kSensitivityTokens);
    m_lookUps.start(
        tr("Looking for a measurement of %1").arg(QString::fromStdString(source.label)),
        JobQueue::Urgency::Background, *this,
        [model = source.model, cache = m_cache](const core::JobContext& job) {
            return LookedUp::of(model, cache, job);
        },
        [this, identity = identityOf(source)](const core::Result<LookedUp>& found) {
            showLookedUp(identity, found);
        });
}

void ModelSensitivities::showLookedUp(const SourceIdentity& source, const core::Result<LookedUp>& found)
{
    ModelSensitivity& entry = m_models[source];
    if (!found) {
        entry.state = State::Impossible;
        entry.sentence = sentence(found.error().message());
    } else {
        entry.key = found->key;
        entry.text = found->text;
        entry.longText = found->longText;
        entry.state = found->facts.sensitivity ? State::Measured : State::NotMeasured;
        entry.facts = found->facts;
    }
    measureBetweenAll();
    Q_EMIT changed();
}

core::LossScale ModelSensitivities::scaleFor(const core::Stack& stack) const
{
    return core::lossScaleFor(stack.blocks, factsAbout(stack));
}

void ModelSensitivities::learn(const core::Stack& stack, const core::Evaluation& found)
{
    if (found.tokens < core::kFirstTokens || stack.blocks.empty())
        return;
    const std::optional<core::EvaluatedStack> measured = core::evaluatedStack(stack, found);
    if (!measured) {
        m_others.emplace_back(stack, found);
        return;
    }
    const core::Source& source = stack.setup.sources[stack.blocks.front().source.value];
    const ModelSensitivity* known = find(source);
    if (known == nullptr || known->text.tokens.empty())
        return;
    core::addStack(m_models[identityOf(source)].facts.stacks, *measured);
    m_lookUps.start(
        tr("Caching an evaluation of %1").arg(QString::fromStdString(source.label)),
        JobQueue::Urgency::Background, *this,
        [measured = *measured, key = known->key, cache = m_cache](const core::JobContext&) {
            core::storeEvaluatedStack(cache, key, measured);
        },
        // A failure to store must not fail the evaluation.
        [this, identity = identityOf(source)](const core::Result<void>&) { sharpen(identity); });
}

std::optional<core::Evaluation> ModelSensitivities::measured(const core::Stack& stack) const
{
    if (const auto layers = core::layersOfOneModel(stack)) {
        const ModelSensitivity* known = find(stack.setup.sources[stack.blocks.front().source.value]);
        if (known == nullptr)
            return std::nullopt;
        const auto found = std::ranges::find(known->facts.stacks, *layers, &core::EvaluatedStack::layers);
        return found == known->facts.stacks.end() ? std::nullopt : found->evaluation;
    }
    const auto isSame = [&](const auto& other) {
        return other.first.blocks == stack.blocks && other.first.setup == stack.setup;
    };
    const auto found = std::find_if(m_others.rbegin(), m_others.rend(), isSame);
    return found == m_others.rend() ? std::nullopt : std::optional(found->second);
}

// Behind the note: the model may have been measured meanwhile.
void ModelSensitivities::sharpen(const SourceIdentity& source)
{
    const ModelSensitivity& entry = m_models[source];
    if (entry.state != State::Measured)
        return;
    m_lookUps.start(
        tr("Reading cached evaluations"), JobQueue::Urgency::Background, *this,
        [known = entry.facts.sensitivity, cache = m_cache](const core::JobContext&) {
            return core::predictionFacts(cache, known).scale;
        },
        [this, source](const core::Result<core::LossScale>& scale) {
            if (!scale)
                return;
            m_models[source].facts.scale = *scale;
            Q_EMIT changed();
        });
}

void ModelSensitivities::measure(const core::Source& source)
{
    const ModelSensitivity* known = find(source);
    if (known == nullptr || known->state != State::NotMeasured)
        return;
    const SourceIdentity identity = identityOf(source);
    ModelSensitivity& entry = m_models[identity];
    entry.state = State::Waiting;
    entry.sentence.clear();
    entry.meter = {};
    entry.secondsBefore = 0;
    const auto partial = m_queue.relay<std::shared_ptr<const core::Sensitivity>>(
        *this, [this, identity](const std::shared_ptr<const core::Sensitivity>& found) {
            m_models[identity].facts.sensitivity = found;
            Q_EMIT progressed();
        });
    entry.job = m_queue.start(
        tr("Measuring %1").arg(QString::fromStdString(source.label)), EngineQueue::Urgency::Background, *this,
        [model = entry.model, text = entry.text, partial, cache = m_cache](core::JobContext& job,
                                                                           EngineSession& session) {
            const core::SensitivityInput input {model, text, session.wholeDevice(), partial};
            return core::predictionFacts(
                cache,
                std::make_shared<const core::Sensitivity>(
                    core::findOrMeasureSensitivity(input, cache, job).value().value));
        },
        [this, identity](const core::Result<core::PredictionFacts>& found) {
            showMeasured(identity, found);
        });
    Q_EMIT changed();
}

void ModelSensitivities::measureUsed()
{
    const auto snapshot = m_document.snapshot();
    for (const core::SourceIndex source : usedSources(*snapshot))
        measure(snapshot->setup.sources[source.value]);
}

void ModelSensitivities::cancel()
{
    std::vector<JobQueue::JobId> jobs;
    for (const auto& [source, entry] : m_models)
        if (entry.job != 0)
            jobs.push_back(entry.job);
    for (const JobQueue::JobId job : jobs)
        m_queue.cancel(job);
}

bool ModelSensitivities::isMeasuring() const
{
    return std::ranges::any_of(m_models, [](const auto& each) { return each.second.job != 0; });
}

ModelSensitivity* ModelSensitivities::ofJob(JobQueue::JobId job)
{
    const auto found =
        std::ranges::find_if(m_models, [job](const auto& each) { return each.second.job == job; });
    return found == m_models.end() ? nullptr : &found->second;
}

void ModelSensitivities::showStarted(JobQueue::JobId job)
{
    ModelSensitivity* entry = ofJob(job);
    if (entry == nullptr)
        return;
    entry->state = State::Measuring;
    m_clock.start();
    Q_EMIT changed();
}

void ModelSensitivities::showPaused(JobQueue::JobId job)
{
    ModelSensitivity* entry = ofJob(job);
    if (entry == nullptr)
        return;
    entry->state = State::Paused;
    entry->secondsBefore += static_cast<double>(m_clock.elapsed()) / 1000;
    Q_EMIT changed();
}

void ModelSensitivities::showProgress(JobQueue::JobId job, const core::Progress& progress)
{
    ModelSensitivity* entry = ofJob(job);
    if (entry == nullptr)
        return;
    entry->meter.add(entry->secondsBefore + static_cast<double>(m_clock.elapsed()) / 1000, progress.done,
                     progress.total);
    Q_EMIT progressed();
}

void ModelSensitivities::showMeasured(const SourceIdentity& source,
                                      const core::Result<core::PredictionFacts>& found)
{
    ModelSensitivity& entry = m_models[source];
    entry.job = 0;
    entry.state = found ? State::Measured : State::NotMeasured;
    if (found) {
        // What ran meanwhile may not be in the cache yet.
        const std::vector<core::EvaluatedStack> stacks = std::exchange(entry.facts.stacks, {});
        entry.facts = *found;
        for (const core::EvaluatedStack& stack : stacks)
            core::addStack(entry.facts.stacks, stack);
    } else {
        entry.facts.sensitivity = nullptr;
    }
    if (!found && found.error().code() != core::ErrorCode::Cancelled)
        entry.sentence = sentence(found.error().message());
    measureBetweenAll();
    Q_EMIT changed();
}

// Every two measured models of the document, so that a drag that joins them can be predicted too.
void ModelSensitivities::measureBetweenAll()
{
    const std::vector<core::Source>& sources = m_document.stack().setup.sources;
    for (std::size_t first = 0; first < sources.size(); ++first)
        for (std::size_t second = first + 1; second < sources.size(); ++second)
            if (isMeasured(sources[first]) && isMeasured(sources[second])
                && identityOf(sources[first]) != identityOf(sources[second])
                && !m_between.contains({identityOf(sources[first]), identityOf(sources[second])}))
                measureStateDistances(sources[first], sources[second]);
}

void ModelSensitivities::measureStateDistances(const core::Source& one, const core::Source& other)
{
    const ModelSensitivity& first = *find(one);
    const ModelSensitivity& second = *find(other);
    const Pair pair(identityOf(one), identityOf(other));
    m_between[pair] = m_between[reversed(pair)] = {};
    if (first.text.tokens != second.text.tokens) {
        refusePair(
            pair,
            tr("The tokenizers of %1 and %2 do not make the same tokens, so their states cannot be compared.")
                .arg(QString::fromStdString(first.facts.sensitivity->model),
                     QString::fromStdString(second.facts.sensitivity->model)));
        return;
    }
    m_queue.start(
        tr("Measuring between two models"), EngineQueue::Urgency::Background, *this,
        [rows = first.model, columns = second.model, text = first.text, key = first.facts.sensitivity->key,
         otherKey = second.facts.sensitivity->key,
         cache = m_cache](core::JobContext& job, EngineSession& session) {
            std::optional<core::StateDistances> known = core::findStateDistances(cache, key, otherKey);
            if (!known) {
                const core::StateDistancesInput input {rows, columns, text, session.wholeDevice()};
                known = core::findOrMeasureStateDistances(input, cache, job).value().value;
            }
            return std::make_shared<const core::Matrix>(std::move(known->angular));
        },
        [this, pair](const core::Result<std::shared_ptr<const core::Matrix>>& found) {
            takeStateDistances(pair, found);
        });
}

void ModelSensitivities::refusePair(const Pair& pair, const QString& why)
{
    m_between[pair].sentence = m_between[reversed(pair)].sentence = why;
}

void ModelSensitivities::takeStateDistances(const Pair& pair,
                                            const core::Result<std::shared_ptr<const core::Matrix>>& measured)
{
    if (measured) {
        m_between[pair].angular = *measured;
        m_between[reversed(pair)].angular = std::make_shared<const core::Matrix>(transposed(**measured));
    } else if (measured.error().code() == core::ErrorCode::Cancelled) {
        m_between.erase(pair);
        m_between.erase(reversed(pair));
    } else {
        refusePair(pair, sentence(measured.error().message()));
    }
    Q_EMIT changed();
}

} // namespace layerloom::app
