#include "core/base/error.h"
#include "core/checkpoint/safetensors_header.h"
#include "tests/core/checkpoint/header_cases.h"
#include "tests/support/tiny_checkpoint.h"

#include <QObject>
#include <QtTest/QTest>

using namespace layerloom::core;
using namespace layerloom::tests;

namespace {

QByteArray messageOf(const std::filesystem::path& path)
{
    const auto result = guarded([&] { return readSafetensorsHeader(path); });
    if (result)
        return "nothing was refused";
    if (result.error().code() != ErrorCode::Corrupt)
        return "another code than Corrupt";
    return QByteArray::fromStdString(result.error().message());
}

} // namespace

class SafetensorsHeaderTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void refuses_data()
    {
        QTest::addColumn<QByteArray>("header");
        QTest::addColumn<int>("payload");
        QTest::addColumn<QByteArray>("sentence");
        for (const HeaderCase& rule : headersAgainstTheRules())
            QTest::newRow(rule.rule) << rule.header << rule.payload << "bad.safetensors" + rule.sentence;
    }
    void refuses()
    {
        QFETCH(QByteArray, header);
        QFETCH(int, payload);
        const TemporaryFolder folder;
        writeRawSafetensors(folder / "bad.safetensors", header.toStdString(),
                            static_cast<std::uint64_t>(payload));
        QTEST(messageOf(folder / "bad.safetensors"), "sentence");
    }

    void refusesBrokenJson_data()
    {
        QTest::addColumn<QByteArray>("header");
        QTest::addColumn<QByteArray>("where");
        for (const HeaderCase& json : brokenJsonHeaders())
            QTest::newRow(json.rule) << json.header << json.sentence;
    }
    void refusesBrokenJson()
    {
        QFETCH(QByteArray, header);
        QFETCH(QByteArray, where);
        const TemporaryFolder folder;
        writeRawSafetensors(folder / "bad.safetensors", header.toStdString(), 1);
        QCOMPARE(messageOf(folder / "bad.safetensors"),
                 "The header of bad.safetensors is not valid JSON " + where);
    }

    void refusesEndlessNesting()
    {
        const std::string deep =
            "{\"a\":{\"x\":" + std::string(1000000, '[') + std::string(1000000, ']') + "}}";
        const TemporaryFolder folder;
        writeRawSafetensors(folder / "bad.safetensors", deep, 0);
        QVERIFY(messageOf(folder / "bad.safetensors").endsWith("it is nested deeper than 256 levels"));
    }

    void refusesLengths()
    {
        const TemporaryFolder folder;
        const std::filesystem::path path = folder / "bad.safetensors";
        writeRawSafetensors(path, "{}", 0, 3);
        QCOMPARE(
            messageOf(path),
            QByteArray("bad.safetensors: the header is 3 bytes long, but the file holds only 2 bytes of it"));
        writeRawSafetensors(path, "{}", 0, ~std::uint64_t {0});
        QCOMPARE(messageOf(path),
                 QByteArray("bad.safetensors: the header is 18,446,744,073,709,551,615 bytes long; at "
                            "most 100,000,000 are allowed"));
        writeRawSafetensors(path, "{}", 200000000, kMaxHeaderBytes + 1);
        QCOMPARE(messageOf(path),
                 QByteArray("bad.safetensors: the header is 100,000,001 bytes long; at most "
                            "100,000,000 are allowed"));
        writeText(path, "1234567");
        QCOMPARE(messageOf(path),
                 QByteArray("bad.safetensors: the file is only 7 bytes long, too short for a header"));
        writeText(path, "version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 9825524456\n");
        QCOMPARE(messageOf(path),
                 QByteArray("bad.safetensors: this is a Git LFS pointer, the file itself was not "
                            "downloaded"));
        writeText(path, "\n <!DOCTYPE html>\n<html>Not found</html>");
        QCOMPARE(messageOf(path),
                 QByteArray("bad.safetensors: this is a web page, the file itself was not downloaded"));
        writeText(path, "Access to this model needs a token. D\xC3\xA9sol\xC3\xA9");
        QCOMPARE(messageOf(path), QByteArray("bad.safetensors: this is text, not weights"));
        writeText(path, std::string("GGUF\3\0\0\0 and more", 17));
        QCOMPARE(messageOf(path), QByteArray("bad.safetensors: this is a GGUF file, not safetensors"));
        writeText(path, "PK\3\4 and more bytes");
        QCOMPARE(messageOf(path),
                 QByteArray("bad.safetensors: this is a zip file, as PyTorch saves weights: give it the "
                            "ending .bin"));
    }

    void readsWhatTheHeaderSays()
    {
        const std::string json = soundHeader();
        const TemporaryFolder folder;
        writeRawSafetensors(folder / "x.safetensors", json, 16);
        const SafetensorsHeader header = readSafetensorsHeader(folder / "x.safetensors");
        QCOMPARE(header.headerBytes, json.size() + 8);
        QCOMPARE(header.fileBytes, json.size() + 24);
        QVERIFY(header.modified > 1000000000000000000);
        QCOMPARE(header.metadata.size(), std::size_t {2});
        QCOMPARE(header.metadata.at("note"), std::string("\xC3\xA9\n"));
        QCOMPARE(header.tensors.size(), std::size_t {3});
        QCOMPARE(header.tensors[0].name, std::string("a"));
        QCOMPARE(header.tensors[0].dtype, std::string("Q3_NEW"));
        QCOMPARE(header.tensors[0].offset, json.size() + 8);
        QCOMPARE(header.tensors[0].bytes, std::uint64_t {4});
        QCOMPARE(header.tensors[1].name, std::string("e\xF0\x9F\x98\x80"));
        QCOMPARE(header.tensors[1].bytes, std::uint64_t {0});
        QCOMPARE(header.tensors[2].name, std::string("b"));
        QCOMPARE(header.tensors[2].shape, (std::vector<std::uint64_t> {2, 3}));
        QCOMPARE(header.tensors[2].elements(), std::uint64_t {6});
        QCOMPARE(header.tensors[2].offset, json.size() + 12);
    }

    void whatIsBuiltIsReadBack_data()
    {
        QTest::addColumn<quint64>("alignment");
        QTest::addColumn<quint64>("remainder");
        QTest::newRow("8") << quint64(8) << quint64(0);
        QTest::newRow("4096") << quint64(4096) << quint64(0);
        QTest::newRow("8 beyond 4096") << quint64(4096) << quint64(8);
        QTest::newRow("4088 beyond 4096") << quint64(4096) << quint64(4088);
    }
    void whatIsBuiltIsReadBack()
    {
        QFETCH(quint64, alignment);
        QFETCH(quint64, remainder);
        const std::vector<HeaderEntry> entries {{"a \"quoted\"\\\n", "BF16", {2, 3}, 12},
                                                {"scalar", "F32", {}, 4},
                                                {"none", "I64", {0}, 0},
                                                {"opaque", "MX_NEW", {5}, 3}};
        const std::string bytes = buildSafetensorsHeader(entries, {{"format", "pt"}}, alignment, remainder);
        QCOMPARE(quint64(bytes.size() % alignment), remainder);
        const SafetensorsHeader header =
            parseSafetensorsHeader(std::string_view(bytes).substr(8), bytes.size() + 19, "x");
        QCOMPARE(header.headerBytes, bytes.size());
        QCOMPARE(header.metadata, (std::map<std::string, std::string> {{"format", "pt"}}));
        QCOMPARE(header.tensors.size(), entries.size());
        for (const HeaderEntry& entry : entries) {
            const auto same = [&](const TensorInfo& t) {
                return t.name == entry.name && t.dtype == entry.dtype && t.shape == entry.shape
                    && t.bytes == entry.bytes;
            };
            QVERIFY2(std::any_of(header.tensors.begin(), header.tensors.end(), same), entry.name.c_str());
        }
        std::uint64_t length = 0;
        for (std::size_t i = 8; i-- > 0;)
            length = length * 256 + static_cast<unsigned char>(bytes[i]);
        QCOMPARE(length, bytes.size() - 8);
    }

    void refusesMoreTensorsThanAnyModelHas()
    {
        std::string json = "{";
        for (std::size_t i = 0; i <= kMaxTensors; ++i)
            json += "\"" + std::to_string(i) + "\":{\"dtype\":\"U8\",\"shape\":[0],\"data_offsets\":[0,0]},";
        json.back() = '}';
        const auto result = guarded([&] { return parseSafetensorsHeader(json, json.size() + 8, "x"); });
        QVERIFY(!result);
        QCOMPARE(result.error().message(), std::string("x: there are more than 500,000 tensors"));
    }

    void refusesAFileThatIsShorterThanItsHeader()
    {
        const auto result = guarded([&] { return parseSafetensorsHeader("{}", 9, "x"); });
        QVERIFY(!result);
        QCOMPARE(result.error().code(), ErrorCode::Corrupt);
        QCOMPARE(result.error().message(), std::string("x is incomplete: 10 B expected, 9 B found"));
    }

    void theEmptyFileOfTensorsIsRead()
    {
        const TemporaryFolder folder;
        writeSafetensors(folder / "none.safetensors", {});
        QVERIFY(readSafetensorsHeader(folder / "none.safetensors").tensors.empty());
    }
};

QTEST_APPLESS_MAIN(SafetensorsHeaderTest)
#include "header_test.moc"
