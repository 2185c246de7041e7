#include "core/engine/load_engine.h"
#include "tests/engine_check/engine_checks.h"
#include "tests/engine_check/float_reference.h"
#include "tests/support/tiny_checkpoint.h"

#include <QObject>
#include <QtTest/QTest>

#include <cmath>

using namespace layerloom;
using namespace layerloom::core;

class EngineTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void cleanup() { qunsetenv("LAYERLOOM_ENGINES"); }

    void theReferenceEncodesKnownNumbers()
    {
        QCOMPARE(tests::decoded(FloatType::F16, 0x3C00), 1.0);
        QCOMPARE(tests::decoded(FloatType::F16, 0x0001), std::ldexp(1.0, -24));
        QCOMPARE(tests::decoded(FloatType::F16, 0x7BFF), 65504.0);
        QCOMPARE(tests::decoded(FloatType::BF16, 0xBF80), -1.0);
        QCOMPARE(tests::encoded(FloatType::F16, 65519.0), 0x7BFFU);
        QCOMPARE(tests::encoded(FloatType::F16, 65520.0), 0x7C00U);
        QCOMPARE(tests::encoded(FloatType::BF16, 1.0 + std::ldexp(1.0, -8)), 0x3F80U);
        QCOMPARE(tests::encoded(FloatType::BF16, 1.0 + 3 * std::ldexp(1.0, -8)), 0x3F82U);
        QCOMPARE(tests::encoded(FloatType::F16, -0.0), 0x8000U);
    }

    void everyConversionAndScaleIsExactToTheBit()
    {
        const auto loaded = loadEngine("cpu");
        QVERIFY2(loaded, loaded ? "" : loaded.error().message().c_str());
        const auto checks = tests::checkEngine(*loaded->engine);
        QCOMPARE(checks.size(), std::size_t(22));
        for (const tests::EngineCheck& check : checks)
            QVERIFY2(check.failure.empty(), (check.name + ": " + check.failure).c_str());
    }

    void theCpuIsAlwaysADevice()
    {
        const auto devices = listDevices();
        QVERIFY(!devices.empty());
        QCOMPARE(devices.front().id, std::string("cpu"));
        QVERIFY(devices.front().engine.find("libtorch") != std::string::npos);
        QVERIFY(devices.front().memoryTotal >= devices.front().memoryFree);
        QVERIFY(devices.front().memoryFree > 0);
    }

    void anUnknownDeviceIsRefusedByName()
    {
        const auto loaded = loadEngine("cuda:99");
        QVERIFY(!loaded);
        QCOMPARE(loaded.error().code(), ErrorCode::Unsupported);
        QVERIFY2(loaded.error().message().find("cuda:99") != std::string::npos,
                 loaded.error().message().c_str());
    }

    void failuresInsideTheModuleArriveAsErrors()
    {
        const auto loaded = loadEngine("cpu");
        QVERIFY(loaded);
        const auto refused = guarded([&] { return loaded->engine->use("abacus"), 0; });
        QVERIFY(!refused);
        QCOMPARE(refused.error().code(), ErrorCode::Unsupported);
        QVERIFY(refused.error().message().find("\"abacus\"") != std::string::npos);
    }

    void aModuleThatCannotBeLoadedIsSkipped()
    {
        const tests::TemporaryFolder folder;
        std::filesystem::create_directories(folder / "broken");
        tests::writeText(folder / "broken" / "liblayerloom_engine.so", "no library");
        qputenv("LAYERLOOM_ENGINES", folder.path().c_str());
        const auto found = findEngines();
        QVERIFY(found.size() >= 2);
        QCOMPARE(found.front().parent_path().filename().string(), std::string("broken"));
        QCOMPARE(found.back().parent_path().filename().string(), std::string("default"));
        const auto loaded = loadEngine("auto");
        QVERIFY2(loaded, loaded ? "" : loaded.error().message().c_str());
        QVERIFY(loaded->name != "broken");
    }
};

QTEST_APPLESS_MAIN(EngineTest)
#include "engine_test.moc"
