#include "core/engine/load_engine.h"
#include "core/run/text_generation.h"
#include "core/sample/sample.h"
#include "tests/support/tiny_checkpoint.h"

#include <QObject>
#include <QtTest/QTest>

#include <algorithm>
#include <span>

using namespace layerloom::core;
using namespace layerloom::tests;

namespace {

constexpr std::uint64_t kPlenty = 1 << 30;
constexpr const char* kReplacement = "\xEF\xBF\xBD";

} // namespace

/// Texts that the sample model goes on with: it knows all bytes and no language.
class ContinueTextTest : public QObject {
    Q_OBJECT

private:
    TemporaryFolder m_folder;
    std::shared_ptr<Engine> m_engine;
    std::shared_ptr<const Model> m_model;
    JobContext m_job;

    Prompt prompt(std::string_view text) const
    {
        const Tokenizer tokenizer = openTokenizer(m_model->checkpoint->folder()).value();
        return readPrompt(tokenizer, *m_model, text).value();
    }

private Q_SLOTS:
    void initTestCase()
    {
        m_engine = loadEngine("cpu").value().engine;
        m_model = openModel(writeSample(m_folder.path()).value().loomling32).value();
    }

    void greedyTakesTheLikeliestEachTime()
    {
        const Prompt begun = prompt("The loom");
        StackRunner runner(m_engine, FloatType::F32, {kPlenty, kPlenty});
        TextGeneration generation(runner, prepareRun(m_model).value(), begun, {12, {0, 1}, 1});
        while (generation.advance(m_job))
            QVERIFY(generation.ids().size() <= 12);
        // The same without what is remembered of the text: all of it is run again for each token.
        std::vector<std::int32_t> all(begun.ids.begin(), begun.ids.end());
        std::vector<TokenId> expected;
        while (expected.size() < 12) {
            GenerationSession anew(runner, prepareRun(m_model).value());
            const auto token = likeliest(anew.advance(all, m_job));
            if (begun.ends.contains(static_cast<TokenId>(token)))
                break;
            expected.push_back(static_cast<TokenId>(token));
            all.push_back(token);
        }
        QCOMPARE(generation.ids(), expected);
        QCOMPARE(generation.text(), decode(begun.tokenizer, expected).value());
        QVERIFY(!generation.advance(m_job));
        QVERIFY(expected.size() < 2 || generation.tokensPerSecond() > 0);
    }

    void charactersAreShownWhole()
    {
        int held = 0;
        for (std::uint64_t seed = 1; seed <= 3; ++seed) {
            StackRunner runner(m_engine, FloatType::F32, {kPlenty, kPlenty});
            TextGeneration generation(runner, prepareRun(m_model).value(), prompt("é"), {48, {1.5, 1}, seed});
            std::string shown;
            while (generation.advance(m_job)) {
                const std::string& whole = generation.wholeText();
                QVERIFY(whole.starts_with(shown));
                QVERIFY(generation.text().starts_with(whole));
                // What is held back are the bytes of one character at most.
                const std::string rest = generation.text().substr(whole.size());
                QVERIFY(rest.size() <= 3 * std::string_view(kReplacement).size());
                held += rest.empty() ? 0 : 1;
                shown = whole;
            }
        }
        // A model of bytes writes beginnings of characters all the time.
        QVERIFY(held > 0);
    }

    void tokensThatEndATextEndIt()
    {
        Prompt begun = prompt("The loom");
        StackRunner runner(m_engine, FloatType::F32, {kPlenty, kPlenty});
        TextGeneration whole(runner, prepareRun(m_model).value(), begun, {8, {1.5, 1}, 2});
        while (whole.advance(m_job))
            QVERIFY(whole.ids().size() <= 8);
        QVERIFY(whole.ids().size() > 3);
        begun.ends.insert(whole.ids()[3]);
        TextGeneration ended(runner, prepareRun(m_model).value(), begun, {8, {1.5, 1}, 2});
        while (ended.advance(m_job))
            QVERIFY(ended.ids().size() <= 3);
        QVERIFY(!ended.advance(m_job));
        QVERIFY(std::ranges::equal(ended.ids(), std::span(whole.ids()).first(ended.ids().size())));
        QVERIFY(ended.ids().size() <= 3);
    }

    void anEmptyPromptIsRefused()
    {
        const Tokenizer tokenizer = openTokenizer(m_model->checkpoint->folder()).value();
        const auto refused = readPrompt(tokenizer, *m_model, "");
        QVERIFY(!refused && refused.error().code() == ErrorCode::Mismatch);
        QVERIFY(refused.error().message().find("The prompt is empty") == 0);
    }

    void writingStopsWhenAsked()
    {
        std::stop_source stop;
        stop.request_stop();
        JobContext stopped(stop.get_token(), {});
        StackRunner runner(m_engine, FloatType::F32, {kPlenty, kPlenty});
        TextGeneration generation(runner, prepareRun(m_model).value(), prompt("The loom"), {});
        const auto result = guarded([&] { return generation.advance(stopped); });
        QVERIFY(!result && result.error().code() == ErrorCode::Cancelled);
        QVERIFY(generation.ids().empty());
    }
};

QTEST_APPLESS_MAIN(ContinueTextTest)
#include "text_generation_test.moc"
