#include "app/cli/interrupt.h"

#include <atomic>
#include <csignal>

namespace layerloom::app {

namespace {

// A signal handler can reach nothing else.
std::atomic<bool> interrupted {false};
static_assert(std::atomic<bool>::is_always_lock_free);

extern "C" void remember(int)
{
    interrupted.store(true);
}

} // namespace

void rememberInterrupts()
{
    struct sigaction action {};
    action.sa_handler = remember;
    action.sa_flags = static_cast<int>(SA_RESETHAND | SA_RESTART);
    sigemptyset(&action.sa_mask);
    for (const int signal : {SIGINT, SIGTERM, SIGHUP})
        sigaction(signal, &action, nullptr);
}

bool wasInterrupted()
{
    return interrupted.load();
}

} // namespace layerloom::app
