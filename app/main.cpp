#include "app/command_line.h"
#include "app/screenshot.h"
#include "app/window/shell/main_window.h"
#include "app/window/shell/view_commands.h"
#include "app/workspace/open_path.h"
#include "core/engine/load_engine.h"
#include "core/io/record_cache.h"
#include "widgets/controls/icon.h"
#include "widgets/controls/theme.h"

#include <QApplication>
#include <QSettings>
#include <QTemporaryDir>
#include <QTimer>

#include <csignal>
#include <cstdio>
#include <exception>

using namespace layerloom;

namespace {

void print(std::FILE* stream, const QString& text)
{
    std::fputs(text.toLocal8Bit().constData(), stream);
}

QStringList argumentsOf(int argc, char** argv)
{
    QStringList arguments;
    for (int i = 1; i < argc; ++i)
        arguments.append(QString::fromLocal8Bit(argv[i]));
    return arguments;
}

// One window takes all models and the first document; every further document gets a window of its own.
void openWindows(app::MainWindow& first, const core::RecordCache& cache, const QStringList& paths)
{
    QStringList here;
    bool hasDocument = false;
    for (const QString& path : paths) {
        const app::PathKind kind = app::kindOf(path);
        const bool isDocument = kind == app::PathKind::Document || kind == app::PathKind::Recipe;
        if (isDocument && hasDocument) {
            auto* window = new app::MainWindow(cache);
            window->setAttribute(Qt::WA_DeleteOnClose);
            window->show();
            window->open({path});
        } else {
            here.append(path);
            hasDocument = hasDocument || isDocument;
        }
    }
    first.open(here);
}

int runWindow(const app::CommandLine& line, QApplication& application)
{
    widgets::applyTheme(application, line.theme.value_or(app::storedTheme()));
    const core::RecordCache cache(core::userRecordFolder());
    if (const std::string fault = cache.fault(); !fault.empty())
        print(stderr,
              QStringLiteral("note: results are not cached: %1\n").arg(QString::fromStdString(fault)));
    app::MainWindow window(cache);
    window.show();
    QTimer::singleShot(0, &window, [&window, &line, &cache] {
        window.offerLeftovers();
        openWindows(window, cache, line.paths);
    });
    return QApplication::exec();
}

int runScreenshot(const app::CommandLine& line, QApplication& application)
{
    // A picture shows the window with default settings.
    const QTemporaryDir settings;
    QSettings::setPath(QSettings::NativeFormat, QSettings::UserScope, settings.path());
    widgets::applyTheme(application, line.theme.value_or(widgets::ThemeChoice::Light));
    app::MainWindow window(core::RecordCache(core::userRecordFolder()));
    window.resize(line.size);
    window.show();
    window.open(line.paths);
    if (app::takeScreenshot(window, line.screenshot))
        return 0;
    print(stderr, QStringLiteral("%1 was not written\n").arg(line.screenshot));
    return 1;
}

int run(int argc, char** argv)
{
    const app::CommandLine line = app::parseCommandLine(argumentsOf(argc, argv));
    if (line.help || line.version) {
        print(stdout, line.help ? app::helpText() : QStringLiteral("layerloom " LAYERLOOM_VERSION "\n"));
        return 0;
    }
    if (!line.mistake.isEmpty()) {
        print(stderr, line.mistake + QLatin1Char('\n'));
        return 2;
    }
    if (!line.scale.isEmpty())
        qputenv("QT_SCALE_FACTOR", line.scale.toLatin1());
    if (!line.screenshot.isEmpty())
        qputenv("QT_QPA_PLATFORM", "offscreen");
    QApplication application(argc, argv);
    QApplication::setOrganizationName(QStringLiteral("layerloom"));
    QApplication::setApplicationName(QStringLiteral("layerloom"));
    QApplication::setApplicationDisplayName(QStringLiteral("Layerloom"));
    QApplication::setApplicationVersion(QStringLiteral(LAYERLOOM_VERSION));
    QApplication::setWindowIcon(widgets::applicationIcon());
    return line.screenshot.isEmpty() ? runWindow(line, application) : runScreenshot(line, application);
}

} // namespace

int main(int argc, char** argv)
{
    core::letEnginesSleep();
    std::signal(SIGXFSZ, SIG_IGN); // a file that may not grow is an error that is told
    try {
        return run(argc, argv);
    } catch (const std::exception& error) {
        std::fprintf(stderr, "Layerloom had to stop: %s\n", error.what());
        return 1;
    }
}
