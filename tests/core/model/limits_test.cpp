#include "core/base/error.h"
#include "core/model/model.h"
#include "tests/support/tiny_checkpoint.h"

#include <QObject>
#include <QtTest/QTest>

using namespace layerloom::core;
using namespace layerloom::tests;

namespace fs = std::filesystem;

namespace {

QString refusal(const fs::path& folder)
{
    const auto result = openModel(folder);
    return result ? "opened" : QString::fromStdString(result.error().message());
}

void writeEmptyTensors(const fs::path& path, std::size_t first, std::size_t count)
{
    std::string json = "{";
    for (std::size_t i = first; i < first + count; ++i)
        json += "\"" + std::to_string(i) + "\":{\"dtype\":\"U8\",\"shape\":[0],\"data_offsets\":[0,0]},";
    json.back() = '}';
    writeRawSafetensors(path, json, 0);
}

} // namespace

/// Files that would exhaust the machine, or its stack, are refused with a sentence.
class LimitsTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void refusesAMillionLevels_data()
    {
        QTest::addColumn<QString>("file");
        QTest::addColumn<QString>("level");
        for (const QString level : {"[", "{\"weight_map\":", "{\"weight_map\":{\"x\":["}) {
            QTest::addRow("index %s", qPrintable(level)) << "model.safetensors.index.json" << level;
            QTest::addRow("config %s", qPrintable(level)) << "config.json" << level;
        }
    }

    void refusesAMillionLevels()
    {
        QFETCH(QString, file);
        QFETCH(QString, level);
        TinyOptions options;
        options.shards = 2;
        const TemporaryFolder folder;
        writeTinyCheckpoint(folder / "model", options);
        writeText(folder / "model" / file.toStdString(), level.repeated(1000000).toStdString());
        const QString message = refusal(folder / "model");
        QVERIFY2(message.contains(file), qPrintable(message.left(300)));
    }

    void refusesMoreTensorsThanAnyModelHas()
    {
        const TemporaryFolder folder;
        writeTinyCheckpoint(folder / "model", {});
        fs::remove(folder / "model" / "model.safetensors");
        const std::size_t half = kMaxTensors / 2 + 1;
        writeEmptyTensors(folder / "model" / "model-00001-of-00002.safetensors", 0, half);
        writeEmptyTensors(folder / "model" / "model-00002-of-00002.safetensors", half, half);
        QVERIFY(refusal(folder / "model").contains("has more than 500,000 tensors"));
        std::string index = "{\"weight_map\":{";
        for (std::size_t i = 0; i <= kMaxTensors; ++i)
            index += "\"" + std::to_string(i) + "\":\"a.safetensors\",";
        index.back() = '}';
        writeText(folder / "model" / "model.safetensors.index.json", index + '}');
        QCOMPARE(refusal(folder / "model"),
                 QString("model.safetensors.index.json: there are more than 500,000 tensors"));
    }
};

QTEST_APPLESS_MAIN(LimitsTest)
#include "limits_test.moc"
