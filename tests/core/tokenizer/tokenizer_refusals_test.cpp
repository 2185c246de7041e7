#include "tests/core/tokenizer/piece_model.h"
#include "tests/core/tokenizer/tokenizer_file.h"
#include "tests/support/patience.h"

#include <QObject>
#include <QtTest/QTest>

using namespace layerloom;
using namespace layerloom::tests;

namespace {

std::string withPart(std::string TokenizerFile::*part, const std::string& json)
{
    TokenizerFile file;
    file.*part = json;
    return file.text();
}

std::string withPattern(const std::string& regex)
{
    return withPart(&TokenizerFile::preTokenizer,
                    R"({"type": "Split", "behavior": "Isolated", "pattern": {"Regex": ")" + regex + R"("}})");
}

std::string nested(int depth)
{
    std::string json = R"({"type": "NFC"})";
    for (int i = 0; i < depth; ++i)
        json.insert(0, R"({"type": "Sequence", "normalizers": [)") += "]}";
    return json;
}

std::string replacingWith(const std::string& content)
{
    return R"({"type": "Replace", "pattern": {"String": "a"}, "content": )" + ('"' + content + "\"}");
}

std::string repeated(const std::string& json, int count)
{
    std::string list;
    for (int i = 0; i < count; ++i)
        list += (i == 0 ? "" : ",") + json;
    return list;
}

std::string inOne(int count, const std::string& listKey = "normalizers")
{
    const std::string list = repeated(replacingWith(std::string(16, 'a')), count);
    return "{\"type\": \"Sequence\", \"" + listKey + "\": [" + list + "]}";
}

std::string around(int names, int ids)
{
    return R"({"type": "TemplateProcessing", "single": [{"Sequence": {"id": "A"}},)"
        + repeated(R"({"SpecialToken": {"id": "S"}})", names) + R"(], "special_tokens": {"S": {"ids": [)"
        + repeated("1", ids) + "]}}}";
}

void row(const char* name, const std::string& content, const char* sentence)
{
    QTest::newRow(name) << QByteArray::fromStdString(content) << QByteArray(sentence);
}

// A table of 256 units of four bytes, the first being `unit`.
std::string tableBeginning(const std::string& unit)
{
    std::string units(1024, '\0');
    units.replace(0, 4, unit);
    return std::string("\0\4\0\0", 4) + units + std::string("x\0", 2);
}

} // namespace

class TokenizerRefusals : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void filesAreRefusedWithASentence_data()
    {
        QTest::addColumn<QByteArray>("content");
        QTest::addColumn<QByteArray>("sentence");
        using File = TokenizerFile;
        const std::string anyNode = R"({"type": "Nothing"})";
        row("no JSON", "{\"model\": ", "tokenizer.json: the file is not a JSON object");
        row("a list", "[]", "tokenizer.json: the file is not a JSON object");
        row("no UTF-8", "{\"\xFF\": 1}", "tokenizer.json: the file is not UTF-8 text");
        row("no model", "{}", "tokenizer.json: there is no \"model\"");
        row("another model", R"({"model": {"type": "Unigram"}})",
            "tokenizer.json: \"model\" is of the kind Unigram; only BPE can be followed");
        row("no vocabulary", R"({"model": {"type": "BPE", "merges": []}})",
            "tokenizer.json: there is no \"model.vocab\"");
        row("a list of tokens", withPart(&File::vocabulary, "[]"),
            "tokenizer.json: \"model.vocab\" is not an object of tokens and their numbers");
        row("a negative number", withPart(&File::vocabulary, R"({"a": -1})"),
            "tokenizer.json: \"model.vocab\" gives \"a\" no whole number below 2000000");
        row("a huge number", withPart(&File::vocabulary, R"({"a": 4000000000})"),
            "tokenizer.json: \"model.vocab\" gives \"a\" no whole number below 2000000");
        row("merges of nothing", withPart(&File::merges, R"(["a"])"),
            "tokenizer.json: \"model.merges[0]\" is not two tokens with a blank between them");
        row("merges of numbers", withPart(&File::merges, R"(["a b", [1, 2]])"),
            "tokenizer.json: \"model.merges[1]\" is not a pair of tokens");
        row("merges without tokens", withPart(&File::merges, R"(["a x"])"),
            "tokenizer.json: \"model.merges[0]\" needs the token \"x\", which is not in the vocabulary");
        row("merges without result", withPart(&File::merges, R"(["b a"])"),
            "tokenizer.json: \"model.merges[0]\" needs the token \"ba\", which is not in the vocabulary");
        row("unknown is unknown", withPart(&File::options, R"("unk_token": "?")"),
            "tokenizer.json: \"model.unk_token\" names \"?\", which is not in the vocabulary");
        row("a flag", withPart(&File::options, R"("fuse_unk": 1)"),
            "tokenizer.json: \"model.fuse_unk\" is neither true nor false");
        row("a normalizer", withPart(&File::normalizer, anyNode),
            "tokenizer.json: \"normalizer\" is a normalizer of the kind Nothing, which cannot be followed");
        row("a pre-tokenizer",
            withPart(&File::preTokenizer, R"({"type": "Sequence", "pretokenizers": [{"type": "Nothing"}]})"),
            "tokenizer.json: \"pre_tokenizer.pretokenizers[0]\" is a pre-tokenizer of the kind Nothing, "
            "which cannot be followed");
        row("a post-processor", withPart(&File::postProcessor, anyNode),
            "tokenizer.json: \"post_processor\" is a post-processor of the kind Nothing, which cannot be "
            "followed");
        row("a decoder", withPart(&File::decoder, anyNode),
            "tokenizer.json: \"decoder\" is a decoder of the kind Nothing, which cannot be followed");
        row("no kind", withPart(&File::normalizer, "{}"), "tokenizer.json: there is no \"normalizer.type\"");
        row("not an object", withPart(&File::normalizer, "3"),
            "tokenizer.json: \"normalizer\" is not an object");
        row("nested", withPart(&File::normalizer, nested(50)),
            "tokenizer.json: "
            "\"normalizer.normalizers[0].normalizers[0].normalizers[0].normalizers[0].normalizers[0]."
            "normalizers[0].normalizers[0].normalizers[0]\" is nested too deeply");
        row("many steps", withPart(&File::normalizer, inOne(65)),
            "tokenizer.json: \"normalizer.normalizers[64]\" is one step too many; 64 are followed");
        row("an added token", withPart(&File::added, R"([{"id": "x", "content": "y"}])"),
            "tokenizer.json: \"added_tokens[0].id\" is not a whole number from 0 to 1999999");
        row("a template without text",
            withPart(&File::postProcessor, R"({"type": "TemplateProcessing", "single": []})"),
            "tokenizer.json: \"post_processor\" has no place for the text");
        row("a template's token",
            withPart(
                &File::postProcessor,
                R"({"type": "TemplateProcessing", "single": [{"SpecialToken": {"id": "S"}}], "special_tokens": {}})"),
            "tokenizer.json: \"post_processor.single[0].SpecialToken\" names \"S\", which is not among the "
            "special tokens");
        row("a template's token that is not there",
            withPart(
                &File::postProcessor,
                R"({"type": "TemplateProcessing", "single": [{"SpecialToken": {"id": "S"}}, {"Sequence": {"id": "A"}}], "special_tokens": {"S": {"ids": [12]}}})"),
            "tokenizer.json: \"post_processor\" puts the token 12 around a text, which no vocabulary has");
        row("a template of many tokens", withPart(&File::postProcessor, around(11, 100)),
            "tokenizer.json: \"post_processor.single[11]\" puts more than 1000 tokens around a text");
        row("long content", withPart(&File::normalizer, replacingWith(std::string(257, 'a'))),
            "tokenizer.json: \"normalizer.content\" is longer than 256 bytes");
        row("a sign of two", withPart(&File::preTokenizer, R"({"type": "Metaspace", "replacement": "ab"})"),
            "tokenizer.json: \"pre_tokenizer.replacement\" is not one character");
        row("a scheme",
            withPart(&File::preTokenizer,
                     R"({"type": "Metaspace", "replacement": "_", "prepend_scheme": "x"})"),
            "tokenizer.json: \"pre_tokenizer.prepend_scheme\" is \"x\", neither always, first nor never");
        row("a behaviour",
            withPart(&File::preTokenizer,
                     R"({"type": "Split", "pattern": {"String": "a"}, "behavior": "Lost"})"),
            "tokenizer.json: \"pre_tokenizer.behavior\" is \"Lost\", which is no way to cut");
        row("no pattern",
            withPart(&File::preTokenizer, R"({"type": "Split", "pattern": "a", "behavior": "Removed"})"),
            "tokenizer.json: \"pre_tokenizer.pattern\" is neither {\"String\": …} nor {\"Regex\": …}");
        row("an empty pattern",
            withPart(&File::preTokenizer,
                     R"({"type": "Split", "pattern": {"String": ""}, "behavior": "Removed"})"),
            "tokenizer.json: \"pre_tokenizer.pattern\" is empty");
    }
    void filesAreRefusedWithASentence() { compareSentence("tokenizer.json"); }

    void patternsAreRefusedWithASentence_data()
    {
        QTest::addColumn<QByteArray>("content");
        QTest::addColumn<QByteArray>("sentence");
        const std::string name = "tokenizer.json: \"pre_tokenizer.pattern\" ";
        const auto pattern = [&](const char* label, const std::string& regex, const std::string& sentence) {
            row(label, withPattern(regex), (name + sentence).c_str());
        };
        pattern("open", "(a", "is not a pattern that can be used: missing closing parenthesis at byte 2");
        pattern("long", std::string(20'001, 'a'), "is longer than 20000 bytes, the most a pattern may have");
        pattern("half characters", "\\\\C",
                "is not a pattern that can be used: using \\C is disabled by the application at byte 2");
        pattern("options", "(*NO_JIT)a", "uses (*, which cannot be followed");
        pattern("classes in classes", "[a[b]]", "uses brackets within brackets, which cannot be followed");
        pattern("both classes", "[a&&b]", "uses && between brackets, which cannot be followed");
        pattern("no words in a class", "[\\\\W]", "uses \\W between brackets, which cannot be followed");
        pattern("a class with a name", "[a[:upper:]]", "uses [:upper:], which cannot be followed");
        pattern("Ruby's repeat", "a{1,2}+", "uses {…}+, which cannot be followed");
        pattern("swelling", "((((a{1,999}){1,999}){1,999}){1,999})",
                "is not a pattern that can be used: regular expression is too large at byte 37");
    }
    void patternsAreRefusedWithASentence() { compareSentence("tokenizer.json"); }

    void noPatternHangs()
    {
        TokenizerFile file;
        file.preTokenizer =
            R"({"type": "Split", "behavior": "Isolated", "pattern": {"Regex": "(?:a|aa)+[bc]"}})";
        const double before = threadSeconds();
        const std::string answer = idsOf(file, std::string(20'000, 'a'));
        QVERIFY2(answer.starts_with(
                     "error: tokenizer.json: \"pre_tokenizer.pattern\" needs more work on this text than any "
                     "tokenizer should"),
                 answer.c_str());
        QVERIFY(threadSeconds() - before < 30);
    }

    void noAddedTokenHangs()
    {
        TokenizerFile file;
        file.added = R"([{"id": 12, "content": " ", "lstrip": true, "rstrip": true, "normalized": false}])";
        const double before = threadSeconds();
        const std::string ids = idsOf(file, std::string(300'000, ' ') + "a");
        QVERIFY(ids.ends_with(" 12 1"));
        QVERIFY(threadSeconds() - before < 15);
    }

    void noListOfStepsSwellsTheText()
    {
        TokenizerFile file;
        file.normalizer = inOne(60);
        QCOMPARE(idsOf(file, "aaaa"),
                 std::string("error: The tokenizer makes 262144 bytes of 4, which no tokenizer should"));
        TokenizerFile swelling;
        swelling.decoder = inOne(60, "decoders");
        const TokenizerFolder folder(swelling);
        const std::vector<core::TokenId> ids {1, 2, 1};
        QCOMPARE(core::decode(folder.open().value(), ids).error().message(),
                 std::string("The tokenizer makes 131073 bytes of 3, which no tokenizer should"));
    }

    void longTokensAreStrippedAtOnce()
    {
        TokenizerFile file;
        const std::string token(1'000'000, 'x');
        file.vocabulary = "{\"<unk>\": 0, \"" + token + "\": 1}";
        file.merges = "[]";
        file.decoder = R"({"type": "Strip", "content": "x", "start": 999000, "stop": 999})";
        const TokenizerFolder folder(file);
        const std::vector<core::TokenId> ids(20, 1);
        QCOMPARE(core::decode(folder.open().value(), ids).value(), std::string(20, 'x'));
    }

    void textsAndTokensMustBe()
    {
        QCOMPARE(idsOf(TokenizerFile(), "a\xFF"), std::string("error: The text is not UTF-8"));
        const TokenizerFolder folder {TokenizerFile()};
        const std::vector<core::TokenId> ids {1, 12};
        QCOMPARE(core::decode(folder.open().value(), ids).error().message(),
                 std::string("There is no token 12; the vocabulary has 12 tokens"));
    }

    void foldersWithoutTokenizerAreRefused()
    {
        const TokenizerFolder folder("config.json", "{}");
        const core::Error error = folder.open().error();
        QCOMPARE(error.code(), core::ErrorCode::Io);
        QVERIFY(error.message().ends_with(
            " has no tokenizer: neither tokenizer.json, tokenizer.model nor tekken.json"));
    }

    void pieceModelsAreRefusedWithASentence_data()
    {
        QTest::addColumn<QByteArray>("content");
        QTest::addColumn<QByteArray>("sentence");
        const auto withTable = [](const std::string& table) { return field(3, field(2, table)); };
        row("cut off", field(3, std::string(40, 'x')).substr(0, 20),
            "tokenizer.model: the file ends too early");
        row("another format", "GGUF and more", "tokenizer.model: it is no SentencePiece model");
        row("an endless number", std::string(12, '\xFF'),
            "tokenizer.model: a number in it has more than ten bytes");
        row("a short table", withTable("\x05"), "tokenizer.model: the file ends too early");
        row("an odd table", withTable(std::string("\3\0\0\0abcx\0", 9)),
            "tokenizer.model: its table of replaced characters is damaged");
        row("a table that leads away", withTable(tableBeginning("\xFF\xFF\xFF\x7F")),
            "tokenizer.model: its table of replaced characters points outside itself");
        row("a table whose root is a leaf", withTable(tableBeginning("\xFF\xFF\xFF\xFF")),
            "tokenizer.model: its table of replaced characters points outside itself");
        row("a field number of 36 bits", PieceModel().text() + "\x9A\x80\x80\x80\x10" + std::string(1, '\0'),
            "tokenizer.model: a field of it has a number that is too large");
        // The first unit says that unit 1 is its leaf; that one's place is unit 0's.
        row("texts that are not there", withTable(tableBeginning(std::string("\0\1\0\0", 4))),
            "tokenizer.model: its table of replaced characters points outside its texts");
    }
    void pieceModelsAreRefusedWithASentence() { compareSentence("tokenizer.model"); }

    void theLibrarysOwnRefusalIsHandedOn()
    {
        const TokenizerFolder folder("tokenizer.model", "");
        const core::Error error = folder.open().error();
        QCOMPARE(error.code(), core::ErrorCode::Corrupt);
        QVERIFY2(error.message().starts_with("tokenizer.model cannot be used: "), error.message().c_str());
    }

private:
    static void compareSentence(const char* name)
    {
        QFETCH(QByteArray, content);
        QFETCH(QByteArray, sentence);
        const TokenizerFolder folder(name, content.toStdString());
        const auto tokenizer = folder.open();
        QVERIFY(!tokenizer);
        QCOMPARE(QByteArray::fromStdString(tokenizer.error().message()), sentence);
    }
};

QTEST_APPLESS_MAIN(TokenizerRefusals)
#include "tokenizer_refusals_test.moc"
