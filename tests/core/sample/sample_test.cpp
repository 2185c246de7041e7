#include "core/document/document_reader.h"
#include "core/document/open_sources.h"
#include "core/model/model.h"
#include "core/sample/sample.h"
#include "core/stack/slices.h"
#include "core/stack/totals.h"
#include "tests/support/tiny_checkpoint.h"

#include <QObject>
#include <QtTest/QTest>

#include <cmath>
#include <cstring>

using namespace layerloom::core;
using namespace layerloom::tests;

namespace {

std::vector<float> valuesOf(const std::filesystem::path& folder, const std::string& name)
{
    const auto model = openModel(folder).value();
    const TensorInfo* tensor = model->checkpoint->find(name);
    const std::string file = readText(folder / "model.safetensors");
    std::vector<float> values;
    for (std::uint64_t i = 0; i < tensor->bytes; i += 2) {
        std::uint16_t bits = 0;
        std::memcpy(&bits, file.data() + tensor->offset + i, 2);
        const std::uint32_t wide = static_cast<std::uint32_t>(bits) << 16;
        float value = 0;
        std::memcpy(&value, &wide, 4);
        values.push_back(value);
    }
    return values;
}

double distance(const std::vector<float>& a, const std::vector<float>& b)
{
    double difference = 0;
    double size = 0;
    for (std::size_t i = 0; i < a.size(); ++i) {
        const auto x = static_cast<double>(a[i]);
        const auto y = static_cast<double>(b[i]);
        difference += (x - y) * (x - y);
        size += (x * x + y * y) / 2;
    }
    return std::sqrt(difference / size);
}

std::string projection(int layer)
{
    return "model.layers." + std::to_string(layer) + ".mlp.up_proj.weight";
}

} // namespace

class SampleTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { m_sample = writeSample(m_folder / "sample").value(); }

    void hasTheShapesItPromises() const
    {
        const auto small = openModel(m_sample.loomling32).value();
        QCOMPARE(small->table.layers.size(), std::size_t(32));
        QCOMPARE(small->table.layers[7].parameters, std::uint64_t(46'208));
        QCOMPARE(small->table.parameters, std::uint64_t(1'544'256));
        QVERIFY(!small->table.tied);
        QCOMPARE(small->mainDtype, std::string("BF16"));
        QCOMPARE(openModel(m_sample.loomling32Tuned).value()->table.parameters, std::uint64_t(1'544'256));
        const auto deep = openModel(m_sample.loomling80).value();
        QCOMPARE(deep->table.layers.size(), std::size_t(80));
        QCOMPARE(deep->table.parameters, std::uint64_t(3'762'240));
    }

    void theDocumentIsDusOf48Layers()
    {
        const std::string text = readText(m_sample.document);
        QVERIFY(text.find(m_folder.path().string()) == std::string::npos);
        LoomDocument document = readDocument(text, m_sample.document.parent_path()).value();
        openSources(document.stack);
        const Totals sum = totals(document.stack);
        QCOMPARE(sum.layers, std::uint64_t(48));
        QCOMPARE(sum.parameters, std::uint64_t(2'283'584));
        QCOMPARE(sum.bytes, std::uint64_t(4'567'168));
        const std::vector<Seam> found = seams(document.stack);
        QCOMPARE(found.size(), std::size_t(1));
        QCOMPARE(found[0].from.layer, LayerIndex(23));
        QCOMPARE(found[0].to.layer, LayerIndex(8));
    }

    void weightsLookLikeTheStartOfATraining() const
    {
        double sum = 0;
        double squares = 0;
        const std::vector<float> values = valuesOf(m_sample.loomling32, projection(3));
        for (const float value : values) {
            sum += static_cast<double>(value);
            squares += static_cast<double>(value) * static_cast<double>(value);
        }
        const auto count = static_cast<double>(values.size());
        QVERIFY(std::abs(sum / count) < 0.001);
        QVERIFY(std::abs(std::sqrt(squares / count) - 0.02) < 0.001);
        for (const float value : valuesOf(m_sample.loomling32, "model.norm.weight"))
            QCOMPARE(value, 1.0F);
    }

    void tuningBringsNeighboursCloser() const
    {
        const auto at = [&](int layer) { return valuesOf(m_sample.loomling32Tuned, projection(layer)); };
        const double near = distance(at(10), at(11));
        const double far = distance(at(0), at(31));
        QVERIFY2(near < 1.25 && far > 1.5, qPrintable(QString("near %1, far %2").arg(near).arg(far)));
        const double change = distance(at(10), valuesOf(m_sample.loomling32, projection(10)));
        QVERIFY(change > 0.1 && change < 1);
    }

    void anotherRunWritesTheSameBytesAndKeepsWhatIsThere()
    {
        const std::filesystem::path weights = m_sample.loomling32 / "model.safetensors";
        const std::string before = readText(weights);
        const auto time = std::filesystem::last_write_time(weights);
        writeText(m_sample.document, "mine");
        writeSample(m_folder / "sample").value();
        QVERIFY(std::filesystem::last_write_time(weights) == time);
        QCOMPARE(readText(m_sample.document), std::string("mine"));

        cutFile(weights, 1'000'000);
        flipByte(m_sample.loomling80 / "model.safetensors", 500'000);
        std::filesystem::remove(m_sample.loomling32 / "tokenizer.json");
        const Sample other = writeSample(m_folder / "other").value();
        writeSample(m_folder / "sample").value();
        QVERIFY(readText(weights) == before);
        for (const auto* name :
             {"model.safetensors", "config.json", "tokenizer.json", "tokenizer_config.json"}) {
            QVERIFY(readText(m_sample.loomling32 / name) == readText(other.loomling32 / name));
            QVERIFY(readText(m_sample.loomling80 / name) == readText(other.loomling80 / name));
        }
        for (const auto& entry : std::filesystem::recursive_directory_iterator(m_folder.path()))
            QVERIFY(entry.path().string().find(".partial") == std::string::npos);
    }

    void aFolderThatCannotBeWrittenIsASentence()
    {
        writeText(m_folder / "file", "");
        const auto result = writeSample(m_folder / "file/below");
        QVERIFY(!result && result.error().code() == ErrorCode::Io);
        QVERIFY(result.error().message().find("file") != std::string::npos);
    }

private:
    TemporaryFolder m_folder;
    Sample m_sample;
};

QTEST_APPLESS_MAIN(SampleTest)
#include "sample_test.moc"
