#include "app/cli/progress_line.h"

#include "core/base/text.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <unistd.h>

namespace layerloom::app {

namespace {

constexpr int kBarWidth = 24;
constexpr const char* kClearLine = "\r\x1b[K";

double share(const core::Progress& progress)
{
    return progress.total == 0 ? 0 : static_cast<double>(progress.done) / static_cast<double>(progress.total);
}

/// For printf: the names are literals and end with a zero.
const char* stageText(core::Stage stage)
{
    return core::stageName(stage).data();
}

std::string timeLeft(const core::Progress& progress, double seconds)
{
    const double part = share(progress);
    if (part >= 1 || (seconds < 3 && part < 0.02))
        return {};
    const auto left = static_cast<std::uint64_t>(std::ceil(seconds / part - seconds));
    return left < 90 ? ", about " + std::to_string(left) + " s left"
                     : ", about " + std::to_string((left + 30) / 60) + " min left";
}

/// "16.2 GB of 21.5 GB", "120 of 992 steps".
std::string amountText(const core::Progress& progress)
{
    if (progress.unit == core::ProgressUnit::Bytes)
        return core::shortBytes(progress.done) + " of " + core::shortBytes(progress.total);
    return core::groupedDigits(progress.done) + " of " + core::groupedDigits(progress.total) + ' '
        + std::string(core::unitName(progress.unit));
}

} // namespace

std::string progressText(const core::Progress& progress, double seconds)
{
    std::string text = amountText(progress);
    if (seconds <= 0.5)
        return text;
    if (progress.unit == core::ProgressUnit::Bytes)
        text += ", "
            + core::shortBytes(static_cast<std::uint64_t>(static_cast<double>(progress.done) / seconds))
            + "/s";
    return text + timeLeft(progress, seconds);
}

ProgressLine::ProgressLine(bool isQuiet)
    : m_isQuiet(isQuiet)
    , m_isTerminal(::isatty(STDERR_FILENO) == 1)
    , m_start(std::chrono::steady_clock::now())
{}

ProgressLine::~ProgressLine()
{
    finish();
}

void ProgressLine::show(const core::Progress& progress)
{
    if (m_isQuiet)
        return;
    if (m_isTerminal)
        redraw(progress);
    else
        printTenths(progress);
}

void ProgressLine::finish()
{
    if (m_isOpen)
        std::fprintf(stderr, "\n");
    m_isOpen = false;
}

void ProgressLine::redraw(const core::Progress& progress)
{
    const std::chrono::duration<double> elapsed = std::chrono::steady_clock::now() - m_start;
    const int filled = std::clamp(static_cast<int>(share(progress) * kBarWidth), 0, kBarWidth);
    const std::string bar = std::string(static_cast<std::size_t>(filled), '#')
        + std::string(static_cast<std::size_t>(kBarWidth - filled), '.');
    std::fprintf(stderr, "%s%-10s [%s] %s", kClearLine, stageText(progress.stage), bar.c_str(),
                 progressText(progress, elapsed.count()).c_str());
    m_isOpen = true;
}

void ProgressLine::printTenths(const core::Progress& progress)
{
    const auto tenth = static_cast<std::uint64_t>(share(progress) * 10);
    if (progress.stage == m_stage && tenth == m_tenth)
        return;
    m_stage = progress.stage;
    m_tenth = tenth;
    std::fprintf(stderr, "%s: %llu %%, %s\n", stageText(progress.stage),
                 static_cast<unsigned long long>(share(progress) * 100), amountText(progress).c_str());
}

} // namespace layerloom::app
