#include "core/io/child_process.h"

#include "core/base/error.h"
#include "core/io/descriptor.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <string_view>
#include <sys/wait.h>
#include <unistd.h>

namespace layerloom::core {
namespace {

constexpr std::size_t kMaxOutput = 16'000'000;
constexpr std::size_t kMaxErrors = 64'000;
constexpr int kPollMilliseconds = 50;

[[noreturn]] void failToStart(const std::string& program, int error)
{
    throw Error(ErrorCode::Io, program + " cannot be started: " + std::strerror(error));
}

/// The reading end of a pipe and the end that the child writes to.
class Pipe {
public:
    explicit Pipe(const std::string& program)
    {
        std::array<int, 2> ends {};
        if (pipe2(ends.data(), O_CLOEXEC) != 0)
            failToStart(program, errno);
        m_reading = Descriptor(ends[0]);
        m_writing = Descriptor(ends[1]);
        fcntl(ends[0], F_SETFL, O_NONBLOCK); // of this end alone: the child writes as it is used to
    }

    int readingEnd() const { return m_reading.number(); }
    int writingEnd() const { return m_writing.number(); }
    void closeWritingEnd() { m_writing = Descriptor(); }

    /// Adds the next bytes to `text`. Returns their number: 0 at the end, negative when there are none now.
    ssize_t readInto(std::string& text) const
    {
        std::array<char, 65536> buffer {};
        const ssize_t count = read(m_reading.number(), buffer.data(), buffer.size());
        if (count > 0)
            text.append(buffer.data(), static_cast<std::size_t>(count));
        return count;
    }

private:
    Descriptor m_reading;
    Descriptor m_writing;
};

/// This process's environment with the variables of a command in place of its own.
std::vector<std::string> environmentOf(const ChildCommand& command)
{
    std::vector<std::string> variables;
    for (char** variable = environ; *variable != nullptr; ++variable) {
        const std::string_view text(*variable);
        const std::string_view name = text.substr(0, text.find('='));
        const bool isReplaced = std::any_of(command.environment.begin(), command.environment.end(),
                                            [&](const auto& set) { return set.first == name; });
        if (!isReplaced)
            variables.emplace_back(text);
    }
    for (const auto& [name, value] : command.environment)
        variables.push_back(name + '=' + value);
    return variables;
}

/// The list of pointers that exec takes; they point into `texts`.
std::vector<char*> pointersTo(std::vector<std::string>& texts)
{
    std::vector<char*> pointers;
    pointers.reserve(texts.size() + 1);
    for (std::string& text : texts)
        pointers.push_back(text.data());
    pointers.push_back(nullptr);
    return pointers;
}

/// Starts a command in a process group of its own.
pid_t start(const ChildCommand& command, const Pipe& output, const Pipe& errors)
{
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
    posix_spawn_file_actions_adddup2(&actions, output.writingEnd(), STDOUT_FILENO);
    posix_spawn_file_actions_adddup2(&actions, errors.writingEnd(), STDERR_FILENO);
    posix_spawn_file_actions_addchdir_np(&actions, "/");
    posix_spawnattr_t attributes;
    posix_spawnattr_init(&attributes);
    sigset_t defaults;
    sigemptyset(&defaults);
    for (const int number : {SIGINT, SIGTERM, SIGPIPE})
        sigaddset(&defaults, number);
    posix_spawnattr_setsigdefault(&attributes, &defaults);
    posix_spawnattr_setpgroup(&attributes, 0);
    posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGDEF);
    std::vector<std::string> arguments {command.program};
    arguments.insert(arguments.end(), command.arguments.begin(), command.arguments.end());
    std::vector<std::string> environment = environmentOf(command);
    pid_t child = 0;
    const int error = posix_spawnp(&child, command.program.c_str(), &actions, &attributes,
                                   pointersTo(arguments).data(), pointersTo(environment).data());
    posix_spawnattr_destroy(&attributes);
    posix_spawn_file_actions_destroy(&actions);
    if (error != 0)
        failToStart(command.program, error);
    return child;
}

/// A started child; killed with all it started unless it was waited for.
class Child {
public:
    explicit Child(pid_t id)
        : m_id(id)
    {}
    ~Child()
    {
        if (m_id <= 0)
            return;
        kill(-m_id, SIGKILL);
        waitFor(0);
    }
    Child(const Child&) = delete;
    Child& operator=(const Child&) = delete;

    /// Its exit code; -1 while it runs and `options` is WNOHANG.
    int waitFor(int options)
    {
        int status = 0;
        pid_t ended = 0;
        do
            ended = waitpid(m_id, &status, options);
        while (ended < 0 && errno == EINTR);
        if (ended == 0)
            return -1;
        m_id = 0;
        return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
    }

private:
    pid_t m_id;
};

/// Reads what the child has written so far; drops what is beyond the limits of ChildResult.
class Reader {
public:
    Reader(const Pipe& output, const Pipe& errors)
        : m_output(output)
        , m_errors(errors)
    {}

    void wait()
    {
        poll(m_ends.data(), m_ends.size(), kPollMilliseconds);
        if (m_ends[0].revents != 0 && takeOutput() == 0)
            m_ends[0].fd = -1;
        if (m_ends[1].revents != 0 && takeErrors() == 0)
            m_ends[1].fd = -1;
    }

    ChildResult finished(int exitCode)
    {
        while (takeOutput() > 0) {}
        while (takeErrors() > 0) {}
        m_result.exitCode = exitCode;
        return std::move(m_result);
    }

private:
    ssize_t takeOutput()
    {
        const ssize_t count = m_output.readInto(m_result.output);
        if (m_result.output.size() > kMaxOutput)
            m_result.output.resize(kMaxOutput);
        return count;
    }

    ssize_t takeErrors()
    {
        const ssize_t count = m_errors.readInto(m_result.errors);
        if (m_result.errors.size() > kMaxErrors)
            m_result.errors.erase(0, m_result.errors.size() - kMaxErrors);
        return count;
    }

    const Pipe& m_output;
    const Pipe& m_errors;
    std::array<pollfd, 2> m_ends {pollfd {m_output.readingEnd(), POLLIN, 0},
                                  pollfd {m_errors.readingEnd(), POLLIN, 0}};
    ChildResult m_result;
};

} // namespace

ChildResult runChild(const ChildCommand& command, const JobContext& job)
{
    Pipe output(command.program);
    Pipe errors(command.program);
    Child child(start(command, output, errors));
    output.closeWritingEnd();
    errors.closeWritingEnd();
    Reader reader(output, errors);
    for (;;) {
        if (const int exitCode = child.waitFor(WNOHANG); exitCode >= 0)
            return reader.finished(exitCode);
        job.checkStop();
        reader.wait();
    }
}

} // namespace layerloom::core
