#include "app/window/measure/memory_dialog.h"
#include "core/run/stack_runner.h"
#include "tests/app/window_fixture.h"

#include <QAction>
#include <QDoubleSpinBox>
#include <QLabel>
#include <QRadioButton>

using namespace layerloom;
using app::EngineSession;
using tests::kPatience;
using tests::TestWindow;

namespace {

struct MemoryWindow : TestWindow {
    void ask() { trigger("measure.memory"); }
    bool hasLooked() { return find<QRadioButton>("memoryHalf")->text().contains(QStringLiteral(" now")); }
    QString command() { return window.actions().action("measure.memory")->text(); }
    void choose(double gigabytes)
    {
        find<QRadioButton>("memoryFixed")->click();
        auto* size = find<QDoubleSpinBox>("memorySize");
        size->setFocus();
        size->selectAll();
        QTest::keyClicks(size, QLocale().toString(gigabytes, 'f', 1));
        click("memoryAccept");
    }
    /// What a job that runs now may hold, as `ask` reads it from its place.
    template <typename Ask> std::uint64_t ofJob(Ask ask)
    {
        std::optional<std::uint64_t> found;
        window.engineQueue().start(
            QStringLiteral("looking"), app::EngineQueue::Urgency::Soon, window,
            [ask](core::JobContext&, EngineSession& place) { return std::uint64_t(ask(place)); },
            [&found](const core::Result<std::uint64_t>& bytes) { found = bytes.value(); });
        [&] { QTRY_VERIFY_WITH_TIMEOUT(found.has_value(), kPatience); }();
        return found.value_or(0);
    }
    std::uint64_t heldByRunner()
    {
        return ofJob(
            [](EngineSession& place) { return place.runner(core::FloatType::F32).store().budget(); });
    }
    std::uint64_t heldByMeasurement()
    {
        return ofJob([](EngineSession& place) { return place.wholeDevice().budget.bytes(); });
    }
};

} // namespace

/// Test of the memory that running models may hold, as a person sets it.
class WindowMemoryTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init() { tests::forgetSettings(); }
    void halfOfWhatIsFreeIsUsual();
    void whatIsSetHoldsForWhatRunsNext();
    void moreThanIsFreeIsSaid();
    void aSettingThatMakesNoSenseIsBounded();
};

void WindowMemoryTest::halfOfWhatIsFreeIsUsual()
{
    MemoryWindow window;
    QVERIFY(window.command().contains(QStringLiteral("half of the free memory")));
    window.ask();
    QVERIFY(window.find<QRadioButton>("memoryHalf")->isChecked());
    QVERIFY(!window.find<QDoubleSpinBox>("memorySize")->isEnabled());
    QTRY_VERIFY_WITH_TIMEOUT(window.hasLooked(), kPatience);
    QVERIFY(window.find<QDoubleSpinBox>("memorySize")->value() > 0);
    window.click("memoryAccept");
    QVERIFY(!app::keptMemoryLimit());
    QVERIFY(!window.window.engineQueue().memory());
}

void WindowMemoryTest::whatIsSetHoldsForWhatRunsNext()
{
    {
        MemoryWindow window;
        const std::uint64_t before = window.heldByRunner();
        QVERIFY(before > 0);
        window.ask();
        window.choose(0.3);
        QVERIFY(window.command().contains(QStringLiteral("at most 0.3 GB")));
        const std::uint64_t held = window.heldByRunner();
        QVERIFY(held != before);
        QCOMPARE(held, core::budgetOf(300'000'000).weights);
        QCOMPARE(window.heldByMeasurement(), std::uint64_t(300'000'000));
    }
    MemoryWindow next;
    QVERIFY(next.command().contains(QStringLiteral("at most 0.3 GB")));
    QCOMPARE(next.heldByMeasurement(), std::uint64_t(300'000'000));
    next.ask();
    QVERIFY(next.find<QRadioButton>("memoryFixed")->isChecked());
    QCOMPARE(next.find<QDoubleSpinBox>("memorySize")->value(), 0.3);
    QTRY_VERIFY_WITH_TIMEOUT(next.hasLooked(), kPatience);
    QCOMPARE(next.find<QDoubleSpinBox>("memorySize")->value(), 0.3);
    next.find<QRadioButton>("memoryHalf")->click();
    next.click("memoryAccept");
    QVERIFY(next.command().contains(QStringLiteral("half of the free memory")));
    QVERIFY(next.heldByMeasurement() != 300'000'000);
}

void WindowMemoryTest::moreThanIsFreeIsSaid()
{
    MemoryWindow window;
    window.ask();
    QTRY_VERIFY_WITH_TIMEOUT(window.hasLooked(), kPatience);
    auto* line = window.find<QLabel>("memoryLine");
    window.find<QRadioButton>("memoryFixed")->click();
    QVERIFY(!line->text().contains(QStringLiteral("Only")));
    window.find<QDoubleSpinBox>("memorySize")->setValue(1e6);
    QVERIFY2(line->text().contains(QStringLiteral("Only")), qPrintable(line->text()));
}

void WindowMemoryTest::aSettingThatMakesNoSenseIsBounded()
{
    app::keepMemoryLimit(1);
    QCOMPARE(app::keptMemoryLimit().value(), std::uint64_t(100'000'000));
    app::keepMemoryLimit(~std::uint64_t(0));
    QCOMPARE(app::keptMemoryLimit().value(), std::uint64_t(1e15));
    app::keepMemoryLimit(std::nullopt);
    QVERIFY(!app::keptMemoryLimit());
}

int main(int argc, char** argv)
{
    return tests::runWindowTest<WindowMemoryTest>(argc, argv);
}
#include "window_memory_test.moc"
