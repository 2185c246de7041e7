#include "core/tokenizer/tokenizer.h"
#include "tests/core/tokenizer/tokenizer_file.h"

#include <QByteArray>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QObject>
#include <QtTest/QTest>

using namespace layerloom;
using namespace layerloom::tests;

namespace {

QJsonArray vocabularyOf(const QList<QByteArray>& tokens)
{
    QJsonArray vocabulary;
    for (const QByteArray& token : tokens)
        vocabulary.append(QJsonObject {{"rank", static_cast<int>(vocabulary.size())},
                                       {"token_bytes", QString::fromLatin1(token.toBase64())}});
    return vocabulary;
}

QList<QByteArray> bytesAnd(const QList<QByteArray>& more)
{
    QList<QByteArray> tokens;
    for (int byte = 0; byte < 256; ++byte)
        tokens.append(QByteArray(1, static_cast<char>(byte)));
    return tokens + more;
}

/// Two special tokens of its own, one more by number, and these behind the bytes.
QJsonObject fileWith(const QList<QByteArray>& more)
{
    return {{"config",
             QJsonObject {{"pattern", R"(\p{L}+|\p{N}| ?[^\s\p{L}\p{N}]+|\s+)"},
                          {"default_vocab_size", static_cast<int>(256 + more.size() + 3)},
                          {"default_num_special_tokens", 3}}},
            {"special_tokens",
             QJsonArray {QJsonObject {{"rank", 0}, {"token_str", "<unk>"}},
                         QJsonObject {{"rank", 1}, {"token_str", "<s>"}}}},
            {"vocab", vocabularyOf(bytesAnd(more))}};
}

TokenizerFolder folderWith(const QJsonObject& file)
{
    return {"tekken.json", QJsonDocument(file).toJson().toStdString()};
}

QJsonObject with(QJsonObject file, const QString& part, const QString& key, const QJsonValue& value)
{
    QJsonObject inner = file[part].toObject();
    inner[key] = value;
    file[part] = inner;
    return file;
}

} // namespace

class TekkenTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void theLowestRankMergesFirst()
    {
        // bc before ab, so abx is a, b, x by no merge but ab; abcx is a, bc, x; aaa merges on the left.
        const TokenizerFolder folder = folderWith(fileWith({"bc", "ab", "abcd", "aa"}));
        const auto tokenizer = folder.open();
        QVERIFY2(tokenizer, tokenizer ? "" : tokenizer.error().message().c_str());
        QCOMPARE(core::vocabularySize(*tokenizer), std::size_t(263));
        const auto id = [](int rank) { return static_cast<core::TokenId>(3 + rank); };
        const auto ids = [&](std::string_view text) { return core::encode(*tokenizer, text, false).value(); };
        using Ids = std::vector<core::TokenId>;
        QCOMPARE(ids("abx"), (Ids {id(257), id('x')}));
        QCOMPARE(ids("abcx"), (Ids {id('a'), id(256), id('x')}));
        QCOMPARE(ids("abcd"), (Ids {id(258)})); // a word that is a token stays whole
        QCOMPARE(ids("abcdx"), (Ids {id('a'), id(256), id('d'), id('x')}));
        QCOMPARE(ids("aaa"), (Ids {id(259), id('a')}));
        QCOMPARE(ids("a1"), (Ids {id('a'), id('1')}));
        QCOMPARE(ids("<s>"), (Ids {id('<'), id('s'), id('>')})); // never a special token
        QCOMPARE(core::encode(*tokenizer, "a", true).value(), (Ids {1, id('a')}));
    }

    void tokensBecomeTheirText()
    {
        const TokenizerFolder folder = folderWith(fileWith({}));
        const auto tokenizer = folder.open().value();
        const std::string text = "caf\xC3\xA9 1";
        auto ids = core::encode(tokenizer, text, true).value();
        QCOMPARE(core::decode(tokenizer, ids).value(), text);
        ids.insert(ids.begin() + 5, 2); // between both bytes of a character
        QCOMPARE(core::decode(tokenizer, ids).value(), std::string("caf\uFFFD\uFFFD 1"));
        QCOMPARE(core::decode(tokenizer, ids, true).value(), std::string("<s>caf\uFFFD<SPECIAL_2>\uFFFD 1"));
    }

    void whatIsWrongIsSaid_data()
    {
        QTest::addColumn<QJsonObject>("file");
        QTest::addColumn<QString>("sentence");
        const QJsonObject file = fileWith({"ab"});
        const auto vocabulary = [&](const QList<QByteArray>& tokens) {
            QJsonObject made = file;
            made["vocab"] = vocabularyOf(tokens);
            return made;
        };
        QTest::newRow("nothing") << QJsonObject {} << "tekken.json: there is no \"config\"";
        QTest::newRow("short") << vocabulary(bytesAnd({}))
                               << "tekken.json: \"vocab\" has 256 tokens, but the file needs 257";
        QTest::newRow("twice") << vocabulary(bytesAnd({"a"}))
                               << "tekken.json: \"vocab[256].token_bytes\" is there twice";
        QTest::newRow("empty") << vocabulary(bytesAnd({""}))
                               << "tekken.json: \"vocab[256].token_bytes\" has not 1 to 256 bytes";
        QTest::newRow("long") << vocabulary(bytesAnd({QByteArray(257, 'a')}))
                              << "tekken.json: \"vocab[256].token_bytes\" has not 1 to 256 bytes";
        QList<QByteArray> turned = bytesAnd({"ab"});
        turned.swapItemsAt(7, 8);
        QTest::newRow("turned") << vocabulary(turned)
                                << "tekken.json: \"vocab[7].token_bytes\" is not the byte 7";
        QTest::newRow("room") << with(
            file, "config", "default_num_special_tokens",
            1) << "tekken.json: \"config\" leaves room for 1 special token only, and there are 2";
        QTest::newRow("no room") << with(
            file, "config", "default_vocab_size",
            258) << "tekken.json: \"config.default_vocab_size\" leaves no room for the 256 bytes";
        QTest::newRow("pattern")
            << with(file, "config", "pattern", "(")
            << "tekken.json: \"config.pattern\" is not a pattern that can be used: missing "
               "closing parenthesis at byte 1";
        QJsonObject strange = file;
        QJsonArray tokens = file["vocab"].toArray();
        tokens[9] = QJsonObject {{"rank", 9}, {"token_bytes", "?"}};
        strange["vocab"] = tokens;
        QTest::newRow("base64") << strange << "tekken.json: \"vocab[9].token_bytes\" is not base64";
        tokens[9] = QJsonObject {{"rank", 10}, {"token_bytes", "CQ=="}};
        strange["vocab"] = tokens;
        QTest::newRow("rank") << strange << "tekken.json: \"vocab[9].rank\" is not 9, its place in the list";
    }
    void whatIsWrongIsSaid()
    {
        QFETCH(QJsonObject, file);
        QFETCH(QString, sentence);
        const TokenizerFolder folder = folderWith(file);
        const auto tokenizer = folder.open();
        QVERIFY(!tokenizer);
        QCOMPARE(QString::fromStdString(tokenizer.error().message()), sentence);
    }
};

QTEST_APPLESS_MAIN(TekkenTest)
#include "tekken_test.moc"
