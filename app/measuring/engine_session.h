#pragma once

#include "core/engine/load_engine.h"
#include "core/run/evaluate.h"
#include "core/run/stack_runner.h"
#include "core/sensitivity/measure_sensitivity.h"

#include <cstdint>
#include <memory>
#include <optional>

namespace layerloom::app {

/// The engine, loaded on first use, and one StackRunner that keeps its layers and hidden states from job to job. Used by one
/// job at a time. Functions throw core::Error, also when there is no engine.
class EngineSession {
public:
    /// The kept runner. Another compute type or memory limit than it was made for makes a new one. Valid until the end of the
    /// job or the next call of another function.
    core::StackRunner& runner(core::FloatType compute);
    /// The same for stacks that are compared with `base`.
    core::StackRunner& runnerFor(const core::Model& base);
    /// Evaluates stacks of `base` on `text` with the kept runner. Stacks of the same base and text run only from their first
    /// difference to earlier ones. Valid as runner() is.
    core::StackEvaluator& evaluator(const std::shared_ptr<const core::Model>& base,
                                    const core::RunText& text);
    /// For work that makes a runner of its own (core::findOrMeasureSensitivity): releases the kept one first, so that memory
    /// does not hold both.
    core::RunDevice wholeDevice();
    /// Memory limit in bytes; nullopt: half of the memory that is free when a runner is made.
    void setMemory(const std::optional<std::uint64_t>& bytes) { m_memory = bytes; }
    /// True halves the budget of a runner made from now on: a paused job keeps its memory.
    void setSharing(bool isSharing) { m_isSharing = isSharing; }
    /// Frees hidden states, layers and opened files.
    void release();

private:
    struct Kept;

    const core::LoadedEngine& engine();

    std::optional<core::LoadedEngine> m_engine;
    std::shared_ptr<Kept> m_kept; // shared: incomplete type
    std::optional<std::uint64_t> m_memory;
    bool m_isSharing = false;
};

} // namespace layerloom::app
