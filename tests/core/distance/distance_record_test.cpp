#include "core/distance/distance_record.h"
#include "core/io/checksummed_text.h"
#include "core/sensitivity/measurement_cache.h"
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

bool isRead(const std::string& text)
{
    return guarded([&] { return readDistances(text); }).hasValue();
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
        const DistanceRecord read = readDistances(distancesText(kept));
        QVERIFY(areSame(read.distances, kept.distances));
        QVERIFY(read.key == kept.key && read.model == kept.model && read.otherModel == kept.otherModel);
    }

    void nothingDamagedIsRead()
    {
        const std::string text = distancesText(made(2, 3));
        QVERIFY(isRead(text));
        for (std::size_t i = 0; i < text.size(); ++i) {
            std::string damaged = text;
            damaged[i] = static_cast<char>(damaged[i] ^ 4);
            QVERIFY(!isRead(damaged));
            QVERIFY(!isRead(text.substr(0, i)));
        }
        QVERIFY(!isRead(text + " "));
    }

    void anotherVersionIsRefused()
    {
        std::string body(requireChecksum(distancesText(made(2, 2)), "The measurement"));
        QVERIFY(isRead(withChecksum(body)));
        const std::string version = "\"distances_version\":1";
        QVERIFY(body.find(version) != std::string::npos);
        body.replace(body.find(version), version.size(), "\"distances_version\":2");
        QVERIFY(!isRead(withChecksum(body)));
        // Nor is any other kind of measurement taken for distances, or the other way round.
        QVERIFY(!isRead(sensitivityText(evenSensitivity(3))));
        QVERIFY(!guarded([] { return readSensitivity(distancesText(made(2, 2))); }));
        QVERIFY(!guarded([] { return readStateDistances(distancesText(made(2, 3))); }));
    }

    void whatMakesNoSenseIsRefused()
    {
        DistanceRecord wrong = made(3, 3);
        wrong.distances.all.values.pop_back();
        QVERIFY(!isRead(distancesText(wrong)));
        wrong = made(3, 3);
        wrong.distances.kinds[1].distances = Matrix(3, 4);
        QVERIFY(!isRead(distancesText(wrong)));
        wrong = made(3, 2);
        wrong.distances.columns.pop_back();
        QVERIFY(!isRead(distancesText(wrong)));
        wrong = made(3, 3);
        wrong.distances.kinds.clear();
        QVERIFY(!isRead(distancesText(wrong)));
        QVERIFY(!isRead(distancesText({{"a", ""}, "a", "", {}})));
        std::string body(requireChecksum(distancesText(made(2, 2)), "The measurement"));
        const std::size_t digits = body.find("\"all\":\"") + 7;
        body[digits + 3] = 'g';
        QVERIFY(!isRead(withChecksum(body)));
        body.erase(digits + 3, 1);
        QVERIFY(!isRead(withChecksum(body)));
    }

    void cacheFindsByFingerprintsInTheirOrder()
    {
        const MeasurementCache cache(m_folder / "keys" / "deeper");
        const DistanceRecord one = made(3, 3);
        const DistanceRecord two = made(3, 2);
        QVERIFY(!cache.findDistances(one.key));
        cache.store(one);
        QVERIFY(!cache.findDistances(two.key));
        cache.store(two);
        QVERIFY(areSame(cache.findDistances(one.key)->distances, one.distances));
        QVERIFY(areSame(cache.findDistances(two.key)->distances, two.distances));
        QVERIFY(!cache.findDistances({two.key.other, two.key.first}));
        QVERIFY(!cache.findDistances({two.key.other, ""}));
        // A sound file under a name that is not its own is not what was asked for.
        for (const CachedMeasurement& file : cache.list())
            writeText(file.file, distancesText(file.distances->key == one.key ? two : one));
        QVERIFY(!cache.findDistances(one.key) && !cache.findDistances(two.key));
    }

    void cacheListsAndClearsThemWithTheRest()
    {
        const MeasurementCache cache(m_folder / "listed");
        cache.store(evenSensitivity(4));
        cache.store(made(3, 2));
        std::size_t distances = 0;
        for (const CachedMeasurement& file : cache.list()) {
            QVERIFY(file.isUsable() && file.sensitivity.has_value() != file.distances.has_value());
            QCOMPARE(file.bytes, static_cast<std::uint64_t>(fs::file_size(file.file)));
            if (!file.distances)
                continue;
            ++distances;
            QVERIFY(file.distances->key == made(3, 2).key);
            flipByte(file.file, 200);
        }
        QCOMPARE(distances, std::size_t {1});
        QVERIFY(!cache.findDistances(made(3, 2).key));
        QVERIFY(std::ranges::count_if(cache.list(), &CachedMeasurement::isUsable) == 1);
        QCOMPARE(cache.clear(), std::size_t {2});
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
        const MeasurementCache cache(m_folder / "limit",
                                     sensitivityText(measured).size() + distancesText(oldest).size());
        cache.store(oldest);
        setTime(cache.list().at(0).file, -20);
        cache.store(measured);
        setTime(cache.list().at(0).file, -10);
        QCOMPARE(cache.list().size(), std::size_t {2});
        cache.store(newer);
        setTime(cache.list().at(0).file, -5);
        QVERIFY(!cache.findDistances(oldest.key) && cache.findDistances(newer.key));
        QVERIFY(cache.find(measured.key).has_value());
        cache.store(newest);
        QVERIFY(cache.findDistances(newer.key) && cache.find(newest.key));
        QVERIFY(!cache.find(measured.key));
    }

    void whatIsTooLongToBeReadIsNotKept()
    {
        const MeasurementCache cache(m_folder / "long");
        cache.store(made(1000, 1));
        DistanceRecord many = made(3, 3);
        many.distances.problems.assign(2, std::string(8'000'000, 'x'));
        cache.store(many);
        QCOMPARE(cache.list().size(), std::size_t {1});
        QVERIFY(cache.findDistances(made(1000, 1).key).has_value());
    }
};

QTEST_APPLESS_MAIN(DistanceRecordTest)
#include "distance_record_test.moc"
