#include "tests/widgets/canvas_harness.h"
#include "widgets/controls/distance_map.h"
#include "widgets/controls/distance_panel.h"
#include "widgets/controls/dock_title.h"
#include "widgets/controls/elided_combo.h"
#include "widgets/controls/empty_state.h"
#include "widgets/controls/message_bar.h"
#include "widgets/controls/metric.h"
#include "widgets/controls/summary_strip.h"
#include "widgets/controls/theme.h"
#include "widgets/controls/wheel_guard.h"

#include <QApplication>
#include <QComboBox>
#include <QDockWidget>
#include <QEnterEvent>
#include <QHelpEvent>
#include <QLineEdit>
#include <QMainWindow>
#include <QMenu>
#include <QPushButton>
#include <QSignalSpy>
#include <QSlider>
#include <QSpinBox>
#include <QToolButton>
#include <QToolTip>
#include <QWheelEvent>
#include <QtTest>

using namespace layerloom;
using namespace layerloom::tests;
using namespace layerloom::widgets;

class ViewsTest : public QObject {
    Q_OBJECT

    CanvasModels m_models;
    core::Source m_small;
    core::Source m_tuned;

    struct Facts {
        std::shared_ptr<const core::Stack> stack;
        std::shared_ptr<const core::Preview> preview;
    };
    static Facts factsOf(const core::Stack& stack)
    {
        auto shared = std::make_shared<const core::Stack>(stack);
        return {shared, std::make_shared<const core::Preview>(core::preview(*shared))};
    }
    static SummaryItem* item(SummaryStrip& strip, const char* name)
    {
        return strip.findChild<SummaryItem*>(QLatin1String(name));
    }

private Q_SLOTS:
    void initTestCase()
    {
        applyTheme(*qApp, ThemeChoice::Light);
        m_small = m_models.small("L32");
        m_tuned = m_models.small("L32t");
    }

    void summaryTellsTheSample()
    {
        SummaryStrip strip;
        const Facts dus = factsOf(stackOf({m_small}, "dus(A, 8)"));
        strip.setFacts(dus.stack, dus.preview);
        QCOMPARE(item(strip, "summaryLayers")->text(), QStringLiteral("48"));
        QCOMPARE(item(strip, "summaryLayers")->note(), QStringLiteral("+16"));
        QVERIFY(item(strip, "summaryParams")->toolTip().contains(QStringLiteral("2,283,584")));
        QCOMPARE(item(strip, "summaryBytes")->text(), QStringLiteral("4.57 MB"));
        QCOMPARE(item(strip, "summaryBytes")->note(), QStringLiteral("BF16"));
        QVERIFY(item(strip, "summaryBytes")->toolTip().contains(QStringLiteral("4,567,168 bytes")));
        QCOMPARE(item(strip, "summarySeams")->text(), QStringLiteral("1"));
        QCOMPARE(item(strip, "summaryMaxDistance")->text(), QStringLiteral("15"));
        QCOMPARE(item(strip, "summaryProblems")->text(), QStringLiteral("0"));
    }

    void manySeamsAreOneLineByTheMetric()
    {
        const Facts stack = factsOf(stackOf({m_small}, "A[0:16] A[8:24] A[15:32]"));
        const QString dash = QChar(0x2013);
        QCOMPARE(seamsText(stack.preview->seams, nullptr),
                 QStringLiteral("2 seams, layer distance 7%1%2").arg(dash).arg(8));
        MetricTables angles {{Metric::Kind::Activations, {}}, {}};
        QCOMPARE(seamsText(stack.preview->seams, &angles), QStringLiteral("2 seams"));
        DistanceTable& table = angles.tables[{core::SourceIndex(0), core::SourceIndex(0)}];
        core::Matrix matrix(32, 32, 0.31);
        table.rows = table.columns = 32;
        table.matrix = std::make_shared<const core::Matrix>(matrix);
        QCOMPARE(seamsText(stack.preview->seams, &angles),
                 QStringLiteral("2 seams, activation distance 0.31"));
        matrix.at(23, 15) = 0.05;
        table.matrix = std::make_shared<const core::Matrix>(matrix);
        QCOMPARE(seamsText(stack.preview->seams, &angles),
                 QStringLiteral("2 seams, activation distance 0.050%1%2").arg(dash, QStringLiteral("0.31")));
    }

    void summaryShowsAPreviewUntilItEnds()
    {
        SummaryStrip strip;
        const Facts now = factsOf(stackOf({m_small}, "A[0:32]"));
        const Facts preview = factsOf(stackOf({m_small}, "A[0:24]"));
        strip.setFacts(now.stack, now.preview);
        strip.setPreview(preview.stack, preview.preview);
        QCOMPARE(item(strip, "summaryLayers")->text(), QStringLiteral("24"));
        QCOMPARE(item(strip, "summaryLayers")->note(), QChar(0x2212) + QStringLiteral("8"));
        QVERIFY(item(strip, "summaryLayers")->isPreview());
        strip.setPreview(nullptr, nullptr);
        QCOMPARE(item(strip, "summaryLayers")->text(), QStringLiteral("32"));
        QVERIFY(!item(strip, "summaryLayers")->isPreview());
        QVERIFY(item(strip, "summaryLayers")->note().isEmpty());
    }

    void clickingASummaryItemAsksForItsDetail()
    {
        SummaryStrip strip;
        QSignalSpy asked(&strip, &SummaryStrip::activated);
        QTest::mouseClick(item(strip, "summarySeams"), Qt::LeftButton);
        QTest::keyClick(item(strip, "summaryProblems"), Qt::Key_Space);
        QCOMPARE(asked.size(), 2);
        QCOMPARE(asked[0][0].value<SummaryStrip::Item>(), SummaryStrip::Item::Seams);
        QCOMPARE(asked[1][0].value<SummaryStrip::Item>(), SummaryStrip::Item::Problems);
    }

    void distanceMapAnswersPointerAndKeys()
    {
        DistanceMap map;
        map.resize(map.sizeHint());
        map.setTable(layerDistances(32, 32));
        QSignalSpy pairs(&map, &DistanceMap::pairActivated);
        QTest::mouseClick(&map, Qt::LeftButton, {}, map.cellRect(23, 8).center());
        QCOMPARE(pairs.size(), 1);
        QCOMPARE(pairs[0], (QVariantList {23, 8}));
        QCOMPARE(map.describe(23, 8), QStringLiteral("i=23, j=8: 15"));
        QTest::keyClick(&map, Qt::Key_Right);
        QTest::keyClick(&map, Qt::Key_Down);
        QTest::keyClick(&map, Qt::Key_Return);
        QCOMPARE(pairs[1], (QVariantList {24, 9}));
        for (int i = 0; i < 40; ++i)
            QTest::keyClick(&map, Qt::Key_Up);
        QCOMPARE(map.cross(), std::optional(QPoint(0, 9)));
    }

    void distancePanelOffersThePairsOfModels()
    {
        DistancePanel panel;
        auto* pair = panel.findChild<QComboBox*>(QStringLiteral("distancePair"));
        QCOMPARE(pair->count(), 0);
        QVERIFY(panel.map().isHidden());
        const Facts both = factsOf(stackOf({m_small, m_tuned}, "A[0:24] B[8:32]"));
        panel.setStack(both.stack, both.preview);
        QCOMPARE(pair->count(), 3);
        QCOMPARE(pair->currentText(), QStringLiteral("A ") + QChar(0x00D7) + QStringLiteral(" B"));
        QVERIFY(!panel.map().isHidden());
        QSignalSpy activated(&panel, &DistancePanel::pairActivated);
        panel.resize(264, 400);
        panel.show();
        QTest::mouseClick(&panel.map(), Qt::LeftButton, {}, panel.map().cellRect(23, 8).center());
        QCOMPARE(activated.size(), 1);
    }

    void aSecondModelIsShownAgainstTheFirstUnlessSomeoneChose()
    {
        DistancePanel panel;
        auto* pair = panel.findChild<QComboBox*>(QStringLiteral("distancePair"));
        const Facts one = factsOf(stackOf({m_small}, "A[0:24]"));
        const Facts both = factsOf(stackOf({m_small, m_tuned}, "A[0:24] B[8:32]"));
        panel.setStack(one.stack, one.preview);
        panel.setStack(both.stack, both.preview);
        QCOMPARE(pair->currentIndex(), 1);
        pair->setFocus();
        QTest::keyClick(pair, Qt::Key_Up);
        QCOMPARE(pair->currentIndex(), 0);
        panel.setStack(both.stack, both.preview);
        QCOMPARE(pair->currentIndex(), 0);
    }

    void namesWithoutRoomHaveAnEllipsisInTheMiddle()
    {
        ElidedCombo combo;
        combo.addItem(QStringLiteral("A  Xwin-LM-70B-V0.1, a long name"));
        combo.setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
        combo.resize(1000, combo.sizeHint().height());
        QCOMPARE(combo.shownText(), combo.currentText());
        combo.resize(120, combo.sizeHint().height());
        QVERIFY2(combo.shownText().contains(QChar(0x2026)), qPrintable(combo.shownText()));
        QVERIFY2(combo.shownText().startsWith(QStringLiteral("A")), qPrintable(combo.shownText()));
        QVERIFY2(combo.shownText().endsWith(QLatin1Char('e')), qPrintable(combo.shownText()));
        combo.show();
        QHelpEvent help(QEvent::ToolTip, combo.rect().center(), combo.mapToGlobal(combo.rect().center()));
        QApplication::sendEvent(&combo, &help);
        QCOMPARE(QToolTip::text(), combo.currentText());
    }

    void nothingIsCountedBeforeThereAreLayers()
    {
        SummaryStrip strip;
        const Facts empty = factsOf(stackOf({m_small}, ""));
        QVERIFY(!empty.preview->problems.empty());
        strip.setFacts(empty.stack, empty.preview);
        QCOMPARE(item(strip, "summaryProblems")->text(), QStringLiteral("0"));
    }

    void choosingATransitionOnTheMapSelectsTheSeam()
    {
        Loom loom(stackOf({m_small}, "A[0:24] A[8:32]"));
        loom.canvas.selectTransition(23, 8);
        QCOMPARE(loom.canvas.selection().seam, std::optional(24));
        loom.canvas.selectTransition(3, 4);
        QCOMPARE(loom.canvas.selection().ranges, (std::vector<IndexRange> {{3, 5}}));
        loom.canvas.selectTransition(3, 9);
        QCOMPARE(loom.canvas.selection().ranges, (std::vector<IndexRange> {{3, 5}}));
    }

    void messageBarRunsItsLinkAndCloses()
    {
        MessageBar bar;
        int acted = 0;
        bar.showMessage(MessageBar::Kind::Error, QStringLiteral("Layers are 96 wide, this stack is 64 wide"),
                        {{QStringLiteral("Show"), [&acted] { ++acted; }}});
        QCOMPARE(bar.message(), QStringLiteral("Layers are 96 wide, this stack is 64 wide"));
        QTest::mouseClick(bar.findChild<QPushButton*>(), Qt::LeftButton);
        QCOMPARE(acted, 1);
        QVERIFY(bar.message().isEmpty());
    }

    void aMessageGoesWithItsReason()
    {
        MessageBar bar;
        bool isChanged = true;
        bool isRefused = true;
        bar.showMessage(MessageBar::Kind::Warning, QStringLiteral("changed"),
                        {{QStringLiteral("Load"), [] {}}}, [&isChanged] { return isChanged; });
        bar.showMessage(MessageBar::Kind::Error, QStringLiteral("refused"), {},
                        [&isRefused] { return isRefused; });
        bar.reconsider();
        QCOMPARE(bar.message(), QStringLiteral("refused"));
        // What has a remedy is still true behind it.
        isRefused = false;
        bar.reconsider();
        QCOMPARE(bar.message(), QStringLiteral("changed"));
        isChanged = false;
        bar.reconsider();
        QCOMPARE(bar.message(), QString());
        QVERIFY(bar.isHidden());
    }

    void aLaterMessageTakesThePlaceOfOneWithoutARemedy()
    {
        MessageBar bar;
        bar.showMessage(MessageBar::Kind::Error, QStringLiteral("first"));
        bar.showMessage(MessageBar::Kind::Error, QStringLiteral("second"));
        QTest::mouseClick(bar.findChild<QToolButton*>(), Qt::LeftButton);
        QCOMPARE(bar.message(), QString());
    }

    void summaryLeavesOutWholeNumbersAndListsThem()
    {
        SummaryStrip strip;
        const Facts dus = factsOf(stackOf({m_small}, "dus(A, 8)"));
        strip.setFacts(dus.stack, dus.preview);
        strip.setLoss({.value = QStringLiteral("+0.35"),
                       .note = QStringLiteral("0.26 to 0.48"),
                       .label = QStringLiteral("predicted loss increase")},
                      {});
        auto* more = strip.findChild<QToolButton*>(QStringLiteral("summaryMore"));
        QVERIFY(strip.minimumSizeHint().width() < 300);
        strip.show();
        int before = 0;
        for (int width = strip.sizeHint().width(); width >= strip.minimumSizeHint().width(); --width) {
            strip.resize(width, strip.sizeHint().height());
            int right = 0;
            int hidden = 0;
            for (const SummaryItem* each : strip.findChildren<SummaryItem*>()) {
                if (each->isHidden()) {
                    ++hidden;
                    continue;
                }
                QVERIFY(each->x() >= right);
                QVERIFY2(each->width() >= each->sizeHint().width(), qPrintable(each->objectName()));
                right = each->geometry().right();
            }
            QVERIFY(right <= width);
            QVERIFY(hidden >= before);
            QCOMPARE(more->isHidden(), hidden == 0);
            before = hidden;
        }
        QVERIFY(!item(strip, "summaryLayers")->isHidden());
        QVERIFY(before >= 4);
        QSignalSpy asked(&strip, &SummaryStrip::activated);
        Q_EMIT more->menu()->aboutToShow();
        const QList<QAction*> listed = more->menu()->actions();
        QVERIFY(listed.size() >= before);
        for (QAction* action : listed)
            if (action->text().startsWith(QStringLiteral("15 ")))
                action->trigger();
        QCOMPARE(asked.size(), 1);
        QCOMPARE(asked[0][0].value<SummaryStrip::Item>(), SummaryStrip::Item::MaxDistance);
    }

    void theWheelChangesNoNumberWithoutTheFocus()
    {
        guardWheel();
        QWidget window;
        QSpinBox number(&window);
        QSlider slider(Qt::Horizontal, &window);
        QComboBox combo(&window);
        QLineEdit other(&window);
        number.setValue(5);
        slider.setValue(5);
        combo.addItems({QStringLiteral("a"), QStringLiteral("b")});
        window.show();
        QApplication::setActiveWindow(&window);
        other.setFocus();
        const auto wheel = [](QWidget& field) {
            QWheelEvent event(QPointF(5, 5), field.mapToGlobal(QPointF(5, 5)), {}, {0, -120}, Qt::NoButton,
                              {}, Qt::NoScrollPhase, false);
            QApplication::sendEvent(&field, &event);
        };
        for (QWidget* field :
             {static_cast<QWidget*>(&number), static_cast<QWidget*>(&slider), static_cast<QWidget*>(&combo)})
            wheel(*field);
        QCOMPARE(number.value(), 5);
        QCOMPARE(slider.value(), 5);
        QCOMPARE(combo.currentIndex(), 0);
        QVERIFY(number.focusPolicy() != Qt::WheelFocus);
        number.setFocus();
        QTRY_VERIFY(number.hasFocus());
        wheel(number);
        QCOMPARE(number.value(), 4);
    }

    void emptyStateOffersItsWaysIn()
    {
        EmptyState empty;
        QSignalSpy sample(&empty, &EmptyState::sampleRequested);
        QSignalSpy recent(&empty, &EmptyState::recentRequested);
        QTest::mouseClick(empty.findChild<QPushButton*>(QStringLiteral("emptySample")), Qt::LeftButton);
        QCOMPARE(sample.size(), 1);
        empty.setRecents({{QStringLiteral("/a.loom"), QStringLiteral("a.loom"), {}, {}, false},
                          {QStringLiteral("/b.loom"), QStringLiteral("b.loom"), {}, {}, true}});
        for (auto* row : empty.findChildren<QAbstractButton*>())
            if (row->text().endsWith(QStringLiteral(".loom")))
                QTest::mouseClick(row, Qt::LeftButton);
        QCOMPARE(recent.size(), 1);
        QCOMPARE(recent[0][0].toString(), QStringLiteral("/a.loom"));
    }

    void buttonsOfADockTitleKeepTheirPlaces()
    {
        QMainWindow window;
        auto* dock = new QDockWidget(QStringLiteral("Model library"), &window);
        auto* title = new DockTitle(dock, true);
        QAction rescan(QStringLiteral("Rescan"), dock);
        title->addAction(&rescan);
        dock->setTitleBarWidget(title);
        window.addDockWidget(Qt::LeftDockWidgetArea, dock);
        window.show();
        const auto places = [title] {
            QList<QRect> list;
            for (const auto* button : title->findChildren<QAbstractButton*>())
                list.append(button->isVisible() ? button->geometry() : QRect());
            return list;
        };
        const QList<QRect> before = places();
        QCOMPARE(before.size(), 2);
        QEnterEvent enter(QPointF(5, 5), QPointF(5, 5), QPointF(5, 5));
        QApplication::sendEvent(title, &enter);
        QCOMPARE(places(), before);
        QMenu* menu = title->findChild<QToolButton*>(QStringLiteral("dockMenu"))->menu();
        Q_EMIT menu->aboutToShow();
        menu->actions().at(0)->trigger();
        QVERIFY(dock->isFloating());
        menu->actions().at(0)->trigger();
        QVERIFY(!dock->isFloating());
        menu->actions().at(1)->trigger();
        QVERIFY(dock->isHidden());
    }

    void dockTitleHasTheHeightItAsksFor()
    {
        QDockWidget dock(QStringLiteral("Inspector"));
        auto* title = new DockTitle(&dock, true);
        dock.setTitleBarWidget(title);
        QVERIFY(title->sizeHint().height() >= 32);
        QCOMPARE(title->sizeHint().height(), title->minimumSizeHint().height());
        QAction action(QStringLiteral("Rescan"), &dock);
        QSignalSpy triggered(&action, &QAction::triggered);
        title->addAction(&action);
        for (auto* button : title->findChildren<QAbstractButton*>())
            if (button->text() == QStringLiteral("Rescan"))
                QTest::mouseClick(button, Qt::LeftButton);
        QCOMPARE(triggered.size(), 1);
    }

    void everythingPaintsInLightAndDark()
    {
        for (const ThemeChoice choice : {ThemeChoice::Light, ThemeChoice::Dark}) {
            applyTheme(*qApp, choice);
            Loom loom(stackOf({m_small, m_tuned}, "A[0:8] A[4:10] B[20:26]"));
            const QImage image = loom.canvas.grab().toImage();
            QCOMPARE(image.pixelColor(image.width() / 2, image.height() - 2), theme(loom.canvas).canvas);
            const QPoint block = loom.block(kOutputTrack, 1) * image.devicePixelRatio();
            QVERIFY(image.pixelColor(block) != theme(loom.canvas).canvas);
        }
        applyTheme(*qApp, ThemeChoice::Light);
    }
};

QTEST_MAIN(ViewsTest)
#include "views_test.moc"
