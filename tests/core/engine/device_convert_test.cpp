#include "core/engine/torch/device_convert.h"
#include "tests/engine_check/engine_checks.h"

#include <QObject>
#include <QtTest/QTest>

using namespace layerloom;
using namespace layerloom::core;

namespace {

/// What a GPU would run, on the CPU.
class OnDevice final : public Engine {
public:
    explicit OnDevice(std::size_t blockElements)
        : m_converter(c10::Device(c10::DeviceType::CPU), blockElements)
    {}

    std::string version() const override { return "converter"; }
    std::vector<Device> devices() const override { return {}; }
    void use(const std::string& /*deviceId*/) override {}
    std::size_t elementsAtOnce() const override { return 1; }
    std::uint64_t convert(std::span<const std::byte> in, FloatType from, std::span<std::byte> out,
                          FloatType to, double scale) override
    {
        return m_converter.convert(in, from, out, to, scale);
    }

private:
    DeviceConverter m_converter;
};

} // namespace

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
        OnDevice engine(static_cast<std::size_t>(blockElements));
        const auto checks = tests::checkEngine(engine);
        QCOMPARE(checks.size(), std::size_t(22));
        for (const tests::EngineCheck& check : checks)
            QVERIFY2(check.failure.empty(), (check.name + ": " + check.failure).c_str());
    }
};

QTEST_APPLESS_MAIN(DeviceConvertTest)
#include "device_convert_test.moc"
