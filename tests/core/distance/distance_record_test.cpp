#include "core/distance/distance_record.h"
#include "core/sensitivity/sensitivity.h"
#include "core/sensitivity/state_distances.h"
#include "tests/core/distance/same_distances.h"
#include "tests/core/sensitivity/even_sensitivity.h"
#include "tests/support/tiny_checkpoint.h"

#include <QObject>
#include <QtTest/QTest>

#include <algorithm>
#include <bit>
#include <chrono>
#include <limits>

using namespace layerloom::core;
using namespace layerloom::tests;
namespace fs = std::filesystem;

namespace {

/// Numbers that are hard to write down.
DistanceRecord made(std::size_t rows, std::size_t columns)
{
    DistanceRecord made {{"0123456789abcdef", ""}, "base \"x\"\nö", "", {}};
    WeightDistances& found = made.distances;
    found.all = Matrix(rows, columns, 1.0 / 3);
    found.all.values.front() = -0.0;
    found.all.values.back() = std::bit_cast<double>(0xfff8000000000123U);
    found.kinds = {{"mlp.up_proj.weight", Matrix(rows, columns, 1e-310)},
                   {"norm", Matrix(rows, columns, -std::numeric_limits<double>::infinity())}};
    const double nan = std::numeric_limits<double>::quiet_NaN();
    found.rows.assign(rows, {{~std::uint64_t {0}, 2, 3, 4}, nan});
    found.columns = found.rows;
    found.problems = {"up_proj holds 3 values that are no number (NaN)"};
    found.notCompared = {"packed"};
    if (rows == columns)
        return made;
    made.key.other = "fedcba9876543210";
    made.otherModel = "other";
    found.betweenModels = true;
    found.columns.assign(columns, {{9, 8, 7, 6}, std::numeric_limits<double>::infinity()});
    return made;
}

std::string textOf(const DistanceRecord& record)
{
    return distanceFormat().serialize(record);
}

bool isRead(const std::string& text)
{
    return guarded([&] { return distanceFormat().parse(text); }).hasValue();
}

void store(const RecordCache& cache, const DistanceRecord& record)
{
    storeCached(cache, recordId(record.key), distanceFormat(), record);
}

void store(const RecordCache& cache, const Sensitivity& sensitivity)
{
    storeCached(cache, recordId(sensitivity.key), sensitivityFormat(), sensitivity);
}

std::optional<DistanceRecord> find(const RecordCache& cache, const DistanceKey& key)
{
    return findCached(cache, recordId(key), distanceFormat());
}

bool isCached(const RecordCache& cache, const SensitivityKey& key)
{
    return findCached(cache, recordId(key), sensitivityFormat()).has_value();
}

fs::path fileOf(const RecordCache& cache, const DistanceRecord& record)
{
    return cache.fileOf(distanceFormat().key(recordId(record.key)));
}

void setTime(const fs::path& file, int seconds)
{
    fs::last_write_time(file, fs::file_time_type::clock::now() + std::chrono::seconds(seconds));
}

} // namespace

/// Distances of weights as they are kept in files.
class DistanceRecordTest : public QObject {
    Q_OBJECT

private:
    TemporaryFolder m_folder;

private Q_SLOTS:
    void everyBitComesBack_data()
    {
        QTest::addColumn<int>("columns");
        QTest::newRow("one model") << 3;
        QTest::newRow("two models") << 2;
    }
    void everyBitComesBack()
    {
        QFETCH(int, columns);
        const DistanceRecord kept = made(3, static_cast<std::size_t>(columns));
        const DistanceRecord read = distanceFormat().parse(textOf(kept)).value();
        QVERIFY(areSame(read.distances, kept.distances));
        QVERIFY(read.key == kept.key && read.model == kept.model && read.otherModel == kept.otherModel);
    }

    void recordsOfOtherKindsAreNotDistances()
    {
        const RecordCache cache(m_folder / "kinds");
        store(cache, made(2, 3));
        const Record record = RecordCache::read(cache.list().at(0).file).value();
        QVERIFY(parseRecord(record, distanceFormat()).has_value());
        QVERIFY(!parseRecord(record, sensitivityFormat()) && !parseRecord(record, stateDistancesFormat()));
        Record ofNextVersion = record;
        ofNextVersion.key.kind = "weight-distances-2";
        QVERIFY(!parseRecord(ofNextVersion, distanceFormat()));
        QVERIFY(!isRead(sensitivityFormat().serialize(evenSensitivity(3))));
    }

    void whatMakesNoSenseIsRefused()
    {
        DistanceRecord wrong = made(3, 3);
        wrong.distances.all.values.pop_back();
        QVERIFY(!isRead(textOf(wrong)));
        wrong = made(3, 3);
        wrong.distances.kinds[1].distances = Matrix(3, 4);
        QVERIFY(!isRead(textOf(wrong)));
        wrong = made(3, 2);
        wrong.distances.columns.pop_back();
        QVERIFY(!isRead(textOf(wrong)));
        wrong = made(3, 3);
        wrong.distances.kinds.clear();
        QVERIFY(!isRead(textOf(wrong)));
        QVERIFY(!isRead(textOf({{"a", ""}, "a", "", {}})));
        std::string body = textOf(made(2, 2));
        QVERIFY(isRead(body));
        const std::size_t digits = body.find("\"all\":\"") + 7;
        body[digits + 3] = 'g';
        QVERIFY(!isRead(body));
        body.erase(digits + 3, 1);
        QVERIFY(!isRead(body));
    }

    void cacheFindsByFingerprintsInTheirOrder()
    {
        const RecordCache cache(m_folder / "keys" / "deeper");
        const DistanceRecord one = made(3, 3);
        const DistanceRecord two = made(3, 2);
        QVERIFY(!find(cache, one.key));
        store(cache, one);
        QVERIFY(!find(cache, two.key));
        store(cache, two);
        QVERIFY(areSame(find(cache, one.key)->distances, one.distances));
        QVERIFY(areSame(find(cache, two.key)->distances, two.distances));
        QVERIFY(!find(cache, {two.key.other, two.key.first}));
        QVERIFY(!find(cache, {two.key.other, ""}));
        // A sound file under a name that is not its own is not what was asked for.
        const fs::path file = fileOf(cache, one);
        fs::rename(file, m_folder / "kept");
        fs::rename(fileOf(cache, two), file);
        fs::rename(m_folder / "kept", fileOf(cache, two));
        QVERIFY(!find(cache, one.key) && !find(cache, two.key));
    }

    void cacheListsAndClearsThemWithTheRest()
    {
        const RecordCache cache(m_folder / "listed");
        store(cache, evenSensitivity(4));
        store(cache, made(3, 2));
        QCOMPARE(cache.list().size(), std::size_t {2});
        for (const RecordFile& file : cache.list()) {
            QVERIFY(RecordCache::read(file.file).has_value());
            QCOMPARE(file.bytes, static_cast<std::uint64_t>(fs::file_size(file.file)));
        }
        flipByte(fileOf(cache, made(3, 2)), 200);
        QVERIFY(!find(cache, made(3, 2).key));
        QVERIFY(
            std::ranges::count_if(
                cache.list(), [](const RecordFile& file) { return RecordCache::read(file.file).has_value(); })
            == 1);
        QCOMPARE(cache.clear().records, std::size_t {2});
        QVERIFY(fs::is_empty(cache.folder()));
    }

    void theOldestOfAllKindsIsDropped()
    {
        const Sensitivity measured = evenSensitivity(4);
        const DistanceRecord oldest = made(3, 2);
        DistanceRecord newer = oldest;
        newer.key.first[0] = 'f';
        Sensitivity newest = measured;
        newest.key.tokens += 1;
        const RecordCache cache(m_folder / "limit",
                                sensitivityFormat().serialize(measured).size() + textOf(oldest).size() + 250);
        store(cache, oldest);
        setTime(cache.list().at(0).file, -20);
        store(cache, measured);
        setTime(cache.list().at(0).file, -10);
        QCOMPARE(cache.list().size(), std::size_t {2});
        store(cache, newer);
        setTime(cache.list().at(0).file, -5);
        QVERIFY(!find(cache, oldest.key) && find(cache, newer.key));
        QVERIFY(isCached(cache, measured.key));
        store(cache, newest);
        QVERIFY(find(cache, newer.key) && isCached(cache, newest.key));
        QVERIFY(!isCached(cache, measured.key));
    }

    void whatIsTooLongToBeReadIsNotKept()
    {
        const RecordCache cache(m_folder / "long");
        store(cache, made(1000, 1));
        DistanceRecord many = made(3, 3);
        many.distances.problems.assign(2, std::string(8'000'000, 'x'));
        store(cache, many);
        QCOMPARE(cache.list().size(), std::size_t {1});
        QVERIFY(find(cache, made(1000, 1).key).has_value());
    }
};

QTEST_APPLESS_MAIN(DistanceRecordTest)
#include "distance_record_test.moc"
