#include "app/base/desktop_settings.h"
#include "app/base/language.h"
#include "app/base/termination_watch.h"
#include "app/command_line.h"
#include "app/screenshot.h"
#include "app/window/shell/main_window.h"
#include "app/window/shell/recovery_dialog.h"
#include "app/window/shell/view_commands.h"
#include "app/workspace/open_path.h"
#include "core/engine/load_engine.h"
#include "core/help/description.h"
#include "core/io/record_cache.h"
#include "widgets/controls/combo_names.h"
#include "widgets/controls/icon.h"
#include "widgets/controls/theme.h"

#include <QApplication>
#include <QSettings>
#include <QTemporaryDir>
#include <QTimer>

#include <csignal>
#include <cstdio>
#include <exception>
#include <filesystem>
#include <utility>
#include <vector>

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

/// What every window gets.
struct WindowFolders {
    core::RecordCache cache {core::userRecordFolder()};
    std::filesystem::path recovery = core::userRecoveryFolder();
};

app::MainWindow& openWindow(const WindowFolders& folders)
{
    auto* window = new app::MainWindow(folders.cache, folders.recovery);
    window->setAttribute(Qt::WA_DeleteOnClose);
    window->show();
    return *window;
}

// One window takes all models and the first document; every further document gets a window of its own.
void openWindows(app::MainWindow& first, const WindowFolders& folders, const QStringList& paths)
{
    QStringList here;
    bool hasDocument = false;
    for (const QString& path : paths) {
        const app::PathKind kind = app::kindOf(path);
        const bool isDocument = kind == app::PathKind::Document || kind == app::PathKind::Recipe;
        if (isDocument && hasDocument) {
            openWindow(folders).open({path});
        } else {
            here.append(path);
            hasDocument = hasDocument || isDocument;
        }
    }
    first.open(here);
}

// Each document gets a window of its own; the first one takes the empty window of a start without paths.
void offerRecovery(app::MainWindow& first, const WindowFolders& folders, bool isFirstFree)
{
    std::vector<core::RecoverySlot> left = core::abandonedRecoveries(folders.recovery);
    if (left.empty())
        return;
    app::RecoveryDialog dialog(std::move(left), &first);
    dialog.exec();
    for (core::RecoverySlot& slot : dialog.takeChosen()) {
        app::MainWindow& window = isFirstFree ? first : openWindow(folders);
        isFirstFree = false;
        window.recover(std::move(slot));
    }
}

void keepUnsaved()
{
    for (QWidget* widget : QApplication::topLevelWidgets())
        if (auto* window = qobject_cast<app::MainWindow*>(widget))
            window->keepUnsaved();
}

// At logout a desktop asks by its session manager, or by a signal.
void keepUnsavedAtTheEnd(QApplication& application)
{
    QObject::connect(&application, &QGuiApplication::commitDataRequest, &application, keepUnsaved,
                     Qt::DirectConnection);
    auto* watch = new app::TerminationWatch(&application);
    QObject::connect(watch, &app::TerminationWatch::requested, &application, [](int signal) {
        keepUnsaved();
        QCoreApplication::exit(128 + signal);
    });
}

int runWindow(const app::CommandLine& line, QApplication& application)
{
    widgets::applyTheme(application, line.theme.value_or(app::storedTheme()));
    app::DesktopSettings desktop(nullptr);
    QObject::connect(&desktop, &app::DesktopSettings::changed, &application,
                     [&application, &desktop] { widgets::followDesktop(application, desktop.look()); });
    const WindowFolders folders;
    if (const std::string fault = folders.cache.fault(); !fault.empty())
        print(stderr,
              QStringLiteral("note: results are not cached: %1\n").arg(QString::fromStdString(fault)));
    app::MainWindow window(folders.cache, folders.recovery);
    window.show();
    keepUnsavedAtTheEnd(application);
    QTimer::singleShot(0, &window, [&window, &line, &folders] {
        window.offerLeftovers();
        openWindows(window, folders, line.paths);
        offerRecovery(window, folders, line.paths.isEmpty());
    });
    return QApplication::exec();
}

int runScreenshot(const app::CommandLine& line, QApplication& application)
{
    // A picture shows the window with default settings.
    const QTemporaryDir settings;
    QSettings::setPath(QSettings::NativeFormat, QSettings::UserScope, settings.path());
    widgets::applyTheme(application, line.theme.value_or(widgets::ThemeChoice::Light));
    app::MainWindow window {core::RecordCache {core::userRecordFolder()}};
    window.resize(line.size);
    window.show();
    window.open(line.paths);
    if (app::takeScreenshot(window, line.screenshot))
        return 0;
    print(stderr, QStringLiteral("%1 was not written\n").arg(line.screenshot));
    return 1;
}

int describe(const QString& format)
{
    const auto text = core::describeProgram(app::programHelp(), format.toStdString());
    if (!text)
        print(stderr, QStringLiteral("--describe takes man, bash or zsh\n"));
    std::fputs(text ? text->c_str() : "", stdout);
    return text ? 0 : 2;
}

int run(int argc, char** argv)
{
    const app::CommandLine line = app::parseCommandLine(argumentsOf(argc, argv));
    if (line.help || line.version) {
        print(stdout, line.help ? app::helpText() : QStringLiteral("layerloom " LAYERLOOM_VERSION "\n"));
        return 0;
    }
    if (!line.description.isEmpty())
        return describe(line.description);
    if (!line.mistake.isEmpty()) {
        print(stderr, line.mistake + QLatin1Char('\n'));
        return 2;
    }
    if (!line.scale.isEmpty())
        qputenv("QT_SCALE_FACTOR", line.scale.toLatin1());
    if (!line.screenshot.isEmpty())
        qputenv("QT_QPA_PLATFORM", "offscreen");
    QApplication application(argc, argv);
    widgets::describeCombos();
    QApplication::setOrganizationName(QStringLiteral("layerloom"));
    QApplication::setApplicationName(QStringLiteral("layerloom"));
    QApplication::setApplicationDisplayName(QStringLiteral("Layerloom"));
    QApplication::setApplicationVersion(QStringLiteral(LAYERLOOM_VERSION));
    QApplication::setDesktopFileName(QStringLiteral("org.layerloom.Layerloom"));
    const QString language = qEnvironmentVariable("LAYERLOOM_LANGUAGE");
    if (!app::applyLanguage(application, language))
        print(stderr,
              QStringLiteral("note: there is no translation for LAYERLOOM_LANGUAGE=%1\n").arg(language));
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
