#include "core/base/text.h"
#include "core/merge/write/destination.h"
#include "core/merge/write/staged_folder.h"
#include "tests/core/merge/merge_fixture.h"

#include <QObject>
#include <QProcess>
#include <QtTest/QTest>

#include <fstream>
#include <functional>
#include <sched.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

using namespace layerloom::core;
using namespace layerloom::tests;

namespace {

/// Runs `work` in a process that is nobody, for whom permissions count; true when it returned true.
bool asNobody(const std::function<bool()>& work)
{
    const pid_t child = ::fork();
    if (child == 0) {
        const bool isOther = ::getuid() != 0 || (::setgid(65534) == 0 && ::setuid(65534) == 0);
        ::_exit(isOther && work() ? 0 : 1);
    }
    int status = 1;
    ::waitpid(child, &status, 0);
    return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

} // namespace

class Destination : public QObject {
    Q_OBJECT

private:
    TemporaryFolder m_folder;

    MergePlan planned(const TinyOptions& options = {}, const std::string& name = "model") const
    {
        return planMerge(stackOf({writeTinyCheckpoint(m_folder / name, options)}, layersOfA({0, 1})), {})
            .value();
    }

    static std::string idOf(const std::vector<Problem>& problems)
    {
        return problems.size() == 1 ? problemCode(problems.front().id)
                                    : std::to_string(problems.size()) + " problems";
    }

private Q_SLOTS:
    void aNewFolderIsAccepted()
    {
        const MergePlan plan = planned();
        QVERIFY(destinationProblems(plan, m_folder / "new").empty());
        QVERIFY(destinationProblems(plan, m_folder / "deep/er/new/").empty());
        std::filesystem::create_directory(m_folder / "empty");
        QVERIFY(destinationProblems(plan, m_folder / "empty").empty());
        QVERIFY(!std::filesystem::exists(m_folder / "new"));
        QVERIFY(!std::filesystem::exists(m_folder / "deep"));
    }

    void aFolderWithFilesIsRefusedAndAnotherNameOffered()
    {
        const MergePlan plan = planned();
        std::filesystem::create_directories(m_folder / "full/sub");
        std::filesystem::create_directory(m_folder / "full-2");
        const auto problems = destinationProblems(plan, m_folder / "full");
        QCOMPARE(idOf(problems), std::string("P27"));
        QCOMPARE(problems.front().severity, Severity::Error);
        QVERIFY(problems.front().message.find((m_folder / "full").string()) != std::string::npos);
        QCOMPARE(fixLabel(problems.front().fixes.front().action), "Use " + (m_folder / "full-3").string());
    }

    void aDestinationInsideASourceIsRefused()
    {
        const MergePlan plan = planned();
        std::filesystem::create_directory_symlink(m_folder / "model", m_folder / "link");
        for (const char* name :
             {"model", "model/", "model/out", "model/a/b", "link/out", "full/../model/out"}) {
            const auto problems = destinationProblems(plan, m_folder / name);
            QCOMPARE(idOf(problems), std::string("P18"));
            QCOMPARE(fixLabel(problems.front().fixes.front().action),
                     "Use " + (m_folder / "model-merged").string());
        }
        QVERIFY(destinationProblems(plan, m_folder / "model-of-mine").empty());
    }

    void aFileInTheWayIsRefused()
    {
        const MergePlan plan = planned();
        writeText(m_folder / "file", "here");
        QCOMPARE(idOf(destinationProblems(plan, m_folder / "file")), std::string("P28"));
        QCOMPARE(idOf(destinationProblems(plan, m_folder / "file/out")), std::string("P28"));
        QCOMPARE(idOf(destinationProblems(plan, {})), std::string("P28"));
    }

    void aLinkIsResolvedFirst()
    {
        const MergePlan plan = planned();
        std::filesystem::create_directories(m_folder / "real/place");
        std::filesystem::create_directory_symlink(m_folder / "real/place", m_folder / "to-place");
        QVERIFY(destinationProblems(plan, m_folder / "to-place").empty());
        QCOMPARE(stagedFolder(m_folder / "to-place/"), m_folder / "real/place.partial");
        JobContext job;
        const auto report = runMerge(plan, {}, m_folder / "to-place", job);
        QVERIFY2(report, messageOf(report).c_str());
        QVERIFY(std::filesystem::is_symlink(m_folder / "to-place"));
        QVERIFY(std::filesystem::exists(m_folder / "real/place/config.json"));
        std::filesystem::create_directory_symlink(m_folder / "gone", m_folder / "to-nothing");
        for (const char* name : {"to-nothing", "to-nothing/out"}) {
            const auto problems = destinationProblems(plan, m_folder / name);
            QCOMPARE(idOf(problems), std::string("P28"));
            QCOMPARE(problems.front().message,
                     (m_folder / "to-nothing").string() + " is a link to a folder that is not there");
        }
    }

    void theCurrentFolderIsRefused()
    {
        const MergePlan plan = planned();
        std::filesystem::create_directory(m_folder / "here");
        const auto before = std::filesystem::current_path();
        std::filesystem::current_path(m_folder / "here");
        const auto problems = destinationProblems(plan, ".");
        const auto byName = destinationProblems(plan, m_folder / "here");
        std::filesystem::current_path(before);
        QCOMPARE(idOf(problems), std::string("P28"));
        QCOMPARE(idOf(byName), std::string("P28"));
        QCOMPARE(fixLabel(problems.front().fixes.front().action), "Use " + (m_folder / "here-2").string());
    }

    void namesThatDifferInCaseOnlyAreRefused()
    {
        for (const char* name : {"LICENSE", "license"}) {
            std::filesystem::create_directory(m_folder / "twins");
            std::ofstream(m_folder / "twins" / name) << name;
        }
        const MergePlan twins = planned({}, "twins");
        QVERIFY(destinationProblems(twins, m_folder / "out").empty());
        const auto disk = m_folder / "caseless";
        std::filesystem::create_directory(disk);
        std::ofstream(m_folder / "image").put('\0');
        std::filesystem::resize_file(m_folder / "image", 32 << 20);
        const auto succeeds = [](const QString& program, const QStringList& arguments) {
            return QProcess::execute(program, arguments) == 0;
        };
        const QString image = QString::fromStdString((m_folder / "image").string());
        if (!succeeds("mkfs.ntfs", {"-q", "-F", "-Q", image})
            || !succeeds("lowntfs-3g", {"-o", "ignore_case", image, QString::fromStdString(disk.string())}))
            QSKIP("No file system that takes no notice of case can be mounted here");
        std::ofstream(disk / "readme") << "a name to try in other letters";
        const auto problems = destinationProblems(twins, disk / "out");
        const auto others = destinationProblems(planned(), disk / "out");
        QCOMPARE(::umount2(disk.c_str(), MNT_DETACH), 0);
        QCOMPARE(idOf(problems), std::string("P28"));
        QCOMPARE(problems.front().message,
                 "LICENSE and license are one file on the disk of " + disk.string()
                     + ", which takes no notice of case");
        QVERIFY(others.empty());
    }

    void theTopOfADiskIsRefused()
    {
        const MergePlan plan = planned();
        const auto disk = m_folder / "disk";
        const auto bound = m_folder / "bound";
        std::filesystem::create_directory(disk);
        std::filesystem::create_directory(bound);
        const pid_t child = ::fork();
        if (child == 0) {
            constexpr int kNoMounts = 77;
            const bool isMounted = ::unshare(CLONE_NEWNS) == 0
                && ::mount(nullptr, "/", nullptr, MS_REC | MS_PRIVATE, nullptr) == 0
                && ::mount(disk.c_str(), bound.c_str(), nullptr, MS_BIND, nullptr) == 0;
            if (!isMounted)
                ::_exit(kNoMounts);
            const auto problems = destinationProblems(plan, bound);
            const bool isRefused = idOf(problems) == "P28"
                && fixLabel(problems.front().fixes.front().action) == "Use " + (bound / "merged").string();
            ::_exit(isRefused && destinationProblems(plan, bound / "merged").empty() ? 0 : 1);
        }
        int status = 1;
        ::waitpid(child, &status, 0);
        if (WIFEXITED(status) && WEXITSTATUS(status) == 77)
            QSKIP("Mounting is not allowed here");
        QVERIFY(WIFEXITED(status) && WEXITSTATUS(status) == 0);
    }

    void namesThatCannotBeMadeAreRefused()
    {
        const MergePlan plan = planned();
        const std::string longest(247, 'x');
        QVERIFY(destinationProblems(plan, m_folder / longest).empty());
        const auto tooLong = destinationProblems(plan, m_folder / (longest + "xyz"));
        QCOMPARE(idOf(tooLong), std::string("P28"));
        QCOMPARE(tooLong.front().message,
                 std::string("The name of the destination has 250 bytes; at most 247 can be used there"));
        for (const char* name : {"/proc/out", "/proc/self/out", "/sys/out"})
            QCOMPARE(idOf(destinationProblems(plan, name)), std::string("P28"));
    }

    void aFolderThatCannotBeWrittenIsRefused()
    {
        const MergePlan plan = planned();
        const auto closed = m_folder / "closed";
        std::filesystem::create_directory(closed);
        QCOMPARE(::chmod(m_folder.path().c_str(), 0755), 0);
        QCOMPARE(::chmod(closed.c_str(), 0555), 0);
        QVERIFY(asNobody([&] {
            const auto problems = destinationProblems(plan, closed / "out");
            return idOf(problems) == "P28"
                && problems.front().message == closed.string() + " cannot be written: Permission denied";
        }));
        QVERIFY(asNobody([&] {
            JobContext job;
            const auto report = runMerge(plan, {}, closed / "out", job);
            return !report && report.error().code() == ErrorCode::Io;
        }));
        QCOMPARE(::chmod(closed.c_str(), 0777), 0);
        QVERIFY(asNobody([&] { return destinationProblems(plan, closed / "out").empty(); }));
    }

    void tooLittleDiskSpaceIsReportedWithFigures()
    {
        // 405 billion parameters 40 times: no disk of a test machine has room for 32 TB.
        TinyOptions options = llama3of405b();
        options.shards = 1;
        Stack stack = stackOf({writeTinyCheckpoint(m_folder / "huge", options)}, {});
        for (int time = 0; time < 40; ++time)
            for (LayerIndex layer = 0; layer < 126; ++layer)
                stack.blocks.push_back({0, layer, {}, false});
        const auto plan = planMerge(stack, {});
        QVERIFY2(plan, messageOf(plan).c_str());
        const auto problems = destinationProblems(*plan, m_folder / "new");
        QCOMPARE(idOf(problems), std::string("P17"));
        QVERIFY2(problems.front().message.rfind("Needs " + shortBytes(plan->bytesWritten) + ", ", 0) == 0,
                 problems.front().message.c_str());
        QVERIFY(problems.front().message.find(" free") != std::string::npos);
        const auto before = entriesOf(m_folder.path());
        JobContext job;
        const auto report = runMerge(*plan, {}, m_folder / "new", job);
        QVERIFY(!report);
        QCOMPARE(report.error().message(), problems.front().message);
        QCOMPARE(entriesOf(m_folder.path()), before);
    }

    void freeDestinationSkipsTakenNames()
    {
        std::filesystem::create_directory(m_folder / "name");
        std::filesystem::create_symlink("nowhere", m_folder / "name-2");
        QCOMPARE(freeDestination(m_folder / "name"), m_folder / "name-3");
        QCOMPARE(freeDestination(m_folder / "other"), m_folder / "other");
    }
};

QTEST_APPLESS_MAIN(Destination)
#include "destination_test.moc"
