#pragma once

#include "core/base/job_context.h"
#include "core/run/layer_store.h"

namespace layerloom::core {

/// Lets a job interrupt a runner for the lifetime of this object; afterwards nothing is read on another thread.
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
