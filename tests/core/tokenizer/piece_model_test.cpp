#include "core/tokenizer/tokenizer.h"
#include "tests/core/tokenizer/piece_model.h"
#include "tests/core/tokenizer/tokenizer_file.h"

#include <QObject>
#include <QtTest/QTest>

using namespace layerloom;
using namespace layerloom::tests;

using Ids = std::vector<core::TokenId>;

class PieceModelTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void textBecomesPieces_data()
    {
        QTest::addColumn<bool>("isBytePair");
        QTest::addColumn<bool>("hasBytes");
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<Ids>("ids");
        const auto row = [](const char* name, bool isBytePair, bool hasBytes, const char* text,
                            const Ids& ids) {
            QTest::newRow(name) << isBytePair << hasBytes << QByteArray(text) << ids;
        };
        row("the likeliest pieces", false, false, "abab c", {8, 7, 3, 6});
        row("the likeliest are not the longest", false, false, "abc", {3, 9});
        row("merges in their order", true, false, "abab c", {8, 7, 3, 6});
        row("an early merge stays", true, false, "abc", {8, 6});
        row("unknown", false, false, "aé", {3, 4, 0});
        row("bytes", false, true, "aé", {3, 4, 10 + 0xC3, 10 + 0xA9});
        row("bytes of pairs", true, true, "é", {3, 10 + 0xC3, 10 + 0xA9});
        row("nothing", false, false, "", {});
    }
    void textBecomesPieces()
    {
        QFETCH(bool, isBytePair);
        QFETCH(bool, hasBytes);
        QFETCH(QByteArray, text);
        QFETCH(Ids, ids);
        const TokenizerFolder folder("tokenizer.model", PieceModel {isBytePair, hasBytes, {}}.text());
        const core::Tokenizer tokenizer = folder.open().value();
        QCOMPARE(core::encode(tokenizer, text.toStdString(), false).value(), ids);
        if (hasBytes || !text.contains("é"))
            QCOMPARE(QByteArray::fromStdString(core::decode(tokenizer, ids).value()), text);
    }

    void beginAndEndAreAsTheConfigSays_data()
    {
        QTest::addColumn<QByteArray>("config");
        QTest::addColumn<Ids>("ids");
        QTest::newRow("no word") << QByteArray("{}") << Ids {1, 3, 4};
        QTest::newRow("both") << QByteArray(R"({"add_eos_token": true})") << Ids {1, 3, 4, 2};
        QTest::newRow("neither") << QByteArray(R"({"add_bos_token": false})") << Ids {3, 4};
    }
    void beginAndEndAreAsTheConfigSays()
    {
        QFETCH(QByteArray, config);
        QFETCH(Ids, ids);
        const TokenizerFolder folder("tokenizer.model", PieceModel().text());
        folder.add("tokenizer_config.json", config.toStdString());
        QCOMPARE(core::encode(folder.open().value(), "a", true).value(), ids);
    }

    void specialPiecesAreWrittenOnDemand()
    {
        const TokenizerFolder folder("tokenizer.model", PieceModel().text());
        const core::Tokenizer tokenizer = folder.open().value();
        const Ids ids {1, 8, 6, 2};
        QCOMPARE(core::vocabularySize(tokenizer), std::size_t(10));
        QCOMPARE(core::decode(tokenizer, ids).value(), std::string("abc"));
        QCOMPARE(core::decode(tokenizer, ids, true).value(), std::string("<s>abc</s>"));
    }
};

QTEST_APPLESS_MAIN(PieceModelTest)
#include "piece_model_test.moc"
