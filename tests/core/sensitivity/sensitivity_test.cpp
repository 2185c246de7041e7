#include "core/base/result.h"
#include "core/sensitivity/measurement_cache.h"
#include "core/sensitivity/sensitivity.h"
#include "tests/core/sensitivity/even_sensitivity.h"
#include "tests/support/tiny_checkpoint.h"

#include <QObject>
#include <QtTest/QTest>

#include <limits>

using namespace layerloom::core;
using namespace layerloom::tests;

namespace {

ErrorCode codeOf(const std::string& text)
{
    const Result<Sensitivity> read = guarded([&] { return readSensitivity(text); });
    return read ? ErrorCode::Internal : read.error().code();
}

void setTime(const std::filesystem::path& file, int seconds)
{
    std::filesystem::last_write_time(
        file, std::filesystem::file_time_type::clock::now() + std::chrono::seconds(seconds));
}

} // namespace

class SensitivityTest : public QObject {
    Q_OBJECT

private:
    TemporaryFolder m_folder;

    static std::filesystem::path onlyFile(const MeasurementCache& cache) { return cache.list().at(0).file; }

private Q_SLOTS:
    void textComesBackAsItWas()
    {
        Sensitivity measured = evenSensitivity(7);
        measured.baseLoss = 1.0 / 3;
        measured.model = "Modèle \"x\"\n";
        measured.drop[3] = -1e-300;
        QVERIFY(readSensitivity(sensitivityText(measured)) == measured);
    }

    void nothingDamagedIsRead()
    {
        const std::string text = sensitivityText(evenSensitivity(3));
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
        Sensitivity measured = evenSensitivity(3);
        measured.repeat.pop_back();
        QCOMPARE(codeOf(sensitivityText(measured)), ErrorCode::Corrupt);
        measured = evenSensitivity(3);
        measured.angular = Matrix(3, 3);
        QCOMPARE(codeOf(sensitivityText(measured)), ErrorCode::Corrupt);
        measured = evenSensitivity(3);
        QVERIFY(measured.isFinite());
        measured.baseLoss = std::numeric_limits<double>::quiet_NaN();
        QVERIFY(!measured.isFinite());
        QCOMPARE(codeOf(sensitivityText(measured)), ErrorCode::Corrupt);
        QCOMPARE(codeOf(sensitivityText(evenSensitivity(0))), ErrorCode::Corrupt);
        measured = evenSensitivity(5);
        measured.ranges[1].drop.push_back(1);
        QCOMPARE(codeOf(sensitivityText(measured)), ErrorCode::Corrupt);
        measured = evenSensitivity(5);
        measured.ranges.pop_back();
        QCOMPARE(codeOf(sensitivityText(measured)), ErrorCode::Corrupt);
        measured = evenSensitivity(5);
        QVERIFY(measured.isFinite());
        measured.ranges[0].repeat[2] = std::numeric_limits<double>::infinity();
        QVERIFY(!measured.isFinite());
        QCOMPARE(codeOf(sensitivityText(measured)), ErrorCode::Corrupt);
        measured = evenSensitivity(5);
        std::swap(measured.ranges[0], measured.ranges[1]);
        QCOMPARE(codeOf(sensitivityText(measured)), ErrorCode::Corrupt);
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
        const Sensitivity measured = evenSensitivity(4);
        QVERIFY(!cache.find(measured.key));
        cache.store(measured);
        QVERIFY(cache.find(measured.key) == measured);
        for (int part = 0; part < 5; ++part) {
            SensitivityKey other = measured.key;
            part == 0 ? other.fingerprint[0] = 'f' : part == 1 ? other.text[0] = '0' : 0;
            other.tokens += part == 2 ? 1 : 0;
            other.window += part == 3 ? 1 : 0;
            other.computeType = part == 4 ? "BF16" : "F32";
            QVERIFY(!cache.find(other));
        }
        SensitivityKey anyType = measured.key;
        anyType.computeType.clear();
        QVERIFY(cache.findAnyType(anyType) == measured);
    }

    void anglesBetweenModelsAreKeptToo()
    {
        StateDistances measured {evenSensitivity(4).key, "00112233445566aa", Matrix(5, 7, 0.25)};
        measured.angular.at(4, 6) = 1.0 / 7;
        QVERIFY(readStateDistances(stateDistancesText(measured)) == measured);
        QVERIFY(!guarded([&] { return readSensitivity(stateDistancesText(measured)); }));
        QVERIFY(!guarded([] { return readStateDistances(sensitivityText(evenSensitivity(3))); }));
        const MeasurementCache cache(m_folder / "between");
        cache.store(measured);
        QVERIFY(cache.findStateDistances(measured.key, measured.other) == measured);
        QVERIFY(!cache.findStateDistances(measured.key, "00112233445566ab"));
        QVERIFY(!cache.find(measured.key));
        QVERIFY(cache.list().at(0).cross == measured);
        measured.angular.at(0, 0) = std::numeric_limits<double>::infinity();
        QVERIFY(!guarded([&] { return readStateDistances(stateDistancesText(measured)); }));
    }

    void cacheNeverTrustsWhatIsDamaged()
    {
        const MeasurementCache cache(m_folder / "damaged");
        const Sensitivity measured = evenSensitivity(4);
        cache.store(measured);
        const auto file = onlyFile(cache);
        flipByte(file, 100);
        QVERIFY(!cache.find(measured.key));
        QCOMPARE(cache.list().size(), std::size_t {1});
        QVERIFY(!cache.list()[0].sensitivity.has_value());
        cache.store(measured);
        QVERIFY(cache.find(measured.key).has_value());
        // A sound file under a name that is not its own is not what was asked for.
        Sensitivity other = measured;
        other.key.tokens = 77;
        writeText(file, sensitivityText(other));
        QVERIFY(!cache.find(measured.key));
        std::filesystem::remove(file);
        std::filesystem::create_directory(file);
        QVERIFY(!cache.find(measured.key));
    }

    void oldestAreDroppedFirst()
    {
        const std::uint64_t bytes = sensitivityText(evenSensitivity(4)).size();
        const MeasurementCache cache(m_folder / "limit", bytes * 5 / 2);
        for (int i = 0; i < 4; ++i) {
            Sensitivity measured = evenSensitivity(4);
            measured.key.fingerprint = std::string(16, static_cast<char>('a' + i));
            cache.store(measured);
            if (i < 3) {
                for (const CachedMeasurement& file : cache.list())
                    if (file.sensitivity->key == measured.key)
                        setTime(file.file, i - 10);
            }
        }
        const auto left = cache.list();
        QCOMPARE(left.size(), std::size_t {2});
        QCOMPARE(QString::fromStdString(left[0].sensitivity->key.fingerprint), QString(16, 'd'));
        QCOMPARE(QString::fromStdString(left[1].sensitivity->key.fingerprint), QString(16, 'c'));
    }

    void theNewestStaysEvenWhenItIsTooLarge()
    {
        const MeasurementCache cache(m_folder / "tiny", 10);
        cache.store(evenSensitivity(4));
        QVERIFY(cache.find(evenSensitivity(4).key).has_value());
    }

    void clearRemovesEverything()
    {
        const MeasurementCache cache(m_folder / "cleared");
        QCOMPARE(cache.clear(), std::size_t {0});
        cache.store(evenSensitivity(4));
        writeText(cache.lockFile(evenSensitivity(4).key), "");
        QCOMPARE(cache.clear(), std::size_t {1});
        QVERIFY(cache.list().empty());
        QVERIFY(std::filesystem::is_empty(cache.folder()));
    }
};

QTEST_APPLESS_MAIN(SensitivityTest)
#include "sensitivity_test.moc"
