#include "core/document/document_reader.h"
#include "core/document/document_writer.h"
#include "core/document/open_sources.h"
#include "core/stack/edit.h"
#include "core/stack/stack_rules.h"
#include "tests/support/tiny_checkpoint.h"

#include <QObject>
#include <QtTest/QTest>

#include <ctime>

using namespace layerloom::core;
using layerloom::tests::TemporaryFolder;

namespace {

Source source(const std::string& path, std::uint32_t layers)
{
    Source made;
    made.label = std::filesystem::path(path).filename().string();
    made.path = path;
    made.layers = layers;
    return made;
}

LoomDocument everything(const std::filesystem::path& folder)
{
    LoomDocument document;
    Setup& setup = document.stack.setup;
    setup.sources = {source((folder / "a").string(), 32), source("/elsewhere/b", 32)};
    setup.sources[1].name = "owner/b@main";
    setup.sources[1].fingerprint = "0123456789abcdef";
    setup.base = SourceIndex(1);
    setup.parts[static_cast<std::size_t>(Part::Head)] = SourceIndex(0);
    setup.parts[static_cast<std::size_t>(Part::Tokenizer)] = SourceIndex(1);
    setup.overrides = {{"rope_theta", "1e6"}, {"pad", "NaN"}};
    setup.perLayer = {{"layer_gains", true}, {"generation_config.json:own_heads", false}};
    document.stack.blocks = dus(0, 32, 8);
    Blocks second = layerRange(1, 3, 9);
    second[2].splitBefore = true;
    second[4].scales = {{"o_proj", 0.1}, {"", 3}};
    document.stack.blocks.insert(document.stack.blocks.end(), second.begin(), second.end());
    document.settings.dtype = FloatType::F16;
    document.settings.convertsAll = true;
    document.settings.quantize = Quantization {QuantizationType::NF4, true, {"o_proj", "model.layers.0"}};
    document.settings.shardBytes = 0;
    document.settings.alwaysSharded = true;
    document.settings.verify = VerifyMode::Quick;
    document.settings.device = "cuda:1";
    document.settings.modelCard = false;
    document.pinned = {{1, dus(0, 32, 8)}, {4, second}};
    document.viewState = R"({"zoom":2.5,"tabs":["problems"]})";
    return document;
}

bool same(const LoomDocument& left, const LoomDocument& right)
{
    return left.stack == right.stack && left.settings == right.settings && left.pinned == right.pinned
        && left.viewState == right.viewState;
}

constexpr const char* kForeign = R"({
   "made_by" : "hand", "format": "layerloom/1.4",
   "sources": [{"colour": "#336699", "label": "A model", "path": "/nowhere/a", "layers": 32}],
   "stack": [
     {"note": "first", "range": [0, 24], "source": "A"},
     {"source": "A", "range": [8, 32], "group": {"name": "top"}}],
   "merge": {"after": "notify", "shard_bytes": 1000},
   "variants": [{"name": "x"}]
})";

std::string refusal(const std::string& text)
{
    const auto document = readDocument(text, "/tmp");
    return document ? "accepted" : document.error().message();
}

/// The rest of a document: slices of 1,000 layers, each with so many scales.
QString scaledSlices(qsizetype scales, qsizetype slices)
{
    const QString scale = "{\"tensor\":\"x\",\"factor\":2},";
    const QString slice =
        "{\"source\":\"A\",\"range\":[0,1000],\"scales\":[" + scale.repeated(scales).chopped(1) + "]},";
    return "[" + slice.repeated(slices).chopped(1) + "]}";
}

} // namespace

class DocumentTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void everythingSurvivesARoundTrip()
    {
        const TemporaryFolder folder;
        const LoomDocument document = everything(folder.path());
        const std::string text = writeDocument(document, folder.path());
        const LoomDocument read = readDocument(text, folder.path()).value();
        QVERIFY(same(read, document));
        QCOMPARE(writeDocument(read, folder.path()), text);
    }

    void unchangedIsByteIdentical()
    {
        const LoomDocument document = readDocument(kForeign, "/tmp").value();
        QCOMPARE(writeDocument(document, "/tmp"), std::string(kForeign));
    }

    void unknownKeysSurviveAChange()
    {
        LoomDocument document = readDocument(kForeign, "/tmp").value();
        apply(document.stack, InsertBlocks {48, layerRange(0, 0, 1)});
        document.settings.device = "cpu";
        const QString text = QString::fromStdString(writeDocument(document, "/tmp"));
        for (const auto* kept : {"\"made_by\": \"hand\"", "\"colour\": \"#336699\"", "\"note\": \"first\"",
                                 "\"group\": {\"name\": \"top\"}", "\"after\": \"notify\"",
                                 "\"variants\": [\n    {\"name\": \"x\"}", "\"format\": \"layerloom/1.4\""})
            QVERIFY2(text.contains(QString::fromUtf8(kept)), qPrintable(text));
        const LoomDocument again = readDocument(text.toStdString(), "/tmp").value();
        QVERIFY(again.stack == document.stack);
        QCOMPARE(again.settings.device, std::string("cpu"));
        QCOMPARE(again.settings.shardBytes, std::uint64_t(1000));
    }

    void aSliceIsOneLine()
    {
        LoomDocument document;
        document.stack.setup.sources = {source("/m/a", 32)};
        document.stack.blocks = dus(0, 32, 8);
        const QString text = QString::fromStdString(writeDocument(document, "/m"));
        QVERIFY(text.contains(
            "    {\"source\": \"A\", \"range\": [0, 24]},\n    {\"source\": \"A\", \"range\": [8, 32]}\n"));
        QVERIFY(text.contains("\"path\": \"/m/a\", \"relative\": \"a\""));
    }

    void aMovedFolderFindsItsModels()
    {
        const TemporaryFolder folder;
        std::filesystem::create_directories(folder / "old/model");
        LoomDocument document;
        document.stack.setup.sources = {source(folder / "old/model", 4)};
        document.stack.blocks = layerRange(0, 0, 4);
        const std::string text = writeDocument(document, folder / "old");
        std::filesystem::rename(folder / "old", folder / "new");
        const LoomDocument moved = readDocument(text, folder / "new").value();
        QCOMPARE(moved.stack.setup.sources[0].path, (folder / "new/model").string());
        const LoomDocument lost = readDocument(text, folder / "other").value();
        QCOMPARE(lost.stack.setup.sources[0].path, (folder / "old/model").string());
        QCOMPARE(lost.stack.blocks.size(), std::size_t(4));
    }

    void savingElsewhereRewritesRelativePaths()
    {
        const TemporaryFolder folder;
        LoomDocument document;
        document.stack.setup.sources = {source(folder / "model", 4)};
        document.stack.blocks = layerRange(0, 0, 4);
        const LoomDocument read = readDocument(writeDocument(document, folder.path()), folder.path()).value();
        const QString text = QString::fromStdString(writeDocument(read, folder / "deeper"));
        QVERIFY(text.contains("\"relative\": \"../model\""));
    }

    void aMissingSourceKeepsItsBlocks()
    {
        LoomDocument document = readDocument(kForeign, "/tmp").value();
        openSources(document.stack);
        const Source& missing = document.stack.setup.sources[0];
        QVERIFY(!missing.model);
        QCOMPARE(missing.layers, 32U);
        QVERIFY(
            QString::fromStdString(missing.missingReason).contains("The folder of \"A model\" is not there"));
        QCOMPARE(document.stack.blocks.size(), std::size_t(48));
        QCOMPARE(writeDocument(document, "/tmp"), std::string(kForeign));
    }

    void openingSourcesIsNoChange()
    {
        const TemporaryFolder folder;
        layerloom::tests::writeTinyCheckpoint(folder / "model");
        const std::string text = R"({"format":"layerloom/1","sources":[{"label":"m","relative":"model"}],)"
                                 R"("stack":[{"source":"A","range":[0,4]}]})";
        LoomDocument document = readDocument(text, folder.path()).value();
        openSources(document.stack);
        QVERIFY(document.stack.setup.sources[0].model);
        QCOMPARE(document.stack.setup.sources[0].layers, 4U);
        QVERIFY(!document.stack.setup.sources[0].fingerprint.empty());
        QCOMPARE(writeDocument(document, folder.path()), text);
    }

    void refusesWithASentence_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("part");
        const QString head = R"({"format":"layerloom/1","sources":[{"label":"x","path":"/x"}],"stack":)";
        QTest::newRow("empty") << ""
                               << "it is empty";
        QTest::newRow("cut") << QString::fromUtf8(kForeign).left(90)
                             << "The JSON cannot be read: parse error at line";
        QTest::newRow("list") << "[]"
                              << "not a Layerloom document";
        QTest::newRow("other") << "{\"format\": 3}"
                               << "not a Layerloom document";
        QTest::newRow("newer") << R"({"format":"layerloom/2"})"
                               << "written by a newer Layerloom";
        QTest::newRow("version") << R"({"format":"layerloom/x"})"
                                 << "its \"format\" is \"layerloom/x\"";
        QTest::newRow("no sources") << R"({"format":"layerloom/1"})"
                                    << "it has no \"sources\"";
        QTest::newRow("no stack") << R"({"format":"layerloom/1","sources":[]})"
                                  << "it has no \"stack\"";
        QTest::newRow("letter") << head + R"([{"source":"B","range":[0,1]}]})"
                                << "names the source \"B\", but the document lists 1 source";
        QTest::newRow("range") << head + R"([{"source":"A","range":[0]}]})"
                               << "stack[0].range is not two numbers";
        QTest::newRow("empty range") << head + R"([{"source":"A","range":[3,3]}]})"
                                     << "[3, 3], which is empty";
        QTest::newRow("negative") << head + R"([{"source":"A","range":[-1,3]}]})"
                                  << "not a whole number";
        QTest::newRow("huge") << head + R"([{"source":"A","range":[0,1000000]}]})"
                              << "more than 100,000 layers";
        QTest::newRow("enormous") << head + R"([{"source":"A","range":[0,18446744073709551615]}]})"
                                  << "more than 1,000,000";
        QTest::newRow("scale") << head + R"([{"source":"A","range":[0,1],"scales":[{"tensor":"x"}]}]})"
                               << "no \"factor\"";
        QTest::newRow("65 scales") << head + scaledSlices(65, 1) << "stack[0].scales has more than 64 scales";
        QTest::newRow("448,000 scales") << head + scaledSlices(64, 7) << "it has more than 400,000 scales";
        QTest::newRow("long scale") << head
                + scaledSlices(1, 1).replace("\"x\"", '"' + QString(257, 'x') + '"')
                                    << "stack[0].scales[0] names a tensor of more than 256 bytes";
        QTest::newRow("two pins of one number")
            << head + R"([],"pinned":[{"number":1,"stack":[]},{"number":1,"stack":[]}]})"
            << "pinned[1] has the number 1 as one before it";
        QTest::newRow("a pin's letter")
            << head + R"([],"pinned":[{"number":1,"stack":[{"source":"B","range":[0,1]}]}]})"
            << "names the source \"B\"";
        QTest::newRow("101 pins") << head + "[],\"pinned\":["
                + QString("{\"number\":1,\"stack\":[]},").repeated(101).chopped(1) + "]}"
                                  << "it has 101 pinned stacks, more than 100";
        QTest::newRow("dtype") << head + R"([],"merge":{"dtype":"int3"}})"
                               << "\"int3\", not one of keep";
        QTest::newRow("verify") << head + R"([],"merge":{"verify":"maybe"}})"
                                << "\"maybe\", not one of off";
        QTest::newRow("quantization") << head + R"([],"merge":{"quantize":{"format":"q3"}}})"
                                      << "\"q3\", not one of nf4";
        QTest::newRow("double quantization")
            << head + R"([],"merge":{"quantize":{"format":"int8","double_quant":true}}})"
            << "asks for double quantization";
        QTest::newRow("deep") << head + QString("[").repeated(5000) << "nested deeper than 64";
        QTest::newRow("parts") << head + R"([],"parts":{"head":4}})"
                               << "parts.head is not a text";
    }

    void hugeDocumentsTakeNoTime_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("part"); // of the refusal; empty: it is read
        const QString head = R"({"format":"layerloom/1","sources":[{"label":"x","path":"/x"}],"stack":)";
        const auto times = [](const char* element, int count) {
            return QString(QLatin1String(element) + QLatin1Char(',')).repeated(count).chopped(1);
        };
        const QString slice = R"({"source":"A","range":[0,1]})";
        QTest::newRow("20,000 overrides")
            << head + "[],\"overrides\":[" + times(R"({"key":"rope_theta","value":"1"})", 20'000) + "]}"
            << "it has 20,000 overrides, more than 256";
        QTest::newRow("256 overrides")
            << head + "[],\"overrides\":[" + times(R"({"key":"rope_theta","value":"1"})", 256) + "]}"
            << "";
        QTest::newRow("long overrides") << head + "[],\"overrides\":["
                + times(qPrintable("{\"key\":\"x\",\"value\":\"" + QString(30'000, '1') + "\"}"), 20) + "]}"
                                        << "its overrides have more than 256,000 bytes";
        QTest::newRow("90,000 empty objects") << head + "[],\"view\":[" + times("{}", 90'000) + "]}"
                                              << "";
        QTest::newRow("200,000 empty objects") << head + "[],\"view\":[" + times("{}", 200'000) + "]}"
                                               << "a list has more than 100,000 elements";
        QTest::newRow("a million slices") << head + "[" + times(qPrintable(slice), 1'000'000) + "]}"
                                          << "a list has more than 100,000 elements";
        QTest::newRow("100,000 slices") << head + "[" + times(qPrintable(slice), 100'000) + "]}"
                                        << "";
        QString keys;
        for (int i = 0; i < 20'000; ++i)
            keys += QString("\"%1\":1,").arg(i);
        QTest::newRow("20,000 keys") << head + "[],\"view\":{" + keys.chopped(1) + "}}"
                                     << "an object has more than 1,000 keys";
        QTest::newRow("20,000 sources") << R"({"format":"layerloom/1","stack":[],"sources":[)"
                + times(R"({"label":"x","path":"/x"})", 20'000) + "]}"
                                        << "it has 20,000 sources, more than 1,000";
    }
    void hugeDocumentsTakeNoTime()
    {
        QFETCH(QString, text);
        QFETCH(QString, part);
        const std::string bytes = text.toStdString();
        const std::clock_t start = std::clock();
        const auto document = readDocument(bytes, "/tmp");
        const double seconds = static_cast<double>(std::clock() - start) / CLOCKS_PER_SEC;
        const QString message = document ? QString() : QString::fromStdString(document.error().message());
        QVERIFY2(message.isEmpty() == part.isEmpty() && message.contains(part), qPrintable(message));
        // Sanitizers make it twenty times slower; what is quadratic takes minutes even without them.
        QVERIFY2(seconds < 30, qPrintable(QString::number(seconds)));
        if (document && document->stack.blocks.size() == 100'000)
            QVERIFY(writeDocument(*document, "/other").size() > 1000);
        QVERIFY(static_cast<double>(std::clock() - start) / CLOCKS_PER_SEC < 60);
    }

    void refusesWithASentence()
    {
        QFETCH(QString, text);
        QFETCH(QString, part);
        const QString message = QString::fromStdString(refusal(text.toStdString()));
        QVERIFY2(message.contains(part), qPrintable(message));
    }

    void anyDamageGivesADocumentOrASentence()
    {
        const std::string whole = writeDocument(everything("/tmp"), "/tmp");
        for (std::size_t i = 0; i < whole.size(); ++i) {
            for (const char replacement : {'[', '"', '\n', '}', '\0', '\xff', '9'}) {
                std::string damaged = whole;
                damaged[i] = replacement;
                const auto document = readDocument(damaged, "/tmp");
                QVERIFY(document || document.error().code() != ErrorCode::Internal);
                if (document)
                    QVERIFY(readDocument(writeDocument(*document, "/other"), "/other"));
            }
        }
    }
};

QTEST_APPLESS_MAIN(DocumentTest)
#include "document_test.moc"
