#include "core/io/record_cache.h"
#include "core/io/text_file.h"

#include <QObject>
#include <QTemporaryDir>
#include <QtTest/QTest>

#include <atomic>
#include <fstream>
#include <thread>
#include <unistd.h>

using namespace layerloom::core;
namespace fs = std::filesystem;

class RecordCacheTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init() { fs::remove_all(m_folder); }

    void keepsRecordsByKindAndId()
    {
        const RecordCache cache(m_folder);
        QVERIFY(!cache.find({"sum", "a b"}));
        cache.store({"sum", "a b"}, "first\nsecond");
        cache.store({"product", "a b"}, "");
        QCOMPARE(cache.find({"sum", "a b"}).value(), std::string("first\nsecond"));
        QCOMPARE(cache.find({"product", "a b"}).value(), std::string());
        QVERIFY(!cache.find({"sum", "a"}));
        cache.store({"sum", "a b"}, "third");
        QCOMPARE(cache.find({"sum", "a b"}).value(), std::string("third"));
        QCOMPARE(cache.list().size(), std::size_t(2));
    }

    void damageCountsAsMissing()
    {
        const RecordCache cache(m_folder);
        cache.store({"sum", "a"}, "body");
        const fs::path file = cache.fileOf({"sum", "a"});
        const std::string text = readTextFile(file);
        for (std::size_t at = 0; at < text.size(); ++at) {
            std::string damaged = text;
            damaged[at] ^= 4;
            std::ofstream(file, std::ios::binary) << damaged;
            QVERIFY(!cache.find({"sum", "a"}) && !RecordCache::read(file));
            std::ofstream(file, std::ios::binary) << text.substr(0, at);
            QVERIFY(!cache.find({"sum", "a"}));
        }
        std::ofstream(file, std::ios::binary) << text << ' ';
        QVERIFY(!cache.find({"sum", "a"}));
        QCOMPARE(cache.list().size(), std::size_t(1));
    }

    void idsOfOneHashAreToldApart()
    {
        const RecordCache cache(m_folder);
        cache.store({"sum", "a"}, "body");
        fs::rename(cache.fileOf({"sum", "a"}), cache.fileOf({"sum", "b"}));
        QVERIFY(!cache.find({"sum", "b"}));
    }

    void listsTheNewestFirst()
    {
        const RecordCache cache(m_folder);
        cache.store({"sum-2", "a"}, "one");
        cache.store({"product", "b"}, "two");
        age(cache.fileOf({"sum-2", "a"}), 10);
        const std::vector<RecordFile> files = cache.list();
        QCOMPARE(files.size(), std::size_t(2));
        QVERIFY(files[0].file == cache.fileOf({"product", "b"}));
        const std::optional<Record> record = RecordCache::read(files[1].file);
        QVERIFY(record && record->key == (RecordKey {"sum-2", "a"}));
        QCOMPARE(record->body, std::string("one"));
    }

    void dropsTheOldestOverALimit()
    {
        const RecordCache cache(m_folder, 1000);
        for (const char* id : {"a", "b", "c"}) {
            cache.store({"sum", id}, std::string(400, 'x'));
            for (const RecordFile& file : cache.list())
                age(file.file, 10);
        }
        QVERIFY(!cache.find({"sum", "a"}));
        QVERIFY(cache.find({"sum", "b"}) && cache.find({"sum", "c"}));
        cache.store({"sum", "d"}, std::string(5000, 'x'));
        QCOMPARE(cache.list().size(), std::size_t(1));
        QVERIFY(cache.find({"sum", "d"}));
        cache.store({"sum", "e"}, std::string(RecordCache::kMaxRecordBytes + 1, 'x'));
        QVERIFY(!cache.find({"sum", "e"}));
    }

    void clearsEverything()
    {
        const RecordCache cache(m_folder);
        QCOMPARE(cache.clear().records, std::size_t(0));
        cache.store({"sum", "a"}, "body");
        cache.store({"sum", "b"}, "body");
        const fs::path cut = cache.fileOf({"sum", "b"});
        std::ofstream(cut) << readTextFile(cut).substr(0, 19);
        std::ofstream(fs::path(cut).replace_extension(".lock")) << "";
        std::ofstream(cut.string() + ".partial-17") << readTextFile(cut);
        QCOMPARE(cache.list().size(), std::size_t(2));
        const ClearedCache cleared = cache.clear();
        QCOMPARE(cleared.records, std::size_t(2));
        QVERIFY(cleared.leftAlone.empty() && cleared.failed.empty());
        QVERIFY(fs::is_empty(m_folder));
    }

    void leavesAloneWhatIsNoRecord_data()
    {
        QTest::addColumn<QString>("name");
        QTest::addColumn<QString>("content");
        QTest::newRow("a photo") << "photo.jpg"
                                 << "photo";
        QTest::newRow("a record by its ending") << "mine.record"
                                                << "mine";
        QTest::newRow("a record by its name") << "sum-0123456789abcdef.record"
                                              << "mine";
        QTest::newRow("of another kind") << "sum-0123456789abcdef.record"
                                         << "0123456789abcdef\nproduct a\nbody\n";
        QTest::newRow("a lock that holds something") << "sum-0123456789abcdef.lock"
                                                     << "mine";
        QTest::newRow("a lock of something else") << "left.lock"
                                                  << "";
        QTest::newRow("an older record") << "measured.json"
                                         << "{}";
        QTest::newRow("a partial file") << "x.record.partial-1"
                                        << "";
        QTest::newRow("a partial file of no process") << "sum-0123456789abcdef.record.partial-x"
                                                      << "";
    }
    void leavesAloneWhatIsNoRecord()
    {
        QFETCH(QString, name);
        QFETCH(QString, content);
        const RecordCache cache(m_folder, 100);
        cache.store({"sum", "a"}, "body");
        const fs::path theirs = m_folder / name.toStdString();
        std::ofstream(theirs) << content.toStdString();
        age(theirs, 100);
        cache.store({"sum", "b"}, std::string(200, 'x')); // drops the oldest
        fs::create_directories(m_folder / "folder/sub");
        QVERIFY(fs::exists(theirs));
        const ClearedCache cleared = cache.clear();
        QCOMPARE(cleared.records, std::size_t(1));
        QVERIFY(cleared.leftAlone == (std::vector<std::string> {"folder", name.toStdString()})
                || cleared.leftAlone == (std::vector<std::string> {name.toStdString(), "folder"}));
        QCOMPARE(readTextFile(theirs), content.toStdString());
        QVERIFY(fs::exists(m_folder / "folder/sub"));
    }

    void followsNoLink()
    {
        const fs::path victims = m_folder.parent_path() / "victims";
        fs::remove_all(victims);
        const RecordCache real(victims);
        real.store({"sum", "a"}, "body");
        const RecordCache cache(m_folder);
        fs::create_directory_symlink(victims, m_folder);
        QVERIFY(cache.list().empty() && cache.clear().records == 0 && !cache.fault().empty());
        QVERIFY(!guarded([&] { cache.store({"sum", "b"}, "body"); }));
        QCOMPARE(real.list().size(), std::size_t(1));
        fs::remove(m_folder);
        cache.store({"sum", "b"}, "body");
        // A link in place of a record, or of the file that becomes one, is replaced and not written through.
        const fs::path file = cache.fileOf({"sum", "c"});
        std::ofstream(victims / "precious") << "keep";
        fs::create_symlink(victims / "precious", file);
        fs::create_symlink(victims / "precious", file.string() + ".partial-" + std::to_string(::getpid()));
        cache.store({"sum", "c"}, "body");
        QVERIFY(fs::is_regular_file(fs::symlink_status(file)) && cache.find({"sum", "c"}) == "body");
        QCOMPARE(readTextFile(victims / "precious"), std::string("keep"));
        fs::create_symlink(victims / "precious", cache.fileOf({"sum", "d"}));
        QCOMPARE(cache.clear().records, std::size_t(2));
        QCOMPARE(readTextFile(victims / "precious"), std::string("keep"));
    }

    void isForTheUserAlone()
    {
        const RecordCache cache(m_folder);
        cache.store({"sum", "a"}, "body");
        QCOMPARE(fs::status(m_folder).permissions(), fs::perms::owner_all);
        QCOMPARE(fs::status(cache.fileOf({"sum", "a"})).permissions(),
                 fs::perms::owner_read | fs::perms::owner_write);
        fs::permissions(m_folder, fs::perms::all);
        QCOMPARE(cache.fault(), m_folder.string() + " can be written by other users");
        QVERIFY(!guarded([&] { cache.store({"sum", "b"}, "body"); }) && cache.list().empty());
        const RecordCache none {fs::path()};
        QVERIFY(!none.fault().empty() && !none.find({"sum", "a"}) && none.list().empty());
        JobContext job;
        QCOMPARE(cachedOr(none, "a", numberFormat(), job, [] { return 3; }).value, 3);
    }

    void computesOnce()
    {
        const RecordCache cache(m_folder);
        JobContext job;
        int runs = 0;
        const auto compute = [&] { return ++runs; };
        const Cached<int> made = cachedOr(cache, "a", numberFormat(), job, compute);
        QVERIFY(made.value == 1 && !made.wasCached);
        const Cached<int> found = cachedOr(cache, "a", numberFormat(), job, compute);
        QVERIFY(found.value == 1 && found.wasCached);
        // A body of another form is computed again.
        cache.store({"sum", "a"}, "no number");
        QCOMPARE(cachedOr(cache, "a", numberFormat(), job, compute).value, 2);
        QCOMPARE(cache.find({"sum", "a"}).value(), std::string("2"));
        QVERIFY(cache.list().size() == 1 && std::distance(fs::directory_iterator(m_folder), {}) == 1);
    }

    void anotherProcessIsWaitedFor()
    {
        const RecordCache cache(m_folder);
        std::atomic<int> runs = 0;
        const auto once = [&] {
            JobContext job;
            return cachedOr(cache, "a", numberFormat(), job, [&] {
                ++runs;
                std::this_thread::sleep_for(std::chrono::milliseconds(100));
                return 7;
            });
        };
        std::jthread other([&] { QCOMPARE(once().value, 7); });
        QCOMPARE(once().value, 7);
        other.join();
        QCOMPARE(runs.load(), 1);
    }

    void aStopEndsTheWait()
    {
        const RecordCache cache(m_folder);
        const RecordLock held = cache.lock({"sum", "a"}, JobContext());
        std::stop_source stop;
        stop.request_stop();
        JobContext job(stop.get_token(), {});
        const auto found =
            guarded([&] { return cachedOr(cache, "a", numberFormat(), job, [] { return 1; }).value; });
        QVERIFY(!found && found.error().code() == ErrorCode::Cancelled);
    }

    void whatCannotBeKeptIsReturned()
    {
        std::ofstream(m_folder) << "a file in place of the folder";
        JobContext job;
        const Cached<int> made = cachedOr(RecordCache(m_folder), "a", numberFormat(), job, [] { return 5; });
        QVERIFY(made.value == 5 && !made.wasCached);
    }

private:
    static RecordFormat<int> numberFormat()
    {
        return {"sum", [](const int& number) { return std::to_string(number); },
                [](std::string_view body) -> std::optional<int> { return std::stoi(std::string(body)); }};
    }

    static void age(const fs::path& file, int seconds)
    {
        fs::last_write_time(file, fs::last_write_time(file) - std::chrono::seconds(seconds));
    }

    QTemporaryDir m_temporary;
    fs::path m_folder = fs::path(m_temporary.path().toStdString()) / "cache";
};

QTEST_APPLESS_MAIN(RecordCacheTest)
#include "record_cache_test.moc"
