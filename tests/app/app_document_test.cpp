#include "app/document/document.h"
#include "core/document/document_reader.h"
#include "core/document/open_sources.h"
#include "core/stack/commands.h"
#include "core/stack/stack_rules.h"
#include "tests/app/window_fixture.h"

#include <QFile>
#include <QSignalSpy>

#include <random>

using namespace layerloom;

namespace {

// The same model in each of them: models are compared by identity.
const core::LoomDocument& loomling()
{
    static const core::LoomDocument document = [] {
        core::LoomDocument made;
        const std::string path = tests::loomling32().toStdString();
        made.stack.setup.sources.push_back(core::sourceFor(core::openModel(path).value(), path));
        made.stack.blocks = core::dus(0, 32, 8);
        return made;
    }();
    return document;
}

core::Edits randomEdits(const core::Stack& stack, std::mt19937& random)
{
    const auto pick = [&random](std::size_t limit) {
        return std::uniform_int_distribution<std::size_t>(0, limit)(random);
    };
    const std::size_t size = stack.blocks.size();
    const std::size_t begin = pick(size - 2);
    const std::size_t end = begin + 1 + pick(size - begin - 2);
    switch (pick(4)) {
    case 0:
        return core::insertAt(stack, pick(size), core::layerRange(0, 3, core::LayerIndex::from(4 + pick(8))));
    case 1:
        return core::duplicateRange(stack, begin, std::min(end, begin + 6));
    case 2:
        return core::moveRange(begin, end, pick(size));
    case 3:
        return core::split(stack, 1 + pick(size - 2));
    default:
        return size > 12 ? core::removeRange(begin, std::min(end, begin + 3)) : core::Edits();
    }
}

QByteArray contents(const QString& path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

} // namespace

class DocumentTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void oneEditIsOneStepWithItsPreview();
    void emptyEditsAreNoStep();
    void oneGestureIsOneStep();
    void settingsCanBeUndone();
    void thirtyRandomEditsUndoAndRedo();
    void modelsSeeEveryEditBeforeAndAfter();
    void aSnapshotStaysAsItWas();
    void savingTwiceGivesTheSameBytes();
    void unknownKeysSurvive();
    void aFailedSaveLeavesTheOldFile();
};

void DocumentTest::oneEditIsOneStepWithItsPreview()
{
    app::Document document;
    document.reset(loomling(), QStringLiteral("/nowhere/a.loom"));
    QSignalSpy changed(&document, &app::Document::changed);
    document.edit(core::removeRange(24, 48), QStringLiteral("Delete"));
    QCOMPARE(changed.count(), 1);
    QCOMPARE(document.preview()->totals.layers, 24U);
    QCOMPARE(document.preview()->seams.size(), 0U);
    QVERIFY(document.isModified());
    document.undoStack().undo();
    QCOMPARE(changed.count(), 2);
    QCOMPARE(document.stack(), loomling().stack);
    QVERIFY(!document.isModified());
}

void DocumentTest::emptyEditsAreNoStep()
{
    app::Document document;
    document.reset(loomling(), {});
    document.edit({}, QStringLiteral("Nothing"));
    document.setSettings(document.settings(), QStringLiteral("Nothing"));
    QCOMPARE(document.undoStack().count(), 0);
}

void DocumentTest::oneGestureIsOneStep()
{
    app::Document document;
    document.reset(loomling(), {});
    const quint64 gesture = document.newGesture();
    for (int i = 0; i < 3; ++i)
        document.edit(core::rollSeam(document.stack(), document.preview()->seams.front().at, -1),
                      QStringLiteral("Roll"), gesture);
    QCOMPARE(document.undoStack().count(), 1);
    QCOMPARE(document.preview()->seams.front().at, 21U);
    document.edit(core::rollSeam(document.stack(), 21, -1), QStringLiteral("Roll"), document.newGesture());
    QCOMPARE(document.undoStack().count(), 2);
    document.undoStack().undo();
    QCOMPARE(document.preview()->seams.front().at, 21U);
    document.undoStack().undo();
    QCOMPARE(document.stack(), loomling().stack);
    document.undoStack().redo();
    QCOMPARE(document.preview()->seams.front().at, 21U);
}

void DocumentTest::settingsCanBeUndone()
{
    app::Document document;
    document.reset(loomling(), {});
    core::OutputSettings settings = document.settings();
    settings.shardBytes = 1'000'000;
    document.change({.edits = core::removeRange(0, 1), .settings = settings}, QStringLiteral("Both"));
    QCOMPARE(document.settings().shardBytes, 1'000'000U);
    document.undoStack().undo();
    QCOMPARE(document.settings(), core::OutputSettings());
    QCOMPARE(document.stack().blocks.size(), 48U);
    document.undoStack().redo();
    QCOMPARE(document.settings(), settings);
    QCOMPARE(document.stack().blocks.size(), 47U);
}

void DocumentTest::thirtyRandomEditsUndoAndRedo()
{
    for (unsigned seed = 1; seed <= 20; ++seed) {
        app::Document document;
        document.reset(loomling(), QStringLiteral("/nowhere/a.loom"));
        std::mt19937 random(seed);
        for (int i = 0; i < 30; ++i)
            document.edit(randomEdits(document.stack(), random), QStringLiteral("Edit"));
        const core::Stack edited = document.stack();
        QVERIFY(document.undoStack().count() > 20);
        while (document.undoStack().canUndo())
            document.undoStack().undo();
        QCOMPARE(document.stack(), loomling().stack);
        QVERIFY(!document.isModified());
        while (document.undoStack().canRedo())
            document.undoStack().redo();
        QCOMPARE(document.stack(), edited);
        QVERIFY(document.isModified());
    }
}

void DocumentTest::modelsSeeEveryEditBeforeAndAfter()
{
    app::Document document;
    document.reset(loomling(), {});
    std::vector<std::size_t> sizes;
    connect(&document, &app::Document::aboutToApply, this,
            [&] { sizes.push_back(document.stack().blocks.size()); });
    connect(&document, &app::Document::applied, this,
            [&] { sizes.push_back(document.stack().blocks.size()); });
    document.edit({core::RemoveBlocks {0, 8}, core::InsertBlocks {0, core::layerRange(0, 0, 2)}},
                  QStringLiteral("Two"));
    QCOMPARE(sizes, (std::vector<std::size_t> {48, 40, 40, 42}));
}

void DocumentTest::aSnapshotStaysAsItWas()
{
    app::Document document;
    document.reset(loomling(), {});
    const auto before = document.snapshot();
    document.edit(core::removeRange(0, 40), QStringLiteral("Delete"));
    QCOMPARE(before->blocks.size(), 48U);
    QCOMPARE(document.stack().blocks.size(), 8U);
}

void DocumentTest::savingTwiceGivesTheSameBytes()
{
    const QString path = tests::scratchFolder(QStringLiteral("save")) + QStringLiteral("/a.loom");
    app::Document document;
    document.reset(loomling(), {});
    document.setViewState(R"({"pixels_per_layer":12})");
    document.edit(core::removeRange(0, 4), QStringLiteral("Delete"));
    QVERIFY(!document.save(path));
    QVERIFY(!document.isModified());
    QCOMPARE(document.title(), QStringLiteral("a.loom"));
    const QByteArray first = contents(path);

    const auto text = first.toStdString();
    core::LoomDocument read =
        core::readDocument(text, std::filesystem::path(path.toStdString()).parent_path()).value();
    core::openSources(read.stack);
    app::Document second;
    second.reset(std::move(read), path);
    QCOMPARE(second.stack().blocks, document.stack().blocks);
    QCOMPARE(second.viewState(), document.viewState());
    QVERIFY(!second.save(path));
    QCOMPARE(contents(path), first);
}

void DocumentTest::unknownKeysSurvive()
{
    const QString path = tests::scratchFolder(QStringLiteral("keys")) + QStringLiteral("/a.loom");
    app::Document document;
    document.reset(loomling(), {});
    QVERIFY(!document.save(path));
    QByteArray text = contents(path);
    const auto at = text.lastIndexOf('}');
    text.insert(at, ",\"from_the_future\": {\"x\": [1, 2]}\n");
    core::LoomDocument read = core::readDocument(text.toStdString(), "/").value();
    app::Document second;
    second.reset(std::move(read), path);
    second.edit(core::removeRange(0, 1), QStringLiteral("Delete"));
    QVERIFY(!second.save(path));
    QVERIFY(contents(path).contains("from_the_future"));
    QVERIFY(contents(path) != text);
}

void DocumentTest::aFailedSaveLeavesTheOldFile()
{
    const QString folder = tests::scratchFolder(QStringLiteral("refused"));
    const QString path = folder + QStringLiteral("/a.loom");
    app::Document document;
    document.reset(loomling(), {});
    QVERIFY(!document.save(path));
    const QByteArray before = contents(path);
    document.edit(core::removeRange(0, 1), QStringLiteral("Delete"));

    const auto error = document.save(folder + QStringLiteral("/not/there/a.loom"));
    QVERIFY(error.has_value());
    QVERIFY2(error->message().starts_with("a.loom was not saved: "), error->message().c_str());
    QVERIFY(document.isModified());
    QCOMPARE(document.path(), path);
    QCOMPARE(contents(path), before);
}

int main(int argc, char** argv)
{
    return tests::runWindowTest<DocumentTest>(argc, argv);
}

#include "app_document_test.moc"
