#include "core/checkpoint/open_checkpoint.h"
#include "core/checkpoint/weights_fingerprint.h"
#include "core/distance/cached_distances.h"
#include "core/distance/distance_record.h"
#include "tests/core/distance/same_distances.h"
#include "tests/support/tiny_checkpoint.h"

#include <QObject>
#include <QtTest/QTest>

#include <chrono>
#include <cmath>
#include <stop_token>
#include <thread>

using namespace layerloom::core;
using namespace layerloom::tests;
namespace fs = std::filesystem;

namespace {

void setTime(const fs::path& file, int seconds)
{
    fs::last_write_time(file, fs::file_time_type::clock::now() + std::chrono::seconds(seconds));
}

std::shared_ptr<const Model> opened(const fs::path& folder)
{
    return openModel(folder).value();
}

} // namespace

/// Distances of weights that are measured once and then cached.
class CachedDistancesTest : public QObject {
    Q_OBJECT

private:
    TemporaryFolder m_folder;
    JobContext m_job;

    std::shared_ptr<const Model> written(const std::string& name,
                                         const TinyOptions& options = {.dtype = "F32"})
    {
        return opened(writeTinyCheckpoint(m_folder / name, options));
    }
    /// Another checkpoint whose weights lie in a file of the same time.
    fs::path writtenBeside(const std::string& first, const std::string& name, const TinyOptions& options)
    {
        fs::path folder = writeTinyCheckpoint(m_folder / name, options);
        fs::last_write_time(folder / "model.safetensors",
                            fs::last_write_time(m_folder / first / "model.safetensors"));
        return folder;
    }
    Result<Cached<WeightDistances>> once(const Model& first, const Model* second, const RecordCache& cache)
    {
        return findOrMeasureDistances(first, second, cache, m_job);
    }

private Q_SLOTS:
    void distancesAreMeasuredOnce()
    {
        const RecordCache cache(m_folder / "once");
        const auto one = written("a");
        const auto two = written("b", {.dtype = "F32", .layers = 3, .seed = 5});
        for (const Model* second : {static_cast<const Model*>(nullptr), two.get()}) {
            QVERIFY(!findDistances(*one, second, cache));
            const Cached<WeightDistances> found = once(*one, second, cache).value();
            const auto expected =
                second == nullptr ? measureDistances(*one, m_job) : measureDistances(*one, *two, m_job);
            QVERIFY(!found.wasCached && areSame(found.value, *expected));
            const Cached<WeightDistances> again = once(*one, second, cache).value();
            QVERIFY(again.wasCached && areSame(again.value, *expected));
            QVERIFY(areSame(*findDistances(*opened(m_folder / "a"), second, cache), *expected));
        }
        QVERIFY(!once(*two, one.get(), cache).value().wasCached);
        QCOMPARE(cache.list().size(), std::size_t {3});
        for (const RecordFile& file : cache.list())
            flipByte(file.file, 300);
        QVERIFY(!once(*one, nullptr, cache).value().wasCached);
        QVERIFY(once(*one, nullptr, cache).value().wasCached);
        QVERIFY(!once(*one, two.get(), cache).value().wasCached);
        for (const auto& entry : fs::directory_iterator(cache.folder()))
            QCOMPARE(QString::fromStdString(entry.path().extension().string()), QString(".record"));
    }

    void copiesStayExactlyZeroApart()
    {
        const RecordCache cache(m_folder / "copies");
        const auto one = written("original");
        const auto two = written("copy");
        QVERIFY(!once(*one, two.get(), cache).value().wasCached);
        const Cached<WeightDistances> again = once(*one, two.get(), cache).value();
        QVERIFY(again.wasCached && again.value.betweenModels);
        for (std::size_t layer = 0; layer < 4; ++layer)
            QCOMPARE(again.value.all.at(layer, layer), 0.0);
    }

    void weightsOfOneHeaderAndTimeAreKeptApart()
    {
        const RecordCache cache(m_folder / "alike");
        const auto one = written("first-of-two");
        const auto two = opened(writtenBeside("first-of-two", "second-of-two", {.dtype = "F32", .seed = 9}));
        QCOMPARE(QString::fromStdString(one->checkpoint->fingerprint()),
                 QString::fromStdString(two->checkpoint->fingerprint()));
        const Cached<WeightDistances> within = once(*one, nullptr, cache).value();
        const Cached<WeightDistances> withinOther = once(*two, nullptr, cache).value();
        QVERIFY(!withinOther.wasCached && !areSame(withinOther.value, within.value));
        QVERIFY(once(*one, two.get(), cache).value().value.all.at(0, 0) > 0);
        QVERIFY(once(*one, two.get(), cache).value().wasCached);
        QVERIFY(areSame(*findDistances(*two, nullptr, cache), withinOther.value));
        QVERIFY(areSame(*findDistances(*one, nullptr, cache), within.value));
    }

    void oneFingerprintForTwoFoldersKeepsNothing()
    {
        const RecordCache cache(m_folder / "samples");
        const TinyOptions options {.dtype = "F32", .hidden = 64, .intermediate = 64};
        const auto one = written("sampled", options);
        const fs::path folder = writtenBeside("sampled", "unsampled", options);
        const fs::path file = folder / "model.safetensors";
        const auto time = fs::last_write_time(file);
        const auto checkpoint = openCheckpoint(folder).value();
        flipByte(file, checkpoint->find("model.layers.0.mlp.up_proj.weight")->offset + 1);
        fs::last_write_time(file, time);
        const auto two = opened(folder);
        QCOMPARE(QString::fromStdString(weightsFingerprint(*one->checkpoint)),
                 QString::fromStdString(weightsFingerprint(*two->checkpoint)));
        for (int run = 0; run < 2; ++run) {
            const Cached<WeightDistances> found = once(*one, two.get(), cache).value();
            QVERIFY(!found.wasCached && found.value.all.at(0, 0) > 0);
            QCOMPARE(found.value.all.at(1, 1), 0.0);
        }
        QVERIFY(cache.list().empty());
    }

    void whatCannotBeReadIsRefused()
    {
        const RecordCache cache(m_folder / "unreadable");
        const auto model = written("removed");
        fs::remove(m_folder / "removed" / "model.safetensors");
        const auto looked = guarded([&] { return findDistances(*model, nullptr, cache); });
        QVERIFY(!looked && looked.error().code() == ErrorCode::Io);
        const auto measured = once(*model, nullptr, cache);
        QVERIFY(!measured && measured.error().message() == looked.error().message());
        QVERIFY(!fs::exists(cache.folder()));
    }

    void aFileThatChangedIsMeasuredAnew()
    {
        const RecordCache cache(m_folder / "changed");
        const Cached<WeightDistances> before = once(*written("changing"), nullptr, cache).value();
        const auto changed = written("changing", {.dtype = "F32", .seed = 2});
        const Cached<WeightDistances> after = once(*changed, nullptr, cache).value();
        QVERIFY(!after.wasCached && !areSame(after.value, before.value));
        QVERIFY(once(*changed, nullptr, cache).value().wasCached);
    }

    void nothingIsKeptOfAFileThatChangesMeanwhile()
    {
        const RecordCache cache(m_folder / "meanwhile");
        const auto model = written("disturbed");
        JobContext disturbing(
            {}, [&](const Progress&) { setTime(m_folder / "disturbed" / "model.safetensors", 5); });
        const auto refused = findOrMeasureDistances(*model, nullptr, cache, disturbing);
        QVERIFY(!refused && refused.error().code() == ErrorCode::Mismatch);
        QVERIFY(refused.error().message().find("has changed") != std::string::npos);
        QVERIFY(cache.list().empty());
    }

    void whatWasStoppedIsNotKept()
    {
        const RecordCache cache(m_folder / "stopped");
        std::stop_source stop;
        JobContext stopped(stop.get_token(), [&](const Progress&) { stop.request_stop(); });
        int told = 0;
        const auto cancelled =
            findOrMeasureDistances(*written("long"), nullptr, cache, stopped, [&](const auto&) { ++told; });
        QVERIFY(!cancelled && cancelled.error().code() == ErrorCode::Cancelled);
        QVERIFY(fs::is_empty(cache.folder()));
        const auto whole = findOrMeasureDistances(*opened(m_folder / "long"), nullptr, cache, m_job,
                                                  [&](const auto&) { ++told; });
        QVERIFY(whole && !whole->wasCached && told > 0);
        QVERIFY(areSame(parseRecord(*RecordCache::read(cache.list().at(0).file), distanceFormat())->distances,
                        whole->value));
    }

    void problemsNameModelsAsTheyAreCalledToday()
    {
        const RecordCache cache(m_folder / "names");
        written("sound");
        written("broken");
        breakTensor(m_folder / "broken" / "model.safetensors", "model.layers.1.mlp.up_proj.weight");
        for (const char* name : {"sound", "broken"}) {
            const auto folder = m_folder / name;
            const Cached<WeightDistances> found = once(*opened(folder), nullptr, cache).value();
            QVERIFY(once(*opened(folder), nullptr, cache).value().wasCached);
            fs::rename(folder, m_folder / "renamed");
            const Cached<WeightDistances> renamed =
                once(*opened(m_folder / "renamed"), nullptr, cache).value();
            fs::remove_all(m_folder / "renamed");
            const bool isSound = found.value.problems.empty();
            QCOMPARE(renamed.wasCached, isSound);
            QVERIFY(isSound == (name == std::string("sound")));
            if (!isSound) {
                QVERIFY(std::isnan(found.value.all.at(0, 1)));
                QCOMPARE(QString::fromStdString(renamed.value.problems.at(0)),
                         QString("model.layers.1.mlp.up_proj.weight of renamed holds 1 value that is no "
                                 "number (NaN)"));
            }
        }
    }

    void whatCannotBeKeptIsToldAllTheSame()
    {
        writeText(m_folder / "no-folder", "a file");
        const RecordCache cache(m_folder / "no-folder" / "cache");
        const auto model = written("unkept");
        for (int run = 0; run < 2; ++run) {
            const auto found = once(*model, nullptr, cache);
            QVERIFY(found && !found->wasCached && found->value.all.rows == 4);
        }
    }

    void whoComesLaterWaitsForWhoMeasures()
    {
        const RecordCache cache(m_folder / "waited");
        const auto model = written("shared");
        const DistanceKey key {weightsFingerprint(*model->checkpoint), ""};
        const DistanceRecord known {key, "shared", "", measureDistances(*model, m_job).value()};
        std::stop_source stop;
        JobContext stopping(stop.get_token(), {});
        {
            std::optional<RecordLock> other(cache.lock(distanceFormat().key(recordId(key)), m_job));
            const std::jthread stopper([&] {
                std::this_thread::sleep_for(std::chrono::milliseconds(50));
                stop.request_stop();
            });
            const auto cancelled = findOrMeasureDistances(*model, nullptr, cache, stopping);
            QVERIFY(!cancelled && cancelled.error().code() == ErrorCode::Cancelled);
            const std::jthread measurer([&] {
                std::this_thread::sleep_for(std::chrono::milliseconds(300));
                storeCached(cache, recordId(key), distanceFormat(), known);
                other.reset();
            });
            const Cached<WeightDistances> found = once(*model, nullptr, cache).value();
            QVERIFY(found.wasCached && areSame(found.value, known.distances));
        }
    }
};

QTEST_APPLESS_MAIN(CachedDistancesTest)
#include "cached_distances_test.moc"
