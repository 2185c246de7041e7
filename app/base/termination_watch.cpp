#include "app/base/termination_watch.h"

#include <QSocketNotifier>

#include <array>
#include <atomic>
#include <csignal>
#include <fcntl.h>
#include <unistd.h>

namespace layerloom::app {

namespace {

constexpr std::array kSignals {SIGTERM, SIGHUP, SIGINT};

// A signal handler can reach nothing else.
std::atomic<int> sendingEnd {-1};
static_assert(std::atomic<int>::is_always_lock_free);

extern "C" void sendSignal(int signal)
{
    const auto number = static_cast<char>(signal);
    [[maybe_unused]] const ssize_t sent = ::write(sendingEnd.load(), &number, 1);
}

void handle(void (*handler)(int))
{
    struct sigaction action {};
    action.sa_handler = handler;
    action.sa_flags = static_cast<int>(SA_RESETHAND | SA_RESTART);
    sigemptyset(&action.sa_mask);
    for (const int signal : kSignals)
        sigaction(signal, &action, nullptr);
}

} // namespace

TerminationWatch::TerminationWatch(QObject* parent)
    : QObject(parent)
{
    std::array<int, 2> ends {};
    if (::pipe2(ends.data(), O_CLOEXEC | O_NONBLOCK) != 0)
        return;
    m_receiving = core::Descriptor(ends[0]);
    m_sending = core::Descriptor(ends[1]);
    auto* notifier = new QSocketNotifier(ends[0], QSocketNotifier::Read, this);
    connect(notifier, &QSocketNotifier::activated, this, &TerminationWatch::receive);
    sendingEnd = ends[1];
    handle(sendSignal);
}

TerminationWatch::~TerminationWatch()
{
    handle(SIG_DFL);
    sendingEnd = -1;
}

void TerminationWatch::receive()
{
    char signal = 0;
    if (::read(m_receiving.number(), &signal, 1) == 1)
        Q_EMIT requested(signal);
}

} // namespace layerloom::app
