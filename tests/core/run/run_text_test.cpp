#include "core/run/run_text.h"
#include "core/sample/sample.h"
#include "tests/support/tiny_checkpoint.h"

#include <QObject>
#include <QtTest/QTest>

#include <memory>

using namespace layerloom::core;
using namespace layerloom::tests;

/// The text that models are run on.
class RunTextTest : public QObject {
    Q_OBJECT

    TemporaryFolder m_folder;
    std::unique_ptr<Tokenizer> m_tokenizer;

    Result<RunText> read(const TextChoice& choice, std::uint64_t usual = 100) const
    {
        return readRunText(*m_tokenizer, choice, usual);
    }
    TextChoice written(std::string_view text) const
    {
        writeText(m_folder / "text.txt", text);
        TextChoice choice;
        choice.file = (m_folder / "text.txt").string();
        return choice;
    }

private Q_SLOTS:
    void initTestCase()
    {
        const Sample sample = writeSample(m_folder / "sample").value();
        m_tokenizer = std::make_unique<Tokenizer>(openTokenizer(sample.loomling32).value());
    }

    void theTextThatComesWithTheProgramIsCut()
    {
        const RunText usual = read({}).value();
        QCOMPARE(usual.tokens.size(), std::size_t {100});
        QCOMPARE(usual.window, kWindow);
        TextChoice more;
        more.tokens = 150;
        more.window = 50;
        const RunText longer = read(more).value();
        QCOMPARE(longer.tokens.size(), std::size_t {150});
        QCOMPARE(longer.window, std::uint64_t {50});
        QVERIFY(std::equal(usual.tokens.begin(), usual.tokens.end(), longer.tokens.begin()));
    }

    void aShortFileIsTakenWhole()
    {
        const std::string text = "Once upon a time";
        const RunText found = read(written(text)).value();
        const auto ids = encode(*m_tokenizer, text, true).value();
        QVERIFY(std::equal(
            ids.begin(), ids.end(), found.tokens.begin(), found.tokens.end(),
            [](TokenId id, std::int32_t token) { return static_cast<std::int32_t>(id) == token; }));
    }

    void whatCannotBeRunIsRefused()
    {
        TextChoice wanted = written("Once upon a time");
        wanted.tokens = 1000;
        QVERIFY(read(wanted).error().message().find("is too short: it has") != std::string::npos);
        QVERIFY(read(wanted).error().message().ends_with(", not 1000"));
        wanted.tokens = 1;
        QVERIFY(read(wanted).error().code() == ErrorCode::Mismatch);
        QVERIFY(read(written("")).error().message().find("at least 2 are needed") != std::string::npos);
        QVERIFY(read(written("\xff\xfe")).error().message().ends_with("is not UTF-8 text"));
        TextChoice missing;
        missing.file = (m_folder / "nowhere.txt").string();
        QVERIFY(read(missing).error().code() == ErrorCode::Io);
    }
};

QTEST_APPLESS_MAIN(RunTextTest)
#include "run_text_test.moc"
