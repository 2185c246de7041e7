#include "app/base/termination_watch.h"
#include "app/document/autosave.h"
#include "app/window/shell/recovery_dialog.h"
#include "core/document/document_reader.h"
#include "core/document/recovery.h"
#include "core/io/text_file.h"
#include "core/stack/stack_rules.h"
#include "tests/app/window_fixture.h"
#include "widgets/canvas/mini_stack.h"
#include "widgets/controls/message_bar.h"

#include <QListWidget>
#include <QMessageBox>
#include <QPushButton>
#include <QSignalSpy>

#include <csignal>
#include <filesystem>

using namespace layerloom;
using namespace layerloom::tests;
namespace fs = std::filesystem;

namespace {

fs::path scratch(const char* name)
{
    return scratchFolder(QLatin1String(name)).toStdString();
}

/// A window whose unsaved changes are kept in `folder`.
struct KeptWindow : TestWindow {
    explicit KeptWindow(const fs::path& folder)
        : TestWindow(folder)
    {}

    void deleteLayers(int begin, int end)
    {
        canvas().setSelection(widgets::selectionOf(begin, end));
        trigger("edit.remove");
    }
};

bool appears(const fs::path& file)
{
    return QTest::qWaitFor([&] { return fs::exists(file); }, kPatience);
}

QString savedDocument(const char* name)
{
    const QString path = scratchFolder(QLatin1String(name)) + QStringLiteral("/plan.loom");
    TestWindow window;
    window.open({loomling32()});
    window.typeExpression(QStringLiteral("A[0:24] A[8:32]"));
    window.window.workspace().save(path);
    return path;
}

core::RecoverySlot onlySlot(const fs::path& folder)
{
    std::vector<core::RecoverySlot> left = core::abandonedRecoveries(folder);
    if (left.size() != 1)
        qFatal("%zu copies, not one", left.size());
    return std::move(left.front());
}

} // namespace

class WindowRecoveryTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init() { forgetSettings(); }
    void recoversAChangedDocument();
    void recoversAnUntitledDocument();
    void keepsNothingThatIsSavedOrUndone();
    void keepsNothingThatIsGivenUp();
    void keepsAtOnceWhenTheProcessEnds();
    void saysThatNoCopyCanBeKept();
    void offersEachCopy();
    void hearsThatItHasToEnd();
    void undoBringsTheSelectionBack();
    void redoBringsTheSelectionBack();
    void saysThatAnotherWindowHasTheDocument();
    void saysThatTheFileChanged();
    void asksBeforeItReplacesForeignChanges();
};

void WindowRecoveryTest::recoversAChangedDocument()
{
    const fs::path folder = scratch("recovery");
    const QString path = savedDocument("changed");
    const std::string before = core::readTextFile(path.toStdString());
    {
        KeptWindow window(folder);
        window.open({path});
        QVERIFY(!fs::exists(folder / "1.loom"));
        window.deleteLayers(0, 4);
        QVERIFY(appears(folder / "1.loom"));
        QCOMPARE(core::readTextFile(path.toStdString()), before);
        // The window goes as with a crash: without being closed.
    }
    KeptWindow window(folder);
    window.window.recover(onlySlot(folder));
    window.settle();
    QCOMPARE(window.expression(), QStringLiteral("A[4:24] A[8:32]"));
    QVERIFY(window.document().isModified());
    QCOMPARE(window.document().path(), path);
    QVERIFY(window.document().stack().setup.sources.front().model != nullptr);
    QVERIFY(fs::exists(folder / "1.loom"));
    QVERIFY(window.window.workspace().save(path));
    QVERIFY(!fs::exists(folder / "1.loom"));
    const auto saved = core::readDocument(core::readTextFile(path.toStdString()), folder);
    QCOMPARE(saved->stack.blocks.size(), std::size_t {44});
    QVERIFY(core::readTextFile(path.toStdString()).find("recovery") == std::string::npos);
}

void WindowRecoveryTest::recoversAnUntitledDocument()
{
    const fs::path folder = scratch("recovery");
    {
        KeptWindow window(folder);
        window.open({loomling32()});
        window.typeExpression(QStringLiteral("A[0:8]"));
        QVERIFY(appears(folder / "1.loom"));
    }
    KeptWindow window(folder);
    window.window.recover(onlySlot(folder));
    window.settle();
    QCOMPARE(window.expression(), QStringLiteral("A[0:8]"));
    QVERIFY(window.document().path().isEmpty());
    QVERIFY(window.document().isModified());
    // Changed again, lost again: the same copy follows.
    window.typeExpression(QStringLiteral("A[0:9]"));
    window.window.keepUnsaved();
    QCOMPARE(std::distance(fs::directory_iterator(folder), fs::directory_iterator()),
             2); // the copy and its lock
}

void WindowRecoveryTest::keepsNothingThatIsSavedOrUndone()
{
    const fs::path folder = scratch("recovery");
    const QString path = savedDocument("undone");
    KeptWindow window(folder);
    window.open({path});
    window.deleteLayers(0, 4);
    window.window.keepUnsaved();
    QVERIFY(fs::exists(folder / "1.loom"));
    window.trigger("edit.undo");
    QVERIFY(!fs::exists(folder / "1.loom"));
    window.trigger("edit.redo");
    window.window.keepUnsaved();
    QVERIFY(fs::exists(folder / "1.loom"));
    QVERIFY(window.window.workspace().save(path));
    QVERIFY(!fs::exists(folder / "1.loom"));
}

void WindowRecoveryTest::keepsNothingThatIsGivenUp()
{
    const fs::path folder = scratch("recovery");
    KeptWindow window(folder);
    window.open({savedDocument("given-up")});
    window.deleteLayers(0, 4);
    window.window.keepUnsaved();
    QVERIFY(fs::exists(folder / "1.loom"));
    withNextDialog(
        [](QDialog& dialog) { qobject_cast<QMessageBox*>(&dialog)->button(QMessageBox::Discard)->click(); });
    QVERIFY(window.window.close());
    QVERIFY(!fs::exists(folder / "1.loom"));
}

void WindowRecoveryTest::keepsAtOnceWhenTheProcessEnds()
{
    const fs::path folder = scratch("recovery");
    KeptWindow window(folder);
    window.open({savedDocument("at-once")});
    window.window.keepUnsaved();
    QVERIFY(!fs::exists(folder / "1.loom"));
    window.deleteLayers(0, 4);
    window.window.keepUnsaved();
    QVERIFY(fs::exists(folder / "1.loom"));
}

void WindowRecoveryTest::saysThatNoCopyCanBeKept()
{
    const fs::path file = scratch("recovery") / "file";
    writeText(file, "no folder");
    KeptWindow window(file / "recovery");
    window.open({savedDocument("no-copy")});
    window.deleteLayers(0, 4);
    window.window.keepUnsaved();
    const QString said = window.window.findChild<widgets::MessageBar*>()->message();
    QVERIFY2(said.startsWith(QStringLiteral("A crash would lose your changes:")), qPrintable(said));
}

void WindowRecoveryTest::offersEachCopy()
{
    const fs::path folder = scratch("recovery");
    for (const char* expression : {"A[0:8]", "A[0:32]"}) {
        KeptWindow window(folder);
        window.open({loomling32()});
        window.typeExpression(QLatin1String(expression));
        window.window.keepUnsaved();
    }
    writeText(folder / "3.loom", "{");
    app::RecoveryDialog dialog(core::abandonedRecoveries(folder), nullptr);
    auto* list = dialog.findChild<QListWidget*>(QStringLiteral("recoveryList"));
    QCOMPARE(list->count(), 3);
    QVERIFY2(list->item(0)->text().startsWith(QStringLiteral("A copy of ")),
             qPrintable(list->item(0)->text()));
    QVERIFY2(list->item(1)->text().contains(QStringLiteral("32 layers")), qPrintable(list->item(1)->text()));
    QVERIFY2(list->item(2)->text().contains(QStringLiteral("8 layers")), qPrintable(list->item(2)->text()));
    QVERIFY(list->item(2)->text().contains(QStringLiteral("never saved")));
    QVERIFY(!list->item(1)->icon().isNull());
    // Only the damaged one is deleted; one is recovered, the other stays for the next start.
    for (const int row : {1, 2})
        list->item(row)->setCheckState(Qt::Unchecked);
    list->item(0)->setCheckState(Qt::Checked);
    dialog.findChild<QPushButton*>(QStringLiteral("deleteChosen"))->click();
    QVERIFY(!fs::exists(folder / "3.loom"));
    QCOMPARE(list->count(), 2);
    QVERIFY(!dialog.findChild<QPushButton*>(QStringLiteral("recoverChosen"))->isEnabled());
    list->item(0)->setCheckState(Qt::Checked);
    dialog.findChild<QPushButton*>(QStringLiteral("recoverChosen"))->click();
    const std::vector<core::RecoverySlot> chosen = dialog.takeChosen();
    QCOMPARE(chosen.size(), std::size_t {1});
    QCOMPARE(chosen.front().read().document.stack.blocks.size(), std::size_t {32});
    QVERIFY(fs::exists(folder / "1.loom"));
}

void WindowRecoveryTest::hearsThatItHasToEnd()
{
    for (const int signal : {SIGTERM, SIGHUP, SIGINT}) {
        const app::TerminationWatch watch;
        QSignalSpy requested(&watch, &app::TerminationWatch::requested);
        ::raise(signal);
        QVERIFY(requested.wait(kPatience));
        QCOMPARE(requested.takeFirst().front().toInt(), signal);
    }
}

void WindowRecoveryTest::undoBringsTheSelectionBack()
{
    KeptWindow window({});
    window.open({loomling32()});
    window.typeExpression(QStringLiteral("A[0:24] A[8:32]"));
    const widgets::Selection slice = widgets::selectionOf(24, 48);
    window.canvas().setSelection(slice);
    window.canvas().setFocus();
    window.key(Qt::Key_Left, Qt::AltModifier);
    QVERIFY(window.canvas().selection() != slice);
    window.trigger("edit.undo");
    QCOMPARE(window.expression(), QStringLiteral("A[0:24] A[8:32]"));
    QVERIFY(window.canvas().selection() == slice);
    // The caret stays where an insertion that is undone was made.
    window.canvas().setSelection(widgets::selectionOf(10, 12));
    const widgets::Selection before = window.canvas().selection();
    window.trigger("edit.duplicate");
    window.trigger("edit.undo");
    QVERIFY(window.canvas().selection() == before);
}

void WindowRecoveryTest::redoBringsTheSelectionBack()
{
    KeptWindow window({});
    window.open({loomling32()});
    window.typeExpression(QStringLiteral("A[0:24] A[8:32]"));
    window.settle();
    window.deleteLayers(4, 8);
    QCoreApplication::processEvents();
    const widgets::Selection after = window.canvas().selection();
    window.canvas().setSelection(widgets::selectionOf(20, 30));
    window.trigger("edit.undo");
    QVERIFY(window.canvas().selection() == widgets::selectionOf(4, 8));
    window.trigger("edit.redo");
    QVERIFY(window.canvas().selection() == after);
    // Several steps at once, as by the history.
    window.deleteLayers(0, 2);
    QCoreApplication::processEvents();
    window.document().undoStack().setIndex(2);
    QVERIFY(window.canvas().selection() == widgets::selectionOf(4, 8));
}

void WindowRecoveryTest::saysThatAnotherWindowHasTheDocument()
{
    const fs::path folder = scratch("recovery");
    const QString path = savedDocument("two-windows");
    const QString other = savedDocument("other-document");
    const QString link = QFileInfo(other).absolutePath() + QStringLiteral("/link.loom");
    QVERIFY(QFile::link(path, link));
    const auto isTold = [](TestWindow& window) {
        QTest::qWait(100);
        return window.window.findChild<widgets::MessageBar*>()->message().contains(
            QStringLiteral("another window"));
    };
    {
        KeptWindow first(folder);
        first.open({path});
        QVERIFY(!isTold(first));
        {
            KeptWindow second(folder);
            second.open({other});
            QVERIFY(!isTold(second));
            second.open({link});
            QVERIFY(isTold(second));
        }
        {
            // Who came later is told of as well.
            auto second = std::make_unique<KeptWindow>(folder);
            auto third = std::make_unique<KeptWindow>(folder);
            second->open({path});
            second.reset();
            third->open({path});
            QVERIFY(isTold(*third));
        }
        // Its own saving, and reading it again, are nobody else's.
        QVERIFY(first.window.workspace().save(path));
        first.open({path});
        QVERIFY(!isTold(first));
    }
    KeptWindow third(folder);
    third.open({path});
    QVERIFY(!isTold(third));
}

void WindowRecoveryTest::saysThatTheFileChanged()
{
    const QString path = savedDocument("changed-on-disk");
    KeptWindow window({});
    window.open({path});
    auto* bar = window.window.findChild<widgets::MessageBar*>();
    // Saving is no change by somebody else.
    window.deleteLayers(0, 4);
    QVERIFY(window.window.workspace().save(path));
    QTest::qWait(100);
    QVERIFY(bar->message().isEmpty());
    std::string text = core::readTextFile(path.toStdString());
    text.insert(text.find('{') + 1, " \"mine\": 1,");
    writeText(path.toStdString(), text);
    QVERIFY(QTest::qWaitFor([&] { return bar->message().contains(QStringLiteral("another program")); },
                            kPatience));
}

void WindowRecoveryTest::asksBeforeItReplacesForeignChanges()
{
    const QString path = savedDocument("foreign");
    KeptWindow window({});
    window.open({path});
    const std::string foreign = core::readTextFile(path.toStdString()) + "\n";
    writeText(path.toStdString(), foreign);
    window.deleteLayers(0, 4);
    withNextDialog([](QDialog& dialog) { dialog.reject(); });
    window.trigger("file.save");
    QCOMPARE(core::readTextFile(path.toStdString()), foreign);
    QVERIFY(window.document().isModified());
    withNextDialog([](QDialog& dialog) {
        for (QAbstractButton* button : qobject_cast<QMessageBox*>(&dialog)->buttons())
            if (button->text().startsWith(QStringLiteral("Save")))
                button->click();
    });
    window.trigger("file.save");
    QVERIFY(core::readTextFile(path.toStdString()) != foreign);
    QVERIFY(!window.document().isModified());
}

int main(int argc, char** argv)
{
    return runWindowTest<WindowRecoveryTest>(argc, argv);
}

#include "window_recovery_test.moc"
