#include "core/checkpoint/open_checkpoint.h"
#include "core/checkpoint/weights_fingerprint.h"
#include "tests/support/tiny_checkpoint.h"
#include "tests/support/torch_file.h"

#include <QObject>
#include <QtTest/QTest>

#include <algorithm>
#include <stop_token>

using namespace layerloom::core;
using namespace layerloom::tests;
namespace fs = std::filesystem;

namespace {

std::string fingerprintOf(const fs::path& model)
{
    return weightsFingerprint(*openCheckpoint(model).value());
}

/// Inverts a byte; the file keeps its time.
void flipQuietly(const fs::path& file, std::uint64_t offset)
{
    const auto time = fs::last_write_time(file);
    flipByte(file, offset);
    fs::last_write_time(file, time);
}

/// Whether the fingerprint tells that a byte of a tensor is another.
bool isSeen(const Checkpoint& checkpoint, const TensorInfo& tensor, std::uint64_t byte)
{
    const fs::path& file = checkpoint.shards()[tensor.shard].path;
    const std::string before = weightsFingerprint(checkpoint);
    flipQuietly(file, tensor.offset + byte);
    const bool isOther = weightsFingerprint(checkpoint) != before;
    flipQuietly(file, tensor.offset + byte);
    return isOther;
}

/// "Io: the sentence" with the folder's path as DIR; "told" when nothing was refused.
QByteArray refusal(const Checkpoint& checkpoint)
{
    const auto told = guarded([&] { return weightsFingerprint(checkpoint); });
    if (told)
        return "told";
    const ErrorCode code = told.error().code();
    const QByteArray name = code == ErrorCode::Io ? "Io: "
        : code == ErrorCode::Mismatch             ? "Mismatch: "
                                                  : "another code: ";
    return name
        + QByteArray::fromStdString(told.error().message()).replace(checkpoint.folder().c_str(), "DIR");
}

} // namespace

class WeightsFingerprintTest : public QObject {
    Q_OBJECT

private:
    TemporaryFolder m_folder;

    /// A tiny checkpoint whose file has the time of `alike`'s.
    fs::path writeAlike(const fs::path& alike, const std::string& name, const TinyOptions& options)
    {
        fs::path model = writeTinyCheckpoint(m_folder / name, options);
        fs::last_write_time(model / "model.safetensors", fs::last_write_time(alike / "model.safetensors"));
        return model;
    }

    /// A checkpoint of tensors and nothing else.
    std::shared_ptr<const Checkpoint> opened(const std::string& name, const std::vector<TinyTensor>& tensors)
    {
        fs::create_directories(m_folder / name);
        writeText(m_folder / name / "config.json", "{}");
        writeSafetensors(m_folder / name / "model.safetensors", tensors);
        return openCheckpoint(m_folder / name).value();
    }

private Q_SLOTS:
    void tellsApartWhatHeadersAndTimesDoNot()
    {
        const fs::path one = writeTinyCheckpoint(m_folder / "one", {.seed = 1});
        const fs::path other = writeAlike(one, "other", {.seed = 2});
        const fs::path copy = writeAlike(one, "copy", {.seed = 1});
        QCOMPARE(openCheckpoint(other).value()->fingerprint(), openCheckpoint(one).value()->fingerprint());
        QVERIFY(fingerprintOf(other) != fingerprintOf(one));
        QCOMPARE(fingerprintOf(copy), fingerprintOf(one));
        QCOMPARE(fingerprintOf(one).size(), std::size_t {16});
        QVERIFY(fingerprintOf(one).find_first_not_of("0123456789abcdef") == std::string::npos);
        const fs::path file = copy / "model.safetensors";
        fs::last_write_time(file, fs::last_write_time(file) + std::chrono::seconds(1));
        QVERIFY(fingerprintOf(copy) != fingerprintOf(one));
    }

    void everyTensorCounts_data()
    {
        QTest::addColumn<int>("shards");
        QTest::addColumn<int>("form");
        QTest::newRow("one file") << 1 << -1;
        QTest::newRow("three files") << 3 << -1;
        QTest::newRow("PyTorch's zip file") << 1 << static_cast<int>(TorchForm::Zip);
        QTest::newRow("PyTorch's old file") << 1 << static_cast<int>(TorchForm::Old);
    }
    void everyTensorCounts()
    {
        QFETCH(int, shards);
        QFETCH(int, form);
        const TinyOptions options {.layers = 2, .shards = static_cast<std::uint32_t>(shards)};
        const fs::path model = m_folder / QTest::currentDataTag();
        writeTinyCheckpoint(model, options);
        if (form >= 0) {
            fs::remove(model / "model.safetensors");
            writeTorchTensors(model / "pytorch_model.bin", static_cast<TorchForm>(form),
                              tinyTensors(options));
        }
        const auto checkpoint = openCheckpoint(model).value();
        QCOMPARE(checkpoint->tensors().size(), tinyTensors(options).size());
        QCOMPARE(checkpoint->shards().size(), static_cast<std::size_t>(shards));
        for (const TensorInfo& tensor : checkpoint->tensors())
            QVERIFY2(isSeen(*checkpoint, tensor, 0) && isSeen(*checkpoint, tensor, tensor.bytes / 2)
                         && isSeen(*checkpoint, tensor, tensor.bytes - 1),
                     tensor.name.c_str());
    }

    void ofALargeTensorTheMiddleCounts()
    {
        const auto checkpoint = opened("large", {{"even", "F32", {3000}}, {"odd", "U8", {5001}}});
        const auto isSeenAt = [&](const char* tensor, std::uint64_t byte) {
            return isSeen(*checkpoint, *checkpoint->find(tensor), byte);
        };
        QVERIFY(!isSeenAt("even", 3951) && isSeenAt("even", 3952));
        QVERIFY(isSeenAt("even", 8047) && !isSeenAt("even", 8048));
        QVERIFY(!isSeenAt("odd", 451) && isSeenAt("odd", 452));
        QVERIFY(isSeenAt("odd", 4547) && !isSeenAt("odd", 4548));
    }

    void ofManyTensorsSomeOfEveryKindCount()
    {
        // Four kinds a layer, and a sample for every fourth tensor.
        constexpr std::size_t kKinds = 4;
        std::vector<TinyTensor> tensors;
        for (int layer = 0; layer < 2048; ++layer)
            for (const char* kind : {"a", "b", "c", "d"})
                tensors.push_back({std::to_string(layer) + '.' + kind, "U8", {1}});
        const auto checkpoint = opened("many", tensors);
        const std::string before = weightsFingerprint(*checkpoint);
        QCOMPARE(fingerprintOf(m_folder / "many"), before);
        std::vector<int> seen(kKinds);
        for (std::size_t layer = 0; layer < 24; ++layer) {
            std::vector<int> here(kKinds);
            for (std::size_t kind = 0; kind < kKinds; ++kind)
                here[kind] = isSeen(*checkpoint, *checkpoint->find(tensors[layer * kKinds + kind].name), 0);
            QCOMPARE(std::count(here.begin(), here.end(), 1), std::ptrdiff_t {1});
            for (std::size_t kind = 0; kind < kKinds; ++kind)
                seen[kind] += here[kind];
        }
        QVERIFY(std::all_of(seen.begin(), seen.end(), [](int count) { return count > 2; }));
        QCOMPARE(weightsFingerprint(*checkpoint), before);
    }

    void withoutWeightsThereIsOneToo()
    {
        fs::create_directories(m_folder / "bare");
        writeText(m_folder / "bare" / "config.json", "{}");
        const auto bare = openCheckpoint(m_folder / "bare", true).value();
        QVERIFY(bare->tensors().empty());
        QCOMPARE(weightsFingerprint(*bare).size(), std::size_t {16});
        QCOMPARE(refusal(*opened("hollow", {{"nothing", "F32", {0}}})), QByteArray("told"));
    }

    void saysWhichFileCannotBeRead()
    {
        const fs::path model = writeTinyCheckpoint(m_folder / "lost", {.shards = 2});
        const auto checkpoint = openCheckpoint(model).value();
        const fs::path file = checkpoint->shards()[1].path;
        const QByteArray changed = "Mismatch: DIR/model-00002-of-00002.safetensors has changed since it was "
                                   "opened; open it again";
        const auto time = fs::last_write_time(file);
        fs::last_write_time(file, time + std::chrono::seconds(1));
        QCOMPARE(refusal(*checkpoint), changed);
        cutFile(file, fs::file_size(file) - 1);
        fs::last_write_time(file, time);
        QCOMPARE(refusal(*checkpoint), changed);
        fs::remove(file);
        QCOMPARE(refusal(*checkpoint),
                 QByteArray("Io: DIR/model-00002-of-00002.safetensors cannot be opened: No such file or "
                            "directory"));
    }

    void stopsWhenAsked()
    {
        const auto checkpoint = openCheckpoint(writeTinyCheckpoint(m_folder / "stopped")).value();
        std::stop_source stop;
        const JobContext job(stop.get_token(), {});
        QCOMPARE(weightsFingerprint(*checkpoint, job), weightsFingerprint(*checkpoint));
        stop.request_stop();
        const auto stopped = guarded([&] { return weightsFingerprint(*checkpoint, job); });
        QVERIFY(!stopped && stopped.error().code() == ErrorCode::Cancelled);
    }
};

QTEST_APPLESS_MAIN(WeightsFingerprintTest)
#include "weights_fingerprint_test.moc"
