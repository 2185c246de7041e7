#include "app/cli/interrupt.h"

#include "app/cli/exit_code.h"

#include <algorithm>
#include <array>
#include <atomic>
#include <csignal>
#include <unistd.h>

namespace layerloom::app {

namespace {

// A signal handler can reach nothing else.
std::atomic<bool> interrupted {false};
static_assert(std::atomic<bool>::is_always_lock_free);

// Written before the handler is set, read by it alone.
std::array<char, 8192> farewellText {};
std::size_t farewellBytes = 0;

extern "C" void remember(int)
{
    if (!interrupted.exchange(true))
        return;
    // A handler may call little more than this. What cannot be written is not told.
    [[maybe_unused]] const ssize_t written = ::write(STDERR_FILENO, farewellText.data(), farewellBytes);
    ::_exit(Cancelled);
}

} // namespace

void rememberInterrupts(const std::string& farewell)
{
    farewellBytes = std::min(farewell.size(), farewellText.size());
    std::copy_n(farewell.begin(), farewellBytes, farewellText.begin());
    struct sigaction action {};
    action.sa_handler = remember;
    action.sa_flags = SA_RESTART;
    sigemptyset(&action.sa_mask);
    for (const int signal : {SIGINT, SIGTERM, SIGHUP})
        sigaction(signal, &action, nullptr);
}

bool wasInterrupted()
{
    return interrupted.load();
}

} // namespace layerloom::app
