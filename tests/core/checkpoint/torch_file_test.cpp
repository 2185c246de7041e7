#include "core/base/error.h"
#include "core/checkpoint/open_checkpoint.h"
#include "core/checkpoint/torch_archive.h"
#include "tests/support/torch_file.h"

#include <QObject>
#include <QtTest/QTest>

#include <algorithm>

using namespace layerloom::core;
using namespace layerloom::tests;

namespace fs = std::filesystem;

namespace {

QByteArray said(const Error& error, const fs::path& folder)
{
    const QByteArray name = error.code() == ErrorCode::Corrupt ? "Corrupt: "
        : error.code() == ErrorCode::Unsupported               ? "Unsupported: "
        : error.code() == ErrorCode::Io                        ? "Io: "
                                                               : "another code: ";
    return name + QByteArray::fromStdString(error.message()).replace(folder.c_str(), "DIR");
}

/// "Corrupt: the sentence" with the folder's path as DIR; "opened" when nothing was refused.
QByteArray refusal(const fs::path& path, const fs::path& folder)
{
    const auto result = openCheckpoint(path);
    return result ? QByteArray("opened") : said(result.error(), folder);
}

QByteArray refusalOfFile(const std::string& bytes)
{
    const TemporaryFolder folder;
    writeText(folder / "m.bin", bytes);
    const auto result = guarded([&] { return readTorchArchive(folder / "m.bin"); });
    return result ? QByteArray("opened") : said(result.error(), folder.path());
}

const std::string kPickle =
    pickledDictionary({{"x", pickledTensor(pickledStorage("FloatStorage", "0", 4), 0, {4})}});
const std::string kZeros(16, '\0');

std::vector<ZipEntry> soundEntries()
{
    return {{"m/data.pkl", kPickle}, {"m/data/0", kZeros}};
}

std::string zipOf(const std::vector<ZipEntry>& entries)
{
    const TemporaryFolder folder;
    writeZip(folder / "m.bin", entries);
    return readText(folder / "m.bin");
}

std::string fileOf(TorchForm form)
{
    const TemporaryFolder folder;
    writeTorchTensors(folder / "m.bin", form, {{"x", "F32", {4}}, {"y", "BF16", {2, 2}}});
    return readText(folder / "m.bin");
}

std::string replaced(std::string text, const std::string& from, const std::string& to)
{
    const std::size_t at = text.find(from);
    if (at == std::string::npos)
        qFatal("There is nothing to replace");
    return text.replace(at, from.size(), to);
}

/// Tensors in a folder as PyTorch writes them, in `shards` files; an index when there are several.
fs::path writeTorchCheckpoint(const fs::path& folder, TorchForm form, std::size_t shards)
{
    const std::vector<TinyTensor> tensors = tinyTensors({});
    fs::create_directories(folder);
    writeText(folder / "config.json", tinyConfig({}));
    if (shards == 1) {
        writeTorchTensors(folder / "pytorch_model.bin", form, tensors);
        return folder;
    }
    std::string map;
    for (std::size_t shard = 0; shard < shards; ++shard) {
        const std::string name =
            "pytorch_model-0000" + std::to_string(shard + 1) + "-of-0000" + std::to_string(shards) + ".bin";
        std::vector<TinyTensor> part;
        for (std::size_t i = shard; i < tensors.size(); i += shards)
            part.push_back(tensors[i]);
        for (const TinyTensor& tensor : part)
            map += (map.empty() ? "\"" : ", \"") + tensor.name + "\": \"" + name + '"';
        writeTorchTensors(folder / name, form, part);
    }
    writeText(folder / "pytorch_model.bin.index.json", "{\"weight_map\": {" + map + "}}");
    return folder;
}

void addRow(const char* title, const std::string& bytes, const char* sentence)
{
    QTest::newRow(title) << QByteArray::fromStdString(bytes) << QByteArray(sentence);
}

void addZipEntries()
{
    std::vector<ZipEntry> entries = soundEntries();
    entries.push_back({"m/constants.pkl", "\x80\x02)."});
    addRow("a program", zipOf(entries),
           "Unsupported: m.bin: it is a program of TorchScript, not a dictionary of tensors");
    entries.back() = {"n/data.pkl", kPickle};
    addRow("two pickles", zipOf(entries), "Corrupt: m.bin: it holds two pickles of tensors");
    entries.back() = {"m/data/0", kZeros};
    addRow("a name twice", zipOf(entries), "Corrupt: m.bin: its zip directory names \"m/data/0\" twice");
    entries.back() = {"m/byteorder", "big"};
    addRow("big-endian", zipOf(entries), "Unsupported: m.bin: it was written on a big-endian machine");
    entries = soundEntries();
    entries[1].method = 8;
    addRow("compressed", zipOf(entries),
           "Unsupported: m.bin: \"m/data/0\" is compressed or encrypted; PyTorch stores it as it is");
}

void addBrokenZips()
{
    const std::string zip = zipOf(soundEntries());
    addRow("half a file", zip.substr(0, zip.size() / 2),
           "Corrupt: m.bin: it begins as a zip file, but its directory at the end is missing: it is "
           "incomplete");
    addRow("moved", zip.substr(0, 4) + zip.substr(5), "Corrupt: m.bin: its zip directory is broken");
    std::string tooFar = zip;
    tooFar[tooFar.rfind("PK\x01\x02") + 45] = '\x7f';
    addRow("an entry past the end", tooFar,
           "Corrupt: m.bin: its zip directory points past the end of the file");
    std::string tooLong = zip;
    tooLong[tooLong.rfind("PK\x01\x02") + 23] = '\x7f';
    tooLong[tooLong.rfind("PK\x01\x02") + 27] = '\x7f';
    addRow("an entry that is too long", tooLong,
           "Corrupt: m.bin: \"m/data/0\" reaches past the end of the file");
    std::string many = zip;
    many[many.rfind("PK\x05\x06") + 11] = '\x7f';
    addRow("more entries than there are", many,
           "Corrupt: m.bin: its zip directory is too short for 32,514 files");
}

void addOldForms()
{
    const std::string old = fileOf(TorchForm::Old);
    addRow("old, big-endian", replaced(old, "little_endian\x88", "little_endian\x89"),
           "Unsupported: m.bin: it was written on a big-endian machine");
    addRow("old, cut", old.substr(0, old.size() - 1),
           "Corrupt: m.bin: it is incomplete: the storage \"1\" is 8 bytes long, but 7 bytes are left");
    addRow("old, without a storage", old.substr(0, old.size() - 16),
           "Corrupt: m.bin: it is incomplete: the storage \"1\" is missing");
    addRow("old, another list of storages",
           replaced(old,
                    std::string("](X\x01\x00\x00\x00"
                                "0",
                                8),
                    std::string("](X\x01\x00\x00\x00"
                                "7",
                                8)),
           "Corrupt: m.bin: the list of its storages does not fit its tensors");
    addRow("old, a storage of another size",
           replaced(old, std::string("e.\x04\x00", 4), std::string("e.\x05\x00", 4)),
           "Corrupt: m.bin: the storage \"0\" has 5 elements, but 4 are named");
}

} // namespace

Q_DECLARE_METATYPE(TorchForm)

class TorchFileTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void opensFolders_data()
    {
        QTest::addColumn<TorchForm>("form");
        QTest::addColumn<int>("shards");
        QTest::addColumn<QString>("opened");
        QTest::addColumn<QString>("removed");
        QTest::newRow("zip") << TorchForm::Zip << 1 << ""
                             << "";
        QTest::newRow("old") << TorchForm::Old << 1 << ""
                             << "";
        QTest::newRow("zip in shards") << TorchForm::Zip << 3 << ""
                                       << "";
        QTest::newRow("old in shards") << TorchForm::Old << 3 << ""
                                       << "";
        QTest::newRow("a lone file") << TorchForm::Zip << 1 << "pytorch_model.bin"
                                     << "";
        QTest::newRow("the index itself") << TorchForm::Zip << 3 << "pytorch_model.bin.index.json"
                                          << "";
        QTest::newRow("shards without index") << TorchForm::Zip << 3 << ""
                                              << "pytorch_model.bin.index.json";
    }
    void opensFolders()
    {
        QFETCH(TorchForm, form);
        QFETCH(int, shards);
        QFETCH(QString, opened);
        QFETCH(QString, removed);
        const TemporaryFolder folder;
        const fs::path model =
            writeTorchCheckpoint(folder / "Tiny-4", form, static_cast<std::size_t>(shards));
        writeText(model / "training_args.bin", "no weights");
        writeText(model / "optimizer.bin", "no weights");
        if (!removed.isEmpty())
            fs::remove(model / removed.toStdString());
        const auto checkpoint = openCheckpoint(model / opened.toStdString()).value();
        QCOMPARE(checkpoint->name(), std::string("Tiny-4"));
        QCOMPARE(checkpoint->shards().size(), static_cast<std::size_t>(shards));
        QCOMPARE(checkpoint->tensors().size(), std::size_t {39});
        for (const TinyTensor& wanted : tinyTensors({})) {
            const TensorInfo* const found = checkpoint->find(wanted.name);
            QVERIFY2(found != nullptr, wanted.name.c_str());
            QCOMPARE(found->dtype, wanted.dtype);
            QCOMPARE(found->shape, wanted.shape);
            const std::string file = readText(checkpoint->shards()[found->shard].path);
            QCOMPARE(file.substr(found->offset, found->bytes), tinyContents(wanted));
        }
    }

    void safetensorsGoBefore()
    {
        const TemporaryFolder folder;
        const fs::path model = writeTorchCheckpoint(folder / "m", TorchForm::Zip, 1);
        writeSafetensors(model / "weights.safetensors", {{"only", "F32", {1}}});
        QCOMPARE(openCheckpoint(model).value()->tensors().size(), std::size_t {1});
        fs::rename(model / "weights.safetensors", model / "adapter_model.safetensors");
        QCOMPARE(openCheckpoint(model).value()->tensors().size(), std::size_t {39});
    }

    void refusesFolders()
    {
        const TemporaryFolder folder;
        const fs::path model = writeTorchCheckpoint(folder / "m", TorchForm::Zip, 3);
        const fs::path index = model / "pytorch_model.bin.index.json";
        const std::string text = readText(index);
        writeText(index, replaced(text, "pytorch_model-00001-of-00003.bin", "model.safetensors"));
        QCOMPARE(refusal(model, model),
                 QByteArray("Corrupt: pytorch_model.bin.index.json: the file of tensor \"lm_head.weight\", "
                            "\"model.safetensors\", is no .bin file"));
        writeText(index, text);
        fs::remove(model / "pytorch_model-00002-of-00003.bin");
        QCOMPARE(
            refusal(model, model),
            QByteArray(
                "Corrupt: pytorch_model-00002-of-00003.bin, which pytorch_model.bin.index.json names, is "
                "missing in DIR"));
        fs::remove(index);
        QCOMPARE(refusal(model, model),
                 QByteArray("Corrupt: pytorch_model-00002-of-00003.bin is missing in DIR, which has "
                            "pytorch_model-00001-of-00003.bin"));
    }

    void refusesFiles_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<QByteArray>("sentence");
        const char* const noFile =
            "Unsupported: m.bin: this is no file of PyTorch's tensors: it begins neither as a zip "
            "file nor as the form before PyTorch 1.6";
        addRow("empty", "", noFile);
        addRow("text", "{}", noFile);
        addRow("a pointer", "version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 1\n",
               "Corrupt: m.bin: this is a Git LFS pointer, the file itself was not downloaded");
        addRow("a zip file of something", zipOf({{"word/document.xml", "<w/>"}}),
               "Unsupported: m.bin: it is a zip file without a \"data.pkl\", so PyTorch did not write it");
        addZipEntries();
        addBrokenZips();
        addOldForms();
    }
    void refusesFiles()
    {
        QFETCH(QByteArray, bytes);
        QTEST(refusalOfFile(bytes.toStdString()), "sentence");
    }

    void aCutFileIsNeverOpened_data()
    {
        QTest::addColumn<TorchForm>("form");
        QTest::newRow("zip") << TorchForm::Zip;
        QTest::newRow("old") << TorchForm::Old;
    }
    void aCutFileIsNeverOpened()
    {
        QFETCH(TorchForm, form);
        const std::string whole = fileOf(form);
        QCOMPARE(refusalOfFile(whole), QByteArray("opened"));
        for (std::size_t bytes = 0; bytes < whole.size(); ++bytes) {
            const QByteArray refused = refusalOfFile(whole.substr(0, bytes));
            const bool isRefused = refused.startsWith("Corrupt: ") || refused.startsWith("Unsupported: ");
            QVERIFY2(isRefused, QByteArray::number(static_cast<qulonglong>(bytes)) + ": " + refused);
        }
    }

    void tensorsLieInsideTheFileWhateverByteIsWrong_data() { aCutFileIsNeverOpened_data(); }
    void tensorsLieInsideTheFileWhateverByteIsWrong()
    {
        QFETCH(TorchForm, form);
        const TemporaryFolder folder;
        const std::string whole = fileOf(form);
        int opened = 0;
        for (std::size_t at = 0; at < whole.size(); ++at) {
            std::string broken = whole;
            broken[at] = static_cast<char>(~broken[at]);
            writeText(folder / "m.bin", broken);
            const auto result = guarded([&] { return readTorchArchive(folder / "m.bin"); });
            if (!result) {
                QVERIFY2(result.error().code() == ErrorCode::Corrupt
                             || result.error().code() == ErrorCode::Unsupported,
                         result.error().what());
                continue;
            }
            ++opened;
            for (const TensorInfo& tensor : result->tensors)
                QVERIFY(tensor.offset + tensor.bytes <= whole.size());
        }
        QVERIFY(opened > 24); // at least where only the tensors' own bytes are others
        QVERIFY(opened < static_cast<int>(whole.size()) / 2);
    }
};

QTEST_APPLESS_MAIN(TorchFileTest)
#include "torch_file_test.moc"
