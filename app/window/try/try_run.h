#pragma once

#include "app/measuring/engine_queue.h"
#include "core/run/text_generation.h"
#include "core/stack/stack.h"

#include <QObject>
#include <QString>

#include <memory>
#include <optional>
#include <string>

namespace layerloom::app {

/// The input of a text generation. Values only: later edits of the document do not change it.
struct TryRequest {
    std::shared_ptr<const core::Stack> stack;
    std::string prompt;
    core::GenerationOptions how;
};

/// The text that one of the two stacks has generated so far.
struct TriedText {
    QString text; ///< whole characters only
    std::uint64_t tokens = 0;
    double tokensPerSecond = 0; ///< 0 while it is not known
    bool hasEnded = false;
};

/// Both texts at one moment.
struct TriedTexts {
    TriedText base;
    TriedText stack;
};

/// Generates text from one prompt with a stack and with the model it is compared with, one token each in turn, on the
/// EngineQueue.
class TryRun : public QObject {
    Q_OBJECT

public:
    explicit TryRun(EngineQueue& queue, QObject* parent = nullptr);

    /// REQUIRES: isRunning() is false.
    void start(const TryRequest& request);
    /// Emits ended() within two seconds.
    void stop();
    bool isRunning() const { return m_job.has_value(); }
    /// The job that must end first; empty when there is none.
    QString waitsFor() const;

Q_SIGNALS:
    /// Another job ended or started: waitsFor() may have changed.
    void placeChanged();
    void advanced(const layerloom::app::TriedTexts& texts);
    /// The generation ended. `problem`: why it is incomplete; none when it is complete.
    void ended(const std::optional<layerloom::core::Error>& problem);

private:
    EngineQueue& m_queue;
    std::optional<EngineQueue::JobId> m_job;
};

/// Why a stack cannot be tried, as sentences; empty when it can, as far as is known without reading its tokenizer.
/// `isTokenizer` is set when only tokenizer files are missing, which the user can add.
QString tryObstacle(const core::Stack& stack, bool& isTokenizer);

/// The model that a stack is compared with: the one that gives its config.json. REQUIRES: the stack has sources.
const core::Source& baseOf(const core::Stack& stack);

} // namespace layerloom::app
