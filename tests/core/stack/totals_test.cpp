#include "core/base/text.h"
#include "core/checks/preview.h"
#include "core/merge/plan/plan.h"
#include "core/stack/head.h"
#include "core/stack/stack_rules.h"
#include "tests/core/stack/composed.h"

#include <QObject>
#include <QtTest/QTest>

using namespace layerloom::core;
using namespace layerloom::tests;

namespace {

TinyOptions sparse(TinyOptions options)
{
    options.sparse = true;
    return options;
}

TinyOptions qwen2of72b()
{
    return sparse({.family = "qwen2",
                   .architecture = "Qwen2ForCausalLM",
                   .layers = 80,
                   .hidden = 8192,
                   .intermediate = 29568,
                   .heads = 64,
                   .keyValueHeads = 8,
                   .vocabulary = 152064,
                   .attentionBias = true});
}

TinyOptions yi()
{
    return sparse({.layers = 32,
                   .hidden = 4096,
                   .intermediate = 11008,
                   .heads = 32,
                   .keyValueHeads = 4,
                   .vocabulary = 64000});
}

TinyOptions bielik()
{
    return sparse({.layers = 32,
                   .hidden = 4096,
                   .intermediate = 14336,
                   .heads = 32,
                   .keyValueHeads = 8,
                   .vocabulary = 32128});
}

TinyOptions llama3of70b()
{
    return sparse({.layers = 80,
                   .hidden = 8192,
                   .intermediate = 28672,
                   .heads = 64,
                   .keyValueHeads = 8,
                   .vocabulary = 128256});
}

} // namespace

class TotalsTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void countsAreThosePublished_data()
    {
        QTest::addColumn<TinyOptions>("options");
        QTest::addColumn<QString>("expression");
        QTest::addColumn<quint64>("parameters");
        const auto row = [](const char* name, const TinyOptions& options, const char* expression,
                            quint64 parameters) {
            QTest::newRow(name) << options << QString(expression) << parameters;
        };
        row("Mistral-7B", mistral7b(), "A", 7'241'732'096);
        row("SOLAR-10.7B", mistral7b(), "dus(A, 8)", 10'731'524'096);
        row("iDUS-8layer", mistral7b(), "idus(A, 8, 8)", 10'731'524'096);
        row("iDUS-1layer", mistral7b(), "idus(A, 8, 1)", 10'731'524'096);
        row("naive repeat", mistral7b(), "repeat(A, 2)", 14'221'316'096);
        row("Llama-2-7B", llama2of7b(), "A", 6'738'415'616);
        row("Llama-2-7B DUS", llama2of7b(), "dus(A, 8)", 9'976'549'376);
        row("LLaMA-Pro", llama2of7b(), "A, 3 7 11 15 19 23 27 31", 8'357'482'496);
        row("Qwen2-0.5B", qwen2of05b(), "A", 494'032'768);
        row("Qwen2-0.5B 4+4", qwen2of05b(), "A[0:4] A[20:24]", 255'434'624);
        row("Qwen2-0.5B (4,4)x2", qwen2of05b(), "(A[0:4] A[20:24])x2", 374'733'696);
        row("SmolLM2-135M", smolLm2(), "A", 134'515'008);
        row("TinyLlama-1.1B", tinyLlama(), "A", 1'100'048'384);
        row("103B", llama2of70b(), "A[0:40] A[20:60] A[40:80]", 103'202'824'192);
        row("140 layers", llama2of70b(), "A[0:20] A[10:30] A[20:40] A[30:50] A[40:60] A[50:70] A[60:80]",
            120'315'912'192);
        row("RYS-XLarge", qwen2of72b(), "rys(A, 45,52)", 78'849'996'800);
        row("Yi-9B", yi(), "A[0:28] A[12:32]", 8'829'407'232);
        row("Bielik-11B-v2", bielik(), "dus(A, 7)", 11'168'796'672);
        row("Llama-3-120B", llama3of70b(), "A[0:20] A[10:30] A[20:40] A[30:50] A[40:60] A[50:70] A[60:80]",
            121'892'970'496);
    }
    void countsAreThosePublished()
    {
        QFETCH(TinyOptions, options);
        QFETCH(QString, expression);
        QFETCH(quint64, parameters);
        const Totals found = totals(
            Composer::stack({m_composer.source(QTest::currentDataTag(), options)}, expression.toStdString()));
        QCOMPARE(found.parameters, parameters);
        QCOMPARE(found.bytes, 2 * parameters);
        QCOMPARE(found.bytesByDtype, (std::map<std::string, std::uint64_t> {{"BF16", 2 * parameters}}));
        QVERIFY(found.complete);
    }

    void goliathCountsTheHeadOfTheLastModel()
    {
        const Source xwin = m_composer.source("xwin", llama2of70b());
        const Source euryale = m_composer.source("euryale", llama2of70b());
        const Totals found = totals(Composer::stack(
            {xwin, euryale},
            "A[0:16] B[8:24] A[17:32] B[25:40] A[33:48] B[41:56] A[49:64] B[57:72] A[65:80]"));
        QCOMPARE(found.parameters, std::uint64_t(117'748'948'992));
        QCOMPARE(shortBytes(found.bytes), std::string("235.5 GB"));
        QCOMPARE(found.seams, std::uint64_t(8));
        QCOMPARE(found.maxDistance, 7U);
        // Two for keys and values, 8 heads of 128, 2 bytes.
        QCOMPARE(found.cacheBytesPerToken, std::uint64_t(137) * 2 * 8 * 128 * 2);
    }

    void sumsAreThoseOfTheSeams()
    {
        const Source source = m_composer.source("mistral", mistral7b());
        const Totals single = totals(Composer::stack({source}, "idus(A, 8, 1)"));
        QCOMPARE(single.seams, std::uint64_t(47));
        QCOMPARE(single.maxDistance, 8U);
        QCOMPARE(single.sumDistance, std::uint64_t(353));
        const Totals whole = totals(Composer::stack({source}, "A"));
        QCOMPARE(whole.seams, std::uint64_t(0));
        QCOMPARE(whole.maxDistance, 0U);
    }

    void figuresAreThoseThatAMergeWrites_data()
    {
        QTest::addColumn<QString>("expression");
        QTest::addColumn<int>("head");
        for (const char* expression : {"A", "dus(A, 1)", "A[0:2] B[1:4]", "B[0:2] A[1:4]", "C[0:2] A[2:4]",
                                       "A[0:2] C[2:4]", "C", "D[0:2] C[2:4]", "E", "E[0:2] A[2:4]"})
            for (int head = -1; head < 4; ++head)
                QTest::addRow("%s, head %d", expression, head) << QString(expression) << head;
    }
    void figuresAreThoseThatAMergeWrites()
    {
        TinyOptions plain;
        TinyOptions halves;
        halves.dtype = "F16";
        TinyOptions tied;
        tied.tied = true;
        TinyOptions storedTwice = tied; // tied, and the head is stored all the same
        storedTwice.extraTensors = {{"lm_head.weight", "BF16", {32, 8}, "model.embed_tokens.weight"},
                                    {"rotary.weight", "F32", {3}}};
        TinyOptions buffers;
        for (int layer = 0; layer < 4; ++layer)
            buffers.extraTensors.push_back(
                {"model.layers." + std::to_string(layer) + ".self_attn.rotary_emb.inv_freq", "F32", {2}});
        QFETCH(QString, expression);
        QFETCH(int, head);
        Stack stack =
            Composer::stack({m_composer.source("plain", plain), m_composer.source("halves", halves),
                             m_composer.source("tied", tied), m_composer.source("twice", storedTwice),
                             m_composer.source("buffers", buffers)},
                            expression.toStdString());
        if (head >= 0)
            stack.setup.parts[static_cast<std::size_t>(Part::Head)] = SourceIndex::from(head);
        const Totals found = totals(stack);
        const Result<MergePlan> plan = planMerge(stack, {});
        QVERIFY2(plan.hasValue(), plan ? "" : plan.error().message().c_str());
        QCOMPARE(found.parameters, plan->parameters);
        QCOMPARE(found.bytes, plan->payloadBytes);
        std::uint64_t sum = 0;
        for (const auto& [dtype, bytes] : found.bytesByDtype)
            sum += bytes;
        QCOMPARE(sum, found.bytes);
    }

    void aTiedOutputGainsNoHeadAndAnUntiedOneKeepsIt()
    {
        TinyOptions tied;
        tied.tied = true;
        const Source untiedModel = m_composer.source("untied", {});
        const Source tiedModel = m_composer.source("tied", tied);
        const Stack plain = Composer::stack({untiedModel, tiedModel}, "A");
        QVERIFY(writesHead(plain));
        QVERIFY(!isTied(plain));
        Stack lent = Composer::stack({tiedModel, untiedModel}, "A");
        QVERIFY(!writesHead(lent));
        QVERIFY(isTied(lent));
        const std::uint64_t without = totals(lent).parameters;
        // Untied on purpose: the tied model's embeddings are written as a head of their own.
        lent.setup.overrides = {{"tie_word_embeddings", "false"}};
        QVERIFY(writesHead(lent));
        QCOMPARE(totals(lent).parameters, without + 256);
        QCOMPARE(headTensors(lent).size(), std::size_t(1));
        QCOMPARE(tiedModel.model->tensor(headTensors(lent).front()).name,
                 std::string("model.embed_tokens.weight"));
    }

    void aMissingSourceMakesTheFiguresIncomplete()
    {
        Stack stack = Composer::stack({m_composer.source("plain", {}), m_composer.source("halves", {})},
                                      "A[0:2] B[2:4]");
        const std::uint64_t complete = totals(stack).parameters;
        stack.setup.sources[1].model = nullptr;
        const Totals found = totals(stack);
        QVERIFY(!found.complete);
        QCOMPARE(found.layers, std::uint64_t(4));
        QVERIFY(found.parameters > 0 && found.parameters < complete);
        QVERIFY(totals(Stack()).complete);
        QCOMPARE(totals(Stack()).bytes, std::uint64_t(0));
    }

    void previewSaysItAllAtOnce()
    {
        const Stack stack = Composer::stack({m_composer.source("mistral", mistral7b())}, "dus(A, 8)");
        const Preview found = preview(stack);
        QCOMPARE(found.slices, slices(stack));
        QCOMPARE(found.seams.size(), std::size_t(1));
        QCOMPARE(found.totals.layers, std::uint64_t(48));
        QCOMPARE(found.distances.size(), std::size_t(47));
        QCOMPARE(found.uses.back(), 1U);
        QCOMPARE(found.problems.size(), std::size_t(0));
    }

private:
    Composer m_composer;
};

QTEST_APPLESS_MAIN(TotalsTest)
#include "totals_test.moc"
