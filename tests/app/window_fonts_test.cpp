// No text of the window is cut or lies over another one: at the fonts that desktops use, at two sizes of the window, and in
// a language whose words are longer. QT_SCALE_FACTOR gives the scale; LAYERLOOM_FAULTS names a folder for pictures of faults.
#include "app/window/merge/merge_dialog.h"
#include "app/window/shell/panel_table.h"
#include "app/window/shell/recovery_dialog.h"
#include "tests/app/text_recorder.h"
#include "tests/app/window_fixture.h"
#include "widgets/canvas/selection.h"
#include "widgets/controls/message_bar.h"

#include <QComboBox>
#include <QDialog>
#include <QLabel>
#include <QPushButton>
#include <QTranslator>

#include <array>
#include <vector>

using namespace layerloom;
using tests::TestWindow;

namespace {

constexpr int kMoving = 160; ///< milliseconds in which blocks make room for others
constexpr std::array kSizes {QSize(1280, 800), QSize(1920, 1080)};

/// Makes every text 40 % longer, within its words.
class LongWords : public QTranslator {
public:
    bool isEmpty() const override { return false; }

    QString translate(const char*, const char* source, const char*, int) const override
    {
        QString longer;
        int letters = 0;
        const QString text = QString::fromUtf8(source);
        for (qsizetype i = 0; i < text.size(); ++i) {
            longer += text[i];
            const bool isPlace =
                i > 0 && (text[i - 1] == QLatin1Char('%') || text[i - 1] == QLatin1Char('&'));
            if (text[i].isLetter() && !isPlace && ++letters % 5 == 0)
                longer += QStringLiteral("øn");
        }
        return longer;
    }
};

} // namespace

class WindowFontsTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void recorderSeesWhatIsCutAndWhatLiesOverIt();
    void everyTextIsWhole_data();
    void everyTextIsWhole();
    void cleanup();

private:
    void look(QWidget& widget, const char* what);
    void lookAtSizes(TestWindow& window, const char* what);
    void lookAtSample();
    void lookAtHints();
    void lookAtPanels(TestWindow& window);
    void lookAtSelections(TestWindow& window);
    void lookAtGoliath();
    void lookAtProblems();
    void lookAtDialogs(TestWindow& window);

    LongWords m_longWords;
    QStringList m_faults;
};

void WindowFontsTest::cleanup()
{
    QCoreApplication::removeTranslator(&m_longWords);
}

void WindowFontsTest::recorderSeesWhatIsCutAndWhatLiesOverIt()
{
    QWidget sheet;
    QLabel narrow(QStringLiteral("A sentence that has no room"), &sheet);
    QLabel whole(QStringLiteral("whole"), &sheet);
    sheet.resize(400, 200);
    narrow.setGeometry(10, 10, 60, 20);
    whole.setGeometry(10, 60, 200, 20);
    sheet.show();
    const QStringList cut = tests::textFaults(sheet);
    QCOMPARE(cut.size(), 1);
    QVERIFY2(cut.front().contains(QStringLiteral("A sentence")), qPrintable(cut.front()));
    narrow.setGeometry(10, 10, 380, 20);
    QCOMPARE(tests::textFaults(sheet), QStringList());
    whole.move(12, 12);
    QVERIFY(tests::textFaults(sheet).join(u'\n').contains(QStringLiteral("lies over")));
    whole.setGeometry(10, 60, 200, 6);
    QCOMPARE(tests::textFaults(sheet).size(), 1);
}

void WindowFontsTest::everyTextIsWhole_data()
{
    QTest::addColumn<int>("points");
    QTest::addColumn<bool>("isLong");
    // Other scales differ in how letters are rounded, which the plain words show.
    const bool isScaled = qEnvironmentVariableIsSet("QT_SCALE_FACTOR");
    for (const bool isLong : isScaled ? std::vector {false} : std::vector {false, true})
        for (const int points : {9, 10, 11, 14})
            QTest::addRow("%d points%s", points, isLong ? ", long words" : "") << points << isLong;
}

void WindowFontsTest::everyTextIsWhole()
{
    QFETCH(int, points);
    QFETCH(bool, isLong);
    QApplication::setFont(QFont(QStringLiteral("DejaVu Sans"), points));
    tests::prepareApplication(*qApp);
    if (isLong)
        QCoreApplication::installTranslator(&m_longWords);
    m_faults.clear();
    lookAtSample();
    lookAtHints();
    lookAtGoliath();
    lookAtProblems();
    m_faults.removeDuplicates();
    QVERIFY2(m_faults.isEmpty(), qPrintable(m_faults.join(u'\n')));
}

void WindowFontsTest::look(QWidget& widget, const char* what)
{
    // Texts that wrap give new heights to what holds them, and so on.
    for (int pass = 0; pass < 4; ++pass)
        QCoreApplication::processEvents();
    const QStringList faults = tests::textFaults(widget);
    for (const QString& fault : faults)
        m_faults.append(QStringLiteral("%1: %2").arg(QString::fromUtf8(what), fault));
    const QString folder = qEnvironmentVariable("LAYERLOOM_FAULTS");
    if (!faults.isEmpty() && !folder.isEmpty())
        widget.grab().save(QStringLiteral("%1/%2-%3.png")
                               .arg(folder, QLatin1String(QTest::currentDataTag()))
                               .arg(m_faults.size()));
}

void WindowFontsTest::lookAtSizes(TestWindow& window, const char* what)
{
    for (const QSize& size : kSizes) {
        window.window.resize(size);
        look(window.window, what);
    }
    window.window.resize(kSizes.front());
}

void WindowFontsTest::lookAtSample()
{
    tests::forgetSettings();
    TestWindow window;
    lookAtSizes(window, "empty");
    window.open({tests::loomling32()});
    lookAtSizes(window, "no layers");
    window.typeExpression(QStringLiteral("interlock(A[0:24], A[8:32], 8)"));
    QTest::qWait(kMoving);
    lookAtSizes(window, "sample");
    auto* recipes = window.find<QComboBox>("recipeCombo");
    for (int recipe = 0; recipe < recipes->count(); ++recipe) {
        recipes->setCurrentIndex(recipe);
        look(window.window, qPrintable(recipes->itemText(recipe)));
    }
    lookAtDialogs(window);
}

void WindowFontsTest::lookAtHints()
{
    tests::forgetSettings();
    TestWindow window;
    window.trigger("file.sample");
    const auto card = [&window] { return window.window.findChild<QWidget*>(QStringLiteral("hintCard")); };
    QVERIFY(QTest::qWaitFor([&] { return card() != nullptr; }, tests::kPatience));
    for (int hint = 0; hint < 3; ++hint) {
        look(*card(), "hint");
        card()->findChild<QPushButton*>(QStringLiteral("hintNext"))->click();
    }
}

void WindowFontsTest::lookAtPanels(TestWindow& window)
{
    for (const app::PanelRow& row : app::panelTable()) {
        window.trigger(row.command);
        look(window.window, row.name);
    }
}

void WindowFontsTest::lookAtSelections(TestWindow& window)
{
    widgets::Selection seam;
    seam.seam = 16;
    widgets::Selection part;
    part.part = core::Part::Embeddings;
    for (const widgets::Selection& selection : {widgets::selectionOf(10, 11), widgets::selectionOf(16, 32),
                                                widgets::selectionOf(3, 40), seam, part}) {
        window.canvas().setSelection(selection);
        look(window.window, "selection");
    }
}

void WindowFontsTest::lookAtGoliath()
{
    tests::forgetSettings();
    TestWindow window;
    window.open({tests::llama70b("Xwin-LM-70B-V0.1"), tests::llama70b("Euryale-1.3-L2-70B")});
    window.typeExpression(
        QStringLiteral("A[0:16] B[8:24] A[17:32] B[25:40] A[33:48] B[41:56] A[49:64] B[57:72] A[65:80]"));
    QTest::qWait(kMoving);
    lookAtSizes(window, "Goliath");
    lookAtPanels(window);
    lookAtSelections(window);
    window.window.findChild<widgets::MessageBar*>()->showMessage(
        widgets::MessageBar::Kind::Warning,
        QStringLiteral(
            "A merge was interrupted and left 12.5 GB in /home/somebody/models/a-long-name.partial."),
        {{QStringLiteral("Remove"), [] {}}});
    look(*window.window.findChild<widgets::MessageBar*>(), "message");
}

void WindowFontsTest::lookAtProblems()
{
    tests::forgetSettings();
    TestWindow window;
    window.open({tests::loomling32(), tests::wide96()});
    window.window.workspace().addModel(tests::brokenModel());
    window.settle();
    window.typeExpression(QStringLiteral("A[0:16] B[16:32] A[3]"));
    window.trigger("view.problems");
    lookAtSizes(window, "problems");
    window.trigger("view.library");
    app::MergeDialog dialog(window.document(), window.window.mergeQueue(), &window.window);
    dialog.show();
    look(dialog, "merge with problems");
}

void WindowFontsTest::lookAtDialogs(TestWindow& window)
{
    for (const char* name : {"help.words", "help.keys", "help.about", "measure.memory", "merge.merge",
                             "edit.expressionLines", "file.exportPicture", "recipe.suggest"}) {
        bool isSeen = false;
        tests::withNextDialog([&](QDialog& dialog) {
            look(dialog, name);
            isSeen = true;
            dialog.reject();
        });
        window.trigger(name);
        QVERIFY2(QTest::qWaitFor([&] { return isSeen; }, tests::kPatience), name);
    }
}

int main(int argc, char** argv)
{
    return tests::runWindowTest<WindowFontsTest>(argc, argv);
}
#include "window_fonts_test.moc"
