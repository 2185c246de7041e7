#include "core/notation/format_expression.h"
#include "core/stack/commands.h"
#include "core/stack/source_commands.h"
#include "core/stack/stack_rules.h"

#include <QObject>
#include <QtTest/QTest>

#include <random>

using namespace layerloom::core;

namespace {

Stack sampleStack()
{
    Stack stack;
    for (const char* label : {"loomling-32", "loomling-32-tuned", "loomling-80"}) {
        Source source;
        source.label = label;
        source.path = std::string("/models/") + label;
        source.layers = 32;
        stack.setup.sources.push_back(source);
    }
    stack.setup.sources[2].layers = 80;
    stack.blocks = dus(0, 32, 8);
    return stack;
}

QString after(Stack stack, const Edits& edits)
{
    for (const Edit& edit : edits)
        apply(stack, edit);
    return QString::fromStdString(formatExpression(stack.blocks));
}

Stack applied(Stack stack, const Edits& edits)
{
    for (const Edit& edit : edits)
        apply(stack, edit);
    return stack;
}

} // namespace

class Commands : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void blocksAreInsertedReplacedRemovedAndCopied()
    {
        const Stack stack = sampleStack();
        QCOMPARE(after(stack, insertAt(stack, 24, layerRange(1, 4, 6))), QString("A[0:24] B[4:6] A[8:32]"));
        QVERIFY(insertAt(stack, 24, {}).empty());
        QCOMPARE(after(stack, replaceRange(stack, 10, 12, layerRange(2, 70, 73))),
                 QString("A[0:10] C[70:73] A[12:24] A[8:32]"));
        QCOMPARE(after(stack, removeRange(0, 24)), QString("A[8:32]"));
        QVERIFY(removeRange(3, 3).empty());
        QCOMPARE(after(stack, removeAt({0, 1, 2, 10, 24, 25})), QString("A[3:10] A[11:24] A[10:32]"));
        QVERIFY(removeAt({}).empty());
        QCOMPARE(after(stack, duplicateRange(stack, 20, 24)), QString("A[0:24] A[20:24] A[8:32]"));
    }

    void blocksMoveBeforeTheNamedOne()
    {
        const Stack stack = sampleStack();
        QCOMPARE(after(stack, moveRange(24, 48, 0)), QString("A[8:32] A[0:24]"));
        QCOMPARE(after(stack, moveRange(0, 24, 48)), QString("A[8:32] A[0:24]"));
        QCOMPARE(after(stack, moveRange(0, 1, 2)), QString("A[1] A[0] A[2:24] A[8:32]"));
        for (const std::size_t before : {10U, 12U, 14U})
            QVERIFY(moveRange(10, 14, before).empty());
    }

    void slicesAreTrimmedWithinTheirSource()
    {
        const Stack stack = sampleStack();
        const Slice second = slices(stack)[1];
        const Slice first = slices(stack)[0];
        QCOMPARE(after(stack, trimFront(stack, second, 2)), QString("A[0:24] A[6:32]"));
        QCOMPARE(after(stack, trimFront(stack, second, -2)), QString("A[0:24] A[10:32]"));
        QCOMPARE(after(stack, trimFront(stack, second, 100)), QString("A[0:24] A[0:32]"));
        QCOMPARE(after(stack, trimFront(stack, second, -100)), QString("A[0:24] A[31]"));
        QVERIFY(trimFront(stack, first, 1).empty());
        QCOMPARE(after(stack, trimBack(stack, second, -2)), QString("A[0:24] A[8:30]"));
        QVERIFY(trimBack(stack, second, 3).empty());
        QCOMPARE(after(stack, trimBack(stack, first, 100)), QString("A[0:32] A[8:32]"));
        QCOMPARE(after(stack, trimBack(stack, first, -100)), QString("A[0] A[8:32]"));
        QCOMPARE(after(stack, slip(stack, first, 3)), QString("A[3:27] A[8:32]"));
        QCOMPARE(after(stack, slip(stack, first, 100)), QString("A[8:32] A[8:32]"));
        QCOMPARE(after(stack, slip(stack, second, -100)), QString("A[0:24] A[0:24]"));
        QCOMPARE(after(stack, setRange(stack, first, 4, 9)), QString("A[4:10] A[8:32]"));
        QCOMPARE(after(stack, setRange(stack, first, 4, 400)), QString("A[4:32] A[8:32]"));
        QCOMPARE(after(stack, setRange(stack, first, 9, 4)), QString("A[4] A[8:32]"));
    }

    void scalesAndSplitsStayWithTheSlice()
    {
        Stack stack = sampleStack();
        stack.blocks = layerRange(0, 0, 8);
        for (std::size_t i = 4; i < 8; ++i)
            stack.blocks[i].scales = {{"o_proj", 0.5}};
        stack.blocks[4].splitBefore = true;
        const Slice scaled = slices(stack)[1];
        const Stack longer = applied(stack, trimFront(stack, scaled, 2));
        QCOMPARE(QString::fromStdString(formatExpression(longer.blocks)),
                 QString("A[0:4] A[2:8]{o_proj=0.5}"));
        QVERIFY(longer.blocks[4].splitBefore);
        QVERIFY(!longer.blocks[6].splitBefore);
    }

    void aRolledSeamKeepsTheCount()
    {
        const Stack stack = sampleStack();
        QCOMPARE(after(stack, rollSeam(stack, 24, -1)), QString("A[0:23] A[7:32]"));
        QCOMPARE(after(stack, rollSeam(stack, 24, 1)), QString("A[0:25] A[9:32]"));
        QCOMPARE(after(stack, rollSeam(stack, 24, -100)), QString("A[0:16] A[0:32]"));
        QCOMPARE(after(stack, rollSeam(stack, 24, 100)), QString("A[0:32] A[16:32]"));
        QVERIFY(rollSeam(stack, 0, 1).empty());
        QVERIFY(rollSeam(stack, 5, 1).empty());
        const Stack rolled = applied(stack, rollSeam(stack, 24, -1));
        QCOMPARE(seams(rolled).front().distance, 15U);
        QCOMPARE(rolled.blocks.size(), std::size_t(48));
    }

    void aSplitMakesTwoSlicesAndNoSeam()
    {
        const Stack stack = sampleStack();
        const Stack parted = applied(stack, split(stack, 8));
        QCOMPARE(slices(parted).size(), std::size_t(3));
        QCOMPARE(seams(parted).size(), std::size_t(1));
        QVERIFY(split(parted, 8).empty());
        QVERIFY(split(stack, 0).empty());
        QVERIFY(split(stack, 24).empty());
        QVERIFY(split(stack, 48).empty());
        QCOMPARE(applied(parted, join(parted, 8)), stack);
        QVERIFY(join(stack, 8).empty());
    }

    void aSliceTakesItsLayersFromAnotherModel()
    {
        const Stack stack = sampleStack();
        QCOMPARE(after(stack, replaceSource(stack, slices(stack)[1], 1)), QString("A[0:24] B[8:32]"));
        Stack deep = stack;
        deep.blocks = layerRange(2, 40, 80);
        QVERIFY(replaceSource(deep, slices(deep)[0], 0).empty());
        QVERIFY(replaceSource(stack, slices(stack)[0], 9).empty());
    }

    void twoSlicesInterlock()
    {
        const Stack stack = sampleStack();
        const std::vector<Slice> both = slices(stack);
        QCOMPARE(after(stack, interlockSlices(stack, both[0], both[1], 8)),
                 QString("A[0:16] A[8:24] A[16:32]"));
        QCOMPARE(seams(applied(stack, interlockSlices(stack, both[0], both[1], 4))).size(), std::size_t(11));
        Stack apart = stack;
        apart.blocks = layerRange(0, 0, 4);
        for (const Block& block : {Block {1, 9, {}, false}, Block {0, 8, {}, true}, Block {0, 9, {}, false}})
            apart.blocks.push_back(block);
        QCOMPARE(after(apart, interlockSlices(apart, slices(apart)[0], slices(apart)[2], 2)),
                 QString("A[0:2] A[8:10] A[2:4] B[9]"));
    }

    void aSourceIsAddedOnce()
    {
        const Stack stack = sampleStack();
        Source known;
        known.path = "/models/loomling-80";
        QVERIFY(addSource(stack, known).first.empty());
        QCOMPARE(addSource(stack, known).second, SourceIndex(2));
        Source fresh;
        fresh.path = "/models/other";
        fresh.layers = 4;
        const auto [edits, index] = addSource(stack, fresh);
        QCOMPARE(index, SourceIndex(3));
        QCOMPARE(applied(stack, edits).setup.sources.back(), fresh);
    }

    void aRemovedSourceTakesItsBlocksAlong()
    {
        Stack stack = sampleStack();
        stack.blocks = {{0, 0, {}, false}, {1, 1, {}, false}, {2, 2, {}, false}, {1, 3, {}, false}};
        stack.setup.base = SourceIndex(1);
        stack.setup.parts[static_cast<std::size_t>(Part::Head)] = SourceIndex(2);
        const Edits edits = removeSource(stack, 1);
        Stack changed = stack;
        Edits inverses;
        for (const Edit& edit : edits) {
            inverses.insert(inverses.begin(), apply(changed, edit));
            for (const Block& block : changed.blocks)
                QVERIFY(block.source.value < changed.setup.sources.size());
        }
        QCOMPARE(QString::fromStdString(formatExpression(changed.blocks)), QString("A[0] B[2]"));
        QCOMPARE(changed.setup.sources[1].label, std::string("loomling-80"));
        QVERIFY(!changed.setup.base);
        QCOMPARE(changed.setup.parts[static_cast<std::size_t>(Part::Head)], std::optional(SourceIndex(1)));
        QCOMPARE(applied(changed, inverses), stack);
        QVERIFY(removeSource(stack, 7).empty());
    }

    void aPartIsChosenAndGivenBack()
    {
        const Stack stack = sampleStack();
        const Stack chosen = applied(stack, setPart(stack, Part::Head, SourceIndex(1)));
        QCOMPARE(partSource(chosen, Part::Head), SourceIndex(1));
        QVERIFY(setPart(chosen, Part::Head, SourceIndex(1)).empty());
        QCOMPARE(applied(chosen, setPart(chosen, Part::Head, std::nullopt)), stack);
    }

    void everyCommandCanBeUndone()
    {
        std::mt19937 random(42);
        const auto below = [&](std::size_t n) { return random() % n; };
        Stack stack = sampleStack();
        for (int round = 0; round < 1000; ++round) {
            const std::vector<Slice> all = slices(stack);
            const Slice slice = all[below(all.size())];
            const int delta = static_cast<int>(below(13)) - 6;
            const std::size_t size = stack.blocks.size();
            const std::size_t at = below(size);
            Edits edits;
            switch (below(10)) {
            case 0:
                edits = trimFront(stack, slice, delta);
                break;
            case 1:
                edits = trimBack(stack, slice, delta);
                break;
            case 2:
                edits = slip(stack, slice, delta);
                break;
            case 3:
                edits = rollSeam(stack, slice.begin, delta);
                break;
            case 4:
                edits = split(stack, at);
                break;
            case 5:
                edits = join(stack, at);
                break;
            case 6:
                edits = moveRange(slice.begin, slice.end, at);
                break;
            case 7:
                edits = size < 200 ? duplicateRange(stack, slice.begin, slice.end) : Edits();
                break;
            case 8:
                edits = slice.count() < size ? removeRange(slice.begin, slice.end) : Edits();
                break;
            default:
                edits = replaceSource(stack, slice, SourceIndex::from(below(2)));
                break;
            }
            const Stack before = stack;
            Edits inverses;
            for (const Edit& edit : edits)
                inverses.insert(inverses.begin(), apply(stack, edit));
            for (const Block& block : stack.blocks)
                QVERIFY(block.layer.value < stack.setup.sources[block.source.value].layers);
            QVERIFY(!stack.blocks.empty());
            QCOMPARE(applied(stack, inverses), before);
        }
    }
};

QTEST_APPLESS_MAIN(Commands)
#include "commands_test.moc"
