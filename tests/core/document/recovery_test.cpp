#include "core/document/recovery.h"
#include "core/io/text_file.h"
#include "core/stack/stack_rules.h"
#include "tests/support/tiny_checkpoint.h"

#include <QObject>
#include <QtTest/QTest>

#include <filesystem>
#include <fstream>

using namespace layerloom::core;
using layerloom::tests::TemporaryFolder;
namespace fs = std::filesystem;

namespace {

Recovery someRecovery()
{
    Recovery recovery;
    Source source;
    source.label = "a model";
    source.path = "/models/a";
    source.layers = 32;
    recovery.document.stack.setup.sources = {source};
    recovery.document.stack.blocks = dus(0, 32, 8);
    recovery.document.settings.shardBytes = 7;
    recovery.document.viewState = R"({"zoom":2})";
    recovery.document.original = R"({"format": "layerloom/1", "sources": [], "stack": [], "mine": [1, 2]})";
    recovery.document.folder = "/work";
    recovery.path = "/work/plan.loom";
    recovery.title = "plan.loom";
    return recovery;
}

} // namespace

class RecoveryTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void readsWhatItWrote();
    void offersOnlyWhatEndedProcessesLeft();
    void takesNoSlotWithACopy();
    void clearsTheCopy();
    void keepsTheFolderPrivate();
    void namesADamagedCopy();
    void choosesTheFolder();
};

void RecoveryTest::readsWhatItWrote()
{
    const TemporaryFolder folder;
    const RecoverySlot slot = RecoverySlot::claim(folder.path() / "recovery");
    const Recovery before = someRecovery();
    slot.write(before);
    const Recovery after = slot.read();
    QVERIFY(after.document.stack == before.document.stack);
    QVERIFY(after.document.settings == before.document.settings);
    QCOMPARE(after.document.viewState, before.document.viewState);
    QCOMPARE(after.path, before.path);
    QCOMPARE(after.title, before.title);
    QVERIFY(after.document.original.find("mine") != std::string::npos);
    QVERIFY(after.document.original.find("recovery") == std::string::npos);
}

void RecoveryTest::offersOnlyWhatEndedProcessesLeft()
{
    const TemporaryFolder folder;
    {
        const RecoverySlot alive = RecoverySlot::claim(folder.path());
        alive.write(someRecovery());
        QVERIFY(abandonedRecoveries(folder.path()).empty());
    }
    const std::vector<RecoverySlot> left = abandonedRecoveries(folder.path());
    QCOMPARE(left.size(), std::size_t {1});
    QVERIFY(left.front().read().document.stack == someRecovery().document.stack);
    // While one process offers it, no other does.
    QVERIFY(abandonedRecoveries(folder.path()).empty());
    QVERIFY(abandonedRecoveries(folder.path() / "nowhere").empty());
}

void RecoveryTest::takesNoSlotWithACopy()
{
    const TemporaryFolder folder;
    RecoverySlot::claim(folder.path()).write(someRecovery());
    const RecoverySlot second = RecoverySlot::claim(folder.path());
    const RecoverySlot third = RecoverySlot::claim(folder.path());
    QCOMPARE(second.file().filename().string(), std::string("2.loom"));
    QCOMPARE(third.file().filename().string(), std::string("3.loom"));
    QCOMPARE(abandonedRecoveries(folder.path()).size(), std::size_t {1});
}

void RecoveryTest::clearsTheCopy()
{
    const TemporaryFolder folder;
    {
        const RecoverySlot slot = RecoverySlot::claim(folder.path());
        slot.write(someRecovery());
        slot.clear();
        slot.clear();
    }
    QVERIFY(abandonedRecoveries(folder.path()).empty());
}

void RecoveryTest::keepsTheFolderPrivate()
{
    const TemporaryFolder folder;
    const fs::path made = folder.path() / "state" / "recovery";
    RecoverySlot::claim(made);
    QCOMPARE(fs::status(made).permissions(), fs::perms::owner_all);
}

void RecoveryTest::namesADamagedCopy()
{
    const TemporaryFolder folder;
    std::ofstream(folder.path() / "1.loom") << "{\"format\": ";
    const std::vector<RecoverySlot> left = abandonedRecoveries(folder.path());
    QCOMPARE(left.size(), std::size_t {1});
    try {
        left.front().read();
        QFAIL("a damaged copy was read");
    } catch (const Error& error) {
        QCOMPARE(error.code(), ErrorCode::Corrupt);
    }
}

void RecoveryTest::choosesTheFolder()
{
    const QByteArray state = qgetenv("XDG_STATE_HOME");
    const QByteArray home = qgetenv("HOME");
    qputenv("XDG_STATE_HOME", "/var/state");
    QCOMPARE(userRecoveryFolder(), fs::path("/var/state/layerloom/recovery"));
    qputenv("XDG_STATE_HOME", "state");
    qputenv("HOME", "/home/user");
    QCOMPARE(userRecoveryFolder(), fs::path("/home/user/.local/state/layerloom/recovery"));
    qunsetenv("HOME");
    QCOMPARE(userRecoveryFolder(), fs::path());
    qputenv("HOME", home);
    qputenv("XDG_STATE_HOME", state);
}

QTEST_GUILESS_MAIN(RecoveryTest)
#include "recovery_test.moc"
