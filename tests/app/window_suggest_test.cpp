#include "app/window/suggest/suggest_dialog.h"
#include "app/window/suggest/suggest_model.h"
#include "app/window/suggest/suggest_plot.h"
#include "core/engine/load_engine.h"
#include "core/merge/write/run_merge.h"
#include "core/notation/layer_expression.h"
#include "core/predict/evaluate_candidates.h"
#include "core/run/run_text.h"
#include "tests/app/watch_timer.h"
#include "tests/app/window_fixture.h"
#include "tests/support/growing_checkpoint.h"

#include <QAbstractItemModelTester>
#include <QAbstractItemView>
#include <QDir>
#include <QDoubleSpinBox>
#include <QHeaderView>
#include <QLabel>
#include <QPushButton>
#include <QSpinBox>
#include <QTableView>

#include <cmath>

using namespace layerloom;
using app::SuggestModel;
using tests::kPatience;
using tests::TestWindow;

namespace {

/// Layers of the sample as a model of their own, quick to measure: its first four and its last.
QString shortModel(const char* name, const char* expression)
{
    core::Stack stack;
    stack.setup.sources = {core::sourceFor(core::openModel(tests::loomling32().toStdString()).value(), "a")};
    stack.blocks = core::parseExpression(expression, core::expressionModels(stack)).blocks;
    const core::MergePlan plan = core::planMerge(stack, {}).value();
    QString folder = tests::scratchFolder(QStringLiteral("short")) + QLatin1Char('/') + QLatin1String(name);
    core::JobContext job;
    core::runMerge(plan, {}, folder.toStdString(), job).value();
    return folder;
}

// A model opened, and the dialog that suggests stacks of it.
struct Opened : TestWindow {
    explicit Opened(const QString& model)
    {
        open({model});
        ask();
    }

    void ask() { QTest::keyClick(&window, Qt::Key_U, Qt::ControlModifier); }
    app::SuggestDialog& dialog() { return *find<app::SuggestDialog>("suggestDialog"); }
    QString state() { return find<QLabel>("suggestState")->text(); }
    QString startText() { return find<QPushButton>("suggestStart")->text(); }
    QAbstractItemModel& table() { return *find<QTableView>("suggestTable")->model(); }
    QString cell(int row, int column) { return table().index(row, column).data().toString(); }
    QStringList column(int column)
    {
        QStringList cells;
        for (int row = 0; row < table().rowCount(); ++row)
            cells.append(cell(row, column));
        return cells;
    }
    bool isLookedUp() { return find<QPushButton>("suggestStart")->isEnabled(); }
    void typeLayers(int layers)
    {
        auto* field = find<QSpinBox>("suggestLayers");
        field->setFocus();
        field->selectAll();
        QTest::keyClicks(field, QString::number(layers));
    }
    void suggest(int layers)
    {
        QTRY_VERIFY_WITH_TIMEOUT(isLookedUp(), kPatience);
        typeLayers(layers);
        click("suggestStart");
        QTRY_VERIFY_WITH_TIMEOUT(startText() == QStringLiteral("Suggest"), kPatience);
    }
};

/// "+0.412 ± 0.021" as its first number.
double figure(const QString& text)
{
    QString number = text.section(QLatin1Char(' '), 0, 0);
    return number.replace(QChar(0x2212), QLatin1Char('-')).toDouble();
}

// What core measures of a stack by itself, on the same text.
double measured(const QString& model, const QString& expression)
{
    core::Stack stack;
    stack.setup.sources = {
        core::sourceFor(core::openModel(model.toStdString()).value(), model.toStdString())};
    stack.blocks = core::parseExpression(expression.toStdString(), core::expressionModels(stack)).blocks;
    const auto& opened = stack.setup.sources[0].model;
    const core::Tokenizer tokenizer = core::openTokenizer(opened->checkpoint->folder()).value();
    const core::RunText text = core::readRunText(tokenizer, {}, core::kSensitivityTokens).value();
    core::StackRunner runner(core::loadEngine("cpu").value().engine, core::FloatType::F32,
                             {1 << 30, 1 << 30});
    core::StackEvaluator evaluator(runner, core::prepareRun(opened).value(), text.tokens, text.window);
    core::JobContext job;
    return evaluator.evaluate(core::prepareRun(stack).value(), job).delta;
}

} // namespace

/// Stacks of a wanted depth, found, tried and made the output.
class WindowSuggestTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init() { tests::forgetSettings(); }
    void depthAndParametersFollowEachOther();
    void aModelIsMeasuredFirst();
    void figuresFillRowsThatStay();
    void whatIsLeftOutMakesRoomForOthers();
    void whatOverflowsIsNotListed();
    void rulesAreListedAtOnceWithTheOwnStack();
    void pinnedStacksAreCompared();
    void oneClickIsOneStep();
    void keysChooseARow();
    void headsSort();
    void stopEndsTheTrying();
    void closingEndsTheMeasuring();
    void familiesThatCannotBeRunSayWhy();
    void withoutATokenizerItSaysSo();
};

void WindowSuggestTest::depthAndParametersFollowEachOther()
{
    Opened window(tests::loomling8());
    auto* layers = window.find<QSpinBox>("suggestLayers");
    auto* parameters = window.find<QDoubleSpinBox>("suggestParameters");
    const double each = 46208;
    const double rest = 1544256 - 32 * each;
    for (const int wanted : {5, 12, 80}) {
        window.typeLayers(wanted);
        const double unit = parameters->suffix().trimmed() == QStringLiteral("M") ? 1e6 : 1e3;
        QVERIFY(std::abs(parameters->value() * unit - (rest + wanted * each)) <= 0.01 * unit);
    }
    QCOMPARE(layers->maximum(), 80);
    const double unit = parameters->suffix().trimmed() == QStringLiteral("M") ? 1e6 : 1e3;
    parameters->setFocus();
    parameters->selectAll();
    // Not on a whole number of layers: the nearest is taken, and what it makes is shown when the field is left.
    const QString typed =
        parameters->locale().toString((rest + 11.3 * each) / unit, 'f', parameters->decimals());
    QTest::keyClicks(parameters, typed);
    QCOMPARE(layers->value(), 11);
    QVERIFY(parameters->text().startsWith(typed));
    layers->setFocus();
    QVERIFY(std::abs(parameters->value() * unit - (rest + 11 * each)) <= 0.01 * unit);
    parameters->setFocus();
    QTest::keyClick(parameters, Qt::Key_Up);
    QCOMPARE(layers->value(), 12);
}

void WindowSuggestTest::aModelIsMeasuredFirst()
{
    const QString model = shortModel("loomling-7", "A[0:4] A[29:32]");
    Opened window(model);
    QTRY_VERIFY_WITH_TIMEOUT(window.isLookedUp(), kPatience);
    QCOMPARE(window.startText(), QStringLiteral("Measure and suggest"));
    for (const char* part :
         {"loomling-7 is not measured yet", "drops and repeats every layer", "512 tokens", "a few seconds"})
        QVERIFY2(window.state().contains(QLatin1String(part)), qPrintable(window.state()));
    QCOMPARE(window.table().rowCount(), 0);
    QStringList states;
    connect(&window.table(), &QAbstractItemModel::modelReset, this, [&] { states.append(window.state()); });
    const tests::WatchTimer watch;
    window.typeLayers(9);
    window.click("suggestStart");
    QCOMPARE(window.startText(), QStringLiteral("Stop"));
    QVERIFY(!window.find<QSpinBox>("suggestLayers")->isEnabled());
    QTRY_VERIFY_WITH_TIMEOUT(window.startText() == QStringLiteral("Suggest"), kPatience);
    QVERIFY2(watch.latest() <= tests::kLatestTick, qPrintable(QString::number(watch.latest())));
    QVERIFY(window.table().rowCount() > 1);
    QVERIFY2(window.state().contains(QStringLiteral("evaluated on 512 tokens")), qPrintable(window.state()));
    // Another window finds it measured.
    Opened again(model);
    QTRY_VERIFY_WITH_TIMEOUT(again.isLookedUp(), kPatience);
    QCOMPARE(again.startText(), QStringLiteral("Suggest"));
}

void WindowSuggestTest::figuresFillRowsThatStay()
{
    Opened window(tests::loomling8());
    QTRY_VERIFY_WITH_TIMEOUT(window.isLookedUp(), kPatience);
    QStringList listed;
    int figures = 0;
    int partial = 0;
    bool stayed = true;
    connect(&window.table(), &QAbstractItemModel::modelReset, this,
            [&] { listed = window.column(SuggestModel::StackColumn); });
    connect(&window.table(), &QAbstractItemModel::dataChanged, this, [&](const QModelIndex& first) {
        if (first.column() != SuggestModel::MeasuredColumn)
            return;
        stayed = stayed && window.column(SuggestModel::StackColumn) == listed;
        figures += 1;
        partial += static_cast<int>(
            window.column(SuggestModel::MeasuredColumn).filter(QStringLiteral("so far")).size());
    });
    window.suggest(6);
    QVERIFY(stayed && figures > 10 && partial > 0);
    QCOMPARE(listed.size(), qsizetype(SuggestModel::kListed));
    const QStringList expressions = window.column(SuggestModel::StackColumn);
    QCOMPARE(QSet<QString>(expressions.begin(), expressions.end()),
             QSet<QString>(listed.begin(), listed.end()));
    // At the end the best measured come first, and what was not run behind them.
    const QStringList found = window.column(SuggestModel::MeasuredColumn);
    const auto tried = static_cast<qsizetype>(app::SuggestRun::kTried);
    for (qsizetype row = 0; row < found.size(); ++row) {
        QCOMPARE(found[row].isEmpty(), row >= tried);
        QVERIFY(row == 0 || row >= tried || figure(found[row]) >= figure(found[row - 1]));
        QCOMPARE(window.cell(static_cast<int>(row), SuggestModel::LayersColumn), QStringLiteral("6"));
    }
    for (const int row : {0, 9}) {
        const double alone = measured(tests::loomling8(), expressions[row]);
        QVERIFY2(std::abs(figure(found[row]) - alone) <= 0.00051, qPrintable(found[row]));
    }
}

void WindowSuggestTest::whatIsLeftOutMakesRoomForOthers()
{
    core::Setup setup;
    setup.sources = {core::sourceFor(core::openModel(tests::loomling32().toStdString()).value(), "a")};
    std::vector<core::Candidate> suggestions;
    for (core::LayerIndex first = 0; first < 22; ++first)
        suggestions.push_back({{{0, first, {}, false}}, {}, "drop"});
    SuggestModel model;
    const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    model.show(setup, suggestions, 2);
    const auto layers = [&](int column) {
        QStringList cells;
        for (int row = 0; row < model.rowCount(); ++row)
            cells.append(model.index(row, column).data().toString());
        return cells;
    };
    QCOMPARE(model.rowCount(), int(SuggestModel::kListed));
    model.setFigure(1, {.delta = 1}, true);
    model.sort(SuggestModel::StackColumn, Qt::DescendingOrder);
    model.skip(0);
    model.sort(-1, Qt::AscendingOrder);
    const QStringList stacks = layers(SuggestModel::StackColumn);
    QCOMPARE(stacks.size(), qsizetype(SuggestModel::kListed));
    QCOMPARE(stacks.first(), QStringLiteral("A[1]"));
    QCOMPARE(stacks.last(), QStringLiteral("A[20]"));
    QCOMPARE(layers(SuggestModel::MeasuredColumn).mid(0, 3),
             (QStringList {QStringLiteral("+1.000"), QStringLiteral("waits"), QString()}));
    for (std::size_t at = 2; at < 22; ++at)
        model.skip(at);
    QCOMPARE(layers(SuggestModel::StackColumn), QStringList {QStringLiteral("A[1]")});
    model.skip(1);
    model.end();
    QCOMPARE(model.rowCount(), 0);
}

void WindowSuggestTest::whatOverflowsIsNotListed()
{
    // Six layers hold what seven do not.
    const auto model =
        tests::writeGrowingCheckpoint(tests::scratchFolder(QStringLiteral("growing")).toStdString(),
                                      tests::loomling32().toStdString(), {0, 1, 2, 3}, 5e37F);
    Opened window(QString::fromStdString(model.string()));
    window.suggest(7);
    QVERIFY2(window.state().startsWith(QStringLiteral("No stack of 7 layers that was tried can be run")),
             qPrintable(window.state()));
    QCOMPARE(window.table().rowCount(), 0);
    window.suggest(6);
    QVERIFY2(window.state().endsWith(QStringLiteral("evaluated on 512 tokens each.")),
             qPrintable(window.state()));
    QVERIFY(window.table().rowCount() > 0);
}

void WindowSuggestTest::rulesAreListedAtOnceWithTheOwnStack()
{
    Opened window(tests::loomling8());
    window.suggest(6); // measured now
    QTest::keyClick(&window.dialog(), Qt::Key_Escape);
    window.typeExpression(QStringLiteral("A[0:7] A[3:8]"));
    window.trigger("recipe.suggest");
    QVERIFY(window.dialog().isVisible());
    window.typeLayers(12);
    QCOMPARE(window.startText(), QStringLiteral("Suggest")); // nothing runs
    const QStringList rules = window.column(SuggestModel::RuleColumn);
    QCOMPARE(rules.first(), QStringLiteral("Your stack"));
    QVERIFY(rules.contains(QStringLiteral("DUS")) && rules.contains(QStringLiteral("Interlock")));
    QCOMPARE(window.cell(0, SuggestModel::StackColumn), window.expression());
    QVERIFY(!window.column(SuggestModel::PredictedColumn).contains(QString()));
    // All have twelve layers: two columns would repeat one number.
    QVERIFY(window.find<QTableView>("suggestTable")->isColumnHidden(SuggestModel::LayersColumn));
    window.typeLayers(10);
    QVERIFY(!window.find<QTableView>("suggestTable")->isColumnHidden(SuggestModel::LayersColumn));
    auto* plot = window.find<app::SuggestPlot>("suggestPlot");
    const int steps = window.steps();
    QTest::mouseClick(plot, Qt::LeftButton, {}, plot->pointOf(0).toPoint()); // it is the output already
    QVERIFY(window.dialog().isVisible());
    const int row = plot->rowAt(plot->pointOf(1));
    QVERIFY(row > 0);
    const QString wanted = window.cell(row, SuggestModel::StackColumn);
    QTest::mouseClick(plot, Qt::LeftButton, {}, plot->pointOf(row).toPoint());
    QCOMPARE(window.expression(), wanted);
    QCOMPARE(window.steps(), steps + 1);
    QVERIFY(!window.dialog().isVisible());
}

void WindowSuggestTest::pinnedStacksAreCompared()
{
    Opened window(tests::loomling8());
    window.suggest(6); // measured now
    QTest::keyClick(&window.dialog(), Qt::Key_Escape);
    for (const auto* expression : {"A[0:7] A[3:8]", "A[0:6] A[2:8]"}) {
        window.typeExpression(QLatin1String(expression));
        window.trigger("edit.pin");
    }
    auto* pinned = window.find<QAction>("pinned1");
    QVERIFY2(pinned->text().contains(QStringLiteral("predicted Δloss")), qPrintable(pinned->text()));
    window.trigger("recipe.suggest");
    QCOMPARE(window.cell(0, SuggestModel::RuleColumn), QStringLiteral("Your stack"));
    QCOMPARE(window.cell(1, SuggestModel::RuleColumn), QStringLiteral("Pinned 1"));
    QCOMPARE(window.cell(1, SuggestModel::StackColumn), QStringLiteral("A[0:7] A[3:8]"));
    QCOMPARE(window.column(SuggestModel::RuleColumn).count(QStringLiteral("Pinned 2")),
             0); // it is the own one
    auto* plot = window.find<app::SuggestPlot>("suggestPlot");
    QTest::mouseClick(plot, Qt::LeftButton, {}, plot->pointOf(1).toPoint());
    QCOMPARE(window.expression(), QStringLiteral("A[0:7] A[3:8]"));
}

void WindowSuggestTest::oneClickIsOneStep()
{
    Opened window(tests::loomling8());
    window.suggest(10);
    QCOMPARE(window.expression(), QString());
    const int steps = window.steps();
    auto* view = window.find<QTableView>("suggestTable");
    const QModelIndex place = view->model()->index(2, SuggestModel::UseColumn);
    auto* button = view->indexWidget(place)->findChild<QPushButton*>();
    const QString wanted = window.cell(2, SuggestModel::StackColumn);
    QVERIFY(view->visualRect(place).contains(view->indexWidget(place)->geometry().center()));
    QCOMPARE(button->accessibleName(), QStringLiteral("Use %1").arg(wanted));
    QTest::mouseClick(button, Qt::LeftButton);
    QCOMPARE(window.expression(), wanted);
    QCOMPARE(window.steps(), steps + 1);
    QVERIFY(!window.dialog().isVisible());
    window.agree();
    window.trigger("edit.undo");
    QCOMPARE(window.expression(), QString());
    // The figures are still there for a second choice.
    window.trigger("recipe.suggest");
    QVERIFY(window.dialog().isVisible());
    QCOMPARE(window.cell(2, SuggestModel::StackColumn), wanted);
}

void WindowSuggestTest::keysChooseARow()
{
    Opened window(tests::loomling8());
    window.suggest(7);
    auto* view = window.find<QTableView>("suggestTable");
    view->setFocus();
    QTest::keyClick(view, Qt::Key_Home, Qt::ControlModifier);
    QTest::keyClick(view, Qt::Key_Down);
    const QString wanted = window.cell(1, SuggestModel::StackColumn);
    QTest::keyClick(view, Qt::Key_Return);
    QCOMPARE(window.expression(), wanted);
    QCOMPARE(window.startText(), QStringLiteral("Suggest"));
}

void WindowSuggestTest::headsSort()
{
    Opened window(tests::loomling8());
    window.suggest(6);
    auto* view = window.find<QTableView>("suggestTable");
    QHeaderView* head = view->horizontalHeader();
    const auto click = [&](int column) {
        const QPoint at(head->sectionViewportPosition(column) + 12, head->height() / 2);
        QTest::mouseClick(head->viewport(), Qt::LeftButton, {}, at);
    };
    click(SuggestModel::PredictedColumn);
    const QStringList predicted = window.column(SuggestModel::PredictedColumn);
    for (qsizetype row = 1; row < predicted.size(); ++row)
        QVERIFY(figure(predicted[row]) >= figure(predicted[row - 1]));
    click(SuggestModel::PredictedColumn);
    QCOMPARE(figure(window.cell(0, SuggestModel::PredictedColumn)), figure(predicted.last()));
    // Buttons go with their rows.
    for (const int row : {0, 5, 19}) {
        const QWidget* holder = view->indexWidget(view->model()->index(row, SuggestModel::UseColumn));
        QCOMPARE(holder->findChild<QPushButton*>()->accessibleName(),
                 QStringLiteral("Use %1").arg(window.cell(row, SuggestModel::StackColumn)));
    }
}

void WindowSuggestTest::stopEndsTheTrying()
{
    Opened window(tests::loomling8());
    QTRY_VERIFY_WITH_TIMEOUT(window.isLookedUp(), kPatience);
    window.typeLayers(40);
    // Enter does what the button does.
    QTest::keyClick(window.find<QSpinBox>("suggestLayers"), Qt::Key_Return);
    QTRY_VERIFY_WITH_TIMEOUT(window.state().startsWith(QStringLiteral("Evaluating the best")), kPatience);
    window.click("suggestStart");
    QTRY_VERIFY_WITH_TIMEOUT(window.startText() == QStringLiteral("Suggest"), tests::kCancelBound);
    QCOMPARE(window.state(), QStringLiteral("Stopped."));
    QVERIFY(window.table().rowCount() > 0);
    const QStringList left = window.column(SuggestModel::MeasuredColumn);
    QVERIFY(left.contains(QString()));
    QVERIFY(left.filter(QStringLiteral("so far")).isEmpty() && !left.contains(QStringLiteral("waits")));
}

void WindowSuggestTest::closingEndsTheMeasuring()
{
    Opened window(tests::loomling80());
    QTRY_VERIFY_WITH_TIMEOUT(window.isLookedUp(), kPatience);
    window.click("suggestStart");
    QTRY_VERIFY_WITH_TIMEOUT(window.state().startsWith(QStringLiteral("Measuring loomling-80")), kPatience);
    QTest::keyClick(&window.dialog(), Qt::Key_Escape);
    QVERIFY(!window.dialog().isVisible());
    QTRY_VERIFY_WITH_TIMEOUT(window.startText() == QStringLiteral("Measure and suggest"),
                             tests::kCancelBound);
    QCOMPARE(window.table().rowCount(), 0);
}

void WindowSuggestTest::familiesThatCannotBeRunSayWhy()
{
    Opened window(tests::unheardOf());
    QTRY_VERIFY2(window.state().contains(QStringLiteral("unheard_of")), qPrintable(window.state()));
    QVERIFY(!window.find<QPushButton>("suggestStart")->isVisible());
}

void WindowSuggestTest::withoutATokenizerItSaysSo()
{
    const QString mute = tests::scratchFolder(QStringLiteral("mute"));
    tests::writeTinyCheckpoint(mute.toStdString(), {.vocabulary = 64});
    Opened window(mute);
    QTRY_VERIFY2(window.state().contains(QStringLiteral("has no tokenizer")), qPrintable(window.state()));
    QVERIFY(!window.find<QPushButton>("suggestStart")->isVisible());
}

int main(int argc, char** argv)
{
    return tests::runWindowTest<WindowSuggestTest>(argc, argv);
}

#include "window_suggest_test.moc"
