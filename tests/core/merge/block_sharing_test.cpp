#include "core/merge/plan/shared_ranges.h"
#include "core/merge/write/destination.h"
#include "core/merge/write/merge_writer.h"
#include "tests/core/merge/merge_fixture.h"

#include <QObject>
#include <QProcess>
#include <QtTest/QTest>

#include <fcntl.h>
#include <linux/fs.h>
#include <memory>
#include <sys/ioctl.h>
#include <sys/statvfs.h>
#include <unistd.h>

using namespace layerloom::core;
using namespace layerloom::tests;

namespace {

bool runs(const QString& program, const QStringList& arguments)
{
    QProcess process;
    process.start(program, arguments);
    return process.waitForFinished() && process.exitStatus() == QProcess::NormalExit
        && process.exitCode() == 0;
}

/// A file system of its own in a file, mounted where that is allowed.
class LoopMount {
public:
    explicit LoopMount(const QString& type)
    {
        const std::filesystem::path image = m_folder / "image";
        std::filesystem::create_directory(path());
        writeText(image, "");
        std::filesystem::resize_file(image, 400U << 20U);
        const QStringList make {"-q", image.c_str()};
        m_isMounted = ::geteuid() == 0 && runs("mkfs." + type, make)
            && runs("mount", {"-o", "loop", image.c_str(), path().c_str()});
    }
    ~LoopMount()
    {
        if (m_isMounted)
            runs("umount", {path().c_str()});
    }
    LoopMount(const LoopMount&) = delete;
    LoopMount& operator=(const LoopMount&) = delete;

    bool isMounted() const { return m_isMounted; }
    std::filesystem::path path() const { return m_folder / "mounted"; }

private:
    TemporaryFolder m_folder;
    bool m_isMounted = false;
};

/// Whether files of a folder can share blocks, asked without the code that is tested.
bool canShare(const std::filesystem::path& folder)
{
    writeText(folder / "from", std::string(8192, 'x'));
    const int from = ::open((folder / "from").c_str(), O_RDONLY | O_CLOEXEC);
    const int to = ::open((folder / "to").c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0666);
    const bool can = ::ioctl(to, FICLONE, from) == 0;
    ::close(from);
    ::close(to);
    return can;
}

std::uint64_t usedBytes(const std::filesystem::path& folder)
{
    const int descriptor = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    ::syncfs(descriptor);
    ::close(descriptor);
    struct statvfs disk {};
    ::statvfs(folder.c_str(), &disk);
    return (disk.f_blocks - disk.f_bfree) * disk.f_frsize;
}

/// A model of 9 MB whose tensors are worth sharing, in two files.
std::filesystem::path writtenModel(const std::filesystem::path& folder)
{
    return writeTinyCheckpoint(folder,
                               {.hidden = 256,
                                .intermediate = 1024,
                                .heads = 4,
                                .keyValueHeads = 4,
                                .vocabulary = 601,
                                .shards = 2});
}

bool isSameAsPlanned(const MergePlan& plan, const std::filesystem::path& out)
{
    JobContext job;
    return verifyMerge(plan, {}, out, job).hasValue();
}

} // namespace

class BlockSharing : public QObject {
    Q_OBJECT

private:
    TemporaryFolder m_folder;
    std::vector<std::unique_ptr<LoopMount>> m_mounts;

private Q_SLOTS:
    void initTestCase()
    {
        for (const char* type : {"xfs", "btrfs"}) {
            auto mount = std::make_unique<LoopMount>(type);
            if (mount->isMounted())
                m_mounts.push_back(std::move(mount));
        }
    }
    void cleanupTestCase() { m_mounts.clear(); }

    void blocksAreSharedAndOtherBytesCopied_data()
    {
        QTest::addColumn<QString>("folder");
        QTest::newRow("temporary folder") << QString(m_folder.path().c_str());
        for (const auto& mount : m_mounts)
            QTest::addRow("%s", mount->path().c_str()) << QString(mount->path().c_str());
    }
    void blocksAreSharedAndOtherBytesCopied()
    {
        QFETCH(QString, folder);
        const std::filesystem::path place = folder.toStdString();
        const Stack stack = stackOf({writtenModel(place / "model")}, layersOfA({0, 1, 2, 1, 2, 3}));
        const OutputSettings settings {.shardBytes = 6'000'000};
        const auto plan = planMerge(stack, settings);
        QVERIFY2(plan, messageOf(plan).c_str());
        std::uint64_t shareable = 0;
        for (const PlannedShard& shard : plan->shards)
            shareable += sharedBytes(sharedRanges(shard));
        QVERIFY(shareable >= plan->payloadBytes - plan->payloadBytes / 20);
        const bool shares = canShare(place);
        const std::uint64_t before = shares ? usedBytes(place) : 0;
        std::uint64_t done = 0;
        std::uint64_t verified = 0;
        JobContext job({}, [&](const Progress& progress) {
            done = progress.done;
            verified = progress.stage == Stage::Verifying ? progress.tensorsDone : verified;
        });
        const auto report = runMerge(*plan, settings, place / "out", job);
        QVERIFY2(report, messageOf(report).c_str());
        QCOMPARE(report->shared, shares ? shareable : 0);
        QCOMPARE(done, 2 * plan->bytesWritten);
        QCOMPARE(verified, plan->tensorCount());
        QVERIFY(isSameAsPlanned(*plan, place / "out"));
        flipByte(place / "out" / plan->shards.back().fileName, plan->shards.back().fileBytes / 2);
        QVERIFY(!isSameAsPlanned(*plan, place / "out"));
        if (shares)
            QVERIFY2(usedBytes(place) - before < plan->payloadBytes / 5, folder.toUtf8());
    }

    void sharedBlocksNeedNoSpace()
    {
        for (const auto& mount : m_mounts) {
            const Stack many = stackOf({writtenModel(mount->path() / "often")},
                                       layersOfA(std::vector<std::uint32_t>(300, 2)));
            for (const FloatType dtype : {FloatType::BF16, FloatType::F16}) {
                const auto plan = planMerge(many, {.dtype = dtype});
                QVERIFY2(plan, messageOf(plan).c_str());
                QVERIFY(plan->bytesWritten > 400U << 20U);
                const auto found = destinationProblems(*plan, mount->path() / "many");
                // Only what is copied as it is can be shared.
                QCOMPARE(found.empty(), dtype == FloatType::BF16);
                QVERIFY(found.empty() || found.front().id == ProblemId::NotEnoughSpace);
            }
        }
    }

    void sourcesOnOtherDisksAreCopied()
    {
        const auto model = writtenModel(m_folder / "elsewhere");
        const auto plan = planMerge(stackOf({model}, layersOfA({0, 0, 3})), {});
        QVERIFY2(plan, messageOf(plan).c_str());
        for (const auto& mount : m_mounts) {
            JobContext job;
            const auto report = runMerge(*plan, {}, mount->path() / "from-elsewhere", job);
            QVERIFY2(report, messageOf(report).c_str());
            QCOMPARE(report->shared, std::uint64_t(0));
            QVERIFY(isSameAsPlanned(*plan, mount->path() / "from-elsewhere"));
        }
    }

    void partsOutsideSharedRangesAreCopied()
    {
        PlannedTensor tensor {"t", "U8", {10'000}};
        tensor.offset = 1'000;
        tensor.bytes = 10'000;
        using Parts = std::vector<std::pair<std::uint64_t, std::uint64_t>>;
        QCOMPARE(partsOutside(tensor, {}), (Parts {{0, 10'000}}));
        QCOMPARE(partsOutside(tensor, {{0, 1'000}, {11'000, 50}}), (Parts {{0, 10'000}}));
        QCOMPARE(partsOutside(tensor, {{0, 20'000}}), Parts());
        QCOMPARE(partsOutside(tensor, {{500, 1'500}, {4'096, 4'096}, {9'000, 9'000}}),
                 (Parts {{1'000, 3'096}, {7'192, 8'000}}));
    }
};

QTEST_GUILESS_MAIN(BlockSharing)
#include "block_sharing_test.moc"
