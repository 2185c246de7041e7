#pragma once

#include "app/window/shell/main_window.h"
#include "tests/support/patience.h"
#include "tests/support/tiny_checkpoint.h"
#include "widgets/canvas/loom_canvas.h"

#include <QApplication>
#include <QString>
#include <QStringList>
#include <QTest>

#include <filesystem>
#include <functional>

class QDialog;

namespace layerloom::tests {

/// Keeps settings, caches and documents of the tests in a folder of their own, and gives them the look of the program.
void prepareSettings();
void prepareApplication(QApplication& application);

/// Runs the slots of a test of the whole window.
template <typename Test> int runWindowTest(int argc, char** argv)
{
    prepareSettings();
    QApplication application(argc, argv);
    prepareApplication(application);
    Test test;
    return QTest::qExec(&test, argc, argv);
}

/// Forgets recent files, layout and last folders.
void forgetSettings();
/// A fresh folder that lives as long as the program.
QString scratchFolder(const QString& name);

// Models that tests use; written once. Paths.
QString loomling32();
QString loomling32Tuned();
QString loomling80();
QString wide96(); ///< like loomling-32, 96 wide
QString vocabulary514(); ///< like loomling-32, 514 tokens
QString brokenModel(); ///< the only shard is cut short
QString half32(); ///< like loomling-32, in F16
QString loomling8(); ///< the ends of loomling-32: soon measured
QString otherLoomling8(); ///< the same of loomling-32-tuned
QString loomling16(); ///< more of loomling-32: measured in a few seconds
QString largeRunnable(); ///< the shape of SmolLM2-135M, all zeros: takes a while to measure
QString unrunnable(); ///< a model without a tokenizer
QString llama70b(const char* name); ///< the shape of Llama 2 70B without its weights; written anew each time
QString unheardOf(); ///< one of a family nobody has heard of

/// A window as a person has it after starting the program, 1280x800, and what is done in it.
class TestWindow {
public:
    /// Copies of unsaved changes are kept in `recoveryFolder`, unless that is empty.
    explicit TestWindow(const std::filesystem::path& recoveryFolder = {});

    core::RecordCache cache {core::userRecordFolder()};
    app::MainWindow window;

    /// Opens paths and waits until they are read.
    void open(const QStringList& paths);
    void settle();

    widgets::LoomCanvas& canvas() { return window.canvas(); }
    app::Document& document() { return window.workspace().document(); }
    QString expression() { return canvas().expression(); }
    int steps() { return document().undoStack().count(); }
    const core::Preview& preview() { return *document().preview(); }
    /// "23→8 (15)", one a seam.
    QStringList seams();
    /// The ids of the problems, in order.
    QStringList problems();

    template <typename T> T* find(const char* name)
    {
        T* widget = window.findChild<T*>(QLatin1String(name));
        if (!widget)
            qFatal("There is no %s", name);
        return widget;
    }
    /// What a number of the summary strip says.
    QString summary(const char* name);
    QString summaryTip(const char* name);
    /// Everything that shows the output shows the same: canvas, table, expression, summary, exported YAML.
    void agree();
    void trigger(const char* action);
    bool isEnabled(const char* action);
    /// Chooses a recipe by its name.
    void chooseRecipe(const QString& name);
    void setNumber(const char* field, int value);
    void click(const char* button);
    /// Types an expression and presses Enter.
    void typeExpression(const QString& text);

    // Real events on the canvas.
    QPoint block(int track, int index) { return canvas().blockRect(track, index).center(); }
    QPoint bar(int slice) { return canvas().sliceBarRect(slice).center(); }
    void press(QPoint at, Qt::KeyboardModifiers modifiers = {});
    void move(QPoint to, Qt::KeyboardModifiers modifiers = {});
    void release(QPoint at, Qt::KeyboardModifiers modifiers = {});
    /// Press, some moves, release.
    void drag(QPoint from, QPoint to, Qt::KeyboardModifiers modifiers = {});
    void key(Qt::Key key, Qt::KeyboardModifiers modifiers = {});
    void drop(const QList<QUrl>& urls, const QString& text = {});
};

/// Runs `answer` with the next dialog that opens.
void withNextDialog(const std::function<void(QDialog&)>& answer);
/// Chooses `path` in the next file dialog.
void answerFileDialog(const QString& path);

} // namespace layerloom::tests
