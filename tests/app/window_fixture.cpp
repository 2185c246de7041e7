#include "tests/app/window_fixture.h"

#include "core/checkpoint/open_checkpoint.h"
#include "core/merge/write/run_merge.h"
#include "core/notation/format_expression.h"
#include "core/notation/mergekit_export.h"
#include "core/notation/mergekit_import.h"
#include "core/notation/model_finder.h"
#include "core/sample/sample.h"
#include "widgets/canvas/selection.h"
#include "widgets/controls/theme.h"

#include <QAbstractButton>
#include <QAction>
#include <QComboBox>
#include <QDialog>
#include <QDir>
#include <QDropEvent>
#include <QFileDialog>
#include <QLineEdit>
#include <QMimeData>
#include <QSettings>
#include <QSpinBox>
#include <QTableView>
#include <QTimer>

#include <cstring>
#include <memory>

namespace layerloom::tests {

namespace {

const TemporaryFolder& home()
{
    static const TemporaryFolder folder;
    return folder;
}

const core::Sample& sample()
{
    static const core::Sample written = core::writeSample(home() / "models").value();
    return written;
}

QString shaped(const char* name, std::uint64_t hidden, std::uint64_t vocabulary, const char* dtype = "BF16")
{
    TinyOptions options;
    options.layers = 32;
    options.hidden = hidden;
    options.intermediate = 176;
    options.heads = 4;
    options.keyValueHeads = 2;
    options.vocabulary = vocabulary;
    options.tokenizer = true;
    options.dtype = dtype;
    return QString::fromStdString(writeTinyCheckpoint(home() / name, options).string());
}

/// Multiplies the numbers of all tensors of type BF16 whose names end so by a power of two.
void magnify(const std::filesystem::path& folder, std::string_view ending, unsigned power)
{
    const auto checkpoint = core::openCheckpoint(folder).value();
    for (const core::TensorInfo& tensor : checkpoint->tensors()) {
        if (!tensor.name.ends_with(ending))
            continue;
        const std::filesystem::path file = checkpoint->shards()[tensor.shard].path;
        std::string bytes = readText(file);
        for (std::uint64_t at = tensor.offset; at < tensor.offset + tensor.bytes; at += 2) {
            std::uint16_t number = 0;
            std::memcpy(&number, bytes.data() + at, sizeof(number));
            if ((number & 0x7F80U) != 0)
                number = static_cast<std::uint16_t>(number + (power << 7U));
            std::memcpy(bytes.data() + at, &number, sizeof(number));
        }
        writeText(file, bytes);
    }
}

/// The first layers of a model with 32 and as many of its last, magnified so that each of them matters to the loss.
QString ends(const QString& model, std::uint32_t count, const char* name)
{
    const std::filesystem::path folder = home() / name;
    core::Stack stack;
    stack.setup.sources = {
        core::sourceFor(core::openModel(model.toStdString()).value(), model.toStdString())};
    for (std::uint32_t i = 0; i < 2 * count; ++i)
        stack.blocks.push_back({0, core::LayerIndex::from(i < count ? i : 32 - 2 * count + i), {}, false});
    core::JobContext job;
    (void)core::runMerge(core::planMerge(stack, {}).value(), {}, folder, job).value();
    for (const char* writer : {"o_proj.weight", "down_proj.weight"})
        magnify(folder, writer, 3);
    magnify(folder, "lm_head.weight", 5);
    return QString::fromStdString(folder.string());
}

} // namespace

void prepareSettings()
{
    for (const char* variable :
         {"HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME", "HF_HOME"})
        qputenv(variable, QByteArray::fromStdString((home() / variable).string()));
    qputenv("XDG_RUNTIME_DIR", QByteArray::fromStdString(home().path().string()));
    qunsetenv("HF_HUB_CACHE");
}

void prepareApplication(QApplication& application)
{
    QApplication::setOrganizationName(QStringLiteral("layerloom-tests"));
    QApplication::setApplicationName(QStringLiteral("layerloom-tests"));
    widgets::applyTheme(application, widgets::ThemeChoice::Light);
}

void forgetSettings()
{
    QSettings().clear();
}

QString scratchFolder(const QString& name)
{
    static int count = 0;
    QString path =
        QStringLiteral("%1/%2-%3").arg(QString::fromStdString(home().path().string()), name).arg(++count);
    QDir().mkpath(path);
    return path;
}

QString loomling32()
{
    return QString::fromStdString(sample().loomling32.string());
}

QString loomling32Tuned()
{
    return QString::fromStdString(sample().loomling32Tuned.string());
}

QString loomling80()
{
    return QString::fromStdString(sample().loomling80.string());
}

QString wide96()
{
    static const QString path = shaped("wide-96", 96, 512);
    return path;
}

QString vocabulary514()
{
    static const QString path = shaped("vocabulary-514", 64, 514);
    return path;
}

QString brokenModel()
{
    static const QString path = [] {
        QString folder = shaped("broken", 64, 512);
        cutFile(std::filesystem::path(folder.toStdString()) / "model.safetensors", 40000);
        return folder;
    }();
    return path;
}

QString half32()
{
    static const QString path = shaped("half-32", 64, 512, "F16");
    return path;
}

QString loomling8()
{
    static const QString path = ends(loomling32(), 4, "loomling-8");
    return path;
}

QString otherLoomling8()
{
    static const QString path = ends(loomling32Tuned(), 4, "loomling-8-tuned");
    return path;
}

QString loomling16()
{
    static const QString path = ends(loomling32(), 8, "loomling-16");
    return path;
}

QString largeRunnable()
{
    static const QString path = [] {
        TinyOptions options = smolLm2();
        const std::filesystem::path folder = writeTinyCheckpoint(home() / "large-runnable", options);
        for (const char* file : {"tokenizer.json", "tokenizer_config.json"})
            std::filesystem::copy_file(std::filesystem::path(loomling32().toStdString()) / file,
                                       folder / file, std::filesystem::copy_options::overwrite_existing);
        return QString::fromStdString(folder.string());
    }();
    return path;
}

QString unrunnable()
{
    static const QString path = QString::fromStdString(writeTinyCheckpoint(home() / "unrunnable").string());
    return path;
}

QString llama70b(const char* name)
{
    const std::filesystem::path folder = scratchFolder(QStringLiteral("large")).toStdString();
    return QString::fromStdString(writeTinyCheckpoint(folder / name, llama2of70b()).string());
}

QString unheardOf()
{
    static const QString path = [] {
        TinyOptions options {.vocabulary = 512};
        options.family = "unheard_of";
        options.architecture = "UnheardOfForCausalLM";
        options.tokenizer = true;
        return QString::fromStdString(writeTinyCheckpoint(home() / "unheard-of", options).string());
    }();
    return path;
}

TestWindow::TestWindow(const std::filesystem::path& recoveryFolder)
    : window(cache, recoveryFolder)
{
    window.resize(1280, 800);
    window.show();
    QApplication::setActiveWindow(&window);
    if (!QTest::qWaitForWindowActive(&window))
        qFatal("The window is not active");
}

void TestWindow::open(const QStringList& paths)
{
    window.open(paths);
    settle();
}

void TestWindow::settle()
{
    if (!QTest::qWaitFor([this] { return !window.workspace().isBusy(); }, kPatience))
        qFatal("Something is still being read");
    QCoreApplication::processEvents();
}

QStringList TestWindow::seams()
{
    QStringList list;
    for (const core::Seam& seam : preview().seams)
        list.append(QStringLiteral("%1 (%2)").arg(widgets::seamText(seam.from, seam.to)).arg(seam.distance));
    return list;
}

QStringList TestWindow::problems()
{
    QStringList list;
    for (const core::Problem& problem : preview().problems)
        list.append(QString::fromStdString(core::problemCode(problem.id)));
    return list;
}

QString TestWindow::summary(const char* name)
{
    return find<QAbstractButton>(name)->text();
}

QString TestWindow::summaryTip(const char* name)
{
    return find<QAbstractButton>(name)->toolTip();
}

void TestWindow::agree()
{
    const core::Stack& stack = document().stack();
    const auto layers = static_cast<int>(stack.blocks.size());
    const QString normal = QString::fromStdString(core::formatExpression(stack.blocks));
    QCOMPARE(expression(), normal);
    QCOMPARE(find<QLineEdit>("exprEdit")->text(), normal);
    QCOMPARE(summary("summaryLayers"), QString::number(layers));
    QCOMPARE(find<QTableView>("layerTable")->model()->rowCount(), layers);
    QCOMPARE(canvas().blockRect(widgets::kOutputTrack, layers), QRect());
    QVERIFY(layers == 0 || !canvas().blockRect(widgets::kOutputTrack, layers - 1).isEmpty());
    const std::string yaml = core::exportMergekit(stack, std::nullopt);
    const auto back = core::importMergekit(yaml, core::modelFinder({}));
    QVERIFY(back);
    QCOMPARE(back->stack.blocks, stack.blocks);
}

void TestWindow::trigger(const char* action)
{
    window.actions().action(action)->trigger();
}

bool TestWindow::isEnabled(const char* action)
{
    return window.actions().action(action)->isEnabled();
}

void TestWindow::chooseRecipe(const QString& name)
{
    auto* combo = find<QComboBox>("recipeCombo");
    const int index = combo->findText(name);
    if (index < 0)
        qFatal("There is no recipe %s", qPrintable(name));
    combo->setFocus();
    while (combo->currentIndex() != index)
        QTest::keyClick(combo, combo->currentIndex() < index ? Qt::Key_Down : Qt::Key_Up);
}

void TestWindow::setNumber(const char* field, int value)
{
    auto* spin = find<QSpinBox>(field);
    spin->setFocus();
    spin->selectAll();
    QTest::keyClicks(spin, QString::number(value));
    QTest::keyClick(spin, Qt::Key_Return);
}

void TestWindow::click(const char* button)
{
    auto* widget = find<QAbstractButton>(button);
    QTest::mouseClick(widget, Qt::LeftButton, {}, widget->rect().center());
}

void TestWindow::typeExpression(const QString& text)
{
    QTest::keyClick(&window, Qt::Key_L, Qt::ControlModifier);
    auto* edit = find<QLineEdit>("exprEdit");
    QTest::keyClicks(edit, text);
    QTest::keyClick(edit, Qt::Key_Return);
}

void TestWindow::press(QPoint at, Qt::KeyboardModifiers modifiers)
{
    QTest::mousePress(canvas().viewport(), Qt::LeftButton, modifiers, at);
}

void TestWindow::move(QPoint to, Qt::KeyboardModifiers modifiers)
{
    // QTest::mouseMove() has no modifiers, which a drag looks at.
    QMouseEvent event(QEvent::MouseMove, to, canvas().viewport()->mapToGlobal(to), Qt::NoButton,
                      Qt::LeftButton, modifiers);
    QApplication::sendEvent(canvas().viewport(), &event);
}

void TestWindow::release(QPoint at, Qt::KeyboardModifiers modifiers)
{
    QTest::mouseRelease(canvas().viewport(), Qt::LeftButton, modifiers, at);
}

void TestWindow::drag(QPoint from, QPoint to, Qt::KeyboardModifiers modifiers)
{
    press(from);
    for (int step = 1; step <= 4; ++step)
        move(from + (to - from) * step / 4, modifiers);
    release(to, modifiers);
}

void TestWindow::key(Qt::Key key, Qt::KeyboardModifiers modifiers)
{
    // Shortcuts work in the active window only; a dialog that closes hands the activation back a little later.
    canvas().window()->activateWindow();
    QVERIFY(QTest::qWaitForWindowActive(canvas().window()));
    canvas().setFocus();
    QTest::keyClick(&canvas(), key, modifiers);
}

void TestWindow::drop(const QList<QUrl>& urls, const QString& text)
{
    QMimeData data;
    if (!urls.isEmpty())
        data.setUrls(urls);
    if (!text.isEmpty())
        data.setText(text);
    QWidget* target = canvas().viewport();
    const QPoint middle = target->rect().center();
    QDragEnterEvent enter(middle, Qt::CopyAction, &data, Qt::LeftButton, {});
    QApplication::sendEvent(target, &enter);
    QDropEvent event(middle, Qt::CopyAction, &data, Qt::LeftButton, {});
    QApplication::sendEvent(target, &event);
    QCoreApplication::processEvents(); // what was dropped is opened after the drop
    settle();
}

void withNextDialog(const std::function<void(QDialog&)>& answer)
{
    auto* timer = new QTimer(qApp);
    timer->setInterval(10);
    QObject::connect(timer, &QTimer::timeout, timer, [timer, answer] {
        auto* dialog = qobject_cast<QDialog*>(QApplication::activeModalWidget());
        if (!dialog || !dialog->isVisible())
            return;
        timer->stop();
        timer->deleteLater();
        answer(*dialog);
    });
    timer->start();
}

void answerFileDialog(const QString& path)
{
    withNextDialog([path](QDialog& dialog) {
        auto* edit = dialog.findChild<QLineEdit*>(QStringLiteral("fileNameEdit"));
        if (!edit)
            qFatal("This is no file dialog");
        edit->setText(path);
        QTest::keyClick(edit, Qt::Key_Return);
    });
}

} // namespace layerloom::tests
