#include "core/base/result.h"
#include "core/sensitivity/measurement.h"
#include "core/sensitivity/measurement_cache.h"
#include "tests/core/sensitivity/measured.h"
#include "tests/support/tiny_checkpoint.h"

#include <QObject>
#include <QtTest/QTest>

#include <limits>

using namespace layerloom::core;
using namespace layerloom::tests;

namespace {

ErrorCode codeOf(const std::string& text)
{
    const Result<Measurement> read = guarded([&] { return readMeasurement(text); });
    return read ? ErrorCode::Internal : read.error().code();
}

void setTime(const std::filesystem::path& file, int seconds)
{
    std::filesystem::last_write_time(
        file, std::filesystem::file_time_type::clock::now() + std::chrono::seconds(seconds));
}

} // namespace

class MeasurementTest : public QObject {
    Q_OBJECT

private:
    TemporaryFolder m_folder;

    static std::filesystem::path onlyFile(const MeasurementCache& cache) { return cache.list().at(0).file; }

private Q_SLOTS:
    void textComesBackAsItWas()
    {
        Measurement measured = evenMeasurement(7);
        measured.baseLoss = 1.0 / 3;
        measured.model = "Modèle \"x\"\n";
        measured.drop[3] = -1e-300;
        QVERIFY(readMeasurement(measurementText(measured)) == measured);
    }

    void nothingDamagedIsRead()
    {
        const std::string text = measurementText(evenMeasurement(3));
        for (std::size_t i = 0; i < text.size(); ++i) {
            std::string damaged = text;
            damaged[i] = static_cast<char>(damaged[i] ^ 4);
            QCOMPARE(codeOf(damaged), ErrorCode::Corrupt);
            QCOMPARE(codeOf(text.substr(0, i)), ErrorCode::Corrupt);
        }
        QCOMPARE(codeOf(text + " "), ErrorCode::Corrupt);
    }

    void whatMakesNoSenseIsRefused()
    {
        Measurement measured = evenMeasurement(3);
        measured.repeat.pop_back();
        QCOMPARE(codeOf(measurementText(measured)), ErrorCode::Corrupt);
        measured = evenMeasurement(3);
        measured.angular = Matrix(3, 3);
        QCOMPARE(codeOf(measurementText(measured)), ErrorCode::Corrupt);
        measured = evenMeasurement(3);
        QVERIFY(measured.isFinite());
        measured.baseLoss = std::numeric_limits<double>::quiet_NaN();
        QVERIFY(!measured.isFinite());
        QCOMPARE(codeOf(measurementText(measured)), ErrorCode::Corrupt);
        QCOMPARE(codeOf(measurementText(evenMeasurement(0))), ErrorCode::Corrupt);
        measured = evenMeasurement(5);
        measured.ranges[1].drop.push_back(1);
        QCOMPARE(codeOf(measurementText(measured)), ErrorCode::Corrupt);
        measured = evenMeasurement(5);
        measured.ranges.pop_back();
        QCOMPARE(codeOf(measurementText(measured)), ErrorCode::Corrupt);
        measured = evenMeasurement(5);
        QVERIFY(measured.isFinite());
        measured.ranges[0].repeat[2] = std::numeric_limits<double>::infinity();
        QVERIFY(!measured.isFinite());
        QCOMPARE(codeOf(measurementText(measured)), ErrorCode::Corrupt);
        measured = evenMeasurement(5);
        std::swap(measured.ranges[0], measured.ranges[1]);
        QCOMPARE(codeOf(measurementText(measured)), ErrorCode::Corrupt);
    }

    void tokensAreToldApart()
    {
        QVERIFY(hashOfTokens({1, 2, 3}) != hashOfTokens({1, 2, 4}));
        QVERIFY(hashOfTokens({1, 2, 3}) != hashOfTokens({1, 2}));
        QCOMPARE(hashOfTokens({1, 2, 3}), hashOfTokens({1, 2, 3}));
        QCOMPARE(hashOfTokens({}).size(), std::size_t {16});
    }

    void cacheFindsByAllOfItsKey()
    {
        const MeasurementCache cache(m_folder / "keys" / "deeper");
        const Measurement measured = evenMeasurement(4);
        QVERIFY(!cache.find(measured.key));
        cache.store(measured);
        QVERIFY(cache.find(measured.key) == measured);
        for (int part = 0; part < 5; ++part) {
            MeasurementKey other = measured.key;
            part == 0 ? other.fingerprint[0] = 'f' : part == 1 ? other.text[0] = '0' : 0;
            other.tokens += part == 2 ? 1 : 0;
            other.window += part == 3 ? 1 : 0;
            other.computeType = part == 4 ? "BF16" : "F32";
            QVERIFY(!cache.find(other));
        }
        MeasurementKey anyType = measured.key;
        anyType.computeType.clear();
        QVERIFY(cache.findAnyType(anyType) == measured);
    }

    void anglesBetweenModelsAreKeptToo()
    {
        CrossMeasurement measured {evenMeasurement(4).key, "00112233445566aa", Matrix(5, 7, 0.25)};
        measured.angular.at(4, 6) = 1.0 / 7;
        QVERIFY(readCross(crossText(measured)) == measured);
        QVERIFY(!guarded([&] { return readMeasurement(crossText(measured)); }));
        QVERIFY(!guarded([] { return readCross(measurementText(evenMeasurement(3))); }));
        const MeasurementCache cache(m_folder / "between");
        cache.store(measured);
        QVERIFY(cache.findCross(measured.key, measured.other) == measured);
        QVERIFY(!cache.findCross(measured.key, "00112233445566ab"));
        QVERIFY(!cache.find(measured.key));
        QVERIFY(cache.list().at(0).cross == measured);
        measured.angular.at(0, 0) = std::numeric_limits<double>::infinity();
        QVERIFY(!guarded([&] { return readCross(crossText(measured)); }));
    }

    void cacheNeverTrustsWhatIsDamaged()
    {
        const MeasurementCache cache(m_folder / "damaged");
        const Measurement measured = evenMeasurement(4);
        cache.store(measured);
        const auto file = onlyFile(cache);
        flipByte(file, 100);
        QVERIFY(!cache.find(measured.key));
        QCOMPARE(cache.list().size(), std::size_t {1});
        QVERIFY(!cache.list()[0].measurement.has_value());
        cache.store(measured);
        QVERIFY(cache.find(measured.key).has_value());
        // A sound file under a name that is not its own is not what was asked for.
        Measurement other = measured;
        other.key.tokens = 77;
        writeText(file, measurementText(other));
        QVERIFY(!cache.find(measured.key));
        std::filesystem::remove(file);
        std::filesystem::create_directory(file);
        QVERIFY(!cache.find(measured.key));
    }

    void oldestAreDroppedFirst()
    {
        const std::uint64_t bytes = measurementText(evenMeasurement(4)).size();
        const MeasurementCache cache(m_folder / "limit", bytes * 5 / 2);
        for (int i = 0; i < 4; ++i) {
            Measurement measured = evenMeasurement(4);
            measured.key.fingerprint = std::string(16, static_cast<char>('a' + i));
            cache.store(measured);
            if (i < 3) {
                for (const CachedMeasurement& file : cache.list())
                    if (file.measurement->key == measured.key)
                        setTime(file.file, i - 10);
            }
        }
        const auto left = cache.list();
        QCOMPARE(left.size(), std::size_t {2});
        QCOMPARE(QString::fromStdString(left[0].measurement->key.fingerprint), QString(16, 'd'));
        QCOMPARE(QString::fromStdString(left[1].measurement->key.fingerprint), QString(16, 'c'));
    }

    void theNewestStaysEvenWhenItIsTooLarge()
    {
        const MeasurementCache cache(m_folder / "tiny", 10);
        cache.store(evenMeasurement(4));
        QVERIFY(cache.find(evenMeasurement(4).key).has_value());
    }

    void clearRemovesEverything()
    {
        const MeasurementCache cache(m_folder / "cleared");
        QCOMPARE(cache.clear(), std::size_t {0});
        cache.store(evenMeasurement(4));
        writeText(cache.lockFile(evenMeasurement(4).key), "");
        QCOMPARE(cache.clear(), std::size_t {1});
        QVERIFY(cache.list().empty());
        QVERIFY(std::filesystem::is_empty(cache.folder()));
    }
};

QTEST_APPLESS_MAIN(MeasurementTest)
#include "measurement_test.moc"
