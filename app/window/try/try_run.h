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

/// What shall be tried: values only, later edits of the document do not touch it.
struct TryRequest {
    std::shared_ptr<const core::Stack> stack;
    std::string prompt;
    core::GenerationOptions how;
};

/// What one of the two has written so far.
struct TriedText {
    QString text; ///< whole characters only
    std::uint64_t tokens = 0;
    double tokensPerSecond = 0; ///< 0 while it is not known
    bool hasEnded = false;
};

/// Both, as they stand at one moment.
struct TriedTexts {
    TriedText base;
    TriedText stack;
};

/// Lets the model that a stack is compared with and the stack itself go on with one prompt, a token each in turn, on the
/// measuring thread.
class TryRun : public QObject {
    Q_OBJECT

public:
    explicit TryRun(EngineQueue& thread, QObject* parent = nullptr);

    /// REQUIRES: isRunning() is false.
    void start(const TryRequest& request);
    /// ended() follows within two seconds.
    void stop();
    bool isRunning() const { return m_job.has_value(); }
    /// What has to end first; empty when nothing has to.
    QString waitsFor() const;

Q_SIGNALS:
    /// Another job ended or began: waitsFor() may be another.
    void placeChanged();
    void advanced(const layerloom::app::TriedTexts& texts);
    /// Nothing runs any more. `problem` says why it did not come to its end; none when it did.
    void ended(const std::optional<layerloom::core::Error>& problem);

private:
    EngineQueue& m_thread;
    std::optional<EngineQueue::JobId> m_job;
};

/// Why a stack cannot be tried, as sentences; empty when it can, as far as is known without reading its tokenizer.
/// `isTokenizer` is set when files are missing that a person may put there.
QString tryObstacle(const core::Stack& stack, bool& isTokenizer);

/// The model that a stack is compared with: the one that gives its config.json. REQUIRES: the stack has sources.
const core::Source& baseOf(const core::Stack& stack);

} // namespace layerloom::app
