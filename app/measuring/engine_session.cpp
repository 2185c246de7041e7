#include "app/measuring/engine_session.h"

namespace layerloom::app {

struct EngineSession::Kept {
    Kept(const core::RunDevice& device, core::FloatType type, const std::optional<std::uint64_t>& bytes)
        : compute(type)
        , memory(bytes)
        , runner(device.engine, type, device.budget)
    {}

    core::FloatType compute;
    std::optional<std::uint64_t> memory;
    core::StackRunner runner;
    std::shared_ptr<const core::Model> base; ///< of `evaluator`
    core::RunText text;
    std::optional<core::StackEvaluator> evaluator; // after the runner it uses
};

const core::LoadedEngine& EngineSession::engine()
{
    if (!m_engine)
        m_engine = core::loadEngine("auto").value();
    return *m_engine;
}

core::StackRunner& EngineSession::runner(core::FloatType compute)
{
    if (!m_kept || m_kept->compute != compute || m_kept->memory != m_memory) {
        core::RunDevice device = wholeDevice();
        if (m_isSharing)
            device.budget = {device.budget.weights / 2, device.budget.states / 2};
        m_kept = std::make_shared<Kept>(device, compute, m_memory);
    }
    return m_kept->runner;
}

core::StackRunner& EngineSession::runnerFor(const core::Model& base)
{
    return runner(core::computeTypeFor(base, engine().device));
}

core::StackEvaluator& EngineSession::evaluator(const std::shared_ptr<const core::Model>& base,
                                               const core::RunText& text)
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

core::RunDevice EngineSession::wholeDevice()
{
    const core::LoadedEngine& loaded = engine();
    release();
    return core::runDevice(loaded.engine, loaded.device, m_memory);
}

void EngineSession::release()
{
    m_kept.reset();
}

} // namespace layerloom::app
