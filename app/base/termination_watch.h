#pragma once

#include "core/io/descriptor.h"

#include <QObject>

namespace layerloom::app {

/// Reports in the event loop that the process was asked to end: SIGTERM at logout, SIGHUP, SIGINT. A second signal of
/// the same kind ends the process. One at a time.
class TerminationWatch : public QObject {
    Q_OBJECT

public:
    explicit TerminationWatch(QObject* parent = nullptr);
    ~TerminationWatch() override;

Q_SIGNALS:
    void requested(int signal);

private:
    void receive();

    core::Descriptor m_sending;
    core::Descriptor m_receiving;
};

} // namespace layerloom::app
