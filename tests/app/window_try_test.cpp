#include "app/window/try/try_panel.h"
#include "core/engine/load_engine.h"
#include "core/notation/layer_expression.h"
#include "core/run/text_generation.h"
#include "tests/app/watch_timer.h"
#include "tests/app/window_fixture.h"

#include <QClipboard>
#include <QComboBox>
#include <QDockWidget>
#include <QDoubleSpinBox>
#include <QElapsedTimer>
#include <QLabel>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QSpinBox>

#include <filesystem>

using namespace layerloom;
using tests::kPatience;
using tests::TestWindow;

namespace {

struct Opened : TestWindow {
    explicit Opened(const QStringList& models = {tests::loomling32()})
    {
        open(models);
        QTest::keyClick(&window, Qt::Key_T, Qt::ControlModifier);
    }

    QString text(const char* name) { return find<QPlainTextEdit>(name)->toPlainText(); }
    QString label(const char* name) { return find<QLabel>(name)->text(); }
    bool isRunning() { return find<QPushButton>("tryStart")->text() == QStringLiteral("Stop"); }
    void typePrompt(const QString& text)
    {
        auto* prompt = find<QPlainTextEdit>("tryPrompt");
        prompt->setFocus();
        prompt->selectAll();
        QTest::keyClicks(prompt, text);
    }
    void tryIt()
    {
        click("tryStart");
        QTRY_VERIFY_WITH_TIMEOUT(!isRunning(), kPatience);
    }
};

// What core makes of the same by itself.
QString written(const QString& model, const std::string& expression, const core::GenerationOptions& how,
                const std::string& prompt)
{
    core::Stack stack;
    stack.setup.sources = {
        core::sourceFor(core::openModel(model.toStdString()).value(), model.toStdString())};
    stack.blocks = core::parseExpression(expression, core::expressionModels(stack)).blocks;
    const core::Model& opened = *stack.setup.sources[0].model;
    const core::Tokenizer tokenizer = core::openTokenizer(opened.checkpoint->folder()).value();
    core::StackRunner runner(core::loadEngine("cpu").value().engine, core::FloatType::F32,
                             {1 << 30, 1 << 30});
    core::TextGeneration generation(runner, core::prepareRun(stack).value(),
                                    core::readPrompt(tokenizer, opened, prompt).value(), how);
    core::JobContext job;
    bool goesOn = true;
    while (goesOn)
        goesOn = generation.advance(job);
    return QString::fromStdString(generation.wholeText());
}

} // namespace

/// Base and stack go on with a prompt, side by side.
class WindowTryTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init() { tests::forgetSettings(); }
    void bothWriteWhatCoreWrites();
    void sampledTextsFollowTheirNumbers();
    void stopEndsIt();
    void textsOfAnEarlierStackSaySo();
    void textsCanBeCopied();
    void whatCannotBeTriedSaysWhy();
    void familiesThatCannotBeRunSayWhy();
    void aTokenizerMayComeLater();
    void anEmptyPromptIsSaid();
    void theWindowMayCloseMeanwhile();
};

void WindowTryTest::bothWriteWhatCoreWrites()
{
    Opened window;
    window.typeExpression(QStringLiteral("A[0:24] A[8:32]"));
    QTRY_VERIFY_WITH_TIMEOUT(window.find<QPushButton>("tryStart")->isVisible(), kPatience);
    window.typePrompt(QStringLiteral("The loom"));
    window.setNumber("tryTokens", 40);
    const tests::WatchTimer watch;
    window.tryIt();
    QVERIFY2(watch.latest() <= tests::kLatestTick, qPrintable(QString::number(watch.latest())));
    const core::GenerationOptions how {40, {0, 1}, 1};
    const QString base = written(tests::loomling32(), "A[0:32]", how, "The loom");
    const QString stack = written(tests::loomling32(), "A[0:24] A[8:32]", how, "The loom");
    QVERIFY(base != stack);
    QCOMPARE(window.text("tryBase"), base);
    QCOMPARE(window.text("tryStack"), stack);
    for (const char* figures : {"tryBaseFigures", "tryStackFigures"})
        QVERIFY2(window.label(figures).contains(QStringLiteral(" at ")), qPrintable(window.label(figures)));
    QCOMPARE(window.label("tryState"), QString());
}

void WindowTryTest::sampledTextsFollowTheirNumbers()
{
    Opened window;
    window.typeExpression(QStringLiteral("A[0:32]"));
    auto* seed = window.find<QSpinBox>("trySeed");
    QVERIFY(!seed->isEnabled());
    auto* choice = window.find<QComboBox>("tryChoice");
    choice->setFocus();
    QTest::keyClick(choice, Qt::Key_Down);
    QVERIFY(seed->isEnabled());
    window.typePrompt(QStringLiteral("Warp"));
    window.setNumber("tryTokens", 24);
    window.setNumber("trySeed", 7);
    auto* temperature = window.find<QDoubleSpinBox>("tryTemperature");
    temperature->setFocus();
    temperature->selectAll();
    QTest::keyClicks(temperature, temperature->locale().toString(1.5, 'f', 2));
    QTest::keyClick(temperature, Qt::Key_Return);
    window.tryIt();
    QCOMPARE(window.text("tryBase"), written(tests::loomling32(), "A[0:32]", {24, {1.5, 0.95}, 7}, "Warp"));
    QCOMPARE(window.text("tryStack"), window.text("tryBase"));
}

void WindowTryTest::stopEndsIt()
{
    Opened window;
    window.typeExpression(QStringLiteral("A[0:24] A[8:32]"));
    window.setNumber("tryTokens", 4096);
    window.click("tryStart");
    QTRY_VERIFY_WITH_TIMEOUT(window.label("tryStackFigures").contains(QStringLiteral(" of 4096 tokens")),
                             kPatience);
    const tests::WatchTimer watch;
    QTest::qWait(300);
    window.click("tryStart");
    QTRY_VERIFY_WITH_TIMEOUT(!window.isRunning(), tests::kCancelBound);
    QVERIFY2(watch.latest() <= tests::kLatestTick, qPrintable(QString::number(watch.latest())));
    QCOMPARE(window.label("tryState"), QStringLiteral("Stopped"));
    QVERIFY(!window.label("tryStackFigures").contains(QStringLiteral("4096")));
    const QString kept = window.text("tryStack");
    QVERIFY(!kept.isEmpty());
    QTest::qWait(200);
    QCOMPARE(window.text("tryStack"), kept);
    window.setNumber("tryTokens", 3);
    window.tryIt();
    QVERIFY(kept.startsWith(window.text("tryStack")));
}

void WindowTryTest::textsOfAnEarlierStackSaySo()
{
    const QString note = QStringLiteral("of an earlier stack");
    Opened window;
    window.typeExpression(QStringLiteral("A[0:24] A[8:32]"));
    window.setNumber("tryTokens", 16);
    window.click("tryStart");
    window.typeExpression(QStringLiteral("A[0:20] A[8:32]"));
    QVERIFY(window.label("tryStackFigures").contains(note));
    QTRY_VERIFY_WITH_TIMEOUT(!window.isRunning(), kPatience);
    QVERIFY(window.label("tryStackFigures").contains(note));
    QVERIFY(!window.label("tryBaseFigures").contains(note));
    const std::string prompt = window.text("tryPrompt").toStdString();
    QCOMPARE(window.text("tryStack"),
             written(tests::loomling32(), "A[0:24] A[8:32]", {16, {0, 1}, 1}, prompt));
    window.trigger("edit.undo");
    QVERIFY(!window.label("tryStackFigures").contains(note));
    QVERIFY(window.isEnabled("edit.redo"));
    window.trigger("edit.redo");
    QVERIFY(window.label("tryStackFigures").contains(note));
    window.tryIt();
    QVERIFY(!window.label("tryStackFigures").contains(note));
}

void WindowTryTest::textsCanBeCopied()
{
    Opened window;
    window.typeExpression(QStringLiteral("A[0:32]"));
    window.setNumber("tryTokens", 12);
    window.tryIt();
    auto* text = window.find<QPlainTextEdit>("tryStack");
    QVERIFY(!text->toPlainText().isEmpty());
    text->setFocus();
    QTest::keyClick(text, Qt::Key_A, Qt::ControlModifier);
    QTest::keyClick(text, Qt::Key_C, Qt::ControlModifier);
    QCOMPARE(QGuiApplication::clipboard()->text(), text->toPlainText());
    const QString before = text->toPlainText();
    QTest::keyClicks(text, QStringLiteral("x"));
    QCOMPARE(text->toPlainText(), before);
}

void WindowTryTest::whatCannotBeTriedSaysWhy()
{
    Opened window(QStringList {});
    QVERIFY2(window.label("tryObstacle").startsWith(QStringLiteral("Open a model")),
             qPrintable(window.label("tryObstacle")));
    QVERIFY(!window.find<QPushButton>("tryStart")->isVisible());
    window.open({tests::loomling32()});
    QTRY_VERIFY_WITH_TIMEOUT(window.label("tryObstacle").contains(QStringLiteral("no layers")), kPatience);
    QVERIFY(!window.find<QPushButton>("tryStart")->isVisible());
    QVERIFY(!window.find<QPushButton>("tryAgain")->isVisible());
    window.typeExpression(QStringLiteral("A[0:32]"));
    QTRY_VERIFY_WITH_TIMEOUT(window.find<QPushButton>("tryStart")->isVisible(), kPatience);
}

void WindowTryTest::familiesThatCannotBeRunSayWhy()
{
    Opened window({tests::unheardOf()});
    window.typeExpression(QStringLiteral("A[0:4]"));
    QTRY_VERIFY2(window.label("tryObstacle").contains(QStringLiteral("unheard_of")),
                 qPrintable(window.label("tryObstacle")));
    QVERIFY(!window.find<QPushButton>("tryStart")->isVisible());
}

void WindowTryTest::aTokenizerMayComeLater()
{
    const std::filesystem::path folder = tests::scratchFolder(QStringLiteral("mute")).toStdString();
    const std::filesystem::path sample = tests::loomling32().toStdString();
    std::filesystem::copy(sample, folder,
                          std::filesystem::copy_options::recursive
                              | std::filesystem::copy_options::overwrite_existing);
    std::filesystem::remove(folder / "tokenizer.json");
    Opened window({QString::fromStdString(folder.string())});
    window.typeExpression(QStringLiteral("A[0:32]"));
    QTRY_VERIFY2(window.label("tryObstacle").contains(QStringLiteral("has no tokenizer")),
                 qPrintable(window.label("tryObstacle")));
    QVERIFY(window.find<QPushButton>("tryAgain")->isVisible());
    window.click("tryAgain");
    QVERIFY(!window.find<QPushButton>("tryStart")->isVisible());
    std::filesystem::copy_file(sample / "tokenizer.json", folder / "tokenizer.json");
    window.click("tryAgain");
    QVERIFY(window.find<QPushButton>("tryStart")->isVisible());
    // It is there, and damaged: this is known when it is read.
    tests::writeText(folder / "tokenizer.json", "{");
    window.tryIt();
    QVERIFY2(window.label("tryState").contains(QStringLiteral("tokenizer.json")),
             qPrintable(window.label("tryState")));
}

void WindowTryTest::anEmptyPromptIsSaid()
{
    Opened window;
    window.typeExpression(QStringLiteral("A[0:32]"));
    auto* prompt = window.find<QPlainTextEdit>("tryPrompt");
    prompt->setFocus();
    QTest::keyClick(prompt, Qt::Key_A, Qt::ControlModifier);
    QTest::keyClick(prompt, Qt::Key_Delete);
    QCOMPARE(prompt->toPlainText(), QString());
    window.tryIt();
    QVERIFY2(window.label("tryState").startsWith(QStringLiteral("The prompt is empty")),
             qPrintable(window.label("tryState")));
}

void WindowTryTest::theWindowMayCloseMeanwhile()
{
    QElapsedTimer clock;
    {
        Opened window;
        window.typeExpression(QStringLiteral("A[0:24] A[8:32]"));
        window.setNumber("tryTokens", 4096);
        window.click("tryStart");
        QTRY_VERIFY_WITH_TIMEOUT(window.label("tryStackFigures").contains(QStringLiteral(" of ")), kPatience);
        clock.start();
    }
    QVERIFY(clock.elapsed() < tests::kCancelBound);
    QTest::qWait(100);
}

int main(int argc, char** argv)
{
    return tests::runWindowTest<WindowTryTest>(argc, argv);
}

#include "window_try_test.moc"
