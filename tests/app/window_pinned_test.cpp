#include "app/window/shell/pinned_commands.h"
#include "core/document/document_reader.h"
#include "core/stack/source_commands.h"
#include "tests/app/window_fixture.h"

#include <QAction>
#include <QFile>
#include <QToolBar>
#include <QToolButton>

using namespace layerloom;
using tests::TestWindow;

namespace {

const auto kFirst = QStringLiteral("A[0:24] A[8:32]");
const auto kSecond = QStringLiteral("A[0:20] A[12:32]");

// A window with two pinned stacks, the second of which is the output.
struct Pinned : TestWindow {
    explicit Pinned(const QStringList& models = {tests::loomling32()})
    {
        open(models);
        for (const QString& expression : {kFirst, kSecond}) {
            typeExpression(expression);
            canvas().setFocus();
            key(Qt::Key_P);
        }
    }

    QToolBar& strip() { return *find<QToolBar>("pinnedStrip"); }
    QToolButton* button(const char* name)
    {
        return qobject_cast<QToolButton*>(strip().widgetForAction(find<QAction>(name)));
    }
};

} // namespace

/// Stacks that are kept beside the output.
class WindowPinnedTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init() { tests::forgetSettings(); }
    void aKeyPinsAndFlips();
    void flipsAreOneStep();
    void buttonsUseAndShowTheOutput();
    void theSameKeyUnpins();
    void pinnedStacksAreSaved();
    void removedSourcesAreFollowed();
    void emptyDocumentsHaveNone();
};

void WindowPinnedTest::aKeyPinsAndFlips()
{
    Pinned window;
    QCOMPARE(window.document().pinned().size(), std::size_t {2});
    QVERIFY(window.strip().isVisible());
    QCOMPARE(window.expression(), kSecond);
    window.key(Qt::Key_V);
    QCOMPARE(window.expression(), kFirst);
    window.key(Qt::Key_V);
    QCOMPARE(window.expression(), kSecond);
    window.key(Qt::Key_V, Qt::ShiftModifier);
    QCOMPARE(window.expression(), kFirst);
    window.typeExpression(QStringLiteral("A[0:4]"));
    window.canvas().setFocus();
    window.key(Qt::Key_V, Qt::ShiftModifier); // from none of them: the last
    QCOMPARE(window.expression(), kSecond);
    window.agree();
}

void WindowPinnedTest::flipsAreOneStep()
{
    Pinned window;
    const int steps = window.steps();
    for (int i = 0; i < 5; ++i)
        window.key(Qt::Key_V);
    QCOMPARE(window.expression(), kFirst);
    QCOMPARE(window.steps(), steps + 1);
    window.trigger("edit.undo");
    QCOMPARE(window.expression(), kSecond);
    window.trigger("edit.redo");
    QCOMPARE(window.expression(), kFirst);
}

void WindowPinnedTest::buttonsUseAndShowTheOutput()
{
    Pinned window;
    QVERIFY(!window.button("pinned1")->isChecked());
    QVERIFY(window.button("pinned2")->isChecked());
    QTest::mouseClick(window.button("pinned1"), Qt::LeftButton);
    QCOMPARE(window.expression(), kFirst);
    QVERIFY(window.button("pinned1")->isChecked());
    QVERIFY(!window.button("pinned2")->isChecked());
    const int steps = window.steps();
    QTest::mouseClick(window.button("pinned1"), Qt::LeftButton); // it is the output already
    QCOMPARE(window.steps(), steps);
    QVERIFY(window.button("pinned1")->isChecked());
    QVERIFY(window.button("pinned1")->toolTip().contains(kFirst));
    QVERIFY(window.button("pinned1")->text().contains(QStringLiteral("48 layers")));
    window.typeExpression(QStringLiteral("A[0:4]"));
    QVERIFY(!window.button("pinned1")->isChecked());
}

void WindowPinnedTest::theSameKeyUnpins()
{
    Pinned window;
    QCOMPARE(window.find<QAction>("edit.pin")->text(), QStringLiteral("Un&pin this stack"));
    window.key(Qt::Key_P);
    QCOMPARE(window.document().pinned().size(), std::size_t {1});
    QCOMPARE(window.expression(), kSecond);
    QCOMPARE(window.find<QAction>("edit.pin")->text(), QStringLiteral("&Pin this stack"));
    window.trigger("edit.undo");
    QCOMPARE(window.document().pinned().size(), std::size_t {2});
    window.trigger("edit.redo");
    window.key(Qt::Key_P); // the number is free again
    QCOMPARE(window.document().pinned().back().number, 2U);
}

void WindowPinnedTest::pinnedStacksAreSaved()
{
    const QString path = tests::scratchFolder(QStringLiteral("pinned")) + QStringLiteral("/a.loom");
    Pinned window;
    QVERIFY(!window.document().save(path));
    QVERIFY(!window.document().isModified());
    const core::PinnedStacks before = window.document().pinned();
    TestWindow other;
    other.open({path});
    QVERIFY(other.document().pinned() == before);
    QVERIFY(other.find<QToolBar>("pinnedStrip")->isVisible());
    other.canvas().setFocus();
    other.key(Qt::Key_V);
    QCOMPARE(other.expression(), kFirst);
}

void WindowPinnedTest::removedSourcesAreFollowed()
{
    Pinned window({tests::loomling32(), tests::loomling32Tuned()});
    window.typeExpression(QStringLiteral("B[0:24] B[8:32]"));
    window.canvas().setFocus();
    window.key(Qt::Key_P);
    window.document().edit(core::removeSource(window.document().stack(), 0), QStringLiteral("Remove"));
    QCOMPARE(window.document().pinned().size(), std::size_t {1});
    QCOMPARE(window.document().pinned().front().number, 3U);
    QCOMPARE(window.document().pinned().front().blocks, window.document().stack().blocks);
    window.trigger("edit.undo");
    QCOMPARE(window.document().pinned().size(), std::size_t {3});
    window.key(Qt::Key_V);
    QCOMPARE(window.expression(), kFirst);
}

void WindowPinnedTest::emptyDocumentsHaveNone()
{
    Pinned window;
    window.document().resetUntitled({}, {}, {});
    QVERIFY(window.document().pinned().empty());
    QVERIFY(!window.strip().isVisible());
    QVERIFY(!window.isEnabled("edit.nextPinned"));
    window.open({tests::loomling32()});
    QVERIFY(!window.isEnabled("edit.pin")); // nothing to pin
}

int main(int argc, char** argv)
{
    return tests::runWindowTest<WindowPinnedTest>(argc, argv);
}

#include "window_pinned_test.moc"
