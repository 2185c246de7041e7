#include "app/command_line.h"
#include "tests/app/window_fixture.h"

#include <QElapsedTimer>
#include <QImage>
#include <QProcess>

using namespace layerloom;

namespace {

struct Ended {
    int code = -1;
    QString out;
    QString error;
};

// The program as it is built, without a display.
Ended run(const QStringList& arguments)
{
    QProcess process;
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    environment.remove(QStringLiteral("DISPLAY"));
    environment.remove(QStringLiteral("WAYLAND_DISPLAY"));
    environment.remove(QStringLiteral("QT_QPA_PLATFORM"));
    process.setProcessEnvironment(environment);
    process.start(QStringLiteral(LAYERLOOM_BIN_DIR "/layerloom"), arguments);
    if (!process.waitForFinished(60000))
        return {};
    return {process.exitCode(), QString::fromUtf8(process.readAllStandardOutput()),
            QString::fromUtf8(process.readAllStandardError())};
}

QString pictureOf(const QStringList& arguments)
{
    const QString path = tests::scratchFolder(QStringLiteral("picture")) + QStringLiteral("/window.png");
    const Ended ended = run(QStringList {QStringLiteral("--screenshot"), path} + arguments);
    return ended.code == 0 ? path : QString();
}

} // namespace

class ProgramTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void helpAndVersionNeedNoDisplay();
    void mistakesAreSaid();
    void argumentsAreRead();
    void picturesHaveSizeThemeAndScale();
};

void ProgramTest::helpAndVersionNeedNoDisplay()
{
    for (const char* option : {"--help", "-h"}) {
        const Ended help = run({QLatin1String(option)});
        QCOMPARE(help.code, 0);
        QVERIFY(help.out.startsWith(QStringLiteral("Usage: layerloom")));
    }
    for (const char* option : {"--version", "-v"}) {
        const Ended version = run({QLatin1String(option)});
        QCOMPARE(version.code, 0);
        QVERIFY2(version.out.startsWith(QStringLiteral("layerloom ")), qPrintable(version.out));
    }
}

void ProgramTest::mistakesAreSaid()
{
    const Ended unknown = run({QStringLiteral("--nonsense")});
    QCOMPARE(unknown.code, 2);
    QVERIFY(unknown.error.contains(QStringLiteral("--nonsense")));
    const Ended size = run({QStringLiteral("--size"), QStringLiteral("wide")});
    QCOMPARE(size.code, 2);
    QVERIFY(size.error.contains(QStringLiteral("--size")));
}

void ProgramTest::argumentsAreRead()
{
    const app::CommandLine line =
        app::parseCommandLine({QStringLiteral("a.loom"), QStringLiteral("--theme"), QStringLiteral("dark"),
                               QStringLiteral("--"), QStringLiteral("-b")});
    QCOMPARE(line.paths, (QStringList {QStringLiteral("a.loom"), QStringLiteral("-b")}));
    QCOMPARE(line.theme, std::optional(widgets::ThemeChoice::Dark));
    QVERIFY(line.mistake.isEmpty());
    QVERIFY(!app::parseCommandLine({QStringLiteral("--theme")}).mistake.isEmpty());
    QVERIFY(!app::parseCommandLine({QStringLiteral("--theme"), QStringLiteral("pink")}).mistake.isEmpty());
}

void ProgramTest::picturesHaveSizeThemeAndScale()
{
    const QImage light(pictureOf({tests::loomling32()}));
    QCOMPARE(light.size(), QSize(1280, 800));
    QVERIFY(light.pixelColor(2, 2).lightness() > 200);
    const QImage dark(pictureOf({QStringLiteral("--theme"), QStringLiteral("dark"), QStringLiteral("--scale"),
                                 QStringLiteral("2"), QStringLiteral("--size"), QStringLiteral("1100x700"),
                                 tests::loomling32()}));
    QCOMPARE(dark.size(), QSize(2200, 1400));
    QVERIFY(dark.pixelColor(2, 2).lightness() < 60);
    // The canvas shows the model: blue layers where the empty window has none.
    const auto blue = [](const QImage& picture) {
        int count = 0;
        for (int x = 0; x < picture.width(); x += 4) {
            for (int y = 0; y < picture.height(); y += 4) {
                const QColor pixel = picture.pixelColor(x, y);
                count += pixel.blue() > pixel.red() + 40 ? 1 : 0;
            }
        }
        return count;
    };
    QVERIFY(blue(light) > 500);
}

int main(int argc, char** argv)
{
    return tests::runWindowTest<ProgramTest>(argc, argv);
}

#include "program_test.moc"
