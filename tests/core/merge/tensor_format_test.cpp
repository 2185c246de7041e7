#include "core/base/error.h"
#include "core/merge/plan/layout.h"
#include "core/merge/plan/plan_fingerprint.h"
#include "core/merge/write/run_merge.h"
#include "core/transform/tensor_transformer.h"
#include "tests/core/merge/merge_fixture.h"

#include <QObject>
#include <QtTest/QTest>

#include <algorithm>
#include <cstring>

using namespace layerloom::core;
using namespace layerloom::tests;

namespace {

/// Stores elements of 16 bits as two tensors, of their low and of their high bytes. Reads the source twice.
class SplitFormat final : public TensorFormat {
public:
    explicit SplitFormat(std::string id = "split")
        : m_id(std::move(id))
    {}

    std::string id() const override { return m_id; }

    std::vector<TensorSpec> outputsOf(const TensorSpec& source) const override
    {
        if (bitsPerElement(source.dtype) != 16)
            throw Error(ErrorCode::Unsupported, source.dtype + " cannot be split");
        return {{source.name + ".low", "U8", source.shape, source.bytes / 2},
                {source.name + ".high", "U8", source.shape, source.bytes / 2}};
    }

    void encode(const TensorSpec& source, std::size_t output, const ReadBytes& read,
                const WriteBytes& write) const override
    {
        constexpr std::uint64_t kElements = 100;
        for (const bool writes : {false, true})
            for (std::uint64_t first = 0; first < source.bytes / 2; first += kElements) {
                std::vector<std::byte> in(2 * std::min(kElements, source.bytes / 2 - first));
                read(in, 2 * first);
                std::vector<std::byte> out(in.size() / 2);
                for (std::size_t i = 0; i < out.size(); ++i)
                    out[i] = in[2 * i + output];
                if (writes)
                    write(out, first);
            }
    }

private:
    std::string m_id;
};

/// Inverts every bit; the first byte of each call counts as an overflow.
class InvertKernel final : public ElementKernel {
public:
    std::size_t elementsAtOnce() const override { return 64; }
    std::uint64_t convert(std::span<const std::byte> in, FloatType from, std::span<std::byte> out,
                          FloatType to, double /*scale*/) override
    {
        if (from != to)
            throw Error(ErrorCode::Internal, "only scales");
        std::transform(in.begin(), in.end(), out.begin(), [](std::byte byte) { return ~byte; });
        return 1;
    }
};

std::string everyOther(const std::string& bytes, std::size_t first)
{
    std::string found;
    for (std::size_t i = first; i < bytes.size(); i += 2)
        found += bytes[i];
    return found;
}

} // namespace

class TensorFormatTest : public QObject, private TestFolders {
    Q_OBJECT

private:
    static constexpr auto kQuery = "model.layers.1.self_attn.q_proj.weight";

    /// A plan in which one tensor is stored in that format.
    static MergePlan planned(const std::filesystem::path& folder, std::shared_ptr<const TensorFormat> format)
    {
        MergePlan plan = planMerge(stackOf({folder}, layersOfA({0, 1})), {}).value();
        std::vector<PlannedTensor> tensors;
        for (PlannedTensor& tensor : plan.shards.front().tensors) {
            if (tensor.name == kQuery)
                tensor.transforms = {EncodeAs {format}};
            for (PlannedTensor& output : outputsOf(std::move(tensor)))
                tensors.push_back(std::move(output));
        }
        plan.shards = layOut(std::move(tensors), *plan.container, 0);
        return plan;
    }

private Q_SLOTS:
    void oneTensorBecomesTwo()
    {
        const auto folder = written({.hidden = 32});
        const MergePlan plan = planned(folder, std::make_shared<SplitFormat>());
        QVERIFY(findTensor(plan, kQuery) == nullptr);
        const auto out = fresh();
        JobContext job;
        const auto report = runMerge(plan, {}, out, job);
        QVERIFY2(report, messageOf(report).c_str());
        const std::string source = tensorBytes(folder, kQuery);
        QCOMPARE(tensorBytes(out, std::string(kQuery) + ".low"), everyOther(source, 0));
        QCOMPARE(tensorBytes(out, std::string(kQuery) + ".high"), everyOther(source, 1));
        const auto verified = verifyMerge(plan, {}, out, job);
        QVERIFY2(verified, messageOf(verified).c_str());
    }

    void theFormatIsPartOfTheFingerprint()
    {
        const auto folder = written({});
        const MergePlan plan = planned(folder, std::make_shared<SplitFormat>());
        QCOMPARE(fingerprintOf(planned(folder, std::make_shared<SplitFormat>())), fingerprintOf(plan));
        QVERIFY(fingerprintOf(planned(folder, std::make_shared<SplitFormat>("other")))
                != fingerprintOf(plan));
    }

    void aFormatRefusesWhatItCannotStore()
    {
        const Transforms transforms {EncodeAs {std::make_shared<SplitFormat>()}};
        const auto refused = guarded([&] { return outputsOf(TensorSpec {"t", "F32", {4}, 16}, transforms); });
        QVERIFY(!refused);
        QCOMPARE(refused.error().code(), ErrorCode::Unsupported);
    }

    void elementsAreScaledBeforeTheyAreStored()
    {
        const std::string source(1000, '\x0F');
        const Transforms transforms {ScaleBy {0.5}, EncodeAs {std::make_shared<SplitFormat>()}};
        const TensorSpec spec {"t", "F16", {500}, 1000};
        QCOMPARE(outputsOf(spec, transforms).size(), std::size_t(2));
        InvertKernel kernel;
        TensorTransformer transformer(&kernel);
        std::string high;
        const std::uint64_t lost = transformer.run(
            {spec, transforms, 1},
            [&](std::span<std::byte> buffer, std::uint64_t offset) {
                std::memcpy(buffer.data(), source.data() + offset, buffer.size());
            },
            [&](std::span<const std::byte> bytes, std::uint64_t) {
                for (const std::byte byte : bytes)
                    high += static_cast<char>(byte);
            });
        QCOMPARE(high, std::string(500, '\xF0'));
        // Once for each of five pieces, although the format reads them twice.
        QCOMPARE(lost, std::uint64_t(5));
    }

    void aConversionKeepsNameAndShape()
    {
        const TensorSpec source {"t", "BF16", {3, 5}, 30};
        const std::vector<TensorSpec> expected {{"t", "F32", {3, 5}, 60}};
        QVERIFY(outputsOf(source, {ConvertTo {FloatType::F32}, ScaleBy {0.7}}) == expected);
        QVERIFY(outputsOf(source, {}) == std::vector<TensorSpec> {source});
        QVERIFY(needsElementKernel({ScaleBy {0.7}}) && !needsElementKernel({}));
    }
};

QTEST_APPLESS_MAIN(TensorFormatTest)
#include "tensor_format_test.moc"
