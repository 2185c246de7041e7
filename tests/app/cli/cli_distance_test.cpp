#include "tests/app/cli/cli_run.h"
#include "tests/support/tiny_checkpoint.h"

#include <QJsonArray>
#include <QObject>
#include <QtTest/QTest>

using namespace layerloom::tests;

/// The verb that compares weights, distance, and what is kept of it.
class CliDistanceTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        qputenv("XDG_CACHE_HOME", path(m_folder / "cache").toUtf8());
        TinyOptions options {.dtype = "F32"};
        writeTinyCheckpoint(m_folder / "a", options);
        writeTinyCheckpoint(m_folder / "copy", options);
        options.hidden = 16;
        writeTinyCheckpoint(m_folder / "wide", options);
    }

    void distanceTellsAllPairs()
    {
        const CliRun run = runCli({"distance", folder("a"), "--json"});
        QVERIFY2(run.code == 0, qPrintable(run.text()));
        QVERIFY2(run.err.contains("Comparing: 100 %"), qPrintable(run.err));
        const QJsonObject json = run.json();
        QCOMPARE(json["all"].toArray().size(), 4);
        QCOMPARE(json["kinds"].toObject().size(), 9);
        QVERIFY(json["kinds"].toObject().contains("self_attn.q_proj.weight"));
        QCOMPARE(json["layers"].toArray().size(), 4);
        QVERIFY(!json.contains("layers2") && json["problems"].toArray().isEmpty());
        for (int one = 0; one < 4; ++one)
            for (int other = 0; other < 4; ++other) {
                QCOMPARE(at(json["all"], one, other), at(json["all"], other, one));
                QVERIFY((at(json["all"], one, other) == 0) == (one == other));
            }
        const CliRun text = runCli({"distance", folder("a"), "--quiet"});
        QVERIFY2(text.code == 0 && text.err.isEmpty(), qPrintable(text.text()));
        QVERIFY(text.out.contains("to the next layer") && text.out.contains("mlp.up_proj.weight"));
    }

    void distanceBetweenCopiesIsZero()
    {
        const CliRun run = runCli({"distance", folder("a"), folder("copy"), "--quiet", "--json"});
        QVERIFY2(run.code == 0, qPrintable(run.text()));
        const QJsonObject json = run.json();
        for (int layer = 0; layer < 4; ++layer)
            QCOMPARE(at(json["all"], layer, layer), 0.0);
        QCOMPARE(json["layers2"].toArray(), json["layers"].toArray());
        QVERIFY(
            runCli({"distance", folder("a"), folder("copy"), "--quiet"}).out.contains("to the same layer"));
    }

    void distanceIsMeasuredOnce_data()
    {
        QTest::addColumn<QStringList>("models");
        QTest::newRow("one model") << QStringList({folder("kept")});
        QTest::newRow("two models") << QStringList({folder("kept"), folder("a")});
    }
    void distanceIsMeasuredOnce()
    {
        QFETCH(QStringList, models);
        writeTinyCheckpoint(m_folder / "kept", {.dtype = "F32", .seed = 7});
        QCOMPARE(runCli({"cache", "--clear"}).code, 0);
        const QStringList command = QStringList({"distance", "--json"}) + models;
        const CliRun first = runCli(command);
        QVERIFY2(first.code == 0, qPrintable(first.text()));
        QCOMPARE(first.json()["cached"].toBool(true), false);
        const CliRun again = runCli(command);
        QVERIFY2(again.code == 0 && again.err.isEmpty(), qPrintable(again.text()));
        QString expected = first.out; // every digit
        QCOMPARE(again.out, expected.replace("\"cached\": false", "\"cached\": true"));
        QVERIFY(runCli(QStringList({"distance"}) + models)
                    .out.startsWith("Relative distance of weights, measured before: "));
        const QJsonArray kept = runCli({"cache", "--json"}).json()["measurements"].toArray();
        QCOMPARE(kept.size(), 1);
        const std::filesystem::path file = kept[0].toObject()["file"].toString().toStdString();
        flipByte(file, 400);
        QVERIFY(runCli({"cache"}).out.contains("is damaged or of another version"));
        QCOMPARE(runCli(command).out, first.out);
        QCOMPARE(runCli(command).out, again.out);
        writeTinyCheckpoint(m_folder / "kept", {.dtype = "F32", .seed = 8});
        const CliRun changed = runCli(command);
        QCOMPARE(changed.json()["cached"].toBool(true), false);
        QVERIFY(changed.json()["all"] != first.json()["all"]);
    }

    void cacheListsAndRemovesDistances()
    {
        QCOMPARE(runCli({"cache", "--clear"}).code, 0);
        QCOMPARE(runCli({"distance", folder("a"), "--quiet"}).code, 0);
        QCOMPARE(runCli({"distance", folder("a"), folder("copy"), "--quiet"}).code, 0);
        const QString listed = runCli({"cache"}).out;
        QVERIFY2(listed.startsWith("2 files, "), qPrintable(listed));
        QVERIFY2(listed.contains("weights of a, 4 layers\n"), qPrintable(listed));
        QVERIFY2(listed.contains("weights of a, 4 layers, and of copy, 4 layers\n"), qPrintable(listed));
        int pairs = 0;
        for (const auto& each : runCli({"cache", "--json"}).json()["measurements"].toArray()) {
            const QJsonObject entry = each.toObject();
            QCOMPARE(entry["holds"].toString(), QString("weights"));
            QCOMPARE(entry["model"].toString(), QString("a"));
            QVERIFY(entry["usable"].toBool() && entry["kinds"].toInt() == 9);
            QCOMPARE(entry.contains("other"), entry["other_model"].toString() == "copy");
            pairs += entry.contains("other") ? 1 : 0;
        }
        QCOMPARE(pairs, 1);
        QCOMPARE(runCli({"cache", "--clear", "--json"}).json()["removed"].toInt(), 2);
        QVERIFY(runCli({"cache"}).out.startsWith("0 files"));
        QCOMPARE(runCli({"distance", folder("a"), "--quiet", "--json"}).json()["cached"].toBool(true), false);
    }

    void distanceRefusesOtherShapes()
    {
        const CliRun run = runCli({"distance", folder("a"), folder("wide")});
        QCOMPARE(run.code, 2);
        QVERIFY2(run.saysOneSentence() && run.err.contains("not of one shape"), qPrintable(run.err));
        const CliRun missing = runCli({"distance", folder("nowhere")});
        QCOMPARE(missing.code, 2);
        QVERIFY2(missing.saysOneSentence() && missing.err.contains("nowhere"), qPrintable(missing.err));
    }

    void distanceNamesWhatIsNoNumber()
    {
        TinyOptions options {.dtype = "F32", .layers = 2};
        writeTinyCheckpoint(m_folder / "broken", options);
        // The last number of the file is the final norm's: the one before those is a layer's.
        const auto size = std::filesystem::file_size(m_folder / "broken" / "model.safetensors");
        const std::uint64_t last = size - options.hidden * 4 - 1;
        std::string bytes = readText(m_folder / "broken" / "model.safetensors");
        bytes[last] = '\x7f';
        bytes[last - 1] = '\xc0';
        writeText(m_folder / "broken" / "model.safetensors", bytes);
        const CliRun run = runCli({"distance", folder("broken"), "--quiet", "--json"});
        QVERIFY2(run.code == 0, qPrintable(run.text()));
        QVERIFY2(
            run.err.startsWith("problem: model.layers.1.self_attn.v_proj.weight of broken holds 1 value"),
            qPrintable(run.err));
        QCOMPARE(run.json()["problems"].toArray().size(), 1);
        QVERIFY(run.json()["all"].toArray()[0].toArray()[1].isNull());
        QCOMPARE(run.json()["layers"].toArray()[1].toObject()["nan"].toInt(), 1);
    }

private:
    QString folder(const char* name) const { return path(m_folder / name); }

    TemporaryFolder m_folder;
};

QTEST_APPLESS_MAIN(CliDistanceTest)
#include "cli_distance_test.moc"
