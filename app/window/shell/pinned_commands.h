#pragma once

#include "app/document/document.h"
#include "app/window/shell/actions.h"

#include <QObject>
#include <QString>

#include <optional>

namespace layerloom::app {

/// Binds the commands of pinned stacks: pins the output, or unpins it when it is pinned, and flips between the pinned ones.
class PinnedCommands : public QObject {
    Q_OBJECT

public:
    PinnedCommands(Document& document, Actions& actions, QObject* parent);

    /// The index into Document::pinned() of the one that the output is; nullopt when it is none of them.
    std::optional<std::size_t> current() const;
    /// Makes a pinned stack the output. Flips that follow each other are one undo step.
    void use(std::size_t index);
    void unpin(std::size_t index);

Q_SIGNALS:
    void reported(const QString& text, bool isError);

private:
    void pinOrUnpin();
    void flip(int step);
    void follow();

    Document& m_document;
    QAction* m_pin;
    quint64 m_gesture = 0; ///< of the last flip
    int m_flipStep = -1; ///< index of the undo stack behind the last flip
};

} // namespace layerloom::app
