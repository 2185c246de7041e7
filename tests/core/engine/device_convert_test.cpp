#include "core/engine/torch/device_convert.h"
#include "tests/engine_check/engine_checks.h"

#include <QObject>
#include <QtTest/QTest>

using namespace layerloom;
using namespace layerloom::core;

/// What a GPU would run, on the CPU.
class DeviceConvertTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void everyConversionAndScaleIsExactToTheBit_data()
    {
        QTest::addColumn<int>("blockElements");
        QTest::newRow("many blocks and a rest") << 1000;
        QTest::newRow("whole blocks") << 0x8000;
        QTest::newRow("one block") << 0x200000;
    }

    void everyConversionAndScaleIsExactToTheBit()
    {
        QFETCH(int, blockElements);
        DeviceConverter converter(c10::Device(c10::DeviceType::CPU), static_cast<std::size_t>(blockElements));
        const auto checks = tests::checkConversions(
            [&](std::span<const std::byte> in, FloatType from, std::span<std::byte> out, FloatType to,
                double scale) { return converter.convert(in, from, out, to, scale); });
        QCOMPARE(checks.size(), std::size_t(22));
        for (const tests::EngineCheck& check : checks)
            QVERIFY2(check.failure.empty(), (check.name + ": " + check.failure).c_str());
    }
};

QTEST_APPLESS_MAIN(DeviceConvertTest)
#include "device_convert_test.moc"
