#include "app/measuring/run_place.h"

namespace layerloom::app {

struct RunPlace::Kept {
    Kept(const core::MeasuringPlace& place, core::FloatType type, const std::optional<std::uint64_t>& bytes)
        : compute(type)
        , memory(bytes)
        , runner(place.engine, type, place.budget)
    {}

    core::FloatType compute;
    std::optional<std::uint64_t> memory;
    core::StackRunner runner;
    std::shared_ptr<const core::Model> base; ///< of `evaluator`
    core::MeasuredText text;
    std::optional<core::StackEvaluator> evaluator; // after the runner it uses
};

const core::LoadedEngine& RunPlace::engine()
{
    if (!m_engine)
        m_engine = core::loadEngine("auto").value();
    return *m_engine;
}

core::StackRunner& RunPlace::runner(core::FloatType compute)
{
    if (!m_kept || m_kept->compute != compute || m_kept->memory != m_memory) {
        core::MeasuringPlace place = wholePlace();
        if (m_isBeside)
            place.budget = {place.budget.weights / 2, place.budget.states / 2};
        m_kept = std::make_shared<Kept>(place, compute, m_memory);
    }
    return m_kept->runner;
}

core::StackRunner& RunPlace::runnerFor(const core::Model& base)
{
    return runner(core::computeTypeFor(base, engine().device));
}

core::StackEvaluator& RunPlace::evaluator(const std::shared_ptr<const core::Model>& base,
                                          const core::MeasuredText& text)
{
    core::StackRunner& runner = runnerFor(*base);
    const bool isSame =
        m_kept->base == base && m_kept->text.tokens == text.tokens && m_kept->text.window == text.window;
    std::optional<core::StackEvaluator>& evaluator = m_kept->evaluator;
    if (isSame && evaluator)
        return *evaluator;
    m_kept->base = base;
    m_kept->text = text;
    return evaluator.emplace(runner, core::prepareRun(base).value(), text.tokens, text.window);
}

core::MeasuringPlace RunPlace::wholePlace()
{
    const core::LoadedEngine& loaded = engine();
    release();
    return core::measuringPlace(loaded.engine, loaded.device, m_memory);
}

void RunPlace::release()
{
    m_kept.reset();
}

} // namespace layerloom::app
