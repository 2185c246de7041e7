#include "core/base/error.h"
#include "core/notation/format_expression.h"
#include "core/notation/layer_expression.h"
#include "core/stack/interlocks.h"
#include "core/stack/slices.h"
#include "core/stack/source_commands.h"
#include "core/stack/stack_rules.h"

#include <QObject>
#include <QtTest/QTest>

#include <algorithm>
#include <functional>
#include <random>

using namespace layerloom::core;

namespace {

std::vector<LayerIndex> layersOf(const Blocks& blocks)
{
    std::vector<LayerIndex> layers;
    for (const Block& block : blocks)
        layers.push_back(block.layer);
    return layers;
}

QString written(const Blocks& blocks)
{
    return QString::fromStdString(formatExpression(blocks));
}

Stack stackOf(Blocks blocks)
{
    Stack stack;
    stack.blocks = std::move(blocks);
    return stack;
}

QString refusalOf(const std::function<Blocks()>& recipe)
{
    try {
        recipe();
    } catch (const Error& error) {
        return error.code() == ErrorCode::Mismatch ? QString::fromStdString(error.message()) : QString();
    }
    return {};
}

} // namespace

class StackRules : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void writesTheListsOfTheirSources_data()
    {
        QTest::addColumn<Blocks>("blocks");
        QTest::addColumn<QString>("expression");
        QTest::addColumn<int>("layers");
        const auto row = [](const char* name, const Blocks& blocks, const char* expression, int layers) {
            QTest::newRow(name) << blocks << QString(expression) << layers;
        };
        row("SOLAR", dus(0, 32, 8), "A[0:24] A[8:32]", 48);
        row("Bielik-11B-v2", dus(0, 32, 7), "A[0:25] A[7:32]", 50);
        row("Granite-34B-code", dus(0, 52, 8), "A[0:44] A[8:52]", 88);
        row("naive repeat by DUS", dus(0, 32, 0), "A[0:32] A[0:32]", 64);
        row("naive repeat", repeatAll(0, 32, 2), "A[0:32] A[0:32]", 64);
        row("iDUS-8layer", interlock(0, 0, 32, 8, 8), "A[0:16] A[8:24] A[16:32]", 48);
        row("iDUS with g = n-m is DUS", interlock(0, 0, 32, 8, 24), "A[0:24] A[8:32]", 48);
        row("103B", interlock(0, 0, 80, 20, 20), "A[0:40] A[20:60] A[40:80]", 120);
        row("two models", interlock(0, 1, 32, 8, 24), "A[0:24] B[8:32]", 48);
        row("unequal sides", interlock(layerRange(0, 0, 5), layerRange(1, 0, 2), 2), "A[0:2] B[0:2] A[2:5]",
            7);
        row("RYS-XLarge", repeatRange(0, 80, 45, 52), "A[0:52] A[45:80]", 87);
        row("RYS (20, 27) of 32", repeatRange(0, 32, 20, 27), "A[0:27] A[20:32]", 39);
        row("three runs", repeatRange(0, 8, 2, 4, 3), "A[0:4] A[2:4] A[2:8]", 12);
        row("one run", repeatRange(0, 8, 2, 4, 1), "A[0:8]", 8);
        row("Yi-9B", repeatRange(0, 32, 12, 28), "A[0:28] A[12:32]", 48);
        row("120B self-merge", windows(0, 80, 20, 10),
            "A[0:20] A[10:30] A[20:40] A[30:50] A[40:60] A[50:70] A[60:80]", 140);
        row("last window ends with the model", windows(0, 32, 10, 8), "A[0:10] A[8:18] A[16:26] A[24:32]",
            38);
        row("top and bottom 4", twoEnded(std::vector<TwoEnded> {{0, 24, 4, 4}}), "A[0:4] A[20:24]", 8);
        row("up-scaling from two", twoEnded(std::vector<TwoEnded> {{0, 24, 4, 4}, {1, 24, 4, 4}}),
            "A[0:4] A[20:24] B[0:4] B[20:24]", 16);
        row("no bottom is none, not all", twoEnded(std::vector<TwoEnded> {{0, 24, 4, 0}}), "A[0:4]", 4);
        row("ends that meet overlap", twoEnded(std::vector<TwoEnded> {{0, 24, 20, 20}}), "A[0:20] A[4:24]",
            40);
        row("ShortGPT Llama-2-7B", drop(0, 32, 21, 9), "A[0:21] A[30:32]", 23);
        row("PruneMe", drop(0, 32, 21, 8), "A[0:21] A[29:32]", 24);
        row("Minitron-4B-Depth", drop(0, 32, 15, 16), "A[0:15] A[31]", 16);
    }
    void writesTheListsOfTheirSources()
    {
        QFETCH(Blocks, blocks);
        QTEST(written(blocks), "expression");
        QTEST(static_cast<int>(blocks.size()), "layers");
    }

    void idusOneAlternatesEveryLayer()
    {
        std::vector<LayerIndex> expected;
        for (LayerIndex layer = 0; layer < 24; ++layer) {
            expected.push_back(layer);
            expected.push_back(layer + 8);
        }
        QCOMPARE(layersOf(interlock(0, 0, 32, 8, 1)), expected);
    }

    void windowsTakeModelsInTurn()
    {
        const std::vector<SourceIndex> sources {0, 1};
        QCOMPARE(written(interleave(sources, 80, 16, 8)),
                 QString("A[0:16] B[8:24] A[16:32] B[24:40] A[32:48] B[40:56] A[48:64] B[56:72] A[64:80]"));
    }

    void rysInsertsEachBlockAfterTheLastPlaceOfItsEnd()
    {
        using Ranges = std::vector<LayerRange>;
        QCOMPARE(written(rys(0, 64, Ranges {{33, 34}})), QString("A[0:34] A[33:64]"));
        QCOMPARE(written(rys(0, 64, Ranges {{43, 45}, {28, 34}})), QString("A[0:34] A[28:45] A[43:64]"));
        QCOMPARE(written(rys(0, 64, Ranges {{31, 34}, {31, 34}})), QString("A[0:34] A[31:34] A[31:64]"));
        const Blocks beam = rys(0, 64, Ranges {{39, 45}, {24, 35}, {9, 20}, {43, 46}});
        QCOMPARE(beam.size(), std::size_t(64 + 6 + 11 + 11 + 3));
    }

    void expansionAddsSilentCopies()
    {
        const std::vector<std::string> writers {"o_proj", "down_proj"};
        const Blocks blocks = expand(0, 32, 8, writers);
        QCOMPARE(blocks.size(), std::size_t(40));
        for (std::size_t i = 0; i < blocks.size(); ++i) {
            const bool copy = i % 5 == 4;
            QCOMPARE(blocks[i].scales.size(), copy ? std::size_t(2) : std::size_t(0));
            QCOMPARE(blocks[i].layer, LayerIndex::from(i / 5 * 4 + (copy ? 3 : i % 5)));
        }
        QCOMPARE(blocks[4].scales, (std::vector<Scale> {{"o_proj", 0}, {"down_proj", 0}}));
    }

    void seamsAreThoseOfTheStudies_data()
    {
        QTest::addColumn<int>("n");
        QTest::addColumn<int>("m");
        QTest::addColumn<int>("g");
        QTest::addColumn<int>("seams");
        QTest::addColumn<int>("largest");
        QTest::addColumn<int>("sum");
        const auto row = [](const char* name, int n, int m, int g, int seamCount, int largest, int sum) {
            QTest::newRow(name) << n << m << g << seamCount << largest << sum;
        };
        row("DUS", 32, 8, 24, 1, 15, 15);
        row("g=12", 32, 8, 12, 3, 7, 13);
        row("g=8", 32, 8, 8, 2, 7, 14);
        row("g=6", 32, 8, 6, 7, 7, 33);
        row("g=4", 32, 8, 4, 11, 7, 65);
        row("g=2", 32, 8, 2, 23, 7, 161);
        row("g=1", 32, 8, 1, 47, 8, 353);
        row("80 g=60", 80, 20, 60, 1, 39, 39);
        row("80 g=30", 80, 20, 30, 3, 19, 37);
        row("80 g=20", 80, 20, 20, 2, 19, 38);
        row("naive repeat", 32, 0, 32, 1, 31, 31);
    }
    void seamsAreThoseOfTheStudies()
    {
        QFETCH(int, n);
        QFETCH(int, m);
        QFETCH(int, g);
        const auto number = [](int value) { return static_cast<std::uint32_t>(value); };
        const std::vector<Seam> found = seams(stackOf(interlock(0, 0, number(n), number(m), number(g))));
        QTEST(static_cast<int>(found.size()), "seams");
        int largest = 0;
        int total = 0;
        for (const Seam& seam : found) {
            largest = std::max(largest, static_cast<int>(seam.distance));
            total += static_cast<int>(seam.distance);
        }
        QTEST(largest, "largest");
        QTEST(total, "sum");
    }

    void impossibleNumbersAreRefusedInWords()
    {
        QCOMPARE(refusalOf([] { return dus(0, 32, 32); }),
                 QString("m = 32 must be below the number of layers, 32"));
        QCOMPARE(refusalOf([] { return dus(0, 0, 0); }), QString("The model has no layers"));
        QCOMPARE(refusalOf([] { return interlock(0, 0, 32, 8, 0); }),
                 QString("The group size g must be at least 1"));
        QCOMPARE(refusalOf([] {
                     return twoEnded(std::vector<TwoEnded> {{0, 24, 30, 4}});
                 }),
                 QString("The first 30 layers cannot be taken: A has 24 layers"));
        QCOMPARE(refusalOf([] {
                     return twoEnded(std::vector<TwoEnded> {{1, 24, 4, 25}});
                 }),
                 QString("The last 25 layers cannot be taken: B has 24 layers"));
        QCOMPARE(refusalOf([] {
                     return twoEnded(std::vector<TwoEnded> {{0, 24, 0, 0}});
                 }),
                 QString("Both ends are 0 layers long"));
        QCOMPARE(refusalOf([] { return repeatRange(0, 32, 27, 20); }),
                 QString("Layers 27 to 20 are no range of a model of 32 layers"));
        QCOMPARE(refusalOf([] { return windows(0, 80, 20, 21); }),
                 QString("The stride 21 must be from 1 to the window's 20 layers"));
        QCOMPARE(refusalOf([] { return windows(0, 80, 81, 8); }),
                 QString("The window of 81 layers must be from 1 to 80 layers long"));
        QCOMPARE(refusalOf([] {
                     return interleave(std::vector<SourceIndex> {0, 1}, 80, 16, 16);
                 }),
                 QString("The overlap of 16 layers must be below the window's 16 layers"));
        QCOMPARE(refusalOf([] { return expand(0, 32, 5, std::vector<std::string> {"o_proj"}); }),
                 QString("5 added layers cannot be spread evenly over 32 layers"));
        QCOMPARE(refusalOf([] { return drop(0, 32, 30, 3); }),
                 QString("3 layers from layer 30 on cannot be dropped from a model of 32 layers"));
        QCOMPARE(refusalOf([] { return drop(0, 32, 0, 32); }), QString("A stack without layers is no model"));
    }

    void randomInterlocksAreRecognised()
    {
        std::mt19937 random(20261201);
        const auto upTo = [&random](std::uint32_t most) {
            return static_cast<std::uint32_t>(random() % most);
        };
        int recognised = 0;
        for (int round = 0; round < 500; ++round) {
            const std::uint32_t g = 1 + upTo(8);
            const SourceIndex other = SourceIndex::from(upTo(2));
            const std::uint32_t firstStart = upTo(20);
            std::uint32_t secondStart = upTo(20);
            if (other == SourceIndex(0) && secondStart == firstStart)
                ++secondStart;
            const auto side = [&](SourceIndex source, std::uint32_t begin) {
                return layerRange(source, LayerIndex::from(begin),
                                  LayerIndex::from(begin + g * (2 + upTo(4))));
            };
            const Blocks first = side(0, firstStart);
            const Blocks second = side(other, secondStart);
            const Stack stack = stackOf(interlock(first, second, g));
            const auto found = recogniseInterlocks(stack.blocks);
            const auto seamsOf = seams(stack);
            const bool doubled = std::ranges::all_of(
                seamsOf, [](const Seam& seam) { return seam.distance == 0 && !seam.changesSource(); });
            if (doubled || seamsOf.size() < 2)
                continue;
            ++recognised;
            QCOMPARE(found.size(), std::size_t {1});
            QCOMPARE(found[0].begin, std::size_t {0});
            QCOMPARE(found[0].end, stack.blocks.size());
            QVERIFY(found[0].first == first);
            QVERIFY(found[0].second == second);
            QVERIFY(interlock(found[0].first, found[0].second, found[0].g) == stack.blocks);

            Stack apart = stack;
            for (const Edit& edit : takeApart(stack, found[0]))
                apply(apart, edit);
            QCOMPARE(slices(apart).size(), std::size_t {2});
            QCOMPARE(slices(apart)[0].count(), first.size());
            Stack regrouped = stack;
            for (const Edit& edit : setGroupSize(stack, found[0], 1))
                apply(regrouped, edit);
            QVERIFY(regrouped.blocks == interlock(first, second, 1));
        }
        QVERIFY(recognised > 400);
    }

    void anInterlockInsideAStackIsRecognised()
    {
        Blocks blocks = layerRange(1, 0, 8);
        const Blocks inside = interlock(layerRange(0, 0, 24), layerRange(0, 8, 32), 8);
        blocks.insert(blocks.end(), inside.begin(), inside.end());
        blocks.push_back({1, 3, {}, false});
        const auto found = recogniseInterlocks(blocks);
        QCOMPARE(found.size(), std::size_t {1});
        QCOMPARE(found[0].begin, std::size_t {8});
        QCOMPARE(found[0].end, std::size_t {56});
        QCOMPARE(found[0].g, 8U);
    }

    void otherStacksAreNoInterlocks()
    {
        const std::vector<Blocks> others {
            dus(0, 24, 8),     windows(0, 8, 2, 1),        layerRange(0, 0, 32),
            dus(0, 32, 8),     repeatAll(0, 8, 4),         repeatRange(0, 32, 12, 20),
            drop(0, 32, 4, 8), repeatRange(0, 8, 3, 4, 5), Blocks {},
        };
        for (const Blocks& blocks : others)
            QVERIFY(recogniseInterlocks(blocks).empty());
    }

    void aBaseGivesEverythingButLayers()
    {
        Setup setup;
        setup.parts[static_cast<std::size_t>(Part::Tokenizer)] = SourceIndex(0);
        Stack stack = stackOf(dus(0, 32, 8));
        stack.setup = withBase(setup, 1);
        for (const Part part : {Part::Config, Part::Embeddings, Part::Norm, Part::Head, Part::Tokenizer,
                                Part::ChatTemplate, Part::GenerationConfig})
            QCOMPARE(partSource(stack, part), SourceIndex(1));
    }
};

QTEST_APPLESS_MAIN(StackRules)
#include "stack_rules_test.moc"
