#include "core/checkpoint/hub_cache.h"
#include "tests/support/tiny_checkpoint.h"

#include <QObject>
#include <QtTest/QTest>

using namespace layerloom::core;
using namespace layerloom::tests;

namespace fs = std::filesystem;

namespace {

fs::path addSnapshot(const fs::path& cache, const char* model, const char* commit, bool config = true)
{
    fs::path snapshot = cache / model / "snapshots" / commit;
    fs::create_directories(snapshot);
    if (config)
        writeText(snapshot / "config.json", "{}");
    return snapshot;
}

void setReference(const fs::path& cache, const char* model, const char* name, const char* commit)
{
    const fs::path file = cache / model / "refs" / name;
    fs::create_directories(file.parent_path());
    writeText(file, commit);
}

} // namespace

class HubCacheTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        for (const char* name : {"HF_HUB_CACHE", "HF_HOME", "XDG_CACHE_HOME"})
            qunsetenv(name);
        qputenv("HOME", "/home/somebody");
    }

    void theVariablesOfTheHubDecide()
    {
        QCOMPARE(hubCacheFolder(), fs::path("/home/somebody/.cache/huggingface/hub"));
        qputenv("XDG_CACHE_HOME", "/caches");
        QCOMPARE(hubCacheFolder(), fs::path("/caches/huggingface/hub"));
        qputenv("HF_HOME", "/hf");
        QCOMPARE(hubCacheFolder(), fs::path("/hf/hub"));
        qputenv("HF_HUB_CACHE", "/models");
        QCOMPARE(hubCacheFolder(), fs::path("/models"));
    }

    void findsSnapshotsByRevision()
    {
        const TemporaryFolder cache;
        qputenv("HF_HUB_CACHE", cache.path().c_str());
        const char* const name = "models--Xwin-LM--Xwin-LM-70B-V0.1";
        const fs::path older = addSnapshot(cache.path(), name, "aaaa");
        const fs::path newer = addSnapshot(cache.path(), name, "bbbb");
        QVERIFY(!findInHubCache("Xwin-LM/Xwin-LM-70B-V0.1"));
        setReference(cache.path(), name, "main", "bbbb\n");
        setReference(cache.path(), name, "v1", "aaaa");
        setReference(cache.path(), name, "lost", "cccc");
        QCOMPARE(findInHubCache("Xwin-LM/Xwin-LM-70B-V0.1"), std::optional(newer));
        QCOMPARE(findInHubCache("Xwin-LM/Xwin-LM-70B-V0.1@v1"), std::optional(older));
        QCOMPARE(findInHubCache("Xwin-LM/Xwin-LM-70B-V0.1@aaaa"), std::optional(older));
        QVERIFY(!findInHubCache("Xwin-LM/Xwin-LM-70B-V0.1@lost"));
        QVERIFY(!findInHubCache("Xwin-LM/Xwin-LM-70B-V0.1@"));
        QVERIFY(!findInHubCache("Xwin-LM/Other"));
    }

    void theOnlySnapshotNeedsNoReference()
    {
        const TemporaryFolder cache;
        qputenv("HF_HUB_CACHE", cache.path().c_str());
        const fs::path only = addSnapshot(cache.path(), "models--gpt2", "aaaa");
        QCOMPARE(findInHubCache("gpt2"), std::optional(only));
    }

    void namesThatClimbAreNoNames()
    {
        const TemporaryFolder cache;
        qputenv("HF_HUB_CACHE", (cache.path() / "hub").c_str());
        addSnapshot(cache.path() / "hub", "models--a", "aaaa");
        fs::create_directories(cache / "secret");
        for (const char* name : {"", "..", "a@../../../secret", "/etc", "a/../../secret"})
            QVERIFY2(!findInHubCache(name), name);
    }

    void listsWhatHasAConfig()
    {
        const TemporaryFolder cache;
        qputenv("HF_HUB_CACHE", cache.path().c_str());
        QVERIFY(listHubCache().empty());
        addSnapshot(cache.path(), "models--b--Model-10", "aaaa");
        const fs::path second = addSnapshot(cache.path(), "models--b--Model-2", "aaaa");
        addSnapshot(cache.path(), "models--c--partial", "aaaa", false);
        addSnapshot(cache.path(), "datasets--b--data", "aaaa");
        const std::vector<HubSnapshot> found = listHubCache();
        QCOMPARE(found.size(), std::size_t {2});
        QCOMPARE(found[0].modelId, std::string("b/Model-2"));
        QCOMPARE(found[0].folder, second);
        QCOMPARE(found[1].modelId, std::string("b/Model-10"));
    }

    void snapshotsAreRecognised()
    {
        QCOMPARE(hubModelId("/c/models--owner--name-with-dashes/snapshots/abc"),
                 std::optional<std::string>("owner/name-with-dashes"));
        QVERIFY(!hubModelId("/c/models--owner--name/blobs/abc"));
        QVERIFY(!hubModelId("/c/owner/snapshots/abc"));
        QVERIFY(!hubModelId("/"));
    }
};

QTEST_APPLESS_MAIN(HubCacheTest)
#include "hub_cache_test.moc"
