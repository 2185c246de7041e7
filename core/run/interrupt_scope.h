#pragma once

#include "core/base/job_context.h"
#include "core/run/layer_store.h"

namespace layerloom::core {

/// While it lives, a runner hears when a job shall stop; at its end nothing is read on another thread any more.
class InterruptScope {
public:
    InterruptScope(Runner& runner, LayerStore& store, const JobContext& job)
        : m_runner(runner)
        , m_store(store)
    {
        m_runner.setInterrupt([&job] { job.checkStop(); });
    }
    ~InterruptScope()
    {
        m_store.stopReading();
        m_runner.setInterrupt({});
    }
    InterruptScope(const InterruptScope&) = delete;
    InterruptScope& operator=(const InterruptScope&) = delete;

private:
    Runner& m_runner;
    LayerStore& m_store;
};

} // namespace layerloom::core
