#include "app/window/lists/problems_model.h"
#include "app/window/merge/merge_dialog.h"
#include "app/window/merge/merge_form.h"
#include "app/window/merge/merge_summary.h"
#include "app/window/shell/fix_commands.h"
#include "tests/app/window_fixture.h"
#include "widgets/controls/message_bar.h"

#include <QComboBox>
#include <QContextMenuEvent>
#include <QInputDialog>
#include <QMenu>
#include <QPointer>
#include <QPushButton>
#include <QTimer>
#include <QTreeView>

#include <algorithm>
#include <filesystem>
#include <functional>
#include <optional>
#include <utility>
#include <variant>

using namespace layerloom;
using tests::kPatience;
using tests::TestWindow;

namespace {

/// A stack with problems: models by letter, and the layers.
struct Case {
    QStringList models;
    QString expression;
};

QList<Case> cases()
{
    return {
        {{tests::loomling32(), tests::wide96(), tests::loomling32Tuned()},
         QStringLiteral("A[0:30] B[30:32]")},
        {{tests::loomling32(), tests::half32()}, QStringLiteral("A[0:16] B[16:32]")},
        {{tests::loomling32(), tests::loomling32Tuned()}, QStringLiteral("interlock(A[0:32], B[0:32], 1)")},
        {{tests::loomling32()}, QStringLiteral("A[0:31]")},
        {{tests::loomling32()}, QStringLiteral("A[4:32]")},
        {{tests::loomling32(), tests::vocabulary514()}, QStringLiteral("A[0:16] B[16:32]")},
    };
}

QPushButton* fixButton(TestWindow& window, std::size_t row, std::size_t fix)
{
    // Buttons of rows that were replaced are still to be deleted.
    QCoreApplication::sendPostedEvents(nullptr, QEvent::DeferredDelete);
    const QByteArray name = QStringLiteral("fix%1_%2").arg(row).arg(fix).toLatin1();
    return window.find<QPushButton>(name.constData());
}

// A button of a list that is not in sight or cut off is pressed too.
void press(QPushButton& button)
{
    QVERIFY(button.isEnabled());
    button.click();
}

/// Where the list offers such a fix: row and fix.
template <typename Action> std::pair<std::size_t, std::size_t> offeredFix(TestWindow& window)
{
    const std::vector<core::Problem>& problems = window.preview().problems;
    for (std::size_t row = 0; row < problems.size(); ++row) {
        for (std::size_t fix = 0; fix < problems[row].fixes.size(); ++fix) {
            if (std::holds_alternative<Action>(problems[row].fixes[fix].action))
                return {row, fix};
        }
    }
    qFatal("No problem offers this fix");
}

/// Presses a fix in the problems list, or in the merge dialog, which a person opens first.
template <typename Action> void pressFix(TestWindow& window, bool inMergeDialog)
{
    const auto [row, fix] = offeredFix<Action>(window);
    if (!inMergeDialog)
        return press(*fixButton(window, row, fix));
    const QString label =
        QString::fromStdString(core::fixLabel(window.preview().problems[row].fixes[fix].action));
    window.trigger("merge.merge");
    auto* dialog = window.find<app::MergeDialog>("mergeDialog");
    for (auto* button : dialog->findChild<app::MergeSummary*>()->findChildren<QPushButton*>())
        if (button->text() == label)
            return press(*button);
    QFAIL("The merge dialog does not offer the fix");
}

/// A window with loomling-32 as its output and, as B, a model that it does not use and that was damaged since the
/// document was saved.
class WindowWithDamagedModel {
public:
    explicit WindowWithDamagedModel(const std::function<void(const std::filesystem::path& model)>& damage)
        : m_folder(tests::scratchFolder(QStringLiteral("damaged")))
    {
        std::filesystem::copy(tests::loomling32Tuned().toStdString(), model(),
                              std::filesystem::copy_options::recursive);
        const QString loom = m_folder + QStringLiteral("/a.loom");
        {
            TestWindow before;
            before.open({tests::loomling32(), QString::fromStdString(model().string())});
            before.typeExpression(QStringLiteral("A[0:32]"));
            if (before.document().save(loom))
                qFatal("The document was not saved");
        }
        damage(model());
        window.open({loom});
    }

    std::filesystem::path model() const { return m_folder.toStdString() + "/model"; }
    const core::Source& source() { return window.document().stack().setup.sources.at(1); }

private:
    QString m_folder;

public:
    TestWindow window;
};

bool hasProblem(TestWindow& window, const core::Problem& problem)
{
    return std::ranges::any_of(window.preview().problems, [&problem](const core::Problem& other) {
        return other.id == problem.id && other.message == problem.message && other.begin == problem.begin;
    });
}

/// The merge dialog with a summary that offers one fix.
class OneFixDialog {
public:
    OneFixDialog(TestWindow& window, const core::FixAction& action)
    {
        window.trigger("merge.merge");
        m_dialog = window.find<app::MergeDialog>("mergeDialog");
        core::Problem problem;
        problem.severity = core::Severity::Advice;
        problem.message = "A problem";
        problem.source = core::SourceIndex(0);
        problem.end = window.document().stack().blocks.size();
        problem.fixes = {{action}};
        auto* form = m_dialog->findChild<app::MergeForm*>();
        m_destination = form->destination();
        m_summary = m_dialog->findChild<app::MergeSummary*>();
        m_summary->show(window.document().stack(), nullptr, form->settings(), m_destination, {problem});
    }

    app::MergeForm& form() { return *m_dialog->findChild<app::MergeForm*>(); }
    app::MergeDialog& dialog() { return *m_dialog; }
    bool isOpen() const { return m_dialog && m_dialog->isVisible(); }
    const std::filesystem::path& destination() const { return m_destination; }

    void press()
    {
        auto* button = m_summary->findChild<QPushButton*>(QStringLiteral("fix0_0"));
        QVERIFY(button);
        button->click();
        QCoreApplication::processEvents();
    }

private:
    QPointer<app::MergeDialog> m_dialog;
    app::MergeSummary* m_summary;
    std::filesystem::path m_destination;
};

} // namespace

/// Every fix that a problem can offer does what its label promises, in the problems list and in the merge dialog.
class WindowFixTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void theMenuOfAProblemHasItsFixes();
    void init() { tests::forgetSettings(); }
    void theListAppliesEditsAndConversions();
    void theListReplacesASource();
    void theListSaysThatNoSourceFits();
    void groupsOf8InTheMergeDialog();
    void theDialogConverts();
    void theDialogSetsTheDestination();
    void theDialogAsksForAFolder();
    void theDialogReplacesASource();
    void aSourceIsLocated_data() { addPlaces(); }
    void aSourceIsLocated();
    void aSourceIsReadAgain_data() { addPlaces(); }
    void aSourceIsReadAgain();

private:
    static void addPlaces();
};

void WindowFixTest::addPlaces()
{
    QTest::addColumn<bool>("inMergeDialog");
    QTest::newRow("problems list") << false;
    QTest::newRow("merge dialog") << true;
}

void WindowFixTest::theListAppliesEditsAndConversions()
{
    static_assert(std::variant_size_v<core::FixAction> == 7, "a new kind of fix needs a test here");
    int edits = 0;
    int conversions = 0;
    for (const Case& each : cases()) {
        TestWindow window;
        window.open(each.models);
        window.typeExpression(each.expression);
        const std::vector<core::Problem> problems = window.preview().problems;
        QVERIFY2(!problems.empty(), qPrintable(each.expression));
        for (std::size_t row = 0; row < problems.size(); ++row) {
            for (std::size_t fix = 0; fix < problems[row].fixes.size(); ++fix) {
                const core::FixAction& action = problems[row].fixes[fix].action;
                const int steps = window.document().undoStack().index();
                if (const auto* apply = std::get_if<core::ApplyEdits>(&action)) {
                    press(*fixButton(window, row, fix));
                    QTRY_COMPARE_WITH_TIMEOUT(window.document().undoStack().index(), steps + 1, kPatience);
                    QCOMPARE(window.document().undoStack().undoText(),
                             QString::fromStdString(apply->summary));
                    QVERIFY2(!hasProblem(window, problems[row]), problems[row].message.c_str());
                    ++edits;
                } else if (const auto* convert = std::get_if<core::ConvertAllTo>(&action)) {
                    press(*fixButton(window, row, fix));
                    QTRY_COMPARE_WITH_TIMEOUT(window.document().undoStack().index(), steps + 1, kPatience);
                    QVERIFY(window.document().settings().dtype == convert->type);
                    QVERIFY(!hasProblem(window, problems[row]));
                    ++conversions;
                } else {
                    continue;
                }
                window.document().undoStack().undo();
            }
        }
    }
    QVERIFY(edits >= 4);
    QVERIFY(conversions >= 2);
}

void WindowFixTest::theListReplacesASource()
{
    TestWindow window;
    window.open({tests::loomling32(), tests::wide96(), tests::loomling32Tuned()});
    window.typeExpression(QStringLiteral("A[0:30] B[30:32]"));
    const auto [row, fix] = offeredFix<core::ReplaceSource>(window);
    const core::Problem problem = window.preview().problems[row];
    QStringList offered;
    tests::withNextDialog([&offered](QDialog& dialog) {
        auto& input = dynamic_cast<QInputDialog&>(dialog);
        offered = input.comboBoxItems();
        input.setTextValue(offered.last());
        input.accept();
    });
    press(*fixButton(window, row, fix));
    QTRY_COMPARE_WITH_TIMEOUT(window.expression(), QStringLiteral("A[0:30] C[30:32]"), kPatience);
    QCOMPARE(offered.size(), 2);
    QVERIFY(!hasProblem(window, problem));
    window.trigger("edit.undo");
    QCOMPARE(window.expression(), QStringLiteral("A[0:30] B[30:32]"));
}

void WindowFixTest::theListSaysThatNoSourceFits()
{
    TestWindow window;
    window.open({tests::loomling8(), tests::wide96()});
    window.typeExpression(QStringLiteral("A[0:8] B[30:32]"));
    const core::Problem problem = window.preview().problems[offeredFix<core::ReplaceSource>(window).first];
    const int steps = window.steps();
    auto* fixes = window.window.findChild<app::FixCommands*>();
    fixes->apply(problem, {core::ReplaceSource {1}});
    const QString message = window.window.findChild<widgets::MessageBar*>()->message();
    QVERIFY2(message.startsWith(QStringLiteral("No model in the library")), qPrintable(message));
    QCOMPARE(window.steps(), steps);
}

// The advice once emptied the folder and called the merge "groups of 8".
void WindowFixTest::groupsOf8InTheMergeDialog()
{
    TestWindow window;
    window.open({tests::loomling32(), tests::loomling32Tuned()});
    window.typeExpression(QStringLiteral("interlock(A[0:32], B[0:32], 1)"));
    const auto [row, fix] = offeredFix<core::ApplyEdits>(window);
    QCOMPARE(QString::fromStdString(core::fixLabel(window.preview().problems[row].fixes[fix].action)),
             QStringLiteral("Use groups of 8"));
    pressFix<core::ApplyEdits>(window, true);
    auto* dialog = window.find<app::MergeDialog>("mergeDialog");
    auto* form = dialog->findChild<app::MergeForm*>();
    const std::filesystem::path destination = form->destination();
    auto* tokenizer =
        dialog->findChild<QComboBox*>(QStringLiteral("part%1").arg(static_cast<int>(core::Part::Tokenizer)));
    tokenizer->setCurrentIndex(1);
    QTRY_COMPARE_WITH_TIMEOUT(window.document().undoStack().undoText(), QStringLiteral("Use groups of 8"),
                              kPatience);
    QVERIFY(!window.problems().contains(QStringLiteral("P19")));
    // The dialog stays open with the person's choices and follows the document.
    QVERIFY(dialog->isVisible());
    QVERIFY(form->destination() == destination);
    QCOMPARE(tokenizer->currentIndex(), 1);
    QVERIFY(form->setup().parts[static_cast<std::size_t>(core::Part::Tokenizer)] == core::SourceIndex(1));
    QCoreApplication::sendPostedEvents(nullptr, QEvent::DeferredDelete);
    for (const auto* button : dialog->findChild<app::MergeSummary*>()->findChildren<QPushButton*>())
        QVERIFY(button->text() != QStringLiteral("Use groups of 8"));
}

void WindowFixTest::theDialogConverts()
{
    TestWindow window;
    window.open({tests::loomling32()});
    window.typeExpression(QStringLiteral("A[0:32]"));
    OneFixDialog one(window, core::ConvertAllTo {core::FloatType::F16});
    one.press();
    QVERIFY(one.form().settings().dtype == core::FloatType::F16);
    QVERIFY(one.form().destination() == one.destination());
}

void WindowFixTest::theDialogSetsTheDestination()
{
    TestWindow window;
    window.open({tests::loomling32()});
    window.typeExpression(QStringLiteral("A[0:32]"));
    const std::filesystem::path free =
        std::filesystem::path(tests::scratchFolder(QStringLiteral("free")).toStdString()) / "b";
    OneFixDialog one(window, core::SetDestination {free});
    one.press();
    QVERIFY(one.form().destination() == free);
}

void WindowFixTest::theDialogAsksForAFolder()
{
    TestWindow window;
    window.open({tests::loomling32()});
    window.typeExpression(QStringLiteral("A[0:32]"));
    const QString folder = tests::scratchFolder(QStringLiteral("other"));
    OneFixDialog one(window, core::ChooseDestination {});
    tests::answerFileDialog(folder);
    one.press();
    QTRY_COMPARE_WITH_TIMEOUT(QString::fromStdString(one.form().destination().parent_path().string()), folder,
                              kPatience);
    QCOMPARE(QString::fromStdString(one.form().destination().filename().string()),
             QString::fromStdString(one.destination().filename().string()));
}

void WindowFixTest::theDialogReplacesASource()
{
    TestWindow window;
    window.open({tests::loomling32(), tests::loomling32Tuned()});
    window.typeExpression(QStringLiteral("A[0:32]"));
    OneFixDialog one(window, core::ReplaceSource {0});
    tests::withNextDialog([](QDialog& dialog) {
        QVERIFY(qobject_cast<QInputDialog*>(&dialog));
        dialog.accept();
    });
    one.press();
    QTRY_COMPARE_WITH_TIMEOUT(window.expression(), QStringLiteral("B[0:32]"), kPatience);
    QVERIFY(!one.isOpen());
}

void WindowFixTest::aSourceIsLocated()
{
    QFETCH(bool, inMergeDialog);
    std::filesystem::path moved;
    WindowWithDamagedModel damaged([&moved](const std::filesystem::path& model) {
        // Too far away to be found again without help.
        moved = std::filesystem::path(tests::scratchFolder(QStringLiteral("moved")).toStdString()) / "far"
            / "away";
        std::filesystem::create_directories(moved.parent_path());
        std::filesystem::rename(model, moved);
    });
    TestWindow& window = damaged.window;
    QVERIFY(window.problems().contains(QStringLiteral("P08")));
    tests::answerFileDialog(QString::fromStdString(moved.string()));
    pressFix<core::LocateSource>(window, inMergeDialog);
    QTRY_VERIFY_WITH_TIMEOUT(damaged.source().model, kPatience);
    QVERIFY(damaged.source().path == moved.string());
    QVERIFY(!window.problems().contains(QStringLiteral("P08")));
}

void WindowFixTest::aSourceIsReadAgain()
{
    QFETCH(bool, inMergeDialog);
    std::uintmax_t whole = 0;
    WindowWithDamagedModel damaged([&whole](const std::filesystem::path& model) {
        whole = std::filesystem::file_size(model / "model.safetensors");
        std::filesystem::resize_file(model / "model.safetensors", whole - 1000);
    });
    TestWindow& window = damaged.window;
    QVERIFY(window.problems().contains(QStringLiteral("P07")));
    std::filesystem::resize_file(damaged.model() / "model.safetensors", whole);
    pressFix<core::RescanSource>(window, inMergeDialog);
    QTRY_VERIFY_WITH_TIMEOUT(damaged.source().model, kPatience);
    QVERIFY(!window.problems().contains(QStringLiteral("P07")));
}

// Links lie over the cells of the list: the keyboard and screen readers have a menu.
void WindowFixTest::theMenuOfAProblemHasItsFixes()
{
    TestWindow window;
    window.open({tests::loomling32()});
    window.typeExpression(QStringLiteral("A[0:31]"));
    window.trigger("view.problems");
    auto* list = window.find<QTreeView>("problemsView");
    const QModelIndex fixes = list->model()->index(0, app::ProblemsModel::FixColumn);
    QCOMPARE(fixes.data(Qt::AccessibleTextRole).toString(), QStringLiteral("Include layer 31"));
    list->setCurrentIndex(list->model()->index(0, 0));
    QStringList offered;
    QTimer::singleShot(0, this, [&offered] {
        auto* menu = qobject_cast<QMenu*>(QApplication::activePopupWidget());
        QVERIFY(menu);
        for (QAction* action : menu->actions()) {
            offered.append(action->text());
            if (action->text() == QStringLiteral("Include layer 31"))
                action->trigger();
        }
        menu->close();
    });
    QContextMenuEvent asked(QContextMenuEvent::Keyboard, QPoint(), QPoint());
    QCoreApplication::sendEvent(list, &asked);
    QCOMPARE(offered.join(u'|'), QStringLiteral("Show||Include layer 31|Dismiss"));
    QTRY_COMPARE_WITH_TIMEOUT(window.expression(), QStringLiteral("A[0:32]"), kPatience);
}

int main(int argc, char** argv)
{
    return tests::runWindowTest<WindowFixTest>(argc, argv);
}

#include "window_fix_test.moc"
