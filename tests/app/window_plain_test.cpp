#include "tests/app/window_fixture.h"

#include <QAction>
#include <QApplication>
#include <QDialog>
#include <QDir>
#include <QFile>
#include <QLabel>
#include <QMenu>
#include <QMessageBox>
#include <QTextEdit>
#include <QTimer>
#include <QToolTip>

using namespace layerloom;
using tests::TestWindow;

namespace {

constexpr const char* kMarkup = "<b>n</b><img src='/dev/zero'>";

/// A document in which every name is markup: of a model that is there, and of one that is not.
QString documentOfMarkup()
{
    const QString folder = tests::scratchFolder(QStringLiteral("plain"));
    const QString model = folder + QStringLiteral("/<b>m<%1b>").arg(QChar(0x2044));
    QDir().mkpath(model);
    const QDir from(tests::loomling8());
    for (const QString& file : from.entryList(QDir::Files))
        QFile::copy(from.filePath(file), model + QLatin1Char('/') + file);
    const QString path = folder + QStringLiteral("/<i>d<%1i>.loom").arg(QChar(0x2044));
    QFile file(path);
    // moc cannot read a raw string with escaped quotes.
    QString text =
        QStringLiteral("{'format': 'layerloom/1', 'sources': ["
                       "{'label': '%1', 'name': '%1', 'path': '%2', 'layers': 8},"
                       "{'label': '%1', 'name': '%1', 'path': '/%1', 'layers': 8}],"
                       "'overrides': [{'key': 'rope_theta', 'value': '%3'}],"
                       "'stack': [{'source': 'A', 'range': [0, 4]}, {'source': 'B', 'range': [2, 8]},"
                       "{'source': 'A', 'range': [2, 8], 'scales': [{'tensor': '%1', 'factor': 0.5}]}]}");
    text.replace(QLatin1Char('\''), QLatin1Char('"'));
    text = text.arg(QLatin1String(kMarkup), model, QStringLiteral("\\\"%1\\\"").arg(QLatin1String(kMarkup)));
    if (!file.open(QIODevice::WriteOnly) || file.write(text.toUtf8()) < 0)
        qFatal("%s was not written", qPrintable(path));
    return path;
}

/// Every label of the program, also of dialogs that are open, shows its text as it is.
void requirePlain()
{
    int shown = 0;
    for (QWidget* top : QApplication::topLevelWidgets()) {
        QList<QLabel*> labels = top->findChildren<QLabel*>();
        if (auto* itself = qobject_cast<QLabel*>(top))
            labels.append(itself);
        for (const QLabel* label : labels) {
            const bool isPlain = label->textFormat() == Qt::PlainText || label->text().isEmpty();
            QVERIFY2(isPlain, qPrintable(label->objectName() + QLatin1String(": ") + label->text()));
            shown += label->text().contains(QLatin1String("<")) ? 1 : 0;
        }
        for (const QTextEdit* edit : top->findChildren<QTextEdit*>())
            QVERIFY2(!edit->toHtml().contains(QLatin1String("/dev/zero'")), qPrintable(edit->objectName()));
    }
    QVERIFY(shown > 0);
}

} // namespace

/// Texts of files are plain text wherever the window shows them.
class WindowPlainTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init() { tests::forgetSettings(); }

    void namesInEveryPanelAreNoMarkup()
    {
        TestWindow window;
        window.open({documentOfMarkup()});
        requirePlain();
        for (QAction* action : window.window.findChildren<QAction*>())
            if (action->objectName().startsWith(QLatin1String("view.")) && action->isCheckable()
                && !action->isChecked() && action->isEnabled())
                action->trigger();
        window.settle();
        requirePlain();
        window.key(Qt::Key_A, Qt::ControlModifier);
        window.settle();
        requirePlain();
    }

    void namesInDialogsAreNoMarkup()
    {
        TestWindow window;
        window.open({documentOfMarkup()});
        for (const char* command : {"merge.merge", "help.about", "file.exportYaml"}) {
            if (!window.window.findChild<QAction*>(QLatin1String(command)) || !window.isEnabled(command))
                continue;
            bool wasOpen = false;
            tests::withNextDialog([&](QDialog& dialog) {
                wasOpen = true;
                requirePlain();
                dialog.reject();
            });
            window.trigger(command);
            window.settle();
            for (QWidget* top : QApplication::topLevelWidgets())
                if (auto* dialog = qobject_cast<QDialog*>(top); dialog && dialog->isVisible()) {
                    requirePlain();
                    dialog->reject();
                }
        }
    }

    void tooltipsAreNoMarkup()
    {
        TestWindow window;
        window.open({documentOfMarkup()});
        QToolTip::showText(QPoint(10, 10), QLatin1String(kMarkup), &window.window);
        QLabel* tip = nullptr;
        for (QWidget* top : QApplication::topLevelWidgets())
            if (top->inherits("QTipLabel"))
                tip = qobject_cast<QLabel*>(top);
        QVERIFY(tip && tip->text() == QLatin1String(kMarkup));
        QCOMPARE(tip->textFormat(), Qt::PlainText);
        QToolTip::hideText();
    }

    void messagesAreNoMarkup()
    {
        TestWindow window;
        QMessageBox box(QMessageBox::Question, QString(), QLatin1String(kMarkup), QMessageBox::Ok,
                        &window.window);
        QTimer::singleShot(0, &box, [&] {
            requirePlain();
            box.reject();
        });
        box.exec();
    }
};

int main(int argc, char** argv)
{
    return tests::runWindowTest<WindowPlainTest>(argc, argv);
}
#include "window_plain_test.moc"
