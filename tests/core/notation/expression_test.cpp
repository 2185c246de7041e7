#include "core/notation/format_expression.h"
#include "core/notation/layer_expression.h"
#include "core/notation/layer_indices.h"
#include "core/stack/stack_rules.h"
#include "tests/support/patience.h"

#include <QObject>
#include <QtTest/QTest>

#include <random>

using namespace layerloom::core;

namespace {

const std::vector<ExpressionModel> kModels {{"loomling-32", 32}, {"Llama-2-70b", 80}, {"odd \"one\"", 1}};

QString normalForm(const QString& text)
{
    const ParsedExpression parsed = parseExpression(text.toStdString(), kModels);
    if (parsed.mistake)
        return QString::fromStdString("mistake: " + parsed.mistake->message);
    return QString::fromStdString(formatExpression(parsed.blocks));
}

QString indices(const QString& text, std::uint32_t layers)
{
    const ParsedExpression parsed = parseLayerIndices(text.toStdString(), layers);
    if (parsed.mistake)
        return QString::fromStdString("mistake: " + parsed.mistake->message);
    QStringList found;
    for (const Block& block : parsed.blocks)
        found << QString::number(block.layer.value);
    return found.join(' ');
}

} // namespace

class Expression : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void acceptsEverySpelling_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("expected");
        const QString dus = "A[0:24] A[8:32]";
        const auto row = [](const char* text, const QString& expected) {
            QTest::newRow(text) << text << expected;
        };
        for (const char* text : {"A[0:24] A[8:32]",
                                 "A[0:24], A[8:32]",
                                 "A[0:24]\nA[8:32]\n",
                                 "range(0,24), range(8,32)",
                                 "range(0,24) range(8,32)",
                                 "0-23, 8-31",
                                 "0–23; 8–31",
                                 "0..23,8..31",
                                 "[[0,24],[8,32]]",
                                 "[0,24] + [8,32]",
                                 "list(range(0, 24)) + list(range(8, 32))",
                                 "dus(A, 8)",
                                 "dus(8)",
                                 "DUS(A,8)",
                                 "idus(A, 8, 24)",
                                 "interlock(A[0:24], A[8:32], 24)",
                                 "A: 0-23, 8-31",
                                 "A 0-23 8-31",
                                 "\"loomling-32\"[0:24] [8:32]",
                                 "[:24] [8:]",
                                 "[range(24), range(8, 32)]",
                                 "layers: 0-23, 8-31",
                                 "A[0:24],\n  A[8:32],",
                                 "rys 8,24",
                                 "rys(A, 8,24)",
                                 "rys: 8,24"})
            row(text, dus);
        row("A[0:16] B[8:24]", "A[0:16] B[8:24]");
        row("[[0,40],[20,60],[40,80]]", "mistake: Layer 39 does not exist: A has layers 0–31");
        row("B[[0,40],[20,60],[40,80]]", "B[0:40] B[20:60] B[40:80]");
        row("0-5,7,8-12", "A[0:6] A[7:13]");
        row("0..14,12,13,14,15..31", "A[0:15] A[12:32]");
        row("layers:0,1,2,2,3", "A[0:3] A[2:4]");
        row("B: rys(31,34; 43,45)", "B[0:34] B[31:45] B[43:80]");
        row("rys(B, 31,34; 43,45)", "B[0:34] B[31:45] B[43:80]");
        row("rys B 31,34;43,45", "B[0:34] B[31:45] B[43:80]");
        row("idus(A, 8, 8)", "A[0:16] A[8:24] A[16:32]");
        row("interlock(A[0:4], B[0:4], 2)", "A[0:2] B[0:2] A[2:4] B[2:4]");
        row("repeat(A[20:27], 2)", "A[20:27] A[20:27]");
        row("[0:4]*2", "A[0:4] A[0:4]");
        row("[0:4] x 3", "A[0:4] A[0:4] A[0:4]");
        row("[0:4]×2", "A[0:4] A[0:4]");
        row("5x2", "A[5] A[5]");
        row("(0-1, 7)*2", "A[0:2] A[7] A[0:2] A[7]");
        row("[0, 2, 4]", "A[0] A[2] A[4]");
        row("[7]", "A[7]");
        row("[0, 2]", "A[0:2]");
        row("range(0,8,2)", "A[0] A[2] A[4] A[6]");
        row("range(3,-1,-1)", "A[3] A[2] A[1] A[0]");
        row("A[0:8:4]", "A[0] A[4]");
        row("B 79", "B[79]");
        row("B", "B[0:80]");
        row("\"odd \\\"one\\\"\" 0", "C[0]");
        row("A[15]{o_proj=0, down_proj=0}", "A[15]{o_proj=0, down_proj=0}");
        row("15 { o_proj = 0.5 } 16", "A[15]{o_proj=0.5} A[16]");
        row("A[0:4]{*=0.7071067811865476}x2", "A[0:4]{*=0.7071067811865476} A[0:4]{*=0.7071067811865476}");
        row("3{\"a=b,\\\"}\"=-1e-3}", "A[3]{\"a=b,\\\"}\"=-0.001}");
        row("", "");
        row(" \n ", "");
    }
    void acceptsEverySpelling()
    {
        QFETCH(QString, text);
        QTEST(normalForm(text), "expected");
    }

    void saysWhatIsWrongAndWhere_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<int>("position");
        QTest::addColumn<int>("length");
        QTest::addColumn<QString>("message");
        const auto row = [](const char* text, int position, int length, const char* message) {
            QTest::newRow(text) << text << position << length << message;
        };
        row("0-23, 40", 6, 2, "Layer 40 does not exist: A has layers 0–31");
        row("range(0,40)", 0, 5, "Layer 39 does not exist: A has layers 0–31");
        row("A[0:41]", 4, 2, "Layer 40 does not exist: A has layers 0–31");
        row("C[0:2]", 4, 1, "Layer 1 does not exist: C has only layer 0");
        row("0 D[0:2]", 2, 1, "There is no model D: the last one is C");
        row("\"nobody\" 1", 0, 8, "There is no model called \"nobody\"");
        row("\"open", 0, 5, "A closing quote is missing");
        row("A[0:24", 6, 0, "A ] is missing");
        row("[0,24", 5, 0, "A ] is missing");
        row("[]", 1, 1, "An empty list holds no layers");
        row("A[5:5]", 1, 5, "This range holds no layers: it ends before layer 5");
        row("8-3", 0, 3, "The range runs backwards: 3 stands before 8");
        row("8-", 2, 0, "The last layer of the range is missing");
        row("range(0)", 0, 8, "This range holds no layers: it ends before its second number");
        row("range(0,4,0)", 0, 12, "The step of a range cannot be 0");
        row("range(1,2,3,4)", 12, 1, "range takes one to three whole numbers");
        row("range(-1,3)", 0, 5, "Layer -1 does not exist: A has layers 0–31");
        row("1,,2", 2, 1, "A layer or a range is missing before ,");
        row(", 1", 0, 1, "A layer or a range is missing before ,");
        row("1 +", 2, 1, "A layer or a range is missing after +");
        row("1*0", 2, 1, "A repeat must be at least 1");
        row("1*", 2, 0, "How often to repeat is missing");
        row("dus(A, 32)", 0, 3, "m = 32 must be below the number of layers, 32");
        row("dus(A, x)", 7, 1, "A whole number is expected here");
        row("twist(A, 3)", 0, 5,
            "There is no recipe called \"twist\": dus, idus, interlock, repeat and rys are known");
        row("interlock(0-3, 4-7, 0)", 0, 9, "The group size g must be at least 1");
        row("3{o_proj}", 8, 1, "A = is missing");
        row("3{o_proj=no}", 9, 2, "A number is expected after =");
        row("3{o_proj=inf}", 9, 3, "A number is expected after =");
        row("0 $", 2, 1, "\"$\" is no layer, range or model");
        row("0 →", 2, 3, "\"→\" is no layer, range or model");
        row("A:", 2, 0, "A layer or a range is missing at the end");
        row("rys 5,3", 0, 3, "The block 5,3 is no range of a model of 32 layers");
        row("__import__('os')", 0, 10,
            "There is no recipe called \"__import__\": dus, idus, interlock, repeat and rys are known");
    }
    void saysWhatIsWrongAndWhere()
    {
        QFETCH(QString, text);
        const ParsedExpression parsed = parseExpression(text.toStdString(), kModels);
        QVERIFY(parsed.mistake.has_value());
        QVERIFY(parsed.blocks.empty());
        QTEST(QString::fromStdString(parsed.mistake->message), "message");
        QTEST(static_cast<int>(parsed.mistake->position), "position");
        QTEST(static_cast<int>(parsed.mistake->length), "length");
    }

    void withoutModelsNothingExists()
    {
        const ParsedExpression parsed = parseExpression("0-3", {});
        QCOMPARE(parsed.mistake->message, std::string("There is no model A"));
        const std::vector<ExpressionModel> configOnly {{"config", 0}};
        QCOMPARE(parseExpression("0", configOnly).mistake->message,
                 std::string("Layer 0 does not exist: A has no layers"));
        QCOMPARE(parseExpression("A", configOnly).mistake->message, std::string("A has no layers"));
    }

    void whatIsWrittenReadsBackAsTheSameBlocks()
    {
        const std::vector<std::string> names {"o_proj", "down_proj", "",    "a \"b\" = {c}, d",
                                              "*",      "tail\\",    "'a'", "\v"};
        std::mt19937 random(7);
        const auto below = [&](std::size_t n) { return random() % n; };
        for (int round = 0; round < 500; ++round) {
            Blocks blocks;
            for (std::size_t i = below(40); i > 0; --i) {
                Block block {SourceIndex::from(below(2)), LayerIndex::from(below(32)), {}, false};
                if (!blocks.empty() && below(3) > 0 && blocks.back().layer < 31)
                    block = {blocks.back().source, blocks.back().layer + 1, blocks.back().scales, false};
                else if (below(4) == 0)
                    for (std::size_t scale = below(3); scale > 0; --scale)
                        block.scales.push_back({names[below(names.size())], double(below(1000)) / 7.0 - 50});
                blocks.push_back(block);
            }
            const std::string text = formatExpression(blocks);
            const ParsedExpression parsed = parseExpression(text, kModels);
            QVERIFY2(!parsed.mistake, text.c_str());
            QVERIFY2(parsed.blocks == blocks, text.c_str());
        }
    }

    void modelsPastTheAlphabetHaveTwoLetters()
    {
        const std::vector<ExpressionModel> models(60, {"m", 4});
        const ParsedExpression parsed = parseExpression("Z[0:2] AA[1:3] BH[3]", models);
        QVERIFY(!parsed.mistake);
        QCOMPARE(parsed.blocks.front().source, SourceIndex(25));
        QCOMPARE(parsed.blocks.back().source, SourceIndex(59));
        QCOMPARE(formatExpression(parsed.blocks), std::string("Z[0:2] AA[1:3] BH[3]"));
    }

    void splitsAreNotWritten()
    {
        Blocks blocks = layerRange(0, 0, 8);
        blocks[4].splitBefore = true;
        QCOMPARE(formatExpression(blocks), std::string("A[0:8]"));
    }

    void goliathIsSeventyEightCharacters()
    {
        const char* goliath =
            "A[0:16] B[8:24] A[17:32] B[25:40] A[33:48] B[41:56] A[49:64] B[57:72] A[65:80]";
        const std::vector<ExpressionModel> models {{"Xwin", 80}, {"Euryale", 80}};
        const ParsedExpression parsed = parseExpression(goliath, models);
        QCOMPARE(parsed.blocks.size(), std::size_t(137));
        QCOMPARE(formatExpression(parsed.blocks), std::string(goliath));
        QCOMPARE(std::string(goliath).size(), std::size_t(78));
    }

    void hostileTextIsRefusedQuickly_data()
    {
        QTest::addColumn<std::string>("text");
        QTest::addColumn<QString>("message");
        const QString deep = "The brackets are nested too deeply";
        const QString room = "The list is longer than 100,000 layers";
        QTest::newRow("a million brackets") << std::string(1'000'000, '[') << deep;
        QTest::newRow("parentheses") << std::string(1'000'000, '(') << deep;
        QTest::newRow("past the limit")
            << std::string(1'000'001, ' ') << "The text is longer than 1,000,000 bytes";
        QTest::newRow("a billion repeats") << std::string("A[0:32]*1000000000") << room;
        QTest::newRow("repeats of repeats")
            << std::string("repeat(repeat(repeat(A, 1000), 1000), 1000)") << room;
        QTest::newRow("many repeats") << std::string("0*1000*1000*1000*1000*1000*1000*1000*1000") << room;
        QTest::newRow("past 64 bits") << std::string("0*99999999999999999999999999") << room;
        QTest::newRow("a far range") << std::string("range(99999999999999999999999)")
                                     << "Layer 999999999999999 does not exist: A has layers 0–31";
        QTest::newRow("a far layer") << std::string("99999999999999999999999")
                                     << "Layer 99999999999999999999999 does not exist: A has layers 0–31";
        QTest::newRow("many scales") << "[0:32]{" + std::string(100'000, 'a') + "=1}*3000"
                                     << "The name of a tensor is longer than 256 bytes";
        QTest::newRow("scales on everything")
            << std::string("(A*3000){a=1,b=1,c=1,d=1,e=1}") << "The list has more than 400,000 scales";
        QTest::newRow("scaled, then repeated")
            << std::string("(0{a=1,b=1,c=1,d=1,e=1})*90000") << "The list has more than 400,000 scales";
        QTest::newRow("not UTF-8") << std::string("\xC0\xAF") << "The text is not UTF-8";
        std::string blocks = "rys 1,2";
        for (int i = 0; i < 2000; ++i)
            blocks += ";1,2";
        QTest::newRow("many blocks") << blocks << "More than 1000 blocks are too many";
        QTest::newRow("open quotes") << std::string(1'000'000, '"') << "There is no model called \"\"";
    }
    void hostileTextIsRefusedQuickly()
    {
        QFETCH(std::string, text);
        const double before = layerloom::tests::threadSeconds();
        const ParsedExpression parsed = parseExpression(text, kModels);
        QVERIFY(parsed.mistake.has_value());
        QTEST(QString::fromStdString(parsed.mistake->message), "message");
        QVERIFY(layerloom::tests::threadSeconds() - before < 1);
    }

    void aModelWithBillionsOfLayersIsRefusedBeforeItIsBuilt()
    {
        const std::vector<ExpressionModel> models {{"huge", 4'000'000'000}};
        for (const char* text :
             {"A", "dus(A, 8)", "idus(A, 8, 1)", "rys(A, 1,2)", "range(0, 3000000000)", "A[:]"})
            QCOMPARE(parseExpression(text, models).mistake->message,
                     std::string("The list is longer than 100,000 layers"));
    }

    void layerIndicesAreThoseOfFusionBench_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<int>("layers");
        QTest::addColumn<QString>("expected");
        QTest::newRow("repeat") << "[0,1,1,0]" << 2 << "0 1 1 0";
        QTest::newRow("mixed") << R"~([0, 2, 4, "range(6,12)"])~" << 12 << "0 2 4 6 7 8 9 10 11";
        QTest::newRow("two are two layers") << "[0, 2]" << 4 << "0 2";
        QTest::newRow("negative") << "[0, -1, '-2']" << 4 << "0 3 2";
        QTest::newRow("negative range") << R"~(["range(-2, 0)"])~" << 4 << "2 3";
        QTest::newRow("ranges") << R"~(["range(0,3)","range(1,4)"])~" << 4 << "0 1 2 1 2 3";
        QTest::newRow("bare") << "0, range(3), [1, 2]" << 4 << "0 0 1 2 1 2";
        QTest::newRow("list") << R"~(["list(range(2))", "[3, 0]"])~" << 4 << "0 1 3 0";
        QTest::newRow("past the end")
            << "[0, 4]" << 4 << "mistake: Layer 4 does not exist: the model has layers 0–3";
        QTest::newRow("before the start")
            << "[-5]" << 4 << "mistake: Layer -5 does not exist: the model has layers 0–3";
        QTest::newRow("no code") << R"~(["__import__('os').system('true')"])~" << 4
                                 << "mistake: A layer index, a range(…) or a list is expected here";
        QTest::newRow("arithmetic") << R"~(["1+1"])~" << 4 << "mistake: A , is missing";
        QTest::newRow("open") << "[0, 1" << 4 << "mistake: A , is missing";
        QTest::newRow("deep") << QString(1000, '[') << 4 << "mistake: The lists are nested too deeply";
        QTest::newRow("far") << "[\"range(0, 10000000000000)\"]" << 4
                             << "mistake: Layer 9999999999999 does not exist: the model has layers 0–3";
    }
    void layerIndicesAreThoseOfFusionBench()
    {
        QFETCH(QString, text);
        QFETCH(int, layers);
        QTEST(indices(text, static_cast<std::uint32_t>(layers)), "expected");
    }

    void dusAsLayerIndices()
    {
        const ParsedExpression parsed = parseLayerIndices(R"~(["range(0,24)","range(8,32)"])~", 32);
        QCOMPARE(parsed.blocks, dus(0, 32, 8));
    }

    void mistakesInsideQuotesKnowTheirPlace()
    {
        const ParsedExpression parsed = parseLayerIndices(R"~([0, "range(0,9)"])~", 4);
        QCOMPARE(parsed.mistake->position, std::size_t(5));
    }
};

QTEST_APPLESS_MAIN(Expression)
#include "expression_test.moc"
