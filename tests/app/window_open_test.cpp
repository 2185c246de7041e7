#include "app/window/library/library_delegate.h"
#include "app/workspace/library_model.h"
#include "tests/app/window_fixture.h"
#include "widgets/canvas/selection.h"
#include "widgets/controls/empty_state.h"
#include "widgets/controls/message_bar.h"
#include "widgets/controls/theme.h"

#include <QAbstractButton>
#include <QAbstractItemModelTester>
#include <QAction>
#include <QClipboard>
#include <QComboBox>
#include <QDir>
#include <QFile>
#include <QImage>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QMessageBox>
#include <QPointer>
#include <QPushButton>
#include <QTreeView>

using namespace layerloom;
using tests::TestWindow;

namespace {

QString yamlFor(const QString& model, const QString& otherModel, const char* first, const char* second)
{
    return QStringLiteral("slices:\n"
                          "- sources:\n  - model: %1\n    layer_range: %3\n"
                          "- sources:\n  - model: %2\n    layer_range: %4\n"
                          "merge_method: passthrough\ndtype: bfloat16\n")
        .arg(model, otherModel, QLatin1String(first), QLatin1String(second));
}

QPushButton* button(QWidget& parent, const QString& text)
{
    for (auto* candidate : parent.findChildren<QPushButton*>()) {
        if (candidate->text() == text)
            return candidate;
    }
    return nullptr;
}

void write(const QString& path, const QString& text)
{
    QFile file(path);
    if (!file.open(QIODevice::WriteOnly) || file.write(text.toUtf8()) < 0)
        qFatal("%s was not written", qPrintable(path));
}

// A document whose only model is not where it says; the model itself, under another name, is returned.
QString documentWithLostModel(const QString& folder, const QString& loom)
{
    const QString original = folder + QStringLiteral("/lost");
    QDir().mkpath(original);
    const QDir from(tests::loomling32());
    for (const QString& file : from.entryList(QDir::Files))
        QFile::copy(from.filePath(file), original + QLatin1Char('/') + file);
    {
        TestWindow window;
        window.open({original});
        window.typeExpression(QStringLiteral("A[0:24] A[8:32]"));
        if (window.document().save(loom))
            qFatal("The document was not saved");
    }
    // Too far away to be found again without help.
    QString moved = folder + QStringLiteral("/far/away/found");
    QDir().mkpath(QFileInfo(moved).path());
    QDir().rename(original, moved);
    return moved;
}

} // namespace

class WindowOpenTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init() { tests::forgetSettings(); }
    void startsEmptyWithoutADialog();
    void theEmptyWindowOffersRecentFiles();
    void theSampleIsOneClickAway();
    void aDroppedFolderBecomesATrack();
    void aBrokenCheckpointIsListedWithItsSentence();
    void droppedYamlBecomesTheDocument_data();
    void droppedYamlBecomesTheDocument();
    void aYamlMayMixWhatALayerStackCannot();
    void droppedLayersAreInserted();
    void theSampleIsExplainedOnce();
    void aFilterWithoutMatchSaysSo();
    void anExpressionWithoutAModelAsksForIt();
    void picturesAreExported();
    void aMissingSourceIsLocated();
    void eitherStackOfAnEncoderDecoderModelIsChosen();
    void withoutLayersMergeSaysWhy();
    void recentFilesAreListedNewestFirst();
    void filterAndPlusOfTheLibrary();
    void removingAModelIsOneStep();
    void savedViewComesBack();
    void closingAsksForUnsavedChanges();
    void nonsenseIsSaidInTheMessageBar();
    void modelsGivenWithADocumentJoinIt();
    void closingAsksForRunningMerges();
};

void WindowOpenTest::startsEmptyWithoutADialog()
{
    TestWindow window;
    auto* empty = window.window.findChild<widgets::EmptyState*>();
    QVERIFY(empty && empty->isVisible());
    QVERIFY(!window.canvas().isVisible());
    QStringList texts;
    for (const auto* label : empty->findChildren<QLabel*>())
        texts.append(label->text());
    QVERIFY(texts.contains(QStringLiteral("Stack the layers of language models")));
    for (const char* text : {"Open model folder…", "Try the sample", "Paste a recipe"})
        QVERIFY2(button(*empty, QString::fromUtf8(text)), text);
    QVERIFY(!QApplication::activeModalWidget());
    QVERIFY(!window.find<QLineEdit>("exprEdit")->isEnabled());
    QVERIFY(!window.isEnabled("file.save"));
}

void WindowOpenTest::theEmptyWindowOffersRecentFiles()
{
    const QString path = tests::scratchFolder(QStringLiteral("recents")) + QStringLiteral("/woven.loom");
    {
        TestWindow window;
        window.open({tests::loomling32()});
        window.typeExpression(QStringLiteral("A[0:24] A[8:32]"));
        QVERIFY(!window.document().save(path));
        window.open({path});
    }
    TestWindow window;
    auto* empty = window.window.findChild<widgets::EmptyState*>();
    QAbstractButton* recent = nullptr;
    for (auto* candidate : empty->findChildren<QAbstractButton*>())
        recent = candidate->text() == QStringLiteral("woven.loom") ? candidate : recent;
    QVERIFY(recent && recent->isVisible());
    QTest::mouseClick(recent, Qt::LeftButton);
    window.settle();
    QCOMPARE(window.document().path(), path);
    QCOMPARE(window.expression(), QStringLiteral("A[0:24] A[8:32]"));
}

void WindowOpenTest::theSampleIsOneClickAway()
{
    TestWindow window;
    auto* empty = window.window.findChild<widgets::EmptyState*>();
    QPushButton* sample = button(*empty, QStringLiteral("Try the sample"));
    QTest::mouseClick(sample, Qt::LeftButton);
    window.settle();
    QCOMPARE(window.summary("summaryLayers"), QStringLiteral("48"));
    QVERIFY2(window.summaryTip("summaryParams").contains(QStringLiteral("2,283,584")),
             qPrintable(window.summaryTip("summaryParams")));
    QCOMPARE(window.summary("summarySeams"), QStringLiteral("1"));
    QCOMPARE(window.summary("summaryMaxDistance"), QStringLiteral("15"));
    QCOMPARE(window.summary("summaryProblems"), QStringLiteral("0"));
    QCOMPARE(window.expression(), QStringLiteral("A[0:24] A[8:32]"));
    QVERIFY(window.canvas().isVisible());
    QVERIFY(!window.window.isWindowModified());
    QVERIFY(window.find<QPushButton>("mergeButton")->isEnabled());
}

void WindowOpenTest::aDroppedFolderBecomesATrack()
{
    TestWindow window;
    window.drop({QUrl::fromLocalFile(tests::loomling32())});
    auto* view = window.find<QTreeView>("libraryView");
    const QAbstractItemModelTester tester(view->model(),
                                          QAbstractItemModelTester::FailureReportingMode::QtTest);
    QCOMPARE(view->model()->rowCount(), 1);
    const QModelIndex row = view->model()->index(0, 0);
    QVERIFY(
        row.data(app::LibraryModel::DetailRole).toString().startsWith(QStringLiteral("32 layers · 1.54 M")));
    QCOMPARE(row.data(app::LibraryModel::SourceRole).toInt(), 0);
    QVERIFY(view->model()->rowCount(row) > 5);
    QVERIFY(!window.canvas().blockRect(0, 31).isEmpty());
    QVERIFY(window.canvas().blockRect(0, 32).isEmpty());
    QCOMPARE(window.document().undoStack().undoText(), QStringLiteral("Add A  loomling-32"));
}

void WindowOpenTest::aBrokenCheckpointIsListedWithItsSentence()
{
    TestWindow window;
    window.drop({QUrl::fromLocalFile(tests::brokenModel())});
    QVERIFY(!QApplication::activeModalWidget());
    auto* view = window.find<QTreeView>("libraryView");
    const QModelIndex row = view->model()->index(0, 0);
    const QString sentence = row.data(app::LibraryModel::DetailRole).toString();
    QVERIFY2(sentence.contains(QStringLiteral("model.safetensors")), qPrintable(sentence));
    QCOMPARE(row.data(app::LibraryModel::StateRole).toInt(), static_cast<int>(app::EntryState::Refused));
    QCOMPARE(row.data(app::LibraryModel::SourceRole).toInt(), -1);
    QVERIFY(window.window.findChild<widgets::MessageBar*>()->message().startsWith(sentence));
    QVERIFY(window.document().stack().setup.sources.empty());
}

void WindowOpenTest::droppedYamlBecomesTheDocument_data()
{
    QTest::addColumn<bool>("asFile");
    QTest::newRow("file") << true;
    QTest::newRow("text") << false;
}

void WindowOpenTest::droppedYamlBecomesTheDocument()
{
    QFETCH(bool, asFile);
    const QString yaml = yamlFor(tests::loomling32(), tests::loomling32(), "[0, 24]", "[8, 32]");
    TestWindow window;
    if (asFile) {
        const QString path = tests::scratchFolder(QStringLiteral("yaml")) + QStringLiteral("/dus.yml");
        write(path, yaml);
        window.drop({QUrl::fromLocalFile(path)});
    } else {
        window.drop({}, yaml);
    }
    QCOMPARE(window.expression(), QStringLiteral("A[0:24] A[8:32]"));
    QCOMPARE(window.document().settings().dtype, core::FloatType::BF16);
    QCOMPARE(window.find<QTreeView>("libraryView")->model()->rowCount(), 1);
}

void WindowOpenTest::aYamlMayMixWhatALayerStackCannot()
{
    TestWindow window;
    window.drop({}, yamlFor(tests::loomling32(), tests::wide96(), "[0, 16]", "[16, 32]"));
    QCOMPARE(window.expression(), QStringLiteral("A[0:16] B[16:32]"));
    QVERIFY2(window.problems().contains(QStringLiteral("P01")),
             qPrintable(window.problems().join(QLatin1Char(' '))));
    QVERIFY(!window.find<QPushButton>("mergeButton")->isEnabled());
    auto* reason = window.find<QLabel>("mergeButtonReason");
    QVERIFY(reason->isVisible());
    QVERIFY2(reason->toolTip().contains(QStringLiteral("96")), qPrintable(reason->toolTip()));
}

void WindowOpenTest::droppedLayersAreInserted()
{
    TestWindow window;
    window.open({tests::loomling32()});
    window.drop({}, QStringLiteral("range(20,27)"));
    QCOMPARE(window.expression(), QStringLiteral("A[20:27]"));
}

void WindowOpenTest::theSampleIsExplainedOnce()
{
    tests::forgetSettings();
    const auto card = [](TestWindow& window) {
        return window.window.findChild<QWidget*>(QStringLiteral("hintCard"));
    };
    {
        TestWindow window;
        window.trigger("file.sample");
        QTRY_VERIFY_WITH_TIMEOUT(card(window) && card(window)->isVisible(), tests::kPatience);
        const auto rectOf = [&window](const QRect& onCanvas) {
            return QRect(window.canvas().mapTo(&window.window, onCanvas.topLeft()), onCanvas.size());
        };
        QVERIFY(card(window)->geometry().intersects(
            rectOf(window.canvas().sliceBarRect(0)).adjusted(0, 0, 0, 12)));
        auto* next = card(window)->findChild<QPushButton*>(QStringLiteral("hintNext"));
        QTest::mouseClick(next, Qt::LeftButton);
        QVERIFY(
            card(window)->geometry().intersects(rectOf(window.canvas().seamRect(0)).adjusted(0, -12, 0, 12)));
        QTest::mouseClick(next, Qt::LeftButton);
        QCOMPARE(next->text(), QStringLiteral("Done"));
        // What the hints speak of works while they are shown.
        QTest::mouseClick(window.canvas().viewport(), Qt::LeftButton, {}, window.bar(0));
        QCOMPARE(window.canvas().selection().hull(), (widgets::IndexRange {0, 24}));
        QTest::mouseClick(next, Qt::LeftButton);
        QTRY_VERIFY_WITH_TIMEOUT(!card(window), tests::kPatience);
    }
    TestWindow again;
    again.trigger("file.sample");
    QTRY_COMPARE_WITH_TIMEOUT(again.summary("summaryLayers"), QStringLiteral("48"), tests::kPatience);
    QTest::qWait(50);
    QVERIFY(!card(again));
}

void WindowOpenTest::aFilterWithoutMatchSaysSo()
{
    TestWindow window;
    window.open({tests::loomling32()});
    auto* note = window.find<QLabel>("libraryNoMatch");
    auto* filter = window.find<QLineEdit>("libraryFilter");
    filter->setText(QStringLiteral("loom"));
    QVERIFY(!note->isVisible());
    filter->setText(QStringLiteral("mistral"));
    QVERIFY(note->isVisible());
    filter->clear();
    QVERIFY(!note->isVisible());
}

void WindowOpenTest::anExpressionWithoutAModelAsksForIt()
{
    TestWindow window;
    QGuiApplication::clipboard()->setText(QStringLiteral("A[0:4] A[2:6]"));
    QPointer<QPushButton> chooser;
    tests::withNextDialog([&chooser](QDialog& dialog) {
        chooser = dialog.findChild<QPushButton*>(QStringLiteral("recipeAddModel"));
        QVERIFY(chooser->isVisible());
        auto* accept = dialog.findChild<QPushButton*>(QStringLiteral("accept"));
        if (!accept)
            accept = button(dialog, QStringLiteral("Apply"));
        QVERIFY(accept && !accept->isEnabled());
        tests::answerFileDialog(tests::loomling32());
        chooser->click();
        QTRY_VERIFY_WITH_TIMEOUT(accept->isEnabled(), tests::kPatience);
        QVERIFY(!chooser->isVisible());
        accept->click();
    });
    window.trigger("edit.expressionLines");
    QVERIFY(!chooser);
    QCOMPARE(window.expression(), QStringLiteral("A[0:4] A[2:6]"));
}

void WindowOpenTest::picturesAreExported()
{
    const QString folder = tests::scratchFolder(QStringLiteral("pictures"));
    TestWindow window;
    window.open({tests::loomling32()});
    window.typeExpression(QStringLiteral("A[0:24] A[8:32]"));
    const auto write = [&window](int format, const QString& title, const QString& path) {
        tests::withNextDialog([&](QDialog& dialog) {
            dialog.findChild<QLineEdit*>(QStringLiteral("pictureTitle"))->setText(title);
            dialog.findChild<QComboBox*>(QStringLiteral("pictureFormat"))->setCurrentIndex(format);
            tests::answerFileDialog(path);
            dialog.accept();
        });
        window.trigger("file.exportPicture");
    };
    const QSize shown = window.canvas().viewport()->size();
    write(1, QString(), folder + QStringLiteral("/once.png"));
    const QImage once(folder + QStringLiteral("/once.png"));
    QCOMPARE(once.width(), shown.width());
    QVERIFY(once.height() > shown.height());
    write(3, QStringLiteral("Solar & friends"), folder + QStringLiteral("/four.png"));
    QCOMPARE(QImage(folder + QStringLiteral("/four.png")).width(), 4 * shown.width());
    write(0, QStringLiteral("Solar & friends"), folder + QStringLiteral("/drawing"));
    QFile drawing(folder + QStringLiteral("/drawing.svg"));
    QVERIFY(drawing.open(QIODevice::ReadOnly));
    const QString svg = QString::fromUtf8(drawing.readAll());
    for (const auto* part : {"Solar &amp; friends", "48 layers", "<rect", "<text"})
        QVERIFY2(svg.contains(QLatin1String(part)), part);
    write(1, QString(), QStringLiteral("/proc/none/picture.png"));
    const QString said = window.window.findChild<widgets::MessageBar*>()->message();
    QVERIFY2(said.contains(QStringLiteral("was not written: ")) && !said.endsWith(QStringLiteral(": .")),
             qPrintable(said));
}

void WindowOpenTest::aMissingSourceIsLocated()
{
    const QString folder = tests::scratchFolder(QStringLiteral("missing"));
    const QString loom = tests::scratchFolder(QStringLiteral("document")) + QStringLiteral("/lost.loom");
    const QString moved = documentWithLostModel(folder, loom);

    TestWindow window;
    window.window.resize(1600, 800); // blocks wide enough to look at their middles
    tests::answerFileDialog(loom);
    QTest::keyClick(&window.window, Qt::Key_O, Qt::ControlModifier);
    window.settle();
    QCOMPARE(window.summary("summaryLayers"), QStringLiteral("48"));
    QCOMPARE(window.problems().count(QStringLiteral("P08")), 1);
    const auto isMissing = [&window](int block) {
        const QImage shown = window.canvas().viewport()->grab().toImage();
        return shown.pixelColor(window.block(widgets::kOutputTrack, block))
            == widgets::theme(window.canvas()).sunken;
    };
    for (int block = 0; block < 48; ++block)
        QVERIFY2(isMissing(block), qPrintable(QString::number(block)));

    tests::answerFileDialog(moved);
    QAbstractButton* locate = nullptr;
    for (auto* candidate : window.find<QWidget>("problemsView")->findChildren<QAbstractButton*>())
        locate = candidate->text().startsWith(QStringLiteral("Locate")) ? candidate : locate;
    QVERIFY(locate);
    QTest::mouseClick(locate, Qt::LeftButton);
    window.settle();
    QVERIFY2(!window.problems().contains(QStringLiteral("P08")),
             qPrintable(window.problems().join(QLatin1Char(' '))));
    QVERIFY(!isMissing(30));
    QCOMPARE(window.expression(), QStringLiteral("A[0:24] A[8:32]"));
    QCOMPARE(window.find<QTreeView>("libraryView")->model()->rowCount(), 1);
    QVERIFY(window.window.isWindowModified());
}

void WindowOpenTest::eitherStackOfAnEncoderDecoderModelIsChosen()
{
    tests::TinyOptions options;
    options.configText = R"({"model_type": "t5", "num_layers": 3, "num_decoder_layers": 2})";
    for (const char* name : {"encoder.block.0.q", "encoder.block.1.q", "encoder.block.2.q",
                             "decoder.block.0.q", "decoder.block.1.q"})
        options.tensors.push_back({name, "F32", {4, 4}});
    const QString folder = tests::scratchFolder(QStringLiteral("pair")) + QStringLiteral("/model");
    tests::writeTinyCheckpoint(folder.toStdString(), options);
    TestWindow window;
    window.open({folder});
    const auto source = [&window]() -> const core::Source& {
        return window.document().stack().setup.sources.front();
    };
    QCOMPARE(source().layers, 2U);
    window.window.workspace().chooseStack(0, core::StackSide::Encoder);
    window.settle();
    QCOMPARE(source().model->table.prefix, std::string("encoder.block."));
    QCOMPARE(source().layers, 3U);
    QVERIFY(source().side == core::StackSide::Encoder);
    const QString loom = folder + QStringLiteral("/../encoder.loom");
    QVERIFY(!window.document().save(loom));
    window.document().undoStack().undo();
    QCOMPARE(source().layers, 2U);

    TestWindow again;
    again.window.workspace().openComposition(loom);
    again.settle();
    QCOMPARE(again.document().stack().setup.sources.front().layers, 3U);
    QVERIFY(again.document().stack().setup.sources.front().side == core::StackSide::Encoder);
}

void WindowOpenTest::withoutLayersMergeSaysWhy()
{
    TestWindow window;
    window.open({tests::loomling32()});
    QVERIFY(!window.find<QPushButton>("mergeButton")->isEnabled());
    QVERIFY(!window.isEnabled("merge.merge"));
    auto* reason = window.find<QLabel>("mergeButtonReason");
    QVERIFY(reason->isVisible());
    QCOMPARE(reason->toolTip(), QStringLiteral("The output has no layers"));
    QVERIFY(reason->text().startsWith(QStringLiteral("The output")));
    // The words of the ghost stand where the output will be.
    const int row = window.canvas().trackHeaderRect(widgets::kOutputTrack).center().y();
    const QImage shown = window.canvas().viewport()->grab().toImage();
    int ink = 0;
    for (int x = 200; x < shown.width() - 200; ++x)
        for (int y = row - 40; y < row + 10; ++y)
            ink += shown.pixelColor(x, y) != widgets::theme(window.canvas()).canvas ? 1 : 0;
    QVERIFY2(ink > 300, qPrintable(QString::number(ink)));
    QCOMPARE(window.summary("summaryProblems"), QStringLiteral("0"));
    window.typeExpression(QStringLiteral("A[0:4]"));
    QVERIFY(!reason->isVisible());
    QVERIFY(window.find<QPushButton>("mergeButton")->isEnabled());
}

void WindowOpenTest::recentFilesAreListedNewestFirst()
{
    const QString folder = tests::scratchFolder(QStringLiteral("recent"));
    TestWindow window;
    window.open({tests::loomling32()});
    QStringList saved;
    for (const char* name : {"one.loom", "two.loom", "three.loom"}) {
        saved.append(folder + QLatin1Char('/') + QLatin1String(name));
        const auto error = window.document().save(saved.last());
        QVERIFY2(!error, error ? error->message().c_str() : "");
    }
    for (const QString& path : saved)
        window.open({path});
    QFile::remove(saved[1]);

    auto* menu = window.find<QMenu>("recentMenu");
    Q_EMIT menu->aboutToShow();
    const QList<QAction*> actions = menu->actions();
    QCOMPARE(actions[0]->text(), QStringLiteral("three.loom"));
    QCOMPARE(actions[1]->text(), QStringLiteral("two.loom"));
    QCOMPARE(actions[2]->text(), QStringLiteral("one.loom"));
    QVERIFY(actions[0]->isEnabled());
    QVERIFY(!actions[1]->isEnabled());
    QVERIFY(actions[1]->toolTip().contains(QStringLiteral("not there")));
    actions[2]->trigger();
    window.settle();
    QCOMPARE(window.document().path(), saved[0]);
}

void WindowOpenTest::filterAndPlusOfTheLibrary()
{
    TestWindow window;
    window.open({tests::loomling32()});
    window.typeExpression(QStringLiteral("A[0:32]"));
    window.window.workspace().addModel(tests::loomling32Tuned());
    window.window.workspace().addModel(tests::wide96());
    window.settle();
    auto* view = window.find<QTreeView>("libraryView");
    QCOMPARE(view->model()->rowCount(), 3);
    QCOMPARE(view->model()->index(1, 0).data(app::LibraryModel::FitRole).toString(), QStringLiteral("fits"));
    QCOMPARE(view->model()->index(2, 0).data(app::LibraryModel::FitRole).toString(),
             QStringLiteral("other width"));
    QCOMPARE(window.document().stack().setup.sources.size(), 1U);

    QTest::keyClick(&window.window, Qt::Key_F, Qt::ControlModifier);
    QTest::keyClicks(window.find<QLineEdit>("libraryFilter"), QStringLiteral("TUNED"));
    QCOMPARE(view->model()->rowCount(), 1);
    const QRect row = view->visualRect(view->model()->index(0, 0));
    QTest::mouseClick(view->viewport(), Qt::LeftButton, {}, app::LibraryDelegate::badgeRect(row).center());
    QCOMPARE(window.document().stack().setup.sources.size(), 2U);
    QCOMPARE(view->model()->index(0, 0).data(app::LibraryModel::SourceRole).toInt(), 1);
    QCOMPARE(view->model()->index(0, 0).data(app::LibraryModel::FitRole).toString(), QString());
}

void WindowOpenTest::removingAModelIsOneStep()
{
    TestWindow window;
    window.open({tests::loomling32(), tests::loomling32Tuned()});
    window.typeExpression(QStringLiteral("A[0:8] B[8:32]"));
    const int steps = window.steps();
    auto* view = window.find<QTreeView>("libraryView");
    view->setCurrentIndex(view->model()->index(0, 0));
    view->setFocus();
    QTest::keyClick(view, Qt::Key_Delete);
    QCOMPARE(window.steps(), steps + 1);
    QCOMPARE(window.expression(), QStringLiteral("A[8:32]"));
    QCOMPARE(view->model()->rowCount(), 1);
    window.trigger("edit.undo");
    QCOMPARE(window.expression(), QStringLiteral("A[0:8] B[8:32]"));
    QCOMPARE(view->model()->rowCount(), 2);
}

void WindowOpenTest::savedViewComesBack()
{
    const QString path = tests::scratchFolder(QStringLiteral("view")) + QStringLiteral("/view.loom");
    TestWindow window;
    window.open({tests::loomling32()});
    window.typeExpression(QStringLiteral("A[0:24] A[8:32]"));
    window.canvas().setPixelsPerLayer(40);
    window.trigger("view.profile");
    QVERIFY(!window.canvas().isLaneShown(widgets::LoomCanvas::Lane::Profile));
    tests::answerFileDialog(path);
    QTest::keyClick(&window.window, Qt::Key_S, Qt::ControlModifier);
    QVERIFY(QFile::exists(path));
    QFile first(path);
    QVERIFY(first.open(QIODevice::ReadOnly));
    const QByteArray bytes = first.readAll();

    TestWindow second;
    second.open({path});
    QCOMPARE(second.canvas().pixelsPerLayer(), 40.0);
    QVERIFY(!second.canvas().isFit());
    QVERIFY(!second.canvas().isLaneShown(widgets::LoomCanvas::Lane::Profile));
    QCOMPARE(second.expression(), window.expression());
    QVERIFY(!second.window.isWindowModified());
    QTest::keyClick(&second.window, Qt::Key_S, Qt::ControlModifier);
    QFile again(path);
    QVERIFY(again.open(QIODevice::ReadOnly));
    QCOMPARE(again.readAll(), bytes);
}

void WindowOpenTest::closingAsksForUnsavedChanges()
{
    TestWindow window;
    window.open({tests::loomling32()});
    QVERIFY(window.window.isWindowModified());
    tests::withNextDialog([](QDialog& dialog) { dialog.reject(); });
    QVERIFY(!window.window.close());
    QVERIFY(window.window.isVisible());
    tests::withNextDialog([](QDialog& dialog) {
        QTest::mouseClick(qobject_cast<QMessageBox*>(&dialog)->button(QMessageBox::Discard), Qt::LeftButton);
    });
    QVERIFY(window.window.close());
}

void WindowOpenTest::nonsenseIsSaidInTheMessageBar()
{
    TestWindow window;
    auto* bar = window.window.findChild<widgets::MessageBar*>();
    window.open({QStringLiteral("/nowhere/notes.txt")});
    QVERIFY(bar->message().contains(QStringLiteral("notes.txt")));
    const QString path = tests::scratchFolder(QStringLiteral("bad")) + QStringLiteral("/bad.loom");
    write(path, QStringLiteral("{\"format\": \"layerloom/9\"}"));
    window.open({path});
    QVERIFY2(bar->message().contains(QStringLiteral("layerloom/9")), qPrintable(bar->message()));
    QVERIFY(window.document().isEmpty());
}

void WindowOpenTest::modelsGivenWithADocumentJoinIt()
{
    const QString path = tests::scratchFolder(QStringLiteral("join")) + QStringLiteral("/dus.yml");
    write(path, yamlFor(tests::loomling32(), tests::loomling32(), "[0, 24]", "[8, 32]"));
    TestWindow window;
    window.open({tests::loomling32Tuned(), path});
    QCOMPARE(window.expression(), QStringLiteral("A[0:24] A[8:32]"));
    QCOMPARE(window.document().stack().setup.sources.size(), 2U);
    QCOMPARE(window.document().stack().setup.sources[1].label, std::string("loomling-32-tuned"));
}

void WindowOpenTest::closingAsksForRunningMerges()
{
    TestWindow window;
    window.open({tests::loomling80()});
    window.typeExpression(QStringLiteral("A[0:80]*40"));
    const QString folder = tests::scratchFolder(QStringLiteral("merge")) + QStringLiteral("/out");
    QVERIFY(
        !window.document().save(tests::scratchFolder(QStringLiteral("merge")) + QStringLiteral("/a.loom")));
    const auto plan = core::planMerge(window.document().stack(), window.document().settings());
    QVERIFY(plan);
    const auto answer = [](const char* text) {
        tests::withNextDialog([text](QDialog& dialog) {
            for (auto* candidate : dialog.findChildren<QPushButton*>()) {
                if (candidate->text().remove(QLatin1Char('&')) == QLatin1String(text))
                    candidate->click();
            }
        });
    };
    window.window.mergeQueue().add({.title = QStringLiteral("out"),
                                    .plan = std::make_shared<core::MergePlan>(*plan),
                                    .settings = {},
                                    .destination = folder.toStdString()});
    QVERIFY(window.window.mergeQueue().isBusy());
    answer("Go back");
    QVERIFY(!window.window.close());
    QVERIFY(window.window.mergeQueue().isBusy());
    answer("Cancel the merge and quit");
    QVERIFY(window.window.close());
    QTRY_VERIFY_WITH_TIMEOUT(!window.window.mergeQueue().isBusy(), 120000);
    QVERIFY(!QFile::exists(folder));
}

int main(int argc, char** argv)
{
    return tests::runWindowTest<WindowOpenTest>(argc, argv);
}

#include "window_open_test.moc"
