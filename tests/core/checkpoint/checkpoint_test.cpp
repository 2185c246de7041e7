#include "core/base/error.h"
#include "core/checkpoint/dtype.h"
#include "core/checkpoint/open_checkpoint.h"
#include "tests/support/tiny_checkpoint.h"

#include <QObject>
#include <QtTest/QTest>

#include <ctime>
#include <fstream>
#include <grp.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

using namespace layerloom::core;
using namespace layerloom::tests;

namespace fs = std::filesystem;

namespace {

/// "Corrupt: the sentence" with the folder's path as DIR; "opened" when nothing was refused.
QByteArray refusal(const fs::path& path, const fs::path& folder)
{
    const auto result = openCheckpoint(path);
    if (result)
        return "opened";
    const ErrorCode code = result.error().code();
    const QByteArray name = code == ErrorCode::Io ? "Io: "
        : code == ErrorCode::Corrupt              ? "Corrupt: "
        : code == ErrorCode::Unsupported          ? "Unsupported: "
                                                  : "another code: ";
    return name + QByteArray::fromStdString(result.error().message()).replace(folder.c_str(), "DIR");
}

TinyOptions inShards(std::uint32_t shards)
{
    TinyOptions options;
    options.shards = shards;
    return options;
}

void replaceInIndex(const fs::path& folder, const QByteArray& from, const QByteArray& to)
{
    const fs::path path = folder / "model.safetensors.index.json";
    QByteArray text = QByteArray::fromStdString(readText(path));
    QVERIFY(text.contains(from));
    writeText(path, text.replace(from, to).toStdString());
}

std::uint64_t residentBytes()
{
    std::ifstream file("/proc/self/statm");
    std::uint64_t all = 0;
    std::uint64_t resident = 0;
    file >> all >> resident;
    return resident * static_cast<std::uint64_t>(sysconf(_SC_PAGESIZE));
}

/// Of this process alone: other work on the machine does not count.
double secondsSince(std::clock_t start)
{
    return static_cast<double>(std::clock() - start) / CLOCKS_PER_SEC;
}

/// What a user without any rights is told. A child of its own: root may read everything.
QByteArray refusalWithoutRights(const fs::path& path, const fs::path& folder)
{
    int ends[2] {};
    if (pipe(ends) != 0)
        return "no pipe";
    const pid_t child = fork();
    if (child == 0) {
        const bool dropped =
            geteuid() != 0 || (setgroups(0, nullptr) == 0 && setgid(65534) == 0 && setuid(65534) == 0);
        const QByteArray text = dropped ? refusal(path, folder) : QByteArray("rights were not dropped");
        const ssize_t written = write(ends[1], text.constData(), static_cast<std::size_t>(text.size()));
        _exit(written == text.size() ? 0 : 1);
    }
    close(ends[1]);
    QByteArray text(4096, '\0');
    const ssize_t length = read(ends[0], text.data(), static_cast<std::size_t>(text.size()));
    close(ends[0]);
    waitpid(child, nullptr, 0);
    text.truncate(static_cast<qsizetype>(std::max<ssize_t>(length, 0)));
    return text;
}

} // namespace

class CheckpointTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void opensFoldersAndFiles_data()
    {
        QTest::addColumn<int>("shards");
        QTest::addColumn<bool>("index");
        QTest::addColumn<QString>("opened");
        QTest::newRow("one file") << 1 << false << "";
        QTest::newRow("one shard with index") << 1 << true << "";
        QTest::newRow("three shards with index") << 3 << true << "";
        QTest::newRow("the index itself") << 3 << true << "model.safetensors.index.json";
        QTest::newRow("a lone file") << 1 << false << "model.safetensors";
    }
    void opensFoldersAndFiles()
    {
        QFETCH(int, shards);
        QFETCH(bool, index);
        QFETCH(QString, opened);
        const TemporaryFolder folder;
        TinyOptions options = inShards(static_cast<std::uint32_t>(shards));
        options.index = index;
        writeTinyCheckpoint(folder / "Tiny-4", options);
        const auto checkpoint = openCheckpoint(folder / "Tiny-4" / opened.toStdString()).value();
        QCOMPARE(checkpoint->name(), std::string("Tiny-4"));
        QCOMPARE(checkpoint->folder(), folder / "Tiny-4");
        QCOMPARE(checkpoint->shards().size(), static_cast<std::size_t>(shards));
        QCOMPARE(checkpoint->tensors().size(), std::size_t {39});
        QCOMPARE(checkpoint->configText(), tinyConfig(options));
        std::uint64_t payload = 0;
        for (const TinyTensor& wanted : tinyTensors(options)) {
            const TensorInfo* const found = checkpoint->find(wanted.name);
            QVERIFY2(found != nullptr, wanted.name.c_str());
            QCOMPARE(found->shape, wanted.shape);
            QCOMPARE(found->dtype, wanted.dtype);
            const std::string file = readText(checkpoint->shards()[found->shard].path);
            QCOMPARE(file.substr(found->offset, found->bytes), tinyContents(wanted));
            payload += found->bytes;
        }
        QCOMPARE(checkpoint->payloadBytes(), payload);
        QVERIFY(checkpoint->find("model.layers.9.mlp.up_proj.weight") == nullptr);
    }

    void tensorsStandAsPeopleCount()
    {
        const TemporaryFolder folder;
        TinyOptions options = inShards(2);
        options.layers = 12;
        const auto checkpoint = openCheckpoint(writeTinyCheckpoint(folder / "m", options)).value();
        std::vector<std::string> names;
        for (const TensorInfo& tensor : checkpoint->tensors())
            names.push_back(tensor.name);
        const auto at = [&](const char* name) { return std::find(names.begin(), names.end(), name); };
        QVERIFY(at("model.layers.9.self_attn.v_proj.weight") < at("model.layers.10.input_layernorm.weight"));
        QVERIFY(at("model.layers.2.self_attn.v_proj.weight") < at("model.layers.3.input_layernorm.weight"));
        QCOMPARE(names.front(), std::string("lm_head.weight"));
    }

    void opensShardsWithoutIndex()
    {
        const TemporaryFolder folder;
        const fs::path model = writeTinyCheckpoint(folder / "m", inShards(3));
        fs::remove(model / "model.safetensors.index.json");
        writeSafetensors(model / "adapter_model.safetensors", {{"lora", "F32", {1}}});
        writeSafetensors(model / "consolidated.safetensors", {{"tok_embeddings.weight", "F32", {1}}});
        QCOMPARE(openCheckpoint(model).value()->tensors().size(), std::size_t {39});
        fs::remove(model / "model-00002-of-00003.safetensors");
        QCOMPARE(refusal(model, model),
                 QByteArray("Corrupt: model-00002-of-00003.safetensors is missing in DIR, which "
                            "has model-00001-of-00003.safetensors"));
    }

    void aSingleFileGoesBeforeAnIndex()
    {
        const TemporaryFolder folder;
        const fs::path model = writeTinyCheckpoint(folder / "m", inShards(2));
        writeSafetensors(model / "model.safetensors", {{"only", "F32", {1}}});
        QCOMPARE(openCheckpoint(model).value()->tensors().size(), std::size_t {1});
    }

    void namesTheFilesThatAreNotRead()
    {
        const TemporaryFolder folder;
        const fs::path model = writeTinyCheckpoint(folder / "m", inShards(2));
        QCOMPARE(openCheckpoint(model).value()->notes(), std::vector<std::string>());
        writeSafetensors(model / "model-00003-of-00003.safetensors", {{"forgotten", "F32", {1}}});
        writeSafetensors(model / "adapter_model.safetensors", {{"lora", "F32", {1}}});
        QCOMPARE(openCheckpoint(model).value()->notes(),
                 (std::vector<std::string> {"model-00003-of-00003.safetensors is not read: "
                                            "model.safetensors.index.json does not name it"}));
        writeSafetensors(model / "model.safetensors", {{"only", "F32", {1}}});
        QCOMPARE(openCheckpoint(model).value()->notes(),
                 (std::vector<std::string> {
                     "model.safetensors.index.json is not used: model.safetensors lies beside "
                     "it, which loaders read instead"}));
    }

    void aFirstPublishersFormIsNamed()
    {
        const TemporaryFolder folder;
        writeSafetensors(folder / "consolidated-00001-of-00001.safetensors", {{"norm.weight", "F32", {1}}});
        writeText(folder / "params.json", "{}");
        writeText(folder / "config.json", "{}");
        QCOMPARE(refusal(folder.path(), folder.path()),
                 QByteArray(
                     "Unsupported: The folder DIR holds a model in its first publisher's form (params.json): "
                     "get the one that is made for transformers"));
    }

    void followsLinksOfTheHubCache()
    {
        const TemporaryFolder folder;
        const fs::path model = folder / "models--owner--Tiny-4";
        const fs::path snapshot = model / "snapshots" / "0123456789abcdef";
        writeTinyCheckpoint(model / "blobs", inShards(2));
        fs::create_directories(snapshot);
        for (const auto& file : fs::directory_iterator(model / "blobs"))
            fs::create_symlink(fs::path("../../blobs") / file.path().filename(),
                               snapshot / file.path().filename());
        const auto checkpoint = openCheckpoint(snapshot).value();
        QCOMPARE(checkpoint->name(), std::string("owner/Tiny-4"));
        QCOMPARE(checkpoint->tensors().size(), std::size_t {39});
        fs::remove(model / "blobs" / "model-00002-of-00002.safetensors");
        QCOMPARE(
            refusal(snapshot, snapshot),
            QByteArray(
                "Corrupt: DIR/model-00002-of-00002.safetensors is a link to a file that is not there: the "
                "download is not complete"));
    }

    void pathsMayEndInASlashOrBeRelative()
    {
        const TemporaryFolder folder;
        writeTinyCheckpoint(folder / "m", {});
        QCOMPARE(openCheckpoint(folder / "m/").value()->name(), std::string("m"));
        QCOMPARE(openCheckpoint(folder / "x/../m").value()->folder(), folder / "m");
    }

    void refusesFolders_data()
    {
        QTest::addColumn<QString>("file");
        QTest::addColumn<QByteArray>("sentence");
        const auto row = [](const char* file, const char* sentence) {
            QTest::newRow(file) << QString(file) << QByteArray(sentence);
        };
        row("", "Unsupported: The folder DIR is empty");
        row("notes.txt", "Unsupported: The folder DIR holds no .safetensors file");
        row("config.json", "Unsupported: The folder DIR holds no .safetensors file");
        row("adapter_model.safetensors",
            "Unsupported: The folder DIR is a LoRA adapter, not a model: merge it into its base model first");
        row("model.onnx",
            "Unsupported: The folder DIR holds an ONNX file; only safetensors and PyTorch's .bin can be "
            "opened");
        row("consolidated.00.pth",
            "Unsupported: The folder DIR holds a .pth file; only safetensors and PyTorch's .bin can be "
            "opened");
        row("params.json",
            "Unsupported: The folder DIR holds a model in its first publisher's form (params.json): get the "
            "one "
            "that is made for transformers");
        row("model_index.json",
            "Unsupported: The folder DIR is a pipeline of diffusers: open the folder of one of its models, "
            "such "
            "as transformer or unet");
        row("pytorch_model.bin",
            "Unsupported: The folder DIR has no config.json to go with pytorch_model.bin");
        row("training_args.bin",
            "Unsupported: The folder DIR holds no .safetensors file, and of its .bin files none is called "
            "pytorch_model");
        row("model.gguf",
            "Unsupported: The folder DIR holds a GGUF file; only safetensors and PyTorch's .bin can be "
            "opened");
    }
    void refusesFolders()
    {
        QFETCH(QString, file);
        const TemporaryFolder folder;
        if (!file.isEmpty())
            writeText(folder / file.toStdString(), "{}");
        QTEST(refusal(folder.path(), folder.path()), "sentence");
    }

    void saysWhatToOpenInstead()
    {
        const TemporaryFolder folder;
        writeText(folder / "notes.txt", "");
        writeTinyCheckpoint(folder / "one", {});
        QCOMPARE(refusal(folder.path(), folder.path()),
                 QByteArray("Unsupported: The folder DIR holds no model itself, but 1 folder with one: open "
                            "DIR/one"));
        writeTinyCheckpoint(folder / "two", {});
        QCOMPARE(
            refusal(folder.path(), folder.path()),
            QByteArray("Unsupported: The folder DIR holds no model itself, but 2 folders with one: open one "
                       "of them, such as DIR/one"));
        writeTinyCheckpoint(folder / "models--a--b/snapshots/123", {});
        QCOMPARE(
            refusal(folder / "models--a--b", folder.path()),
            QByteArray("Unsupported: The folder DIR/models--a--b is the outer folder of a model in the Hub's "
                       "cache: open DIR/models--a--b/snapshots/123"));
    }

    void namesALinkWithoutItsFile()
    {
        const TemporaryFolder folder;
        writeText(folder / "config.json", "{}");
        fs::create_symlink(folder / "blobs/123", folder / "model.safetensors");
        QCOMPARE(refusal(folder.path(), folder.path()),
                 QByteArray(
                     "Corrupt: DIR/model.safetensors is a link to a file that is not there: the download is "
                     "not complete"));
    }

    void refusesAByteOrderMark()
    {
        const TemporaryFolder folder;
        const fs::path model = writeTinyCheckpoint(folder / "m", {});
        writeText(model / "config.json", "\xEF\xBB\xBF{}");
        QCOMPARE(
            refusal(model, folder.path()),
            QByteArray("Corrupt: DIR/m/config.json begins with a byte order mark, which Python's JSON reader "
                       "refuses: save it as UTF-8 without one"));
    }

    void refusesPathsThatAreNoCheckpoint()
    {
        const TemporaryFolder folder;
        QCOMPARE(refusal(folder / "gone", folder.path()), QByteArray("Io: DIR/gone is not there"));
        writeText(folder / "notes.txt", "");
        QCOMPARE(refusal(folder / "notes.txt", folder.path()),
                 QByteArray("Unsupported: DIR/notes.txt is neither a model folder nor a .safetensors or .bin "
                            "file nor an index"));
        writeText(folder / "config.json", "{}");
        QCOMPARE(mkfifo((folder / "model.safetensors").c_str(), 0600), 0);
        QCOMPARE(refusal(folder.path(), folder.path()),
                 QByteArray("Io: DIR/model.safetensors is not a file"));
    }

    void refusesAMissingConfig()
    {
        const TemporaryFolder folder;
        const fs::path model = writeTinyCheckpoint(folder / "m", {});
        fs::remove(model / "config.json");
        const QByteArray sentence =
            "Unsupported: The folder DIR has no config.json to go with model.safetensors";
        QCOMPARE(refusal(model, model), sentence);
        QCOMPARE(refusal(model / "model.safetensors", model), sentence);
    }

    void aFolderWithoutWeightsOpensWhenAllowed()
    {
        const TemporaryFolder folder;
        writeText(folder / "config.json", "{}");
        const auto checkpoint = openCheckpoint(folder.path(), true).value();
        QVERIFY(checkpoint->tensors().empty());
        QCOMPARE(checkpoint->configText(), std::string("{}"));
        fs::remove(folder / "config.json");
        QVERIFY(!openCheckpoint(folder.path(), true));
    }

    void refusesATruncatedShard()
    {
        const TemporaryFolder folder;
        const fs::path model = writeTinyCheckpoint(folder / "m", inShards(2));
        const fs::path shard = model / "model-00002-of-00002.safetensors";
        cutFile(shard, fs::file_size(shard) - 1000);
        const QByteArray sentence = refusal(model, model);
        QVERIFY2(sentence.startsWith("Corrupt: model-00002-of-00002.safetensors is incomplete: "),
                 sentence.constData());
        QVERIFY2(sentence.contains("tensor \"model.norm.weight\" ends at byte "), sentence.constData());
    }

    void refusesABrokenIndex_data()
    {
        QTest::addColumn<QByteArray>("from");
        QTest::addColumn<QByteArray>("to");
        QTest::addColumn<QByteArray>("sentence");
        const QByteArray name = "model.norm.weight\": \"model-00002-of-00002.safetensors";
        const QByteArray start =
            "Corrupt: model.safetensors.index.json: the file of tensor \"model.norm.weight\", \"";
        const auto row = [&](const char* title, const QByteArray& file, const QByteArray& reason) {
            QTest::newRow(title) << name << "model.norm.weight\": \"" + file
                                 << start + file + "\", " + reason;
        };
        row("absolute", "/etc/model.safetensors", "is an absolute path");
        row("climbs", "../model.safetensors", "leaves the folder");
        row("climbs inside", "sub/../../model.safetensors", "leaves the folder");
        row("no weights", "config.json", "is no .safetensors file");
        row("empty", "", "has no name");
        QTest::newRow("missing shard")
            << name << QByteArray("model.norm.weight\": \"model-00003-of-00002.safetensors")
            << QByteArray("Corrupt: model-00003-of-00002.safetensors, which "
                          "model.safetensors.index.json names, is missing in DIR");
        QTest::newRow("tensor that its shard lacks")
            << QByteArray("\"model.norm.weight\"") << QByteArray("\"model.norms.weight\"")
            << QByteArray("Corrupt: model.safetensors.index.json names tensor \"model.norms.weight\", which "
                          "model-00002-of-00002.safetensors does not hold");
        QTest::newRow("tensor in another shard")
            << name << QByteArray("model.norm.weight\": \"model-00001-of-00002.safetensors")
            << QByteArray("Corrupt: model.safetensors.index.json names tensor \"model.norm.weight\", which "
                          "model-00001-of-00002.safetensors does not hold");
        QTest::newRow("tensor twice")
            << QByteArray("\"model.norm.weight\"") << QByteArray("\"lm_head.weight\"")
            << QByteArray("Corrupt: model.safetensors.index.json: tensor \"lm_head.weight\" "
                          "is named twice");
        QTest::newRow("no map") << QByteArray("weight_map") << QByteArray("weights")
                                << QByteArray(
                                       "Corrupt: model.safetensors.index.json: there is no \"weight_map\"");
        QTest::newRow("a number for a file")
            << "\"" + name + "\"" << QByteArray("\"model.norm.weight\": 2")
            << QByteArray(
                   "Corrupt: model.safetensors.index.json: the file of tensor \"model.norm.weight\" is not a "
                   "string");
        QTest::newRow("no JSON")
            << QByteArray("\"weight_map\":") << QByteArray("\"weight_map\"")
            << QByteArray("Corrupt: model.safetensors.index.json is not valid JSON (line 3, column "
                          "16): ':' is expected");
        QTest::newRow("not UTF-8")
            << QByteArray("metadata") << QByteArray("m\xFFta")
            << QByteArray("Corrupt: model.safetensors.index.json: the index is not UTF-8 text");
    }
    void refusesABrokenIndex()
    {
        QFETCH(QByteArray, from);
        QFETCH(QByteArray, to);
        const TemporaryFolder folder;
        const fs::path model = writeTinyCheckpoint(folder / "m", inShards(2));
        replaceInIndex(model, from, to);
        QTEST(refusal(model, model), "sentence");
    }

    void aTensorThatTheIndexForgotIsKept()
    {
        const TemporaryFolder folder;
        const fs::path model = writeTinyCheckpoint(folder / "m", inShards(2));
        replaceInIndex(model, ",\n    \"model.norm.weight\": \"model-00002-of-00002.safetensors\"", "");
        QVERIFY(openCheckpoint(model).value()->find("model.norm.weight") != nullptr);
    }

    void aTensorInTwoFilesIsRefusedUnlessTheIndexDecides()
    {
        const TemporaryFolder folder;
        const fs::path model = folder / "m";
        fs::create_directories(model);
        writeText(model / "config.json", "{}");
        writeSafetensors(model / "a.safetensors", {{"x", "F32", {1}}});
        writeSafetensors(model / "b.safetensors", {{"x", "F32", {2}}});
        QCOMPARE(refusal(model, model),
                 QByteArray("Corrupt: Tensor \"x\" is in a.safetensors and in b.safetensors"));
        writeText(model / "model.safetensors.index.json", "{\"weight_map\": {\"x\": \"b.safetensors\"}}");
        QCOMPARE(openCheckpoint(model).value()->find("x")->shape, (std::vector<std::uint64_t> {2}));
    }

    void saysWhatMayNotBeRead()
    {
        const TemporaryFolder folder;
        fs::permissions(folder.path(), fs::perms(0755));
        const fs::path model = writeTinyCheckpoint(folder / "m", {});
        fs::permissions(model / "model.safetensors", fs::perms::none);
        QCOMPARE(refusalWithoutRights(model, model),
                 QByteArray("Io: DIR/model.safetensors cannot be opened: Permission denied"));
        fs::permissions(model, fs::perms::none);
        QCOMPARE(refusalWithoutRights(model, model),
                 QByteArray("Io: The folder DIR cannot be read: Permission denied"));
        QCOMPARE(refusalWithoutRights(model / "model.safetensors", model),
                 QByteArray("Io: DIR/model.safetensors cannot be read: Permission denied"));
        fs::permissions(model, fs::perms::owner_all);
    }

    void readsHeadersOnly()
    {
        // A payload of 810 GB is a hole: whoever read it would not finish.
        const TemporaryFolder folder;
        const fs::path model = writeTinyCheckpoint(folder / "Llama-3.1-405B", llama3of405b());
        const std::uint64_t before = residentBytes();
        const std::clock_t start = std::clock();
        const auto checkpoint = openCheckpoint(model).value();
        const double elapsed = secondsSince(start);
        QCOMPARE(checkpoint->shards().size(), std::size_t {191});
        QCOMPARE(checkpoint->payloadBytes(), std::uint64_t {811706777600});
        QVERIFY2(elapsed < 2.5, QByteArray::number(elapsed).constData());
        QVERIFY2(residentBytes() - before < 30000000,
                 QByteArray::number(residentBytes() - before).constData());
    }

    void aHundredThousandTensorsAreQuick()
    {
        const TemporaryFolder folder;
        TinyOptions options;
        options.layers = 11000;
        options.hidden = 2;
        options.heads = 1;
        options.intermediate = 2;
        options.sparse = true;
        writeTinyCheckpoint(folder / "m", options);
        const std::clock_t start = std::clock();
        const auto checkpoint = openCheckpoint(folder / "m").value();
        const double elapsed = secondsSince(start);
        QVERIFY2(elapsed < 5, QByteArray::number(elapsed).constData());
        QCOMPARE(checkpoint->tensors().size(), std::size_t {99003});
    }

    void theFingerprintChangesWithTheFiles()
    {
        const TemporaryFolder folder;
        const fs::path model = writeTinyCheckpoint(folder / "m", {});
        const std::string first = openCheckpoint(model).value()->fingerprint();
        QCOMPARE(first.size(), std::size_t {16});
        QCOMPARE(openCheckpoint(model).value()->fingerprint(), first);
        const fs::path file = model / "model.safetensors";
        fs::last_write_time(file, fs::last_write_time(file) + std::chrono::seconds(1));
        const std::string later = openCheckpoint(model).value()->fingerprint();
        QVERIFY(later != first);
        writeText(model / "config.json", tinyConfig({}) + " ");
        QVERIFY(openCheckpoint(model).value()->fingerprint() != later);
    }

    void dtypesAreKnownByName()
    {
        QCOMPARE(bitsPerElement("BF16"), std::optional<unsigned>(16));
        QCOMPARE(bitsPerElement("F4"), std::optional<unsigned>(4));
        QCOMPARE(bitsPerElement("C64"), std::optional<unsigned>(64));
        QVERIFY(!bitsPerElement("bf16"));
        QVERIFY(!bitsPerElement(""));
        for (const FloatType type : {FloatType::BF16, FloatType::F16, FloatType::F32}) {
            QVERIFY(floatType(headerName(type)) == type);
            QVERIFY(floatTypeFromText(torchName(type)) == type);
            QVERIFY(floatTypeFromText("torch." + std::string(torchName(type))) == type);
            QVERIFY(floatTypeFromText(headerName(type)) == type);
            QCOMPARE(std::uint64_t {*bitsPerElement(headerName(type))}, 8 * bytesPerElement(type));
        }
        QVERIFY(floatTypeFromText("BFloat16") == FloatType::BF16);
        QVERIFY(floatTypeFromText("f16") == FloatType::F16);
        QVERIFY(!floatTypeFromText("keep"));
        QVERIFY(!floatType("F64"));
    }
};

QTEST_APPLESS_MAIN(CheckpointTest)
#include "checkpoint_test.moc"
