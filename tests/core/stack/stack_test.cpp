#include "core/stack/edit.h"
#include "core/stack/slices.h"
#include "core/stack/stack_rules.h"

#include <QObject>
#include <QtTest/QTest>

#include <random>

using namespace layerloom::core;

namespace {

Stack sampleStack()
{
    Stack stack;
    Source source;
    source.label = "loomling-32";
    source.path = "/models/loomling-32";
    source.layers = 32;
    stack.setup.sources = {source};
    stack.blocks = dus(0, 32, 8);
    return stack;
}

/// Numbers that come out the same at every run.
class Dice {
public:
    std::size_t below(std::size_t n) { return n == 0 ? 0 : m_random() % n; }
    Block block()
    {
        Block block {SourceIndex::from(below(3)), LayerIndex::from(below(32)), {}, below(8) == 0};
        if (below(8) == 0)
            block.scales.push_back({"o_proj", double(below(4)) / 4});
        return block;
    }
    Blocks blocks()
    {
        Blocks made;
        for (std::size_t i = below(12); i > 0; --i)
            made.push_back(block());
        return made;
    }
    Edit edit(const Stack& stack)
    {
        const std::size_t size = stack.blocks.size();
        const std::size_t at = below(size + 1);
        const std::size_t count = below(size - at + 1);
        switch (below(5)) {
        case 0:
            return InsertBlocks {at, blocks()};
        case 1:
            return RemoveBlocks {at, count};
        case 2:
            return MoveBlocks {at, count, below(size - count + 1)};
        case 3:
            if (size > 0)
                return ReplaceBlock {below(size), block()};
            return InsertBlocks {0, blocks()};
        default:
            return ReplaceSetup {setup(stack)};
        }
    }

private:
    Setup setup(const Stack& stack)
    {
        Setup changed = stack.setup;
        changed.parts[below(kPartCount)] = SourceIndex::from(below(3));
        if (changed.sources.size() < 5)
            changed.sources.push_back(stack.setup.sources.front());
        changed.overrides.push_back({"vocab_size", std::to_string(below(9))});
        return changed;
    }
    std::mt19937 m_random {20231223};
};

} // namespace

class StackTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void inverseRestoresTheStackForRandomEdits()
    {
        Dice dice;
        Stack stack = sampleStack();
        const Stack start = stack;
        std::vector<Edit> inverses;
        std::vector<Stack> states;
        for (int i = 0; i < 1000; ++i) {
            states.push_back(stack);
            const Edit edit = dice.edit(stack);
            inverses.push_back(apply(stack, edit));
            const Stack changed = stack;
            const Edit redo = apply(stack, inverses.back());
            QCOMPARE(stack, states.back());
            apply(stack, redo);
            QCOMPARE(stack, changed);
        }
        while (!inverses.empty()) {
            apply(stack, inverses.back());
            QCOMPARE(stack, states.back());
            inverses.pop_back();
            states.pop_back();
        }
        QCOMPARE(stack, start);
    }

    void movedBlocksStandWhereTheEditSays()
    {
        Stack stack;
        stack.blocks = layerRange(0, 0, 8);
        const Edit inverse = apply(stack, MoveBlocks {1, 2, 5});
        QCOMPARE(stack.blocks[5].layer, LayerIndex(1));
        QCOMPARE(stack.blocks[6].layer, LayerIndex(2));
        QCOMPARE(stack.blocks[7].layer, LayerIndex(7));
        QCOMPARE(inverse, Edit(MoveBlocks {5, 2, 1}));
    }

    void replacingAllKeepsCommonEnds()
    {
        Dice dice;
        for (int i = 0; i < 200; ++i) {
            Stack stack;
            stack.blocks = dice.blocks();
            Blocks wanted = dice.blocks();
            if (dice.below(2) == 0) {
                wanted = stack.blocks;
                wanted.insert(wanted.begin() + static_cast<std::ptrdiff_t>(dice.below(wanted.size() + 1)),
                              dice.block());
            }
            for (const Edit& edit : replaceAll(stack, wanted))
                apply(stack, edit);
            QCOMPARE(stack.blocks, wanted);
            QVERIFY(replaceAll(stack, wanted).empty());
        }
        Stack stack;
        stack.blocks = layerRange(0, 0, 32);
        Blocks longer = stack.blocks;
        longer.insert(longer.begin() + 10, Block {0, 3, {}, false});
        QCOMPARE(replaceAll(stack, longer), (Edits {InsertBlocks {10, {Block {0, 3, {}, false}}}}));
    }

    void slicesBreakAtSeamsSplitsAndScales()
    {
        Stack stack = sampleStack();
        QCOMPARE(slices(stack), (std::vector<Slice> {{0, 24, 0, 0}, {24, 48, 0, 8}}));
        stack.blocks[4].splitBefore = true;
        stack.blocks[10].scales = {{"o_proj", 0.5}};
        QCOMPARE(slices(stack),
                 (std::vector<Slice> {
                     {0, 4, 0, 0}, {4, 10, 0, 4}, {10, 11, 0, 10}, {11, 24, 0, 11}, {24, 48, 0, 8}}));
        QCOMPARE(seams(stack).size(), std::size_t(1));
        QCOMPARE(slices(stack)[1].lastLayer(), LayerIndex(9));
        QVERIFY(slices(Stack()).empty());
    }

    void seamsSayWhereTheyJump()
    {
        Stack stack;
        for (const int layer : {0, 1, 5, 5, 2})
            stack.blocks.push_back({0, LayerIndex::from(layer), {}, false});
        stack.blocks.push_back({1, 3, {}, false});
        const std::vector<Seam> found = seams(stack);
        const std::vector<std::uint32_t> expectedDistances {1, 4, 0, 3, 1};
        QCOMPARE(distances(stack), expectedDistances);
        QCOMPARE(found.size(), std::size_t(4));
        const std::vector<std::int64_t> jumps {3, -1, -4, 0};
        for (std::size_t i = 0; i < found.size(); ++i) {
            QCOMPARE(found[i].at, i + 2);
            QCOMPARE(found[i].distance, expectedDistances[i + 1]);
            QCOMPARE(found[i].jump, jumps[i]);
        }
        QVERIFY(found.back().changesSource());
        QVERIFY(!found.front().changesSource());
        QVERIFY(distances(Stack()).empty());
    }

    void publishedStacksHaveTheirSeams()
    {
        Stack goliath;
        const std::vector<LayerRange> ranges {{0, 16},  {8, 24},  {17, 32}, {25, 40}, {33, 48},
                                              {41, 56}, {49, 64}, {57, 72}, {65, 80}};
        for (std::size_t i = 0; i < ranges.size(); ++i)
            for (const Block& block : layerRange(SourceIndex::from(i % 2), ranges[i].begin, ranges[i].end))
                goliath.blocks.push_back(block);
        QCOMPARE(goliath.blocks.size(), std::size_t(137));
        const std::vector<Seam> found = seams(goliath);
        QCOMPARE(found.size(), std::size_t(8));
        const std::vector<std::size_t> places {16, 32, 47, 62, 77, 92, 107, 122};
        for (std::size_t i = 0; i < found.size(); ++i) {
            QCOMPARE(found[i].at, places[i]);
            QCOMPARE(found[i].jump, std::int64_t(i == 0 ? -8 : -7));
        }

        Stack selfMerge;
        selfMerge.blocks = windows(0, 80, 20, 10);
        QCOMPARE(distances(selfMerge).size(), std::size_t(139));
        for (const Seam& seam : seams(selfMerge))
            QCOMPARE(seam.distance, 9U);
        QCOMPARE(seams(selfMerge).size(), std::size_t(6));
    }

    void usesAreCountedPerSourceAndLayer()
    {
        Stack stack;
        stack.blocks = {
            {0, 3, {}, false}, {1, 3, {}, false}, {0, 3, {}, false}, {0, 4, {}, false}, {0, 3, {}, true}};
        QCOMPARE(useCounts(stack), (std::vector<std::uint32_t> {1, 1, 2, 1, 3}));
    }

    void partsComeFromWhereMergekitTakesThem()
    {
        Stack stack;
        stack.blocks = {{1, 0, {}, false}, {2, 1, {}, false}};
        QCOMPARE(partSource(stack, Part::Config), SourceIndex(1));
        QCOMPARE(partSource(stack, Part::Tokenizer), SourceIndex(1));
        QCOMPARE(partSource(stack, Part::Embeddings), SourceIndex(1));
        QCOMPARE(partSource(stack, Part::Norm), SourceIndex(2));
        QCOMPARE(partSource(stack, Part::Head), SourceIndex(2));
        stack.setup.base = SourceIndex(0);
        QCOMPARE(partSource(stack, Part::GenerationConfig), SourceIndex(0));
        QCOMPARE(partSource(stack, Part::Embeddings), SourceIndex(1));
        stack.setup.parts[static_cast<std::size_t>(Part::Head)] = SourceIndex(3);
        QCOMPARE(partSource(stack, Part::Head), SourceIndex(3));
        QCOMPARE(partSource(Stack(), Part::Norm), SourceIndex(0));
    }

    void lettersGoOnAfterZ()
    {
        QCOMPARE(sourceLetter(0), std::string("A"));
        QCOMPARE(sourceLetter(25), std::string("Z"));
        QCOMPARE(sourceLetter(26), std::string("AA"));
        QCOMPARE(sourceLetter(26 + 26 * 26), std::string("AAA"));
    }

    void theFirstScaleThatMatchesCounts()
    {
        const Block block {0, 0, {{"o_proj", 0.5}, {"self_attn", 2}, {"", 3}}, false};
        QCOMPARE(scaleFor(block, "self_attn.o_proj.weight"), 0.5);
        QCOMPARE(scaleFor(block, "self_attn.q_proj.weight"), 2.0);
        QCOMPARE(scaleFor(block, "mlp.up_proj.weight"), 3.0);
        QCOMPARE(scaleFor(Block(), "mlp.up_proj.weight"), 1.0);
    }
};

QTEST_APPLESS_MAIN(StackTest)
#include "stack_test.moc"
