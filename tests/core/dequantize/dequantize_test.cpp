#include "core/checkpoint/dtype.h"
#include "core/checkpoint/shard_file.h"
#include "core/checkpoint/tensor_reader.h"
#include "core/checkpoint/weights_fingerprint.h"
#include "core/dequantize/dequantize.h"
#include "tests/support/tiny_checkpoint.h"

#include <QCryptographicHash>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QObject>
#include <QRandomGenerator>
#include <QtTest/QTest>

#include <fstream>
#include <functional>

using namespace layerloom::core;
using namespace layerloom::tests;

namespace {

/// Quantized tensors and what the reference implementations make of them: tests/interop/golden_dequantized.py.
QJsonArray goldenCases()
{
    QFile file(QStringLiteral(LAYERLOOM_SOURCE_DIR "/tests/core/dequantize/golden.json"));
    if (!file.open(QIODevice::ReadOnly))
        qFatal("golden.json is missing");
    return QJsonDocument::fromJson(file.readAll()).array();
}

QJsonObject goldenCase(const QString& name)
{
    for (const QJsonValue& each : goldenCases())
        if (each[QLatin1String("name")].toString() == name)
            return each.toObject();
    qFatal("golden.json has no %s", qPrintable(name));
}

/// A checkpoint of the stored tensors of a case.
std::filesystem::path writeCase(const std::filesystem::path& folder, const QJsonObject& entry)
{
    std::filesystem::create_directories(folder);
    writeText(folder / "config.json",
              QJsonDocument(entry[QLatin1String("config")].toObject()).toJson().toStdString());
    QJsonObject header;
    QByteArray payload;
    const QJsonObject stored = entry[QLatin1String("stored")].toObject();
    for (auto tensor = stored.begin(); tensor != stored.end(); ++tensor) {
        const QJsonObject about = tensor.value().toObject();
        const qsizetype begin = payload.size();
        payload += QByteArray::fromBase64(about[QLatin1String("bytes")].toString().toLatin1());
        header.insert(tensor.key(),
                      QJsonObject {{QStringLiteral("dtype"), about[QLatin1String("dtype")]},
                                   {QStringLiteral("shape"), about[QLatin1String("shape")]},
                                   {QStringLiteral("data_offsets"), QJsonArray {begin, payload.size()}}});
    }
    QByteArray text = QJsonDocument(header).toJson(QJsonDocument::Compact);
    text += QByteArray(8 - text.size() % 8, ' ');
    writeRawSafetensors(folder / "model.safetensors", text.toStdString(),
                        static_cast<std::uint64_t>(payload.size()));
    std::fstream file(folder / "model.safetensors", std::ios::in | std::ios::out | std::ios::binary);
    file.seekp(8 + text.size());
    file.write(payload.constData(), payload.size());
    return folder;
}

/// The bytes of a tensor, read in pieces by a reader that keeps `kept` bytes.
QByteArray bytesOf(const Checkpoint& checkpoint, const TensorInfo& tensor, std::uint64_t kept,
                   std::uint64_t piece)
{
    TensorReader reader(kept);
    std::vector<std::byte> bytes(tensor.bytes);
    for (std::uint64_t at = 0; at < tensor.bytes; at += piece)
        reader.read(tensor, std::span(bytes).subspan(at, std::min(piece, tensor.bytes - at)), at,
                    [&](std::uint32_t shard, std::span<std::byte> buffer, std::uint64_t offset) {
                        openShard(checkpoint.shards()[shard]).read(buffer, offset);
                    });
    return QByteArray(reinterpret_cast<const char*>(bytes.data()), static_cast<qsizetype>(bytes.size()));
}

std::vector<std::uint64_t> shapeIn(const QJsonObject& about)
{
    std::vector<std::uint64_t> shape;
    for (const QJsonValue& extent : about[QLatin1String("shape")].toArray())
        shape.push_back(static_cast<std::uint64_t>(extent.toInteger()));
    return shape;
}

/// Changes a case: its stored tensors and the section of config.json.
using Change = std::function<void(QJsonObject& stored, QJsonObject& section)>;

void setShape(QJsonObject& stored, const QString& tensor, const QJsonArray& shape)
{
    QJsonObject about = stored[tensor].toObject();
    about[QLatin1String("shape")] = shape;
    stored[tensor] = about;
}

void rename(QJsonObject& stored, const QString& from, const QString& to)
{
    stored[to] = stored.take(from);
}

/// Breaks a case at random: what tensors are there, their dtypes, shapes and bytes, and numbers of config.json. A tensor has
/// the bytes that its shape asks for: an opened checkpoint is that far in order.
class Breaker {
public:
    explicit Breaker(quint32 seed)
        : m_random(seed)
    {}

    QJsonObject broken(QJsonObject entry)
    {
        QJsonObject stored = entry[QLatin1String("stored")].toObject();
        QJsonObject config = entry[QLatin1String("config")].toObject();
        QJsonObject section = config[QLatin1String("quantization_config")].toObject();
        for (int times = m_random.bounded(1, 3); times > 0; --times)
            m_random.bounded(4) == 0 ? breakSection(section) : breakTensor(stored);
        config[QLatin1String("quantization_config")] = section;
        entry[QLatin1String("stored")] = stored;
        entry[QLatin1String("config")] = config;
        return entry;
    }

private:
    void breakSection(QJsonObject& section)
    {
        const QJsonArray values {-1, 0, 1, 3, 4, 8, 16, 48, 1e18, QJsonValue(), QStringLiteral("x"), true};
        const QString key = section.keys().at(m_random.bounded(section.size()));
        if (section[key].isObject()) {
            QJsonObject inner = section[key].toObject();
            if (!inner.isEmpty())
                breakSection(inner);
            section[key] = inner;
        } else {
            section[key] = values.at(m_random.bounded(values.size()));
        }
    }

    void breakTensor(QJsonObject& stored)
    {
        const QStringList dtypes {"U8", "I8", "I32", "F16", "BF16", "F32", "F8_E4M3", "I64"};
        const QString name = stored.keys().at(m_random.bounded(stored.size()));
        QJsonObject tensor = stored[name].toObject();
        QJsonArray shape = tensor[QLatin1String("shape")].toArray();
        QByteArray bytes = QByteArray::fromBase64(tensor[QLatin1String("bytes")].toString().toLatin1());
        switch (m_random.bounded(5)) {
        case 0:
            if (stored.size() > 1)
                stored.remove(name);
            return;
        case 1:
            tensor[QLatin1String("dtype")] = dtypes.at(m_random.bounded(dtypes.size()));
            break;
        case 2:
            shape.append(m_random.bounded(3));
            break;
        case 3:
            if (!shape.isEmpty())
                shape[m_random.bounded(shape.size())] = m_random.bounded(70);
            break;
        default:
            for (int i = 0; i < 3 && !bytes.isEmpty(); ++i)
                bytes[m_random.bounded(bytes.size())] = static_cast<char>(m_random.bounded(256));
        }
        qsizetype size =
            bitsPerElement(tensor[QLatin1String("dtype")].toString().toStdString()).value_or(8) / 8;
        for (const QJsonValue& extent : shape)
            size *= extent.toInteger();
        const qsizetype before = bytes.size();
        bytes.resize(size);
        if (size > before)
            std::fill(bytes.begin() + before, bytes.end(), char());
        tensor[QLatin1String("shape")] = shape;
        tensor[QLatin1String("bytes")] = QString::fromLatin1(bytes.toBase64());
        stored[name] = tensor;
    }

    QRandomGenerator m_random;
};

} // namespace

class Dequantize : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void valuesAreThoseOfTheReferences_data()
    {
        QTest::addColumn<QJsonObject>("entry");
        for (const QJsonValue& each : goldenCases())
            QTest::newRow(qPrintable(each[QLatin1String("name")].toString())) << each.toObject();
    }
    void valuesAreThoseOfTheReferences()
    {
        QFETCH(QJsonObject, entry);
        const auto model = openModel(writeCase(fresh(), entry)).value();
        const auto view = dequantized(*model);
        QVERIFY2(view, view ? "" : view.error().message().c_str());
        const Checkpoint& checkpoint = *(*view)->checkpoint;
        const QJsonObject expected = entry[QLatin1String("expected")].toObject();
        QCOMPARE(checkpoint.tensors().size(), static_cast<std::size_t>(expected.size()));
        for (auto each = expected.begin(); each != expected.end(); ++each) {
            const QJsonObject about = each.value().toObject();
            const TensorInfo* tensor = checkpoint.find(each.key().toStdString());
            QVERIFY2(tensor != nullptr, qPrintable(each.key()));
            QCOMPARE(QString::fromStdString(tensor->dtype), about[QLatin1String("dtype")].toString());
            QCOMPARE(tensor->shape, shapeIn(about));
            const QByteArray whole = bytesOf(checkpoint, *tensor, 1U << 20U, tensor->bytes);
            QCOMPARE(whole.first(32).toHex(), about[QLatin1String("begins")].toString().toLatin1());
            QCOMPARE(QCryptographicHash::hash(whole, QCryptographicHash::Sha256).toHex(),
                     about[QLatin1String("sha256")].toString().toLatin1());
            // In pieces that end inside rows and elements, decoded a few rows at a time.
            QVERIFY(bytesOf(checkpoint, *tensor, 3 * tensor->bytes / tensor->shape.front(), 101) == whole);
            QVERIFY(bytesOf(checkpoint, *tensor, 1, 4096) == whole);
        }
    }

    void theViewIsAModelWithoutQuantization()
    {
        const auto model = openModel(writeCase(fresh(), goldenCase(QStringLiteral("awq 32")))).value();
        writeText(model->checkpoint->folder() / "quantize_config.json", R"({"bits": 4})");
        const auto again = openModel(model->checkpoint->folder()).value();
        const auto view = dequantized(*again).value();
        QCOMPARE(view->facts.quantization, std::nullopt);
        QCOMPARE(view->facts.dequantizedFrom, std::optional<std::string>("awq"));
        QVERIFY(!view->config.has("quantization_config"));
        QCOMPARE(view->config.string("torch_dtype"), std::optional<std::string>("float16"));
        QVERIFY(view->sideFile("quantize_config.json") == nullptr);
        QCOMPARE(view->table.layers.size(), std::size_t(1));
        QCOMPARE(view->table.parameters, std::uint64_t(32 * 64));
        QCOMPARE(view->checkpoint->fingerprint(), again->checkpoint->fingerprint());
        QVERIFY(weightsFingerprint(*view->checkpoint) != weightsFingerprint(*again->checkpoint));
        QVERIFY(dequantized(*again).value() == view); // made once
        QVERIFY(&withNumbers(*again) == view.get());
        QVERIFY(&withNumbers(*view) == view.get());
    }

    void whatIsNotAsExpectedIsASentence_data()
    {
        QTest::addColumn<QString>("name");
        QTest::addColumn<Change>("change");
        QTest::addColumn<QString>("sentence");
        const QString module = QStringLiteral("model.layers.0.mlp.up_proj.");
        const auto row = [](const char* title, const char* name, Change change, const char* sentence) {
            QTest::newRow(title) << QString::fromLatin1(name) << std::move(change)
                                 << QString::fromUtf8(sentence);
        };
        const char* gptq = "gptq 4 bits plain torch.float16";
        const char* nf4 = "bitsandbytes nf4 double 64 torch.bfloat16 64";
        const char* fp8 = "fp8 torch.float8_e4m3fn torch.float32 [2, 4]";
        const char* packed = "compressed-tensors pack-quantized 4 group torch.bfloat16";
        row(
            "a missing member", gptq,
            [=](QJsonObject& stored, QJsonObject&) { stored.remove(module + "scales"); },
            "up_proj.qweight of NAME needs model.layers.0.mlp.up_proj.scales, which is missing");
        row(
            "scales of another shape", gptq,
            [=](QJsonObject& stored, QJsonObject&) {
                setShape(stored, module + "scales", {4, 16});
            },
            "up_proj.scales of NAME is F16 [4, 16], and should be F16 [2, 32]");
        row(
            "a group size that does not divide", gptq,
            [](QJsonObject&, QJsonObject& section) { section[QLatin1String("group_size")] = 48; },
            "up_proj.qweight of NAME has 64 inputs, not a multiple of the group size 48");
        row(
            "another number of bits", gptq,
            [](QJsonObject&, QJsonObject& section) { section[QLatin1String("bits")] = 3; },
            "NAME cannot be dequantized: GPTQ of 3 bits is not read, only 4 and 8");
        row(
            "Marlin's order", gptq,
            [](QJsonObject&, QJsonObject& section) {
                section[QLatin1String("checkpoint_format")] = QStringLiteral("marlin");
            },
            "NAME cannot be dequantized: GPTQ's format \"marlin\" is not read, only gptq and gptq_v2");
        row(
            "an order of AWQ", "awq 32",
            [](QJsonObject&, QJsonObject& section) {
                section[QLatin1String("version")] = QStringLiteral("gemv");
            },
            "NAME cannot be dequantized: AWQ's order \"gemv\" is not read, only gemm");
        row(
            "a group without its weight", gptq,
            [=](QJsonObject& stored, QJsonObject&) {
                rename(stored, module + "qzeros", QStringLiteral("model.layers.0.mlp.down_proj.qzeros"));
                stored[module + "qzeros"] = stored[QLatin1String("model.layers.0.mlp.down_proj.qzeros")];
            },
            "down_proj.qzeros of NAME (I32) belongs to no quantized weight that is understood");
        row(
            "a state that is no JSON", nf4,
            [=](QJsonObject& stored, QJsonObject&) {
                rename(stored, module + "weight.quant_map", module + "weight.quant_state.bitsandbytes__nf4");
            },
            "up_proj.weight.quant_state.bitsandbytes__nf4 of NAME is no JSON object");
        row(
            "absmax of another length", nf4,
            [=](QJsonObject& stored, QJsonObject&) {
                setShape(stored, module + "weight.absmax", {16, 2});
            },
            "up_proj.weight.absmax of NAME is U8 [16, 2], and should be U8 [32]");
        row(
            "codes without a state", nf4,
            [=](QJsonObject& stored, QJsonObject&) {
                stored.remove(module + "weight.quant_state.bitsandbytes__nf4");
            },
            "up_proj.weight of NAME (U8) belongs to no quantized weight that is understood");
        row(
            "FP8 without a scale", fp8,
            [=](QJsonObject& stored, QJsonObject&) { stored.remove(module + "weight_scale_inv"); },
            "up_proj.weight of NAME has neither _scale_inv nor _scale beside it");
        row(
            "FP8 in other blocks", fp8,
            [](QJsonObject&, QJsonObject& section) {
                section[QLatin1String("weight_block_size")] = QJsonArray {16, 64};
            },
            "up_proj.weight_scale_inv of NAME is [2, 4], which does not fit a weight of [32, 64] with blocks "
            "of 16 × 64");
        row(
            "a scheme that does not fit", packed,
            [](QJsonObject&, QJsonObject& section) {
                QJsonObject groups = section[QLatin1String("config_groups")].toObject();
                QJsonObject group = groups[QLatin1String("group_0")].toObject();
                QJsonObject weights = group[QLatin1String("weights")].toObject();
                weights[QLatin1String("num_bits")] = 8;
                group[QLatin1String("weights")] = weights;
                groups[QLatin1String("group_0")] = group;
                section[QLatin1String("config_groups")] = groups;
            },
            "up_proj.weight_packed of NAME is I32 [32, 8] with scales of [32, 2], which fits none of the "
            "config_groups");
        row(
            "a shape that cannot be", packed,
            [=](QJsonObject& stored, QJsonObject&) {
                QJsonObject shape = stored[module + "weight_shape"].toObject();
                shape[QLatin1String("bytes")] = QString::fromLatin1(QByteArray(16, '\0').toBase64());
                stored[module + "weight_shape"] = shape;
            },
            "up_proj.weight_shape of NAME states the impossible shape [0, 0]");
        row(
            "rotated weights", packed,
            [](QJsonObject&, QJsonObject& section) {
                section[QLatin1String("transform_config")] = QJsonObject {
                    {QStringLiteral("config_groups"), QJsonObject {{QStringLiteral("u"), QJsonObject()}}}};
            },
            "NAME cannot be dequantized: its weights are rotated (transform_config)");
        row(
            "a method that is not known", gptq,
            [](QJsonObject&, QJsonObject& section) {
                section[QLatin1String("quant_method")] = QStringLiteral("aqlm");
            },
            "NAME is quantized (aqlm), which cannot be dequantized");
        row(
            "no quantized weights", gptq,
            [=](QJsonObject& stored, QJsonObject&) {
                rename(stored, module + "scales", module + "weight");
                stored.remove(module + "qweight");
                stored.remove(module + "qzeros");
            },
            "NAME is said to be quantized (gptq), but holds no such weights");
        row(
            "MXFP4 of another shape", "mxfp4 torch.bfloat16",
            [](QJsonObject& stored, QJsonObject&) {
                setShape(stored, QStringLiteral("model.layers.0.mlp.experts.gate_up_proj_scales"),
                         {2, 2, 32});
            },
            "gate_up_proj_scales of NAME is U8 [2, 2, 32], and should be U8 [2, 32, 2]");
    }
    void whatIsNotAsExpectedIsASentence()
    {
        QFETCH(QString, name);
        QFETCH(Change, change);
        QFETCH(QString, sentence);
        QJsonObject entry = goldenCase(name);
        QJsonObject stored = entry[QLatin1String("stored")].toObject();
        QJsonObject config = entry[QLatin1String("config")].toObject();
        QJsonObject section = config[QLatin1String("quantization_config")].toObject();
        change(stored, section);
        config[QLatin1String("quantization_config")] = section;
        entry[QLatin1String("stored")] = stored;
        entry[QLatin1String("config")] = config;
        const auto model = openModel(writeCase(fresh(), entry)).value();
        const auto view = dequantized(*model);
        QVERIFY(!view);
        sentence.replace(QStringLiteral("NAME"), QString::fromStdString(model->checkpoint->name()));
        const QString found = QString::fromStdString(view.error().message());
        QVERIFY2(found.endsWith(sentence), qPrintable(found));
        QVERIFY(&withNumbers(*model) == model.get());
    }

    void brokenGroupsAreSentencesOrWholeTensors()
    {
        const auto seed = qEnvironmentVariableIsSet("LAYERLOOM_SEED")
            ? qEnvironmentVariable("LAYERLOOM_SEED").toUInt()
            : QRandomGenerator::global()->generate();
        Breaker breaker(seed);
        int refused = 0;
        int made = 0;
        for (int round = 0; round < 8; ++round)
            for (const QJsonValue& each : goldenCases()) {
                const auto folder = writeCase(m_folder / "broken", breaker.broken(each.toObject()));
                const QString context =
                    QStringLiteral("seed %1, %2").arg(seed).arg(each[QLatin1String("name")].toString());
                const auto model = openModel(folder);
                if (!model || !(*model)->facts.quantization)
                    continue;
                const auto view = dequantized(**model);
                ++(view ? made : refused);
                if (!view) {
                    QVERIFY2(view.error().message().size() > 10, qPrintable(context));
                    continue;
                }
                for (const TensorInfo& tensor : (*view)->checkpoint->tensors()) {
                    const auto bytes =
                        guarded([&] { return bytesOf(*(*view)->checkpoint, tensor, 4096, 1 << 20); });
                    QVERIFY2(bytes || bytes.error().code() == ErrorCode::Corrupt
                                 || bytes.error().code() == ErrorCode::Unsupported,
                             qPrintable(context));
                }
            }
        QVERIFY(refused > 50 && made > 50);
    }

    void aGroupThatIsNotThereIsFoundWhenItIsRead()
    {
        QJsonObject entry = goldenCase(QStringLiteral("gptq 4 bits g_idx torch.float16"));
        QJsonObject stored = entry[QLatin1String("stored")].toObject();
        QJsonObject index = stored[QLatin1String("model.layers.0.mlp.up_proj.g_idx")].toObject();
        QByteArray bytes = QByteArray::fromBase64(index[QLatin1String("bytes")].toString().toLatin1());
        bytes[0] = 2;
        index[QLatin1String("bytes")] = QString::fromLatin1(bytes.toBase64());
        stored[QLatin1String("model.layers.0.mlp.up_proj.g_idx")] = index;
        entry[QLatin1String("stored")] = stored;
        const auto model = openModel(writeCase(fresh(), entry)).value();
        const auto view = dequantized(*model).value();
        const TensorInfo& tensor = view->checkpoint->tensors().front();
        const auto read = guarded([&] { return bytesOf(*view->checkpoint, tensor, 1000, 1000); });
        QVERIFY(!read);
        QCOMPARE(QString::fromStdString(read.error().message()),
                 QStringLiteral("g_idx names group 2, but there are scales for 2"));
    }

private:
    std::filesystem::path fresh() { return m_folder / std::to_string(m_number++); }

    TemporaryFolder m_folder;
    int m_number = 0;
};

QTEST_APPLESS_MAIN(Dequantize)
#include "dequantize_test.moc"
