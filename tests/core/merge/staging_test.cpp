#include "core/merge/plan/plan_fingerprint.h"
#include "core/merge/write/destination.h"
#include "core/merge/write/leftovers.h"
#include "core/merge/write/staging.h"
#include "tests/core/merge/merge_fixture.h"

#include <QObject>
#include <QtTest/QTest>

#include <sys/stat.h>
#include <sys/xattr.h>
#include <unistd.h>

using namespace layerloom::core;
using namespace layerloom::tests;

class StagingTest : public QObject {
    Q_OBJECT

private:
    TemporaryFolder m_folder;
    JobContext m_job;

    MergePlan planned(std::uint64_t seed = 1) const
    {
        const auto folder = m_folder / ("model" + std::to_string(seed));
        if (!std::filesystem::exists(folder))
            writeTinyCheckpoint(folder, {.hidden = 64, .intermediate = 96, .tokenizer = true, .seed = seed});
        return planMerge(stackOf({folder}, layersOfA({0, 1, 2, 1, 2, 3})), {.shardBytes = 60'000}).value();
    }

    std::map<std::string, std::string> filesOf(const std::string& name) const
    {
        std::map<std::string, std::string> files;
        for (const std::string& entry : entriesOf(m_folder / name))
            files[entry] = readText(m_folder / name / entry);
        return files;
    }

private Q_SLOTS:
    void aJournalReadsWhatWasWritten()
    {
        const auto file = m_folder / "journal";
        {
            Journal journal = Journal::write(file, {"abc", 4}, {"a b%.json", "1_Pooling/config.json"});
            journal.tensorsWritten(0, 17);
            journal.overflow(0, 3, 9);
            journal.shardWritten(2);
            journal.shardVerified(2, {10, -20, 30});
            journal.shardWritten(5);
            journal.shardLost(5);
        }
        const auto journal = Journal::read(file);
        QVERIFY(journal && journal->identity() == (MergeIdentity {"abc", 4}));
        QCOMPARE(journal->shard(0).tensors, std::uint64_t(17));
        QCOMPARE(journal->shard(0).overflows.at(3), std::uint64_t(9));
        QVERIFY(!journal->shard(0).isWritten);
        QVERIFY(journal->shard(2).isWritten && journal->shard(2).verified == (FileStamp {10, -20, 30}));
        QVERIFY(journal->files() == (std::set<std::string> {"a b%.json", "1_Pooling/config.json"}));
        QVERIFY(!journal->shard(5).isWritten && !journal->shard(1).isWritten);
    }

    void anIncompleteLineIsDropped()
    {
        const auto file = m_folder / "cut";
        {
            Journal journal = Journal::write(file, {"abc", 1});
            journal.tensorsWritten(0, 12);
            journal.tensorsWritten(0, 345);
        }
        const std::string whole = readText(file);
        for (std::size_t size = 0; size <= whole.size(); ++size) {
            writeText(file, whole.substr(0, size));
            const auto read = Journal::read(file);
            const std::size_t lines = static_cast<std::size_t>(
                std::count(whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(size), '\n'));
            QCOMPARE(read.has_value(), lines > 0);
            const std::uint64_t expected = lines < 2 ? 0 : lines == 2 ? 12 : 345;
            QCOMPARE(read ? read->shard(0).tensors : 0, expected);
            Journal::write(file, {"abc", 1}).shardWritten(7);
            const auto again = Journal::read(file);
            QVERIFY(again && again->shard(7).isWritten);
            QCOMPARE(again->shard(0).tensors, expected);
        }
        writeText(file, "something else\n");
        QVERIFY(!Journal::read(file));
    }

    void partsMakeTheSameBytesAsOneProcess_data()
    {
        QTest::addColumn<int>("parts");
        QTest::newRow("one") << 1;
        QTest::newRow("three") << 3;
        QTest::newRow("more than there are shards") << 40;
    }
    void partsMakeTheSameBytesAsOneProcess()
    {
        QFETCH(int, parts);
        const MergePlan plan = planned();
        const auto of = static_cast<std::uint32_t>(parts);
        const std::string name = "parts" + std::to_string(parts);
        QVERIFY(plan.shards.size() > 4 && plan.shards.size() < 40);
        QVERIFY(runMerge(plan, {}, m_folder / (name + "-whole"), m_job));
        std::uint32_t shards = 0;
        for (std::uint32_t part = of; part >= 1; --part) {
            const auto report = mergePart(plan, {}, m_folder / name, {part, of}, m_job);
            QVERIFY2(report, messageOf(report).c_str());
            shards += report->shards;
        }
        QCOMPARE(std::size_t(shards), plan.shards.size());
        QVERIFY(!std::filesystem::exists(m_folder / name));
        const auto stray = stagedFolder(m_folder / name) / "files/stray.txt";
        writeText(stray, "put there by somebody");
        QCOMPARE(messageOf(finishMerge(plan, {}, m_folder / name, m_job)),
                 strangerSentence(stagedFolder(m_folder / name), "files/stray.txt"));
        std::filesystem::remove(stray);
        const auto report = finishMerge(plan, {}, m_folder / name, m_job);
        QVERIFY2(report, messageOf(report).c_str());
        QCOMPARE(report->bytes, plan.payloadBytes);
        QVERIFY(filesOf(name) == filesOf(name + "-whole"));
        QVERIFY(!std::filesystem::exists(stagedFolder(m_folder / name)));
    }

    void aMissingPartIsNamed()
    {
        const MergePlan plan = planned();
        const auto out = m_folder / "missing";
        auto finished = finishMerge(plan, {}, out, m_job);
        QCOMPARE(messageOf(finished), "No part of " + out.string() + " has been written yet");
        QVERIFY(!std::filesystem::exists(stagedFolder(out)));
        QVERIFY(mergePart(plan, {}, out, {2, 4}, m_job));
        finished = finishMerge(plan, {}, out, m_job);
        QCOMPARE(messageOf(finished), std::string("Parts 1, 3 and 4 of 4 are not written completely yet"));
        QVERIFY(mergePart(plan, {}, out, {1, 4}, m_job));
        QVERIFY(mergePart(plan, {}, out, {4, 4}, m_job));
        finished = finishMerge(plan, {}, out, m_job);
        QCOMPARE(messageOf(finished), std::string("Part 3 of 4 is not written completely yet"));
        QVERIFY(!std::filesystem::exists(out));
        QVERIFY(mergePart(plan, {}, out, {3, 4}, m_job));
        QVERIFY(finishMerge(plan, {}, out, m_job));
    }

    void partsOfDifferentMergesAreNeverMixed()
    {
        const auto out = m_folder / "mixed";
        QVERIFY(mergePart(planned(1), {}, out, {1, 2}, m_job));
        for (const auto& [seed, of] : {std::pair(2U, 2U), std::pair(1U, 3U)}) {
            const auto report = mergePart(planned(seed), {}, out, {2, of}, m_job);
            QVERIFY(!report);
            QCOMPARE(report.error().code(), ErrorCode::Mismatch);
        }
        const auto whole = resumeMerge(planned(1), {}, out, m_job);
        QVERIFY(!whole);
        QCOMPARE(whole.error().code(), ErrorCode::Mismatch);
        QVERIFY(mergePart(planned(1), {}, out, {2, 2}, m_job));
        QVERIFY(!finishMerge(planned(2), {}, out, m_job));
        QVERIFY(finishMerge(planned(1), {}, out, m_job));
    }

    void aShardWithADifferenceIsWrittenAgain()
    {
        const MergePlan plan = planned();
        const auto out = m_folder / "wrong";
        const OutputSettings unverified {.verify = VerifyMode::Off};
        QVERIFY(mergePart(plan, unverified, out, {1, 2}, m_job));
        QVERIFY(mergePart(plan, unverified, out, {2, 2}, m_job));
        flipByte(stagedFolder(out) / "files" / plan.shards[1].fileName, plan.shards[1].fileBytes - 1);
        const auto finished = finishMerge(plan, {}, out, m_job);
        QVERIFY(!finished);
        QCOMPARE(finished.error().code(), ErrorCode::Mismatch);
        QCOMPARE(messageOf(finishMerge(plan, {}, out, m_job)),
                 std::string("Part 2 of 2 is not written completely yet"));
        QVERIFY(mergePart(plan, {}, out, {2, 2}, m_job));
        QVERIFY(finishMerge(plan, {}, out, m_job));
    }

    void bytesThatChangeAfterAPartVerifiedThemAreFound()
    {
        const MergePlan plan = planned();
        const auto out = m_folder / "altered";
        QVERIFY(mergePart(plan, {}, out, {1, 2}, m_job));
        QVERIFY(mergePart(plan, {}, out, {2, 2}, m_job));
        const auto file = stagedFolder(out) / "files" / plan.shards[1].fileName;
        const auto time = std::filesystem::last_write_time(file);
        flipByte(file, plan.shards[1].fileBytes - 1);
        std::filesystem::last_write_time(file, time);
        const auto finished = finishMerge(plan, {}, out, m_job);
        QVERIFY(!finished && finished.error().code() == ErrorCode::Mismatch);
        QVERIFY2(messageOf(finished).find("is not what it should be") != std::string::npos,
                 messageOf(finished).c_str());
        QVERIFY(!std::filesystem::exists(out));
    }

    void versionsOfTheProgramAreNotMixed()
    {
        const MergePlan plan = planned();
        const auto out = m_folder / "versions";
        QVERIFY(mergePart(plan, {}, out, {1, 2}, m_job));
        const auto journal = stagedFolder(out) / journalName(1, 2);
        std::string text = readText(journal);
        text.replace(text.find(' ' + programVersion() + '\n'), programVersion().size() + 1, " 0.0.9");
        writeText(journal, text);
        const auto finished = finishMerge(plan, {}, out, m_job);
        QVERIFY(!finished && finished.error().code() == ErrorCode::Mismatch);
        QVERIFY2(messageOf(finished).find("by Layerloom 0.0.9") != std::string::npos,
                 messageOf(finished).c_str());
        QVERIFY(!mergePart(plan, {}, out, {2, 2}, m_job));
    }

    void foldersOfSomebodyElseAreLeftAlone_data()
    {
        QTest::addColumn<QString>("name");
        QTest::addColumn<QString>("entry"); // made beside or instead of what a merge leaves
        QTest::addColumn<bool>("hasJournal");
        QTest::newRow("a photo among the files") << "backup"
                                                 << "files/photo" << false;
        QTest::newRow("a photo among the files of a merge") << "both"
                                                            << "files/photo" << true;
        QTest::newRow("a photo in a folder of the files") << "deep"
                                                          << "files/a/photo" << true;
        QTest::newRow("a diary") << "diary"
                                 << "journal-2024.md" << false;
        QTest::newRow("a journal of another program") << "other"
                                                      << "journal-1-of-2" << false;
        QTest::newRow("a file called files") << "fox"
                                             << "files" << false;
        QTest::newRow("a lock that holds something") << "lock"
                                                     << "lock" << true;
        QTest::newRow("a note") << "note"
                                << "note.txt" << true;
    }
    void foldersOfSomebodyElseAreLeftAlone()
    {
        QFETCH(QString, name);
        QFETCH(QString, entry);
        QFETCH(bool, hasJournal);
        const auto parent = m_folder / ("strange-" + name.toStdString());
        const auto out = parent / name.toStdString();
        const auto theirs = stagedFolder(out) / entry.toStdString();
        if (hasJournal)
            QVERIFY(mergePart(planned(), {}, out, {1, 2}, m_job));
        std::filesystem::create_directories(theirs.parent_path());
        writeText(theirs, "theirs");
        QVERIFY(findLeftovers(parent).empty());
        const auto alone = findLeftAlone(parent);
        QCOMPARE(alone.size(), std::size_t(1));
        QCOMPARE(alone.front().folder, stagedFolder(out));
        QVERIFY2(alone.front().reason.find(entry.startsWith("files/a") ? "files/a" : entry.toStdString())
                     != std::string::npos,
                 alone.front().reason.c_str());
        Leftover forced;
        forced.folder = stagedFolder(out);
        forced.destination = out;
        QVERIFY(!removeLeftover(forced));
        const auto problems = destinationProblems(planned(), out);
        QCOMPARE(problems.size(), std::size_t(1));
        QCOMPARE(problemCode(problems.front().id), std::string("P28"));
        QVERIFY(!runMerge(planned(), {}, out, m_job) && !resumeMerge(planned(), {}, out, m_job));
        QCOMPARE(readText(theirs), std::string("theirs"));
    }

    void linksInAStagedFolderAreNotFollowed()
    {
        const MergePlan plan = planned();
        const auto victims = m_folder / "victims";
        const auto out = m_folder / "linked";
        std::filesystem::create_directory(victims);
        for (const PlannedShard& shard : plan.shards)
            writeText(victims / shard.fileName, "precious");
        QVERIFY(mergePart(plan, {}, out, {1, 2}, m_job));
        const auto files = stagedFolder(out) / "files";
        std::filesystem::remove_all(files);
        std::filesystem::create_directory_symlink(victims, files);
        for (const Leftover& found : findLeftovers(m_folder.path()))
            QVERIFY(found.folder != stagedFolder(out));
        removeStagedFolder(stagedFolder(out));
        QVERIFY(!mergePart(plan, {}, out, {2, 2}, m_job));
        std::filesystem::remove(files);
        std::filesystem::create_directory(files);
        std::filesystem::create_symlink(victims / plan.shards[1].fileName, files / plan.shards[1].fileName);
        QVERIFY(!mergePart(plan, {}, out, {2, 2}, m_job));
        for (const PlannedShard& shard : plan.shards)
            QCOMPARE(readText(victims / shard.fileName), std::string("precious"));
    }

    void aJournalThatNamesFilesElsewhereRemovesNothing()
    {
        const auto folder = m_folder / "forged.partial";
        std::filesystem::create_directories(folder / "files");
        writeText(m_folder / "victim", "precious");
        const std::vector<std::string> names {"../../victim", (m_folder / "victim").string(),
                                              "a/../../../victim"};
        for (const std::string& name : names) {
            writeText(folder / journalName(1, 1),
                      "layerloom-merge/2 abc 1 " + programVersion() + "\nfile " + name + '\n');
            removeStagedFolder(folder);
            QCOMPARE(readText(m_folder / "victim"), std::string("precious"));
            std::filesystem::create_directories(folder / "files");
        }
        std::filesystem::remove_all(folder);
    }

    void aDestinationKeepsItsAccess()
    {
        const auto out = m_folder / "private";
        std::filesystem::create_directory(out);
        QCOMPARE(::chmod(out.c_str(), 02750), 0);
        struct stat before {};
        if (::getuid() == 0)
            QCOMPARE(::chown(out.c_str(), 0, 12345), 0);
        QCOMPARE(::stat(out.c_str(), &before), 0);
        const LastCheck seen = [&](const std::filesystem::path& files, JobContext&) {
            struct stat now {};
            if (::stat(files.c_str(), &now) != 0 || now.st_mode != before.st_mode
                || now.st_gid != before.st_gid)
                throw Error(ErrorCode::Mismatch, "readable by others while it is written");
        };
        const auto report = runMerge(planned(), {}, out, m_job, seen);
        QVERIFY2(report, messageOf(report).c_str());
        struct stat after {};
        QCOMPARE(::stat(out.c_str(), &after), 0);
        QVERIFY(after.st_mode == before.st_mode && after.st_gid == before.st_gid
                && after.st_uid == before.st_uid);
    }

    void aDestinationKeepsItsAccessList()
    {
        const auto out = m_folder / "listed";
        std::filesystem::create_directory(out);
        // Version 2; owner rwx, user 12345 r-x, group r-x, mask r-x, others nothing.
        const std::string list("\2\0\0\0\1\0\7\0\xff\xff\xff\xff\2\0\5\0\x39\x30\0\0\4\0\5\0\xff\xff\xff\xff"
                               "\x10\0\5\0\xff\xff\xff\xff\x20\0\0\0\xff\xff\xff\xff",
                               44);
        if (::setxattr(out.c_str(), "system.posix_acl_access", list.data(), list.size(), 0) != 0)
            QSKIP("This file system has no access lists");
        QVERIFY(runMerge(planned(), {}, out, m_job));
        std::string kept(64, '\0');
        const ssize_t size = ::getxattr(out.c_str(), "system.posix_acl_access", kept.data(), kept.size());
        QCOMPARE(size, ssize_t(list.size()));
        QVERIFY(kept.substr(0, list.size()) == list);
    }

    void leftoversAreFoundFromEveryFolder()
    {
        const auto folder = m_folder / "many";
        std::filesystem::create_directories(folder / "mine.partial/files");
        writeText(folder / "mine.partial/thesis.txt", "keep");
        const auto staged = stagedFolder(folder / "out");
        QVERIFY(mergePart(planned(), {}, folder / "out/", {1, 2}, m_job));
        for (const auto& place :
             {folder, folder / "out", staged, std::filesystem::path(folder.string() + "/")}) {
            const auto found = findLeftovers(place);
            QCOMPARE(found.size(), std::size_t(1));
            QCOMPARE(found.front().folder, staged);
            QCOMPARE(found.front().destination, folder / "out");
            QCOMPARE(found.front().plan, fingerprintOf(planned()));
            QVERIFY(found.front().bytes > 0 && !found.front().isInUse);
        }
        const auto problems = destinationProblems(planned(), folder / "out");
        QCOMPARE(problems.size(), std::size_t(1));
        QCOMPARE(problems.front().severity, Severity::Warning);
        const auto others = destinationProblems(planned(2), folder / "out");
        QCOMPARE(others.size(), std::size_t(1));
        QCOMPARE(others.front().severity, Severity::Error);
        QCOMPARE(fixLabel(others.front().fixes.front().action), "Use " + (folder / "out-2").string());
        QVERIFY(removeLeftover(findLeftovers(folder).front()));
        QVERIFY(findLeftovers(folder).empty() && !std::filesystem::exists(staged));
        QCOMPARE(readText(folder / "mine.partial/thesis.txt"), std::string("keep"));
    }
};

QTEST_APPLESS_MAIN(StagingTest)
#include "staging_test.moc"
