#include "tests/app/cli/running_test.h"

#include <QJsonArray>
#include <QtTest/QTest>

#include <cmath>

using namespace layerloom::tests;

/// The verbs that run models: measure, predict, evaluate, generate, suggest, cache.
class CliRunStackTest : public RunningTest {
    Q_OBJECT

private Q_SLOTS:
    void predictSaysHowToMeasure()
    {
        const CliRun run = runCli({"predict", "A[0:8]", "--model", m_model});
        QCOMPARE(run.code, 2);
        QVERIFY2(run.saysOneSentence() && run.err.contains("layerloom-cli measure " + m_model),
                 qPrintable(run.err));
        const CliRun asked = runCli({"predict", "A[0:8]", "--model", m_model, "--tokens", "60"});
        QVERIFY2(asked.err.contains("measure " + m_model + " --tokens 60"), qPrintable(asked.err));
    }

    void measureTellsOfEveryLayer()
    {
        const CliRun run = runCli({"measure", m_model, "--tokens", "600", "--json"});
        QVERIFY2(run.code == 0, qPrintable(run.text()));
        QVERIFY2(run.err.contains("Measuring: 100 %") && run.err.contains(" steps"), qPrintable(run.err));
        m_measured = run.json();
        QVERIFY(m_measured["base_loss"].toDouble() > 0);
        QCOMPARE(m_measured["tokens"].toInt(), 600);
        QCOMPARE(m_measured["cached"].toBool(true), false);
        QVERIFY(m_measured["seconds"].toDouble() > 0);
        QCOMPARE(m_measured["angular"].toArray().size(), 9);
        for (const char* list : {"block_influence", "drop", "repeat"})
            QCOMPARE(m_measured[list].toArray().size(), 8);
        for (int one = 0; one < 9; ++one)
            for (int other = 0; other < 9; ++other) {
                const double angle = at(m_measured["angular"], one, other);
                QVERIFY(angle == at(m_measured["angular"], other, one) && angle >= 0 && angle <= 1);
                QVERIFY((angle == 0) == (one == other));
            }
    }

    void measureIsMadeOnce()
    {
        const CliRun again = runCli({"measure", m_model, "--tokens", "600", "--json"});
        QVERIFY2(again.code == 0, qPrintable(again.text()));
        QJsonObject json = again.json();
        QCOMPARE(json["cached"].toBool(), true);
        json["cached"] = false;
        json["memory_budget"] = m_measured["memory_budget"]; // what is free changes
        QCOMPARE(json, m_measured);
        const QJsonObject cache = runCli({"cache", "--json"}).json();
        QCOMPARE(cache["measurements"].toArray().size(), 1);
        const QJsonObject entry = cache["measurements"].toArray()[0].toObject();
        QCOMPARE(entry["model"].toString(), QString("loomling-8"));
        QCOMPARE(entry["tokens"].toInt(), 600);
        flipByte(entry["file"].toString().toStdString(), 50);
        QVERIFY(runCli({"cache"}).out.contains("is damaged or of another version"));
        const QJsonObject anew = runCli({"measure", m_model, "--tokens", "600", "--json"}).json();
        QCOMPARE(anew["cached"].toBool(true), false);
        QCOMPARE(anew["drop"], m_measured["drop"]);
        QVERIFY(runCli({"measure", m_model, "--tokens", "600", "--quiet"}).out.contains("measured before"));
    }

    void evaluateAgreesWithWhatWasMeasured_data()
    {
        QTest::addColumn<QString>("expression");
        QTest::addColumn<QString>("list");
        QTest::addColumn<int>("layer");
        QTest::newRow("the model itself") << "A[0:8]" << QString() << 0;
        QTest::newRow("without its first layer") << "A[1:8]"
                                                 << "drop" << 0;
        QTest::newRow("without a layer") << "A[0:3] A[4:8]"
                                         << "drop" << 3;
        QTest::newRow("with a layer twice") << "A[0:4] A[3:8]"
                                            << "repeat" << 3;
    }
    void evaluateAgreesWithWhatWasMeasured()
    {
        QFETCH(QString, expression);
        QFETCH(QString, list);
        QFETCH(int, layer);
        const CliRun run =
            runCli({"evaluate", expression, "--model", m_model, "--tokens", "600", "--quiet", "--json"});
        QVERIFY2(run.code == 0 && run.err.isEmpty(), qPrintable(run.text()));
        const QJsonObject json = run.json();
        const double delta = json["delta"].toDouble();
        const double expected = list.isEmpty() ? 0 : m_measured[list].toArray()[layer].toDouble();
        QVERIFY2(std::abs(delta - expected) < 1e-5, qPrintable(run.out));
        QVERIFY(std::abs(json["loss"].toDouble() - json["base_loss"].toDouble() - delta) < 1e-9);
        QVERIFY(std::abs(json["base_loss"].toDouble() - m_measured["base_loss"].toDouble()) < 1e-5);
        QVERIFY(std::abs(std::log(json["perplexity"].toDouble()) - json["loss"].toDouble()) < 1e-9);
        QCOMPARE(json["tokens"].toInt(), 600);
        QCOMPARE(json["predicted_tokens"].toInt(), 597);
        QVERIFY(json["standard_error"].toDouble() > 0);
    }

    void windowsChangeWhatIsPredicted()
    {
        const auto evaluated = [&](const char* window) {
            return runCli({"evaluate", "A[0:8]", "--model", m_model, "--tokens", "100", "--window", window,
                           "--quiet", "--json"});
        };
        QCOMPARE(evaluated("10").json()["predicted_tokens"].toInt(), 90);
        // 100 = 9 × 11 + 1: one token is left over and predicts nothing.
        QCOMPARE(evaluated("11").json()["tokens"].toInt(), 99);
        QCOMPARE(evaluated("1").code, 2);
    }

    void aWrittenStackHasTheLossItHadBefore()
    {
        const QString expression = "A[0:6] A[3:8]";
        const auto out = m_folder / "written";
        QCOMPARE(runCli({"merge", expression, "--model", m_model, "--output", path(out), "--quiet"}).code, 0);
        const auto loss = [&](const QString& what, const QString& model) {
            return runCli({"evaluate", what, "--model", model, "--tokens", "300", "--quiet", "--json"})
                .json()["loss"]
                .toDouble(-1);
        };
        QVERIFY(loss(expression, m_model) > 0);
        QCOMPARE(loss(expression, m_model), loss("A[0:11]", path(out)));
    }

    void predictTellsShares()
    {
        const CliRun run =
            runCli({"predict", "A[0:3] A[5:8] A[6:8]", "--model", m_model, "--tokens", "600", "--json"});
        QVERIFY2(run.code == 0, qPrintable(run.text()));
        const QJsonObject json = run.json();
        QCOMPARE(json["seams"].toArray().size(), 2);
        QCOMPARE(json["seams"].toArray()[0].toObject()["at"].toInt(), 3);
        QCOMPARE(json["seams"].toArray()[0].toObject()["delta"].toDouble(), at(m_measured["angular"], 3, 5));
        QCOMPARE(json["seams"].toArray()[1].toObject()["delta"].toDouble(), at(m_measured["angular"], 8, 6));
        QCOMPARE(json["layers"].toArray().size(), 4);
        double sum = 0;
        for (const char* list : {"seams", "layers"})
            for (const auto& part : json[list].toArray())
                sum += part.toObject()["share"].toDouble();
        QVERIFY(std::abs(sum - json["score"].toDouble()) < 1e-9);
        const CliRun text = runCli({"predict", "A[0:3] A[5:8]", "--model", m_model, "--tokens", "600"});
        QVERIFY2(text.out.startsWith("Predicted Δloss: about ") && text.out.contains("never runs"),
                 qPrintable(text.out));
    }

    void stacksThatRanSharpenWhatIsPredicted()
    {
        QVERIFY(noted(600) > 0); // above, and so for the usual measurement too
        QCOMPARE(noted(512), noted(600));
        forgetStacks();
        QCOMPARE(runCli({"measure", m_model, "--quiet"}).code, 0);
        const QJsonObject before = predicted("A[0:3] A[5:8]");
        QCOMPARE(before["measured_stacks"].toInt(-1), 0);
        const double expected = before["delta_loss"].toDouble();
        QVERIFY(before["delta_loss_low"].toDouble() <= expected);
        QVERIFY(before["delta_loss_high"].toDouble() >= expected);
        for (const char* stack : {"A[0:5]", "A[3:8]", "A[0:5]"})
            evaluated(stack);
        const QJsonObject after = predicted("A[0:3] A[5:8]");
        QCOMPARE(after["score"].toDouble(), before["score"].toDouble());
        // Stacks that lowered the loss say nothing of how large a growth will be.
        QVERIFY(after["measured_stacks"].toInt() <= 2);
        QCOMPARE(noted(512), 2);
        QVERIFY(runCli({"cache"}).out.contains("2 evaluated stacks of"));
    }

    void runsThatSayTooLittleAreNotNoted()
    {
        evaluated("A[0:4]", {"--tokens", "90"}); // fewer than a model is measured on
        QCOMPARE(noted(512), 2);
        QCOMPARE(noted(90), 1);
        evaluated("A[0:4]", {"--tokens", "63"}); // fewer than say anything
        QCOMPARE(noted(63), 0);
        evaluated("A[0:4]", {"--window", "128"});
        QCOMPARE(noted(512), 2);
    }

    void evaluateStopsAtTheErrorAskedFor()
    {
        const QStringList tokens = {"--tokens", "900"};
        const QJsonObject whole = evaluated("A[0:4]", tokens);
        QCOMPARE(whole["tokens"].toInt(), 900);
        QCOMPARE(noted(900), 1);
        const int usual = noted(512);
        const QJsonObject early = evaluated("A[2:8]", tokens + QStringList {"--error", "1000"});
        QCOMPARE(early["tokens"].toInt(), 256);
        QVERIFY(early["delta_standard_error"].toDouble() > 0);
        QCOMPARE(noted(900), 1); // not all of the text ran, nor as much as is usual
        QCOMPARE(noted(512), usual);
        const QJsonObject never = evaluated("A[0:4]", tokens + QStringList {"--error", "1e-9"});
        QCOMPARE(never["tokens"].toInt(), 900);
        QCOMPARE(never["delta"].toDouble(), whole["delta"].toDouble());
    }

    void whatRanBeforeIsUsedOnceMeasured()
    {
        const QStringList tokens = {"--tokens", "80"};
        const QStringList stacks = {"A[0:5]", "A[3:8]", "A[0:2] A[6:8]", "A[0:8] A[4:8]"};
        std::vector<double> grown;
        for (const QString& stack : stacks)
            grown.push_back(evaluated(stack, tokens)["delta"].toDouble());
        QCOMPARE(noted(80), 4);
        QCOMPARE(runCli(QStringList {"measure", m_model, "--quiet"} + tokens).code, 0);
        int teaching = 0;
        for (std::size_t at = 0; at < grown.size(); ++at) {
            const double expected = predicted(stacks[static_cast<int>(at)], tokens)["delta_loss"].toDouble();
            teaching += grown[at] > 0 && expected > 0 ? 1 : 0;
        }
        QVERIFY(teaching > 0);
        QCOMPARE(predicted("A[0:6]", tokens)["measured_stacks"].toInt(), teaching);
    }

    void whatSuggestRanTeachesPredictions()
    {
        const QStringList tokens = {"--tokens", "64"};
        const auto suggested = [&] {
            return runCli(
                       QStringList {"suggest", m_model, "--layers", "3", "--count", "6", "--quiet", "--json"}
                       + tokens)
                .json()["stacks"]
                .toArray();
        };
        const QJsonArray first = suggested();
        QCOMPARE(first.size(), 6);
        QCOMPARE(noted(64), 6);
        const QJsonArray second = suggested(); // says what predict says now
        QCOMPARE(noted(64), 6);
        int teaching = 0;
        for (int row = 0; row < 6; ++row) {
            const QJsonObject before = first[row].toObject();
            const QString stack = before["expression"].toString();
            const double now = second[row].toObject()["predicted"].toDouble();
            QCOMPARE(second[row].toObject()["expression"].toString(), stack);
            QVERIFY(std::abs(now - predicted(stack, tokens)["delta_loss"].toDouble()) < 1e-9);
            const double expected = before["predicted"].toDouble();
            QVERIFY((now != expected) == (expected > 0));
            teaching += before["measured"].toDouble() > 0 && expected > 0 ? 1 : 0;
        }
        QVERIFY(teaching > 0);
        QCOMPARE(predicted("A[0:6]", tokens)["measured_stacks"].toInt(), teaching);
    }

    void stacksOfTwoModelsNeedWhatLiesBetween()
    {
        const QString tuned = path(m_folder / "tuned");
        const QString donor = path(m_folder / "sample" / "loomling-32-tuned");
        QCOMPARE(runCli({"merge", "A[0:4] A[28:32]", "--model", donor, "--output", tuned, "--quiet"}).code,
                 0);
        const QStringList predict = {"predict", "A[0:4] B[4:8]", "--model", m_model, "--model",
                                     tuned,     "--tokens",      "600",     "--json"};
        const QString command = "layerloom-cli measure " + m_model + ' ' + tuned + " --tokens 600";
        const CliRun unmeasured = runCli(predict);
        QCOMPARE(unmeasured.code, 2);
        QVERIFY2(unmeasured.saysOneSentence() && unmeasured.err.contains(command),
                 qPrintable(unmeasured.err));
        QCOMPARE(runCli({"measure", tuned, "--tokens", "600", "--quiet"}).code, 0);
        const CliRun halfMeasured = runCli(predict);
        QCOMPARE(halfMeasured.code, 2);
        QVERIFY2(halfMeasured.err.contains("between") && halfMeasured.err.contains(command),
                 qPrintable(halfMeasured.err));
        const CliRun measured = runCli({"measure", m_model, tuned, "--tokens", "600", "--quiet", "--json"});
        QVERIFY2(measured.code == 0, qPrintable(measured.text()));
        QCOMPARE(measured.json()["models"].toArray().size(), 2);
        const QJsonArray between = measured.json()["between"].toArray();
        QCOMPARE(between.size(), 2);
        const QJsonValue forth = between[0].toObject()["angular"];
        const QJsonValue back = between[1].toObject()["angular"];
        QVERIFY(std::abs(at(forth, 4, 5) - at(back, 5, 4)) < 1e-6);
        const CliRun predicted = runCli(predict);
        QVERIFY2(predicted.code == 0, qPrintable(predicted.text()));
        QCOMPARE(predicted.json()["less_tried"].toBool(), true);
        QCOMPARE(predicted.json()["layers"].toArray().size(), 0);
        QCOMPARE(predicted.json()["seams"].toArray()[0].toObject()["delta"].toDouble(), at(forth, 4, 4));
    }

    void generateIsTheSameEachTime()
    {
        const auto made = [&](const QStringList& more) {
            return runCli(QStringList {"generate", "A[0:8]", "--model", m_model, "--prompt", "The loom",
                                       "--tokens", "12", "--json"}
                          + more);
        };
        const CliRun greedy = made({"--greedy"});
        QVERIFY2(greedy.code == 0, qPrintable(greedy.text()));
        QVERIFY(greedy.json()["tokens"].toInt() <= 12 && greedy.json()["tokens"].toInt() > 0);
        QCOMPARE(greedy.json()["ids"], made({"--temperature", "0"}).json()["ids"]);
        const QJsonValue third = made({"--seed", "3", "--temperature", "2"}).json()["ids"];
        QCOMPARE(third, made({"--seed", "3", "--temperature", "2"}).json()["ids"]);
        QVERIFY(third != made({"--seed", "4", "--temperature", "2"}).json()["ids"]);
        const CliRun text = runCli(
            {"generate", "A[0:8]", "--model", m_model, "--prompt", "The loom", "--tokens", "12", "--greedy"});
        QCOMPARE(text.out, greedy.json()["text"].toString() + '\n');
        QCOMPARE(made({"--greedy", "--temperature", "1"}).code, 2);
    }

    void suggestTriesTheMostPromising_data()
    {
        QTest::addColumn<int>("layers");
        QTest::newRow("fewer") << 6;
        QTest::newRow("as many") << 8;
        QTest::newRow("more") << 12;
    }
    void suggestTriesTheMostPromising()
    {
        QFETCH(int, layers);
        const CliRun run = runCli({"suggest", m_model, "--layers", QString::number(layers), "--tokens", "600",
                                   "--count", "4", "--quiet", "--json"});
        QVERIFY2(run.code == 0 && run.err.isEmpty(), qPrintable(run.text()));
        const QJsonArray stacks = run.json()["stacks"].toArray();
        QCOMPARE(stacks.size(), layers == 8 ? 1 : 4);
        double last = -100;
        QSet<QString> known;
        for (const auto& stack : stacks) {
            const QString expression = stack.toObject()["expression"].toString();
            QVERIFY(!known.contains(expression));
            known.insert(expression);
            QCOMPARE(runCli({"check", expression, "--model", m_model, "--json"}).json()["layers"].toInt(),
                     layers);
            QVERIFY(stack.toObject()["measured"].toDouble() >= last);
            last = stack.toObject()["measured"].toDouble();
        }
        const QString first = stacks[0].toObject()["expression"].toString();
        const CliRun alone =
            runCli({"evaluate", first, "--model", m_model, "--tokens", "600", "--quiet", "--json"});
        QVERIFY(std::abs(alone.json()["delta"].toDouble() - stacks[0].toObject()["measured"].toDouble())
                < 1e-5);
    }

    void cancelIsHeard()
    {
        const CliRun run = interruptCli(
            {"measure", path(m_folder / "sample" / "loomling-32"), "--tokens", "6000"}, "Measuring");
        QVERIFY2(run.code == 130, qPrintable(run.text()));
        QVERIFY(run.out.isEmpty());
    }

    void cacheIsCleared()
    {
        QVERIFY(runCli({"cache"}).out.contains("loomling-8, 8 layers, 600 tokens"));
        QVERIFY(noted(64) > 0);
        const CliRun run = runCli({"cache", "--clear"});
        QVERIFY2(run.code == 0 && run.out.startsWith("Removed "), qPrintable(run.text()));
        QCOMPARE(noted(64), 0);
        QCOMPARE(runCli({"cache", "--json"}).json()["measurements"].toArray().size(), 0);
        QCOMPARE(runCli({"cache", "--clear", "--json"}).json()["removed"].toInt(-1), 0);
    }

private:
    QJsonObject predicted(const QString& stack, const QStringList& more = {}) const
    {
        return runCli(QStringList {"predict", stack, "--model", m_model, "--json"} + more).json();
    }
    /// How many stacks are noted for a measurement on so many tokens.
    static int noted(int tokens)
    {
        for (const auto& kept : runCli({"cache", "--json"}).json()["measurements"].toArray())
            if (kept.toObject().contains("stacks") && kept.toObject()["tokens"].toInt() == tokens)
                return kept.toObject()["stacks"].toInt();
        return 0;
    }
    static void forgetStacks()
    {
        for (const auto& kept : runCli({"cache", "--json"}).json()["measurements"].toArray())
            if (kept.toObject().contains("stacks"))
                std::filesystem::remove(kept.toObject()["file"].toString().toStdString());
    }

    QJsonObject m_measured;
};

QTEST_APPLESS_MAIN(CliRunStackTest)
#include "cli_run_stack_test.moc"
