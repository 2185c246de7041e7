#include "core/merge/plan/plan_fingerprint.h"
#include "core/merge/write/destination.h"
#include "core/merge/write/leftovers.h"
#include "core/merge/write/staging.h"
#include "tests/core/merge/merge_fixture.h"

#include <QObject>
#include <QtTest/QTest>

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
            Journal journal = Journal::write(file, {"abc", 4});
            journal.tensorsWritten(0, 17);
            journal.overflow(0, 3, 9);
            journal.shardWritten(2);
            journal.shardVerified(2);
            journal.shardWritten(5);
            journal.shardLost(5);
        }
        const auto journal = Journal::read(file);
        QVERIFY(journal && journal->identity() == (MergeIdentity {"abc", 4}));
        QCOMPARE(journal->shard(0).tensors, std::uint64_t(17));
        QCOMPARE(journal->shard(0).overflows.at(3), std::uint64_t(9));
        QVERIFY(!journal->shard(0).isWritten);
        QVERIFY(journal->shard(2).isWritten && journal->shard(2).isVerified);
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
        writeText(stagedFolder(m_folder / name) / "files/stray.txt", "left by a part of an earlier day");
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
