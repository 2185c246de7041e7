#include "app/window/controls/number_dialog.h"
#include "app/window/recipe/recipe_catalog.h"
#include "tests/app/window_fixture.h"
#include "widgets/controls/message_bar.h"
#include "widgets/controls/summary_strip.h"

#include <QAbstractButton>
#include <QClipboard>
#include <QComboBox>
#include <QLabel>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QScrollBar>
#include <QSpinBox>

using namespace layerloom;
using tests::kPatience;
using tests::TestWindow;

namespace {

// The models of a test, opened in order; every window begins with them.
struct Opened : TestWindow {
    explicit Opened(const QStringList& models = {tests::loomling32()}) { open(models); }

    QString line() { return find<QLabel>("recipeLine")->text(); }
    QString status() { return find<QLabel>("exprStatus")->toolTip(); }
};

} // namespace

class WindowRecipeTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init() { tests::forgetSettings(); }
    void dusGivesOneSeam();
    void interlockInEights();
    void interlockOfSingleLayersIsAdvisedAgainst();
    void oneGroupIsDus();
    void threeTimesFortyOfEighty();
    void everyRecipeMakesLayersOrSaysWhy();
    void writersOfAnExpansionAreZero();
    void previewShowsWhatIsNotYetThere();
    void applyingEndsThePreview();
    void recipesMayBeInserted();
    void anEmptyOutputOffersRecipes();
    void aSecondModelChangesNoRecipe();
    void typedLayersAreOneStep_data();
    void typedLayersAreOneStep();
    void mistakesKeepTheText();
    void escapeRestoresTheNormalForm();
    void pastedLayersGoToTheCaret();
    void pastedLinesAskFirst();
    void twoSlicesInterlock();
    void escapeLeavesThePopoverWithoutAnEdit();
    void anInterlockOfThreeSlicesSaysWhyNot();
    void chosenLayersRepeat();
};

void WindowRecipeTest::dusGivesOneSeam()
{
    Opened window;
    const int steps = window.steps();
    window.setNumber("spinM", 8);
    QCOMPARE(window.line(), QStringLiteral("Gives 48 layers, 1 seam, layer distance 15."));
    window.click("recipeApply");
    QCOMPARE(window.steps(), steps + 1);
    QCOMPARE(window.document().undoStack().undoText(), QStringLiteral("Apply DUS m=8"));
    QCOMPARE(window.summary("summaryLayers"), QStringLiteral("48"));
    QCOMPARE(window.seams(), QStringList {QStringLiteral("23→8 (15)")});
    QVERIFY(!window.canvas().seamRect(0).isEmpty());
    window.agree();
}

void WindowRecipeTest::interlockInEights()
{
    Opened window;
    window.chooseRecipe(QStringLiteral("iDUS"));
    window.setNumber("spinM", 8);
    window.setNumber("spinG", 8);
    window.click("recipeApply");
    QCOMPARE(window.expression(), QStringLiteral("A[0:16] A[8:24] A[16:32]"));
    QCOMPARE(window.seams(), (QStringList {QStringLiteral("15→8 (7)"), QStringLiteral("23→16 (7)")}));
    QCOMPARE(window.summary("summaryMaxDistance"), QStringLiteral("7"));
    window.agree();
}

void WindowRecipeTest::interlockOfSingleLayersIsAdvisedAgainst()
{
    Opened window;
    window.chooseRecipe(QStringLiteral("iDUS"));
    window.setNumber("spinM", 8);
    window.setNumber("spinG", 1);
    QVERIFY2(window.line().startsWith(QStringLiteral("Gives 48 layers, 47 seams, layer distance 8.")),
             qPrintable(window.line()));
    window.click("recipeApply");
    QCOMPARE(window.summary("summarySeams"), QStringLiteral("47"));
    QCOMPARE(window.summary("summaryMaxDistance"), QStringLiteral("8"));
    QCOMPARE(window.problems().count(QStringLiteral("P19")), 1);

    QAbstractButton* fix = nullptr;
    for (auto* candidate : window.find<QWidget>("problemsView")->findChildren<QAbstractButton*>())
        fix = candidate->text().contains(QStringLiteral("groups of 8")) ? candidate : fix;
    QVERIFY(fix);
    const int steps = window.steps();
    QTest::mouseClick(fix, Qt::LeftButton);
    QTRY_COMPARE_WITH_TIMEOUT(window.steps(), steps + 1, kPatience);
    QCOMPARE(window.summary("summarySeams"), QStringLiteral("2"));
    QVERIFY(!window.problems().contains(QStringLiteral("P19")));
    window.agree();
}

void WindowRecipeTest::oneGroupIsDus()
{
    Opened window;
    window.setNumber("spinM", 8);
    window.click("recipeApply");
    const QString dus = window.expression();
    window.chooseRecipe(QStringLiteral("iDUS"));
    window.setNumber("spinM", 8);
    window.setNumber("spinG", 24);
    QVERIFY2(window.line().contains(QStringLiteral("g = n − m is DUS")), qPrintable(window.line()));
    const int steps = window.steps();
    window.click("recipeApply");
    QCOMPARE(window.expression(), QStringLiteral("A[0:24] A[8:32]"));
    QCOMPARE(window.steps(), steps); // nothing changed
}

void WindowRecipeTest::threeTimesFortyOfEighty()
{
    Opened window({tests::loomling80()});
    window.chooseRecipe(QStringLiteral("iDUS"));
    window.setNumber("spinM", 20);
    window.setNumber("spinG", 20);
    window.click("recipeApply");
    QCOMPARE(window.summary("summaryLayers"), QStringLiteral("120"));
    QCOMPARE(window.seams(), (QStringList {QStringLiteral("39→20 (19)"), QStringLiteral("59→40 (19)")}));
    QCOMPARE(window.summary("summaryMaxDistance"), QStringLiteral("19"));
    QVERIFY(window.summaryTip("summaryParams").contains(QStringLiteral("5,610,560")));
    QVERIFY(window.canvas().isFit());
    const QRect last = window.canvas().blockRect(widgets::kOutputTrack, 119);
    QVERIFY(window.canvas().viewport()->rect().contains(last));
    QCOMPARE(window.canvas().horizontalScrollBar()->maximum(), 0);
}

void WindowRecipeTest::everyRecipeMakesLayersOrSaysWhy()
{
    Opened window({tests::loomling32(), tests::loomling32Tuned()});
    const QStringList layers {QStringLiteral("48"), QStringLiteral("48"), QStringLiteral("48"),
                              QStringLiteral("40"), QStringLiteral("64"), QStringLiteral("56"),
                              QStringLiteral("59"), QStringLiteral("40"), QStringLiteral("24"),
                              QStringLiteral("24")};
    auto* combo = window.find<QComboBox>("recipeCombo");
    QCOMPARE(combo->count(), layers.size());
    for (int i = 0; i < combo->count(); ++i) {
        window.chooseRecipe(combo->itemText(i));
        QVERIFY2(window.line().startsWith(QStringLiteral("Gives ")),
                 qPrintable(combo->itemText(i) + window.line()));
        window.click("recipeApply");
        QVERIFY2(window.summary("summaryLayers") == layers[i],
                 qPrintable(combo->itemText(i) + QStringLiteral(": ") + window.expression()));
        window.agree();
    }
    window.chooseRecipe(QStringLiteral("Block expansion"));
    window.setNumber("spinExtra", 5);
    QVERIFY2(window.line().contains(QStringLiteral("32")) && window.line().contains(QStringLiteral("5")),
             qPrintable(window.line()));
    QVERIFY(!window.find<QAbstractButton>("recipeApply")->isEnabled());
}

void WindowRecipeTest::writersOfAnExpansionAreZero()
{
    Opened window;
    window.chooseRecipe(QStringLiteral("Block expansion"));
    window.setNumber("spinExtra", 2);
    window.click("recipeApply");
    QCOMPARE(window.expression(),
             QStringLiteral("A[0:16] A[15]{o_proj=0, down_proj=0} A[16:32] A[31]{o_proj=0, down_proj=0}"));
}

void WindowRecipeTest::previewShowsWhatIsNotYetThere()
{
    Opened window;
    window.typeExpression(QStringLiteral("A[0:32]"));
    const int steps = window.steps();
    window.setNumber("spinM", 8);
    window.click("recipePreview");
    QVERIFY(!window.find<QSpinBox>("spinM")->findChild<QLineEdit*>()->hasSelectedText());
    auto* layers = window.find<widgets::SummaryItem>("summaryLayers");
    QCOMPARE(layers->text(), QStringLiteral("48"));
    QVERIFY(layers->isPreview());
    // All lanes show it, at the scale of its length.
    QVERIFY(window.canvas().hasTrial());
    QVERIFY(!window.canvas().seamRect(0).isEmpty());
    const double pitch = window.canvas().pixelsPerLayer();
    window.setNumber("spinM", 4);
    QVERIFY(window.canvas().pixelsPerLayer() < pitch);
    QVERIFY(!window.canvas().blockRect(widgets::kOutputTrack, 55).isEmpty());
    QCOMPARE(layers->text(), QStringLiteral("56"));
    QCOMPARE(window.expression(), QStringLiteral("A[0:32]"));
    QCOMPARE(window.steps(), steps);

    QTest::keyClick(window.find<QSpinBox>("spinM"), Qt::Key_Escape);
    QCOMPARE(layers->text(), QStringLiteral("32"));
    QVERIFY(!layers->isPreview());
    QCOMPARE(window.find<QSpinBox>("spinM")->value(), 8);
    QVERIFY(!window.find<QAbstractButton>("recipePreview")->isChecked());
    QCOMPARE(window.expression(), QStringLiteral("A[0:32]"));
    QCOMPARE(window.steps(), steps);

    window.click("recipePreview");
    window.setNumber("spinM", 2);
    window.key(Qt::Key_Escape);
    QCOMPARE(window.find<QSpinBox>("spinM")->value(), 8);
    QCOMPARE(layers->text(), QStringLiteral("32"));
}

void WindowRecipeTest::applyingEndsThePreview()
{
    Opened window;
    window.setNumber("spinM", 8);
    window.click("recipePreview");
    window.click("recipeApply");
    auto* layers = window.find<widgets::SummaryItem>("summaryLayers");
    QCOMPARE(layers->text(), QStringLiteral("48"));
    QVERIFY(!layers->isPreview());
    QVERIFY(!window.find<QAbstractButton>("recipePreview")->isChecked());
    window.typeExpression(QStringLiteral("A[0:8]"));
    QVERIFY2(window.line().contains(QStringLiteral("edited since")), qPrintable(window.line()));
    window.click("recipePreview");
    QVERIFY(window.canvas().hasTrial());
    window.typeExpression(QStringLiteral("A[0:9]"));
    QVERIFY(!window.canvas().hasTrial());
    QVERIFY(!window.find<QAbstractButton>("recipePreview")->isChecked());
}

void WindowRecipeTest::recipesMayBeInserted()
{
    Opened window;
    window.typeExpression(QStringLiteral("A[0:4]"));
    window.key(Qt::Key_End);
    window.setNumber("spinM", 31);
    window.trigger("recipe.insert");
    QCOMPARE(window.expression(), QStringLiteral("A[0:4] A[0] A[31]"));
}

// Points 14 and 15.
void WindowRecipeTest::anEmptyOutputOffersRecipes()
{
    Opened window;
    auto* dus = window.find<QPushButton>("offer_dus");
    auto* idus = window.find<QPushButton>("offer_idus");
    QVERIFY(dus->isVisible() && idus->isVisible());
    QCOMPARE(dus->text(), QStringLiteral("Depth up-scaling (DUS): 48 layers"));
    const auto top = [&window](const QWidget& widget, QPoint point) {
        return widget.mapTo(&window.window, point).y();
    };
    QTRY_VERIFY_WITH_TIMEOUT(top(*dus, {}) > top(window.canvas(), window.canvas().outputRect().bottomLeft()),
                             kPatience);
    window.chooseRecipe(QStringLiteral("DUS"));
    window.setNumber("spinM", 3);
    window.click("recipePreview");
    QVERIFY(!dus->isVisible());
    window.click("recipePreview");
    QTest::mouseClick(dus, Qt::LeftButton);
    QCOMPARE(window.expression(), QStringLiteral("A[0:24] A[8:32]"));
    QVERIFY(!dus->isVisible() && window.canvas().hasFocus());
    window.trigger("edit.undo");
    QTest::mouseClick(idus, Qt::LeftButton);
    QCOMPARE(window.expression(), QStringLiteral("A[0:16] A[8:24] A[16:32]"));
    QCOMPARE(window.find<QComboBox>("recipeCombo")->currentText(), QStringLiteral("iDUS"));
}

void WindowRecipeTest::aSecondModelChangesNoRecipe()
{
    Opened window;
    window.chooseRecipe(QStringLiteral("iDUS"));
    const QString before = window.line();
    window.open({tests::loomling32Tuned()});
    QCOMPARE(window.find<QComboBox>("recipeSecondModel")->currentIndex(), 0);
    QCOMPARE(window.line(), before);
    window.chooseRecipe(QStringLiteral("Interleave models"));
    QCOMPARE(window.find<QComboBox>("recipeSecondModel")->currentIndex(), 1);
}

void WindowRecipeTest::typedLayersAreOneStep_data()
{
    QTest::addColumn<QString>("text");
    for (const char* text : {"range(0,24), range(8,32)", "0-23, 8-31", "[[0,24],[8,32]]", "dus(A, 8)"})
        QTest::newRow(text) << QString::fromLatin1(text);
}

void WindowRecipeTest::typedLayersAreOneStep()
{
    QFETCH(QString, text);
    Opened window;
    window.typeExpression(QStringLiteral("A[0:32]"));
    const int steps = window.steps();
    auto* field = window.find<QLineEdit>("exprEdit");
    window.trigger("edit.expression");
    QTest::keyClicks(field, text);
    QCOMPARE(window.status(), QStringLiteral("48 layers, 2 slices"));
    QTest::keyClick(field, Qt::Key_Return);
    QCOMPARE(window.summary("summaryLayers"), QStringLiteral("48"));
    QCOMPARE(field->text(), QStringLiteral("A[0:24] A[8:32]"));
    QCOMPARE(window.status(), QString());
    QCOMPARE(window.steps(), steps + 1);
    QVERIFY(window.canvas().hasFocus());
    QTest::keyClick(&window.canvas(), Qt::Key_Z, Qt::ControlModifier);
    QCOMPARE(window.expression(), QStringLiteral("A[0:32]"));
    QCOMPARE(window.find<QLineEdit>("exprEdit")->text(), QStringLiteral("A[0:32]"));
}

void WindowRecipeTest::mistakesKeepTheText()
{
    Opened window;
    window.typeExpression(QStringLiteral("A[0:8]"));
    const int steps = window.steps();
    window.typeExpression(QStringLiteral("range(0,40)"));
    QVERIFY2(window.status().contains(QStringLiteral("0–31")), qPrintable(window.status()));
    QCOMPARE(window.find<QLineEdit>("exprEdit")->text(), QStringLiteral("range(0,40)"));
    QCOMPARE(window.expression(), QStringLiteral("A[0:8]"));
    QCOMPARE(window.steps(), steps);
}

void WindowRecipeTest::escapeRestoresTheNormalForm()
{
    Opened window;
    window.typeExpression(QStringLiteral("A[0:8]"));
    window.typeExpression(QStringLiteral("range(0,40)"));
    QTest::keyClick(window.find<QLineEdit>("exprEdit"), Qt::Key_Escape);
    QCOMPARE(window.find<QLineEdit>("exprEdit")->text(), QStringLiteral("A[0:8]"));
    QCOMPARE(window.status(), QString());
    QVERIFY(window.canvas().hasFocus());
}

void WindowRecipeTest::pastedLayersGoToTheCaret()
{
    Opened window;
    window.typeExpression(QStringLiteral("A[0:8]"));
    window.key(Qt::Key_Home);
    window.key(Qt::Key_Right);
    window.key(Qt::Key_Right);
    const int steps = window.steps();
    QGuiApplication::clipboard()->setText(QStringLiteral("range(20,27)"));
    window.key(Qt::Key_V, Qt::ControlModifier);
    QCOMPARE(window.expression(), QStringLiteral("A[0:2] A[20:27] A[2:8]"));
    QCOMPARE(window.steps(), steps + 1);
    QCOMPARE(window.document().undoStack().undoText(), QStringLiteral("Paste A 20–26"));
    window.agree();

    QGuiApplication::clipboard()->setText(QStringLiteral("not a layer"));
    window.key(Qt::Key_V, Qt::ControlModifier);
    QCOMPARE(window.steps(), steps + 1);
    QVERIFY(!window.window.findChild<widgets::MessageBar*>()->message().isEmpty());

    window.key(Qt::Key_A, Qt::ControlModifier);
    window.key(Qt::Key_C, Qt::ControlModifier);
    QCOMPARE(QGuiApplication::clipboard()->text(), QStringLiteral("A[0:2] A[20:27] A[2:8]"));
    window.key(Qt::Key_X, Qt::ControlModifier);
    QCOMPARE(window.expression(), QString());
}

void WindowRecipeTest::pastedLinesAskFirst()
{
    Opened window;
    window.typeExpression(QStringLiteral("A[0:8]"));
    QGuiApplication::clipboard()->setText(QStringLiteral("A[0:4]\nA[2:6]\n"));
    tests::withNextDialog([](QDialog& dialog) {
        QCOMPARE(dialog.findChild<QPlainTextEdit*>()->toPlainText(), QStringLiteral("A[0:4]\nA[2:6]\n"));
        dialog.accept();
    });
    QTest::keyClick(&window.window, Qt::Key_L, Qt::ControlModifier);
    QTest::keyClick(window.find<QLineEdit>("exprEdit"), Qt::Key_V, Qt::ControlModifier);
    QCOMPARE(window.expression(), QStringLiteral("A[0:4] A[2:6]"));
}

void WindowRecipeTest::twoSlicesInterlock()
{
    Opened window;
    window.typeExpression(QStringLiteral("A[0:24] A[8:32]"));
    window.key(Qt::Key_A, Qt::ControlModifier);
    window.key(Qt::Key_I);
    auto* number = window.find<QSpinBox>("number");
    QCOMPARE(number->maximum(), 24);
    number->setValue(4);
    QVERIFY(window.find<QLabel>("numberLine")->text().contains(QStringLiteral("11 seams")));
    QVERIFY(window.canvas().hasTrial());
    QVERIFY(!window.canvas().seamRect(10).isEmpty());
    QCOMPARE(window.expression(), QStringLiteral("A[0:24] A[8:32]"));
    QVERIFY(window.find<widgets::SummaryItem>("summarySeams")->isPreview());
    number->setValue(8);
    const int steps = window.steps();
    QTest::keyClick(number, Qt::Key_Return);
    QVERIFY(!window.canvas().hasTrial());
    QCOMPARE(window.expression(), QStringLiteral("A[0:16] A[8:24] A[16:32]"));
    QCOMPARE(window.document().undoStack().undoText(), QStringLiteral("Interlock g=8"));
    QCOMPARE(window.steps(), steps + 1);

    // Opened again by its bracket, with its number.
    const QPoint bracket = window.canvas().interlockRect(0).center();
    QTest::mouseDClick(window.canvas().viewport(), Qt::LeftButton, {}, bracket);
    QTRY_COMPARE(window.window.findChildren<QSpinBox*>(QStringLiteral("number")).size(), 1);
    number = window.find<QSpinBox>("number");
    QCOMPARE(number->value(), 8);
    number->setValue(4);
    QTest::keyClick(number, Qt::Key_Return);
    QCOMPARE(core::seams(window.document().stack()).size(), std::size_t {11});

    window.trigger("edit.takeApart");
    QCOMPARE(window.expression(), QStringLiteral("A[0:24] A[8:32]"));
}

void WindowRecipeTest::escapeLeavesThePopoverWithoutAnEdit()
{
    Opened window;
    window.typeExpression(QStringLiteral("A[0:24] A[8:32]"));
    window.key(Qt::Key_A, Qt::ControlModifier);
    const int steps = window.steps();
    window.key(Qt::Key_I);
    QTest::keyClick(window.find<QSpinBox>("number"), Qt::Key_Escape);
    QVERIFY(!window.canvas().hasTrial());
    QCOMPARE(window.expression(), QStringLiteral("A[0:24] A[8:32]"));
    QCOMPARE(window.steps(), steps);
    QVERIFY(!window.find<widgets::SummaryItem>("summarySeams")->isPreview());
    QVERIFY(window.canvas().hasFocus());
}

void WindowRecipeTest::anInterlockOfThreeSlicesSaysWhyNot()
{
    Opened window;
    window.typeExpression(QStringLiteral("A[0:10] A[3:9] A[1:7]"));
    window.key(Qt::Key_A, Qt::ControlModifier);
    window.key(Qt::Key_I);
    QVERIFY(!window.canvas().hasTrial());
    const QString message = window.find<widgets::MessageBar>("messageBar")->message();
    QVERIFY2(message.contains(QStringLiteral("3 are selected")), qPrintable(message));
}

void WindowRecipeTest::chosenLayersRepeat()
{
    Opened window;
    window.typeExpression(QStringLiteral("A[0:6]"));
    window.canvas().setSelection(widgets::selectionOf(2, 4));
    window.key(Qt::Key_R);
    window.find<QSpinBox>("number")->setValue(3);
    window.click("applyTrial");
    QCOMPARE(window.expression(), QStringLiteral("A[0:4] A[2:4] A[2:6]"));
}

int main(int argc, char** argv)
{
    return tests::runWindowTest<WindowRecipeTest>(argc, argv);
}

#include "window_recipe_test.moc"
