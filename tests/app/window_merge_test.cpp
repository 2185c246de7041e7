#include "app/window/lists/job_row.h"
#include "app/window/merge/leftover_offer.h"
#include "app/window/merge/merge_dialog.h"
#include "core/base/text.h"
#include "core/merge/write/run_merge.h"
#include "core/model/model.h"
#include "tests/app/window_fixture.h"
#include "tests/support/tiny_checkpoint.h"
#include "widgets/controls/message_bar.h"

#include <QCheckBox>
#include <QClipboard>
#include <QComboBox>
#include <QGuiApplication>
#include <QLabel>
#include <QLineEdit>
#include <QProgressBar>
#include <QPushButton>
#include <QSettings>

#include <filesystem>

using namespace layerloom;
using tests::kPatience;
using tests::TestWindow;

namespace {

QAbstractButton* fixNamed(TestWindow& window, const QString& text)
{
    for (auto* candidate : window.find<QWidget>("problemsView")->findChildren<QAbstractButton*>())
        if (candidate->text() == text)
            return candidate;
    qFatal("Nothing offers %s", qPrintable(text));
}

// As a merge that is killed before its last rename leaves it.
std::shared_ptr<const core::MergePlan> leaveHalfAMerge(TestWindow& window, const QString& folder,
                                                       const char* name)
{
    auto plan = std::make_shared<const core::MergePlan>(
        core::planMerge(window.document().stack(), core::OutputSettings()).value());
    core::JobContext job;
    core::mergePart(*plan, {}, std::filesystem::path(folder.toStdString()) / name, {1, 1}, job).value();
    return plan;
}

// Opens the dialog by its key and fills in where to.
app::MergeDialog* askToMerge(TestWindow& window, const QString& folder, const QString& name)
{
    QTest::keyClick(&window.window, Qt::Key_Return, Qt::ControlModifier);
    auto* dialog = window.find<app::MergeDialog>("mergeDialog");
    dialog->findChild<QLineEdit*>(QStringLiteral("destinationFolder"))->setText(folder);
    auto* edit = dialog->findChild<QLineEdit*>(QStringLiteral("destinationName"));
    edit->setFocus();
    edit->selectAll();
    QTest::keyClicks(edit, name);
    return dialog;
}

void clickMerge(app::MergeDialog& dialog)
{
    QTest::mouseClick(dialog.findChild<QPushButton*>(QStringLiteral("mergeStart")), Qt::LeftButton);
}

} // namespace

/// Merging, and what keeps from it, in the window.
class WindowMergeTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init() { tests::forgetSettings(); }
    void mergingGivesWhatWasShown();
    void mixedDataTypesAreConverted();
    void quantizedWeightsAreDequantized();
    void anIncompleteModelIsReadAgain();
    void theResultCanBeUsedAtOnce();
    void tensorsAreCountedWhileTheyAreCopiedAndCompared();
    void theMergeButtonKeepsItsSize();
    void everyMoveOfASeamIsInSight();
    void whatKilledMergesLeftIsOfferedForRemoval();
    void aKilledMergeIsFinishedByMergingAgain();
    void weightsAreQuantizedAsChosen();
};

// Points 41, 47, 48 and 51.
void WindowMergeTest::mergingGivesWhatWasShown()
{
    const QString folder = tests::scratchFolder(QStringLiteral("merged"));
    TestWindow window;
    window.open({tests::loomling80()});
    window.typeExpression(QStringLiteral("A[0:80]*4"));
    const core::Totals shown = window.preview().totals;
    const QString tip = window.summaryTip("summaryParams");
    app::MergeDialog* dialog = askToMerge(window, folder, QStringLiteral("out"));
    QVERIFY(dialog->isVisible());
    clickMerge(*dialog);

    auto* row = window.find<app::JobRow>("jobRow");
    QTRY_VERIFY_WITH_TIMEOUT(row->isVisible(), kPatience);
    window.key(Qt::Key_A, Qt::ControlModifier);
    window.key(Qt::Key_Delete);
    QCOMPARE(window.expression(), QString());
    auto* bar = row->findChild<QProgressBar*>();
    int reached = 0;
    bool sawTime = false;
    connect(bar, &QProgressBar::valueChanged, this, [&](int value) {
        QVERIFY(value >= reached);
        reached = value;
    });
    connect(&window.window.mergeQueue(), &app::MergeQueue::updated, this, [&] {
        if (!window.window.mergeQueue().running())
            return;
        const QString caption = row->findChild<QLabel*>(QStringLiteral("jobCaption"))->text();
        sawTime = sawTime || caption.contains(QStringLiteral("elapsed"));
        QVERIFY2(!caption.contains(QLatin1Char('-')), qPrintable(caption));
    });
    QTRY_COMPARE_WITH_TIMEOUT(row->findChild<QLabel*>(QStringLiteral("jobState"))->text(),
                              QStringLiteral("Done"), kPatience);
    QVERIFY(reached > 0 && sawTime);

    const auto written = core::openModel((folder + QStringLiteral("/out")).toStdString());
    QVERIFY(written);
    QCOMPARE((*written)->table.layers.size(), 320U);
    const auto compared = row->findChild<QLabel*>(QStringLiteral("jobCompared"));
    QVERIFY(compared->isVisible());
    QCOMPARE(compared->text(), QStringLiteral("Every byte compared with the sources"));
    QCOMPARE((*written)->table.parameters, shown.parameters);
    QCOMPARE((*written)->table.bytes, shown.bytes);
    QVERIFY(tip.contains(QString::fromStdString(core::groupedDigits(shown.parameters))));
}

void WindowMergeTest::theResultCanBeUsedAtOnce()
{
    const QString folder = tests::scratchFolder(QStringLiteral("used \"at once\""));
    TestWindow window;
    window.open({tests::loomling32()});
    window.typeExpression(QStringLiteral("A[0:4]"));
    clickMerge(*askToMerge(window, folder, QStringLiteral("four")));
    auto* row = window.find<app::JobRow>("jobRow");
    const auto button = [row](const char* name) { return row->findChild<QPushButton*>(QLatin1String(name)); };
    QVERIFY(!button("jobTry")->isVisible());
    QTRY_VERIFY_WITH_TIMEOUT(button("jobTry")->isVisible(), kPatience);

    QTest::mouseClick(button("jobPython"), Qt::LeftButton);
    const QString python = QGuiApplication::clipboard()->text();
    QCOMPARE(python.count(QLatin1Char('\n')), 3);
    QVERIFY2(python.contains(QStringLiteral("used \\\"at once\\\"")), qPrintable(python));
    // This platform has no file manager.
    QTest::mouseClick(button("jobOpenFolder"), Qt::LeftButton);
    const QString said = window.window.findChild<widgets::MessageBar*>()->message();
    QVERIFY2(said.contains(QStringLiteral("No file manager")) && said.contains(QStringLiteral("/four")),
             qPrintable(said));

    QTest::mouseClick(button("jobAddSource"), Qt::LeftButton);
    QTRY_COMPARE_WITH_TIMEOUT(window.document().stack().setup.sources.size(), 2U, kPatience);
    QTest::mouseClick(button("jobTry"), Qt::LeftButton);
    app::MainWindow* other = nullptr;
    for (QWidget* top : QApplication::topLevelWidgets())
        if (auto* found = qobject_cast<app::MainWindow*>(top); found && found != &window.window)
            other = found;
    QVERIFY(other);
    QTRY_COMPARE_WITH_TIMEOUT(other->canvas().expression(), QStringLiteral("A[0:4]"), kPatience);
    QTRY_VERIFY_WITH_TIMEOUT(other->findChild<QWidget*>(QStringLiteral("tryPrompt"))->isVisible(), kPatience);
    delete other;
    QCOMPARE(window.expression(), QStringLiteral("A[0:4]"));
}

void WindowMergeTest::tensorsAreCountedWhileTheyAreCopiedAndCompared()
{
    app::MergeJob job;
    job.progress = {.done = 40, .total = 100, .tensorsDone = 7, .tensorsTotal = 9};
    for (const auto state : {app::MergeState::Preparing, app::MergeState::Merging, app::MergeState::Verifying,
                             app::MergeState::Finishing}) {
        job.state = state;
        const bool isCounted = state == app::MergeState::Merging || state == app::MergeState::Verifying;
        QCOMPARE(app::figuresText(job).contains(QStringLiteral("7 of 9 tensors")), isCounted);
        QCOMPARE(app::figuresText(job).contains(QStringLiteral("tensors")), isCounted);
    }
}

// P11.
void WindowMergeTest::mixedDataTypesAreConverted()
{
    TestWindow window;
    window.open({tests::loomling32(), tests::half32()});
    window.typeExpression(QStringLiteral("A[0:16] B[16:32]"));
    QCOMPARE(window.problems().count(QStringLiteral("P11")), 1);
    const int steps = window.steps();
    QTest::mouseClick(fixNamed(window, QStringLiteral("Convert all to BF16")), Qt::LeftButton);
    QTRY_COMPARE_WITH_TIMEOUT(window.steps(), steps + 1, kPatience);
    QCOMPARE(window.document().settings().dtype, core::FloatType::BF16);
    QVERIFY(!window.problems().contains(QStringLiteral("P11")));
    window.trigger("edit.undo");
    QVERIFY(!window.document().settings().dtype);
    QVERIFY(window.problems().contains(QStringLiteral("P11")));
}

// A fix of the problem, and a choice of the merge dialog.
void WindowMergeTest::quantizedWeightsAreDequantized()
{
    const QString folder = tests::scratchFolder(QStringLiteral("dequantized"));
    const tests::TinyOptions plain {.hidden = 64, .intermediate = 128, .heads = 4, .keyValueHeads = 2};
    const auto write = [&](const char* name, const tests::TinyOptions& options) {
        return QString::fromStdString(
            writeTinyCheckpoint(std::filesystem::path(folder.toStdString()) / name, options).string());
    };
    TestWindow window;
    window.open({write("plain", plain), write("packed", asGptq(plain))});
    window.typeExpression(QStringLiteral("A[0:3] B[3:4]"));
    QCOMPARE(window.problems().count(QStringLiteral("P03")), 1);
    const int steps = window.steps();
    QTest::mouseClick(fixNamed(window, QStringLiteral("Dequantize")), Qt::LeftButton);
    QTRY_COMPARE_WITH_TIMEOUT(window.steps(), steps + 1, kPatience);
    QVERIFY(!window.problems().contains(QStringLiteral("P03")));
    window.trigger("edit.undo");
    QVERIFY(window.problems().contains(QStringLiteral("P03")));

    window.typeExpression(QStringLiteral("B[0:4] B[2:4]"));
    app::MergeDialog* dialog = askToMerge(window, folder, QStringLiteral("out"));
    auto* check = dialog->findChild<QCheckBox*>(QStringLiteral("dequantize"));
    QVERIFY(check->isVisible() && !check->isChecked());
    check->click();
    clickMerge(*dialog);
    QTRY_COMPARE_WITH_TIMEOUT(
        window.find<app::JobRow>("jobRow")->findChild<QLabel*>(QStringLiteral("jobState"))->text(),
        QStringLiteral("Done"), kPatience);
    QVERIFY(window.document().stack().setup.sources[1].dequantizes);
    const auto written = core::openModel((folder + QStringLiteral("/out")).toStdString());
    QVERIFY(written);
    QVERIFY(!(*written)->facts.quantization);
    QCOMPARE((*written)->table.parameters, window.preview().totals.parameters);
}

// P07.
void WindowMergeTest::anIncompleteModelIsReadAgain()
{
    const QString folder = tests::scratchFolder(QStringLiteral("incomplete")) + QStringLiteral("/model");
    const QString loom = tests::scratchFolder(QStringLiteral("incomplete")) + QStringLiteral("/a.loom");
    std::filesystem::copy(tests::loomling32().toStdString(), folder.toStdString(),
                          std::filesystem::copy_options::recursive);
    {
        TestWindow window;
        window.open({folder});
        window.typeExpression(QStringLiteral("A[0:32]"));
        QVERIFY(!window.document().save(loom));
    }
    const std::filesystem::path shard = folder.toStdString() + "/model.safetensors";
    const auto whole = std::filesystem::file_size(shard);
    std::filesystem::resize_file(shard, whole - 1000);
    TestWindow window;
    window.open({loom});
    QCOMPARE(window.problems().count(QStringLiteral("P07")), 1);
    QVERIFY(!window.find<QPushButton>("mergeButton")->isEnabled());
    std::filesystem::resize_file(shard, whole);
    QTest::mouseClick(fixNamed(window, QStringLiteral("Rescan")), Qt::LeftButton);
    window.settle();
    QVERIFY2(!window.problems().contains(QStringLiteral("P07")),
             qPrintable(window.problems().join(QLatin1Char(' '))));
    QVERIFY(window.find<QPushButton>("mergeButton")->isEnabled());
}

void WindowMergeTest::theMergeButtonKeepsItsSize()
{
    TestWindow window;
    window.open({tests::loomling80()});
    auto* button = window.find<QPushButton>("mergeButton");
    QVERIFY(window.find<QLabel>("mergeButtonReason")->isVisible());
    const int width = button->width();
    window.typeExpression(QStringLiteral("A[0:80]*20"));
    QTRY_VERIFY_WITH_TIMEOUT(!window.find<QLabel>("mergeButtonReason")->isVisible(), kPatience);
    for (int frame = 0; frame < 5; ++frame) {
        QCOMPARE(button->width(), width);
        QTest::qWait(20);
    }
}

void WindowMergeTest::everyMoveOfASeamIsInSight()
{
    TestWindow window;
    window.open({tests::loomling32(), tests::loomling32Tuned()});
    window.typeExpression(QStringLiteral("A[0:24] B[8:32]"));
    QTest::mouseClick(window.canvas().viewport(), Qt::LeftButton, {}, window.canvas().seamRect(0).center());
    QTest::qWait(50);
    int moves = 0;
    QPushButton* rollLeft = nullptr;
    for (auto* button : window.find<QWidget>("inspector")->findChildren<QPushButton*>()) {
        const bool isMove = button->text().startsWith(QStringLiteral("Trim"))
            || button->text().startsWith(QStringLiteral("Roll"));
        if (!isMove)
            continue;
        ++moves;
        QVERIFY2(button->visibleRegion().contains(button->rect()), qPrintable(button->text()));
        rollLeft = button->text().startsWith(QStringLiteral("Roll left")) ? button : rollLeft;
    }
    QCOMPARE(moves, 4);
    QTest::mouseClick(rollLeft, Qt::LeftButton);
    QCOMPARE(window.expression(), QStringLiteral("A[0:23] B[7:32]"));
}

void WindowMergeTest::whatKilledMergesLeftIsOfferedForRemoval()
{
    const QString folder = tests::scratchFolder(QStringLiteral("killed"));
    TestWindow window;
    auto* bar = window.window.findChild<widgets::MessageBar*>();
    window.window.offerLeftovers();
    QVERIFY(bar->message().isEmpty());
    window.open({tests::loomling32()});
    window.typeExpression(QStringLiteral("A[0:32]"));
    leaveHalfAMerge(window, folder, "out");
    QSettings().setValue(app::mergeParentKey(), folder);
    window.window.offerLeftovers();
    QVERIFY2(bar->message().contains(folder + QStringLiteral("/out.partial")), qPrintable(bar->message()));
    auto* remove = bar->findChild<QPushButton*>();
    QVERIFY(remove && remove->isVisible());
    QTest::mouseClick(remove, Qt::LeftButton);
    QVERIFY(!std::filesystem::exists((folder + QStringLiteral("/out.partial")).toStdString()));
    QVERIFY2(bar->message().contains(QStringLiteral("freed")), qPrintable(bar->message()));
}

void WindowMergeTest::aKilledMergeIsFinishedByMergingAgain()
{
    const QString folder = tests::scratchFolder(QStringLiteral("finished"));
    TestWindow window;
    window.open({tests::loomling32()});
    window.typeExpression(QStringLiteral("A[0:32]"));
    const auto plan = leaveHalfAMerge(window, folder, "out");
    const std::filesystem::path out = (folder + QStringLiteral("/out")).toStdString();
    const int id = window.window.mergeQueue().add({QStringLiteral("out"), plan, {}, out});
    QTRY_VERIFY_WITH_TIMEOUT(app::isFinished(window.window.mergeQueue().find(id)->state), kPatience);
    const app::MergeJob& job = *window.window.mergeQueue().find(id);
    QVERIFY2(job.state == app::MergeState::Done, qPrintable(job.message));
    QVERIFY(std::filesystem::exists(out / "config.json"));
    QVERIFY(!std::filesystem::exists(out.string() + ".partial"));
}

void WindowMergeTest::weightsAreQuantizedAsChosen()
{
    const QString folder = tests::scratchFolder(QStringLiteral("quantized"));
    TestWindow window;
    window.open({tests::loomling32()});
    window.typeExpression(QStringLiteral("A[0:4]"));
    app::MergeDialog* dialog = askToMerge(window, folder, QStringLiteral("out"));
    auto* weights = dialog->findChild<QComboBox*>(QStringLiteral("weightsCombo"));
    auto* doubled = dialog->findChild<QCheckBox*>(QStringLiteral("doubleQuantCheck"));
    auto* skipped = dialog->findChild<QLineEdit*>(QStringLiteral("skippedModules"));
    auto* start = dialog->findChild<QPushButton*>(QStringLiteral("mergeStart"));
    QVERIFY(!doubled->isEnabled() && !skipped->isEnabled());
    QTest::keyClick(weights, Qt::Key_Down);
    QCOMPARE(weights->currentText(), QStringLiteral("NF4"));
    QVERIFY(doubled->isEnabled() && doubled->isChecked() && skipped->isEnabled());
    QTest::keyClicks(skipped, QStringLiteral("o_prj"));
    QVERIFY2(!start->isEnabled() && start->toolTip().contains(QStringLiteral("o_prj")),
             qPrintable(start->toolTip()));
    skipped->setText(QStringLiteral("o_proj, model.layers.1"));
    QVERIFY2(start->isEnabled(), qPrintable(start->toolTip()));
    for (auto* button : dialog->findChildren<QPushButton*>())
        if (button->text() == QStringLiteral("Copy command line"))
            QTest::mouseClick(button, Qt::LeftButton);
    const QString line = QGuiApplication::clipboard()->text();
    QVERIFY2(line.contains(QStringLiteral("--quantize nf4 --double-quant on --skip-modules 'o_proj' "
                                          "--skip-modules 'model.layers.1'")),
             qPrintable(line));
    clickMerge(*dialog);
    const app::MergeQueue& queue = window.window.mergeQueue();
    QTRY_VERIFY_WITH_TIMEOUT(app::isFinished(queue.jobs().back().state), kPatience);
    QVERIFY2(queue.jobs().back().state == app::MergeState::Done, qPrintable(queue.jobs().back().message));
    const core::Quantization chosen {core::QuantizationType::NF4, true, {"o_proj", "model.layers.1"}};
    QVERIFY(window.document().settings().quantize == chosen);
    const auto written = core::openModel((folder + QStringLiteral("/out")).toStdString());
    QVERIFY(written);
    QCOMPARE((*written)->facts.quantization.value_or(""), std::string("bitsandbytes"));
    QVERIFY(queue.jobs().back().bytes == (*written)->table.bytes);
}

int main(int argc, char** argv)
{
    return tests::runWindowTest<WindowMergeTest>(argc, argv);
}

#include "window_merge_test.moc"
