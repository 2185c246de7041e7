#include "core/checkpoint/checkpoint.h"
#include "tests/support/tiny_checkpoint.h"

#include <QElapsedTimer>
#include <QObject>
#include <QtTest/QTest>

using namespace layerloom::core;
using namespace layerloom::tests;

namespace fs = std::filesystem;

class CheckpointTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void opensFoldersAndFiles_data()
    {
        QTest::addColumn<int>("shards");
        QTest::addColumn<bool>("index");
        QTest::addColumn<QString>("opened");
        QTest::newRow("one file") << 1 << false << "";
        QTest::newRow("one shard with index") << 1 << true << "";
        QTest::newRow("three shards with index") << 3 << true << "";
        QTest::newRow("the index itself") << 3 << true << "model.safetensors.index.json";
        QTest::newRow("a lone file") << 1 << false << "model.safetensors";
    }
    void opensFoldersAndFiles()
    {
        QFETCH(int, shards);
        QFETCH(bool, index);
        QFETCH(QString, opened);
        const TemporaryFolder folder;
        TinyOptions options;
        options.shards = static_cast<std::uint32_t>(shards);
        options.index = index;
        writeTinyCheckpoint(folder / "Tiny-4", options);
        const auto checkpoint = openCheckpoint(folder / "Tiny-4" / opened.toStdString()).value();
        QCOMPARE(checkpoint->name(), std::string("Tiny-4"));
        QCOMPARE(checkpoint->folder(), folder / "Tiny-4");
        QCOMPARE(checkpoint->shards().size(), static_cast<std::size_t>(shards));
        QCOMPARE(checkpoint->tensors().size(), std::size_t {39});
        QCOMPARE(checkpoint->configText(), tinyConfig(options));
        std::uint64_t payload = 0;
        for (const TinyTensor& wanted : tinyTensors(options)) {
            const TensorInfo* const found = checkpoint->find(wanted.name);
            QVERIFY2(found != nullptr, wanted.name.c_str());
            QCOMPARE(found->shape, wanted.shape);
            QCOMPARE(found->dtype, wanted.dtype);
            const std::string file = readText(checkpoint->shards()[found->shard].path);
            QCOMPARE(file.substr(found->offset, found->bytes), tinyContents(wanted));
            payload += found->bytes;
        }
        QCOMPARE(checkpoint->payloadBytes(), payload);
        QVERIFY(checkpoint->find("model.layers.9.mlp.up_proj.weight") == nullptr);
    }
};

QTEST_APPLESS_MAIN(CheckpointTest)
#include "checkpoint_test.moc"
