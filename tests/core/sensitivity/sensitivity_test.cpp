#include "core/base/result.h"
#include "core/sensitivity/sensitivity.h"
#include "core/sensitivity/state_distances.h"
#include "tests/core/sensitivity/even_sensitivity.h"
#include "tests/support/tiny_checkpoint.h"

#include <QObject>
#include <QtTest/QTest>

#include <limits>

using namespace layerloom::core;
using namespace layerloom::tests;

namespace {

std::string textOf(const Sensitivity& sensitivity)
{
    return sensitivityFormat().serialize(sensitivity);
}

ErrorCode codeOf(const std::string& text)
{
    const auto read = guarded([&] { return sensitivityFormat().parse(text); });
    return read ? ErrorCode::Internal : read.error().code();
}

void store(const RecordCache& cache, const Sensitivity& sensitivity)
{
    storeCached(cache, recordId(sensitivity.key), sensitivityFormat(), sensitivity);
}

std::optional<Sensitivity> find(const RecordCache& cache, const SensitivityKey& key)
{
    return findCached(cache, recordId(key), sensitivityFormat());
}

std::optional<Sensitivity> valueOf(const RecordFile& file)
{
    const std::optional<Record> record = RecordCache::read(file.file);
    return record ? parseRecord(*record, sensitivityFormat()) : std::nullopt;
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

    static std::filesystem::path onlyFile(const RecordCache& cache) { return cache.list().at(0).file; }

private Q_SLOTS:
    void textComesBackAsItWas()
    {
        Sensitivity measured = evenSensitivity(7);
        measured.baseLoss = 1.0 / 3;
        measured.model = "Modèle \"x\"\n";
        measured.drop[3] = -1e-300;
        QVERIFY(sensitivityFormat().parse(textOf(measured)) == measured);
    }

    void whatMakesNoSenseIsRefused()
    {
        Sensitivity measured = evenSensitivity(3);
        measured.repeat.pop_back();
        QCOMPARE(codeOf(textOf(measured)), ErrorCode::Corrupt);
        measured = evenSensitivity(3);
        measured.angular = Matrix(3, 3);
        QCOMPARE(codeOf(textOf(measured)), ErrorCode::Corrupt);
        measured = evenSensitivity(3);
        QVERIFY(measured.isFinite());
        measured.baseLoss = std::numeric_limits<double>::quiet_NaN();
        QVERIFY(!measured.isFinite());
        QCOMPARE(codeOf(textOf(measured)), ErrorCode::Corrupt);
        QCOMPARE(codeOf(textOf(evenSensitivity(0))), ErrorCode::Corrupt);
        measured = evenSensitivity(5);
        measured.ranges[1].drop.push_back(1);
        QCOMPARE(codeOf(textOf(measured)), ErrorCode::Corrupt);
        measured = evenSensitivity(5);
        measured.ranges.pop_back();
        QCOMPARE(codeOf(textOf(measured)), ErrorCode::Corrupt);
        measured = evenSensitivity(5);
        QVERIFY(measured.isFinite());
        measured.ranges[0].repeat[2] = std::numeric_limits<double>::infinity();
        QVERIFY(!measured.isFinite());
        QCOMPARE(codeOf(textOf(measured)), ErrorCode::Corrupt);
        measured = evenSensitivity(5);
        std::swap(measured.ranges[0], measured.ranges[1]);
        QCOMPARE(codeOf(textOf(measured)), ErrorCode::Corrupt);
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
        const RecordCache cache(m_folder / "keys" / "deeper");
        const Sensitivity measured = evenSensitivity(4);
        QVERIFY(!find(cache, measured.key));
        store(cache, measured);
        QVERIFY(find(cache, measured.key) == measured);
        for (int part = 0; part < 5; ++part) {
            SensitivityKey other = measured.key;
            part == 0 ? other.fingerprint[0] = 'f' : part == 1 ? other.text[0] = '0' : 0;
            other.tokens += part == 2 ? 1 : 0;
            other.window += part == 3 ? 1 : 0;
            other.computeType = part == 4 ? "BF16" : "F32";
            QVERIFY(!find(cache, other));
        }
        SensitivityKey anyType = measured.key;
        anyType.computeType.clear();
        QVERIFY(findSensitivity(cache, anyType) == measured);
    }

    void anglesBetweenModelsAreKeptToo()
    {
        StateDistances measured {evenSensitivity(4).key, "00112233445566aa", Matrix(5, 7, 0.25)};
        measured.angular.at(4, 6) = 1.0 / 7;
        const RecordFormat<StateDistances> format = stateDistancesFormat();
        QVERIFY(format.parse(format.serialize(measured)) == measured);
        const RecordCache cache(m_folder / "between");
        storeCached(cache, stateDistancesId(measured.key, measured.other), format, measured);
        SensitivityKey second = measured.key;
        second.fingerprint = measured.other;
        QVERIFY(findStateDistances(cache, measured.key, second) == measured);
        QVERIFY(!findStateDistances(cache, second, measured.key));
        second.fingerprint.back() = 'b';
        QVERIFY(!findStateDistances(cache, measured.key, second));
        QVERIFY(!find(cache, measured.key));
        const std::optional<Record> record = RecordCache::read(onlyFile(cache));
        QVERIFY(record && parseRecord(*record, format) == measured);
        QVERIFY(!parseRecord(*record, sensitivityFormat()));
        measured.angular.at(0, 0) = std::numeric_limits<double>::infinity();
        QVERIFY(!guarded([&] { return format.parse(format.serialize(measured)); }));
    }

    void cacheNeverTrustsWhatIsDamaged()
    {
        const RecordCache cache(m_folder / "damaged");
        const Sensitivity measured = evenSensitivity(4);
        store(cache, measured);
        const auto file = onlyFile(cache);
        flipByte(file, 100);
        QVERIFY(!find(cache, measured.key));
        QCOMPARE(cache.list().size(), std::size_t {1});
        QVERIFY(!valueOf(cache.list()[0]));
        store(cache, measured);
        QVERIFY(find(cache, measured.key).has_value());
        // A sound file under a name that is not its own is not what was asked for.
        Sensitivity other = measured;
        other.key.tokens = 77;
        const auto otherFile = cache.fileOf(sensitivityFormat().key(recordId(other.key)));
        store(cache, other);
        std::filesystem::rename(otherFile, file);
        QVERIFY(!find(cache, measured.key));
        std::filesystem::remove(file);
        std::filesystem::create_directory(file);
        QVERIFY(!find(cache, measured.key));
    }

    void oldestAreDroppedFirst()
    {
        const std::uint64_t bytes = textOf(evenSensitivity(4)).size() + 100; // with the key
        const RecordCache cache(m_folder / "limit", bytes * 5 / 2);
        for (int i = 0; i < 4; ++i) {
            Sensitivity measured = evenSensitivity(4);
            measured.key.fingerprint = std::string(16, static_cast<char>('a' + i));
            store(cache, measured);
            if (i < 3) {
                for (const RecordFile& file : cache.list())
                    if (valueOf(file)->key == measured.key)
                        setTime(file.file, i - 10);
            }
        }
        const auto left = cache.list();
        QCOMPARE(left.size(), std::size_t {2});
        QCOMPARE(QString::fromStdString(valueOf(left[0])->key.fingerprint), QString(16, 'd'));
        QCOMPARE(QString::fromStdString(valueOf(left[1])->key.fingerprint), QString(16, 'c'));
    }

    void theNewestStaysEvenWhenItIsTooLarge()
    {
        const RecordCache cache(m_folder / "tiny", 10);
        store(cache, evenSensitivity(4));
        QVERIFY(find(cache, evenSensitivity(4).key).has_value());
    }

    void clearRemovesTheRecords()
    {
        const RecordCache cache(m_folder / "cleared");
        QCOMPARE(cache.clear().records, std::size_t {0});
        store(cache, evenSensitivity(4));
        writeText(cache.folder() / "somebody-elses.json", "{}");
        QCOMPARE(cache.clear().records, std::size_t {1});
        QVERIFY(cache.list().empty());
        QVERIFY(std::filesystem::exists(cache.folder() / "somebody-elses.json"));
    }
};

QTEST_APPLESS_MAIN(SensitivityTest)
#include "sensitivity_test.moc"
