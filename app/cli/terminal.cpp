#include "app/cli/terminal.h"

#include "app/cli/exit_code.h"
#include "core/base/visible_text.h"

#include <array>
#include <cerrno>
#include <csignal>
#include <cstdarg>
#include <cstdio>
#include <cstring>
#include <fcntl.h>
#include <unistd.h>
#include <vector>

namespace layerloom::app {

namespace {

bool workIsFinished = false; // the only state of the program's output beside that of stdout

[[gnu::format(printf, 1, 0)]] std::string formatted(const char* format, std::va_list arguments)
{
    std::va_list again;
    va_copy(again, arguments);
    const int length = std::vsnprintf(nullptr, 0, format, again);
    va_end(again);
    std::string text(length < 0 ? 0 : static_cast<std::size_t>(length), '\0');
    std::vsnprintf(text.data(), text.size() + 1, format, arguments);
    return text;
}

void put(std::FILE* stream, const std::string& text)
{
    std::fwrite(text.data(), 1, text.size(), stream);
}

} // namespace

void printLine(const char* format, ...)
{
    std::va_list arguments;
    va_start(arguments, format);
    put(stdout, core::visible(formatted(format, arguments)) + '\n');
    va_end(arguments);
}

void printNote(const char* format, ...)
{
    std::va_list arguments;
    va_start(arguments, format);
    put(stderr, core::visible(formatted(format, arguments)) + '\n');
    va_end(arguments);
}

void printBlankLine()
{
    put(stdout, "\n");
}

void printLines(std::string_view text)
{
    put(stdout, core::visibleLines(text));
}

void printError(const std::string& sentence)
{
    put(stderr, core::visible(sentence) + '\n'); // a zero byte in it would end a printf
}

void prepareStreams()
{
    // The first descriptors that open() gives are those that are closed. Nothing can be written to them.
    int last = 0;
    while (last >= 0 && last <= STDERR_FILENO)
        last = ::open("/dev/null", O_RDONLY);
    if (last > STDERR_FILENO)
        ::close(last);
    for (const int signal : {SIGPIPE, SIGXFSZ})
        std::signal(signal, SIG_IGN);
}

void noteFinishedWork()
{
    workIsFinished = true;
}

int finishOutput(int code)
{
    errno = 0;
    const bool isFlushed = std::fflush(stdout) == 0;
    if (isFlushed && std::ferror(stdout) == 0)
        return code;
    const std::string reason = errno == 0 ? "" : std::string(": ") + std::strerror(errno);
    printError("The output could not be written" + reason);
    return code == Success && !workIsFinished ? Failed : code;
}

} // namespace layerloom::app
