#include "core/tokenizer/bundled_text.h"
#include "tests/core/tokenizer/tokenizer_file.h"
#include "tests/support/patience.h"

#include <QFile>
#include <QObject>
#include <QtTest/QTest>

using namespace layerloom;
using namespace layerloom::tests;

Q_DECLARE_METATYPE(layerloom::tests::TokenizerFile)

namespace {

const char* const kSplitAtB = R"({"type": "Split", "pattern": {"Regex": "b"}, "invert": false, "behavior": )";

TokenizerFile withPreTokenizer(const std::string& json)
{
    TokenizerFile file;
    file.preTokenizer = json;
    return file;
}

TokenizerFile withNormalizer(const std::string& json)
{
    TokenizerFile file;
    file.normalizer = json;
    return file;
}

TokenizerFile withOptions(const std::string& json)
{
    TokenizerFile file;
    file.options = json;
    return file;
}

TokenizerFile withAdded(const std::string& flags, const std::string& content = "ab")
{
    TokenizerFile file;
    file.added =
        R"([{"id": 12, "content": ")" + content + R"(", "special": true, "normalized": false)" + flags + "}]";
    file.vocabulary.erase(file.vocabulary.find(R"("ab": 4, )"), 9);
    file.merges = R"(["b c"])";
    return file;
}

void row(const char* name, const TokenizerFile& file, const char* text, const char* ids)
{
    QTest::newRow(name) << file << QByteArray(text) << QByteArray(ids);
}

} // namespace

class TokenizerTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void textBecomesTokens_data()
    {
        QTest::addColumn<TokenizerFile>("file");
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QByteArray>("ids");
        row("the earliest merge goes first", {}, "abcbcabb", "5 6 4 2");
        row("nothing", {}, "", "");
        row("unknown", {}, "axxb", "1 0 0 2");
        row("unknown in runs", withOptions(R"("unk_token": "<unk>", "fuse_unk": true)"), "axxb", "1 0 2");
        row("nothing for unknown", withOptions(""), "axxb", "4");
        row("whole words", withOptions(R"("ignore_merges": true)"), "bc", "6");
        row("composed", withNormalizer(R"({"type": "NFC"})"), "e\xCC\x81", "10");
        row("decomposed", withNormalizer(R"({"type": "NFD"})"), "\xC3\xA9", "11 0");
        row("small", withNormalizer(R"({"type": "Lowercase"})"), "AB\xC3\x89", "4 10");
        row("compatible", withNormalizer(R"({"type": "NFKC"})"), "\xC2\xB9\xE2\x92\x9C", "9 0 1 0");
        row("replaced", withNormalizer(R"({"type": "Replace", "pattern": {"Regex": "x+"}, "content": "b"})"),
            "axxx", "4");
        row("replaced text",
            withNormalizer(R"({"type": "Replace", "pattern": {"String": "xx"}, "content": "b"})"), "axxx",
            "4 0");
        row("prepended", withNormalizer(R"({"type": "Prepend", "prepend": "a"})"), "b", "4");
        row("stripped", withNormalizer(R"({"type": "Strip", "strip_left": true, "strip_right": false})"),
            " a ", "1 0");
        row("one after another",
            withNormalizer(
                R"({"type": "Sequence", "normalizers": [{"type": "Lowercase"}, {"type": "Prepend", "prepend": "a"}]})"),
            "B", "4");
    }
    void textBecomesTokens() { compareIds(); }

    void textIsCut_data()
    {
        QTest::addColumn<TokenizerFile>("file");
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QByteArray>("ids");
        const std::string split = kSplitAtB;
        row("removed", withPreTokenizer(split + R"("Removed"})"), "abbc", "1 3");
        row("isolated", withPreTokenizer(split + R"("Isolated"})"), "abbc", "1 2 2 3");
        row("with the one before", withPreTokenizer(split + R"("MergedWithPrevious"})"), "abbc", "4 2 3");
        row("with the next", withPreTokenizer(split + R"("MergedWithNext"})"), "abbc", "1 2 6");
        row("in runs", withPreTokenizer(split + R"("Contiguous"})"), "abbc", "1 2 2 3");
        row("inverted",
            withPreTokenizer(
                R"({"type": "Split", "pattern": {"String": "b"}, "invert": true, "behavior": "Removed"})"),
            "abbc", "2 2");
        row("digits", withPreTokenizer(R"({"type": "Digits", "individual_digits": true})"), "ab1c", "4 9 3");
        row("white space", withPreTokenizer(R"({"type": "WhitespaceSplit"})"), "a b\xC2\xA0 c", "1 2 3");
        row("words", withPreTokenizer(R"({"type": "Whitespace"})"), "ab -- c", "4 0 0 3");
        row("punctuation", withPreTokenizer(R"({"type": "Punctuation", "behavior": "Removed"})"),
            "a,\xE3\x80\x82"
            "b",
            "1 2");
        row("punctuation of Unicode 8", withPreTokenizer(R"({"type": "Punctuation", "behavior": "Removed"})"),
            "a\xE1\x99\xAD" // CANADIAN SYLLABICS CHI SIGN
            "b\xE2\xB9\x83", // DASH WITH LEFT UPTURN
            "1 2 0");
        row("delimiter", withPreTokenizer(R"({"type": "CharDelimiterSplit", "delimiter": "b"})"), "abc",
            "1 3");
        row("metaspace",
            withPreTokenizer(R"({"type": "Metaspace", "replacement": "▁", "prepend_scheme": "always"})"),
            "a a", "8 8");
        row("metaspace, never",
            withPreTokenizer(R"({"type": "Metaspace", "replacement": "▁", "prepend_scheme": "never"})"),
            "a a", "1 8");
        row("metaspace, older",
            withPreTokenizer(R"({"type": "Metaspace", "replacement": "▁", "add_prefix_space": false})"),
            "a a", "1 8");
        row("bytes", withPreTokenizer(R"({"type": "ByteLevel", "add_prefix_space": false})"),
            "abc\xE9\xAA\xA9", "5 10 0 0");
        row("Ruby's white space",
            withPreTokenizer(R"({"type": "Split", "pattern": {"Regex": "\\s"}, "behavior": "Removed"})"),
            "a\xE1\xA0\x8E"
            "b c",
            "1 0 2 3");
        const std::string letters = "\u00B2\u24B6\u200D";
        row("Ruby's words",
            withPreTokenizer(R"({"type": "Split", "pattern": {"Regex": "\\w"}, "behavior": "Removed"})"),
            letters.c_str(), "0");
        row("Ruby's words in brackets",
            withPreTokenizer(R"({"type": "Split", "pattern": {"Regex": "[\\w]"}, "behavior": "Removed"})"),
            letters.c_str(), "0 0");
        row("Ruby's digits",
            withPreTokenizer(R"({"type": "Split", "pattern": {"Regex": "[\\h]"}, "behavior": "Isolated"})"),
            "ab", "1 2");
    }
    void textIsCut() { compareIds(); }

    void addedTokensAreFound_data()
    {
        QTest::addColumn<TokenizerFile>("file");
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QByteArray>("ids");
        row("as they stand", withAdded(""), "cabc", "3 12 3");
        row("alone", withAdded(R"(, "single_word": true)"), "cab ab-ab", "3 1 2 0 12 0 12");
        row("alone among framed letters", withAdded(R"(, "single_word": true)"), "ab\u24B6 ab\u00B2",
            "1 2 0 0 12 0");
        row("with what is left", withAdded(R"(, "lstrip": true)"), "a  ab c", "1 12 0 3");
        row("with what is right", withAdded(R"(, "rstrip": true)"), "a ab  c", "1 0 12 3");
        TokenizerFile normalized = withAdded("", "AB");
        normalized.normalizer = R"({"type": "Lowercase"})";
        row("not in normalised text", normalized, "ab", "1 2");
        normalized.added.replace(normalized.added.find("false"), 5, "true");
        row("in normalised text", normalized, "aB", "12");
        TokenizerFile known;
        known.added = R"([{"id": 4, "content": "ab"}])";
        row("with the vocabulary's number", known, "abc", "4 3");
    }
    void addedTokensAreFound() { compareIds(); }

    void specialTokensStandAroundTheText()
    {
        TokenizerFile file;
        file.postProcessor =
            R"({"type": "TemplateProcessing", "special_tokens": {"S": {"ids": [7, 8]}, "E": {"ids": [9]}},
            "single": [{"SpecialToken": {"id": "S"}}, {"Sequence": {"id": "A"}}, {"SpecialToken": {"id": "E"}}]})";
        QCOMPARE(idsOf(file, "ab", true), std::string("7 8 4 9"));
        QCOMPARE(idsOf(file, "ab", false), std::string("4"));
        file.postProcessor = R"({"type": "RobertaProcessing", "sep": ["x", 3], "cls": ["y", 1]})";
        QCOMPARE(idsOf(file, "ab", true), std::string("1 4 3"));
    }

    void missingCharactersBecomeBytes()
    {
        TokenizerFile file;
        file.options = R"("byte_fallback": true, "unk_token": "<unk>")";
        file.vocabulary.insert(file.vocabulary.size() - 1, R"(, "<0xC3>": 12, "<0xBC>": 13)");
        QCOMPARE(idsOf(file, "a\xC3\xBC\xC3\xBD"), std::string("1 12 13 0"));
    }

    void tokensBecomeText()
    {
        TokenizerFile file;
        file.vocabulary.insert(file.vocabulary.size() - 1, R"(, "<0xC3>": 12, "<0xBC>": 13)");
        file.added = R"([{"id": 14, "content": "<s>", "special": true}])";
        file.decoder = R"({"type": "Sequence", "decoders": [
            {"type": "Replace", "pattern": {"String": "▁"}, "content": " "}, {"type": "ByteFallback"},
            {"type": "Fuse"}, {"type": "Strip", "content": " ", "start": 1, "stop": 0}]})";
        const TokenizerFolder folder(file);
        const core::Tokenizer tokenizer = folder.open().value();
        QCOMPARE(core::vocabularySize(tokenizer), std::size_t {15});
        const std::vector<core::TokenId> ids {14, 8, 12, 13, 8, 12};
        QCOMPARE(core::decode(tokenizer, ids).value(), std::string("a\xC3\xBC a\xEF\xBF\xBD"));
        QCOMPARE(core::decode(tokenizer, ids, true).value(), std::string("<s> a\xC3\xBC a\xEF\xBF\xBD"));
    }

    void damagedBytesAreShownAsSuch()
    {
        TokenizerFile file;
        file.decoder = R"({"type": "ByteLevel"})";
        const TokenizerFolder folder(file);
        // é stands for the byte E9, which begins a character that does not follow.
        const std::vector<core::TokenId> ids {1, 10, 2};
        QCOMPARE(core::decode(folder.open().value(), ids).value(),
                 std::string("a\xEF\xBF\xBD"
                             "b"));
    }

    void longWordsTakeNoLongTime()
    {
        const std::string text(200'000, 'a');
        const double before = threadSeconds();
        const std::string ids = idsOf(TokenizerFile(), text + "bc");
        QVERIFY(ids.ends_with("1 5"));
        QVERIFY(threadSeconds() - before < 15);
    }

    void theTextForMeasuringIsTheFile()
    {
        QFile file(QStringLiteral(LAYERLOOM_SOURCE_DIR "/resources/measure/text.txt"));
        QVERIFY(file.open(QIODevice::ReadOnly));
        QCOMPARE(QByteArray::fromStdString(std::string(core::bundledText())), file.readAll());
        QVERIFY(core::bundledText().size() > 28'000);
    }

private:
    static void compareIds()
    {
        QFETCH(TokenizerFile, file);
        QFETCH(QByteArray, text);
        QFETCH(QByteArray, ids);
        QCOMPARE(QByteArray::fromStdString(idsOf(file, text.toStdString())), ids);
    }
};

QTEST_APPLESS_MAIN(TokenizerTest)
#include "tokenizer_test.moc"
