#include "app/base/language.h"
#include "app/base/text.h"
#include "tests/app/window_fixture.h"

#include <QAbstractButton>
#include <QAction>
#include <QComboBox>
#include <QDir>
#include <QDirIterator>
#include <QDockWidget>
#include <QFile>
#include <QHash>
#include <QLabel>
#include <QLocale>
#include <QMenuBar>
#include <QProcess>
#include <QRegularExpression>
#include <QSet>
#include <QStandardPaths>
#include <QTemporaryDir>
#include <QXmlStreamReader>

#include <algorithm>

using namespace layerloom;
using tests::TestWindow;

namespace {

/// A text of the window in a file of Qt Linguist; several forms where it depends on a number.
struct Message {
    QString context;
    QString source;
    QStringList forms;
    bool isFinished = true;
};

void readMessage(QXmlStreamReader& xml, Message& message)
{
    while (xml.readNextStartElement()) {
        if (xml.name() == QLatin1String("source")) {
            message.source = xml.readElementText();
        } else if (xml.name() == QLatin1String("translation")) {
            message.isFinished = !xml.attributes().hasAttribute(QStringLiteral("type"));
            QString text;
            while (!(xml.readNext() == QXmlStreamReader::EndElement
                     && xml.name() == QLatin1String("translation"))) {
                if (xml.isStartElement())
                    message.forms.append(xml.readElementText());
                else
                    text += xml.text();
            }
            if (message.forms.isEmpty())
                message.forms.append(text);
        } else {
            xml.skipCurrentElement();
        }
    }
}

QList<Message> messagesIn(const QString& path)
{
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        qFatal("%s cannot be read", qPrintable(path));
    QXmlStreamReader xml(&file);
    QList<Message> messages;
    QString context;
    while (!xml.atEnd()) {
        if (xml.readNext() != QXmlStreamReader::StartElement)
            continue;
        if (xml.name() == QLatin1String("name"))
            context = xml.readElementText();
        if (xml.name() == QLatin1String("message")) {
            Message message;
            message.context = context;
            readMessage(xml, message);
            messages.append(message);
        }
    }
    return messages;
}

QStringList found(const QString& text, const char* pattern)
{
    QStringList all;
    for (auto matches = QRegularExpression(QString::fromUtf8(pattern)).globalMatch(text); matches.hasNext();)
        all.append(matches.next().captured());
    all.sort();
    return all;
}

/// What a translation has to keep of its text.
QStringList signsOf(const QString& text)
{
    QStringList signs = found(text, "%[1-9]") + found(text, "%L?n").mid(0, 1);
    signs.replaceInStrings(QStringLiteral("%L"), QStringLiteral("%"));
    signs.append(QStringLiteral("%1 mnemonics").arg(found(text, "&[^ &]").size()));
    signs.append(found(text, "^ | $").join(QString()));
    signs.append(found(text, "[.:…]$"));
    return signs;
}

QDir sourceFolder()
{
    return QDir(QStringLiteral(LAYERLOOM_SOURCE_DIR));
}

QStringList translations()
{
    const QDir folder(sourceFolder().filePath(QStringLiteral("resources/translations")));
    QStringList paths;
    for (const QString& name : folder.entryList({QStringLiteral("layerloom_*.ts")}))
        paths.append(folder.filePath(name));
    return paths;
}

/// Every text that stands in the window or in one of its menus, as its widgets have it.
QStringList visibleTexts(QWidget& window)
{
    QStringList texts;
    for (const QAction* action : window.findChildren<QAction*>())
        texts += {action->text(), action->toolTip()};
    for (const QLabel* label : window.findChildren<QLabel*>())
        texts.append(label->text());
    for (const QAbstractButton* button : window.findChildren<QAbstractButton*>())
        texts.append(button->text());
    for (const QDockWidget* dock : window.findChildren<QDockWidget*>())
        texts.append(dock->windowTitle());
    for (const QComboBox* combo : window.findChildren<QComboBox*>())
        for (int i = 0; i < combo->count(); ++i)
            texts.append(combo->itemText(i));
    for (const QWidget* widget : window.findChildren<QWidget*>())
        texts += {widget->toolTip(), widget->accessibleName()};
    texts.removeAll(QString());
    return texts;
}

} // namespace

class LanguageTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void everyTextIsTranslated_data() { files(); }
    void everyTextIsTranslated();
    void translationsKeepTheSignsOfTheirTexts_data() { files(); }
    void translationsKeepTheSignsOfTheirTexts();
    void countedWordsAreInTheTable();
    void unknownLanguageLeavesEnglish();
    void windowSpeaksGerman();

private:
    static void files()
    {
        QTest::addColumn<QString>("path");
        QVERIFY(!translations().isEmpty());
        for (const QString& path : translations())
            QTest::newRow(qPrintable(QFileInfo(path).fileName())) << path;
    }
};

// As ./dev translate does it: a new text, or one whose class the program would look up otherwise, is told.
void LanguageTest::everyTextIsTranslated()
{
    QFETCH(QString, path);
    QString lupdate =
        QStandardPaths::findExecutable(QStringLiteral("lupdate"), {QStringLiteral("/usr/lib/qt6/bin")});
    if (lupdate.isEmpty())
        QSKIP("lupdate (qt6-l10n-tools) is not installed");
    const QTemporaryDir folder;
    const QString copy = folder.filePath(QStringLiteral("copy.ts"));
    QVERIFY(QFile::copy(path, copy));
    QFile(copy).setPermissions(QFile::ReadOwner | QFile::WriteOwner);
    QProcess process;
    process.setWorkingDirectory(sourceFolder().path());
    process.start(lupdate,
                  QStringLiteral("-I . -no-obsolete -locations none app widgets core/recipe -ts")
                          .split(QLatin1Char(' '))
                      << copy);
    QVERIFY(process.waitForFinished(120000));
    QStringList complaints;
    for (const QString& line : QString::fromUtf8(process.readAllStandardError()).split(QLatin1Char('\n')))
        if (line.contains(QStringLiteral("Qualifying with unknown"))
            || (line.contains(QStringLiteral("lacks Q_OBJECT")) && !line.contains(QStringLiteral("/core/"))))
            complaints.append(line);
    const QList<Message> messages = messagesIn(copy);
    QVERIFY(messages.size() > 500);
    for (const Message& message : messages)
        if (!message.isFinished)
            complaints.append(QStringLiteral("not translated: %1: %2").arg(message.context, message.source));
    QVERIFY2(complaints.isEmpty(), qPrintable(complaints.join(QLatin1Char('\n'))));
}

void LanguageTest::translationsKeepTheSignsOfTheirTexts()
{
    QFETCH(QString, path);
    QStringList complaints;
    for (const Message& message : messagesIn(path))
        for (const QString& form : message.forms)
            if (signsOf(form) != signsOf(message.source))
                complaints.append(message.source + QStringLiteral(" → ") + form);
    QVERIFY2(complaints.isEmpty(), qPrintable(complaints.join(QLatin1Char('\n'))));
}

void LanguageTest::countedWordsAreInTheTable()
{
    QFile table(sourceFolder().filePath(QStringLiteral("widgets/controls/counted.cpp")));
    QVERIFY(table.open(QIODevice::ReadOnly));
    const QString words = QString::fromUtf8(table.readAll());
    const QRegularExpression call(QStringLiteral("\\bcounted\\([^;\"]*, \"([a-z ]+)\"\\)"));
    QSet<QString> used;
    for (const char* storey : {"app", "widgets"}) {
        QDirIterator sources(sourceFolder().filePath(QLatin1String(storey)), {QStringLiteral("*.cpp")},
                             QDir::Files, QDirIterator::Subdirectories);
        while (sources.hasNext()) {
            QFile source(sources.next());
            if (source.fileName().contains(QStringLiteral("/app/cli/")) || !source.open(QIODevice::ReadOnly))
                continue;
            for (auto calls = call.globalMatch(QString::fromUtf8(source.readAll())); calls.hasNext();)
                used.insert(calls.next().captured(1));
        }
    }
    QVERIFY(used.contains(QStringLiteral("layer")) && used.contains(QStringLiteral("seam")));
    for (const QString& word : used)
        QVERIFY2(words.contains(QStringLiteral("(\"%1\")").arg(word)), qPrintable(word));
}

void LanguageTest::unknownLanguageLeavesEnglish()
{
    QVERIFY(!app::applyLanguage(*QCoreApplication::instance(), QStringLiteral("xx")));
    QCOMPARE(app::counted(1, "layer"), QStringLiteral("1 layer"));
    QCOMPARE(app::counted(1048, "layer"), QStringLiteral("1,048 layers"));
    QVERIFY(app::applyLanguage(*QCoreApplication::instance(), QStringLiteral("en")));
    QCOMPARE(app::counted(2, "seam"), QStringLiteral("2 seams"));
}

void LanguageTest::windowSpeaksGerman()
{
    QFile resource(QStringLiteral(":/translations/layerloom_de.qm"));
    if (!resource.exists())
        QSKIP("built without lrelease");
    QVERIFY(app::applyLanguage(*QCoreApplication::instance(), QStringLiteral("de_AT")));
    QCOMPARE(app::counted(1, "layer"), QStringLiteral("1 Schicht"));
    QCOMPARE(app::counted(1048, "layer"),
             QLocale(QStringLiteral("de_AT")).toString(1048) + QStringLiteral(" Schichten"));
    QHash<QString, QStringList> german;
    for (const Message& message :
         messagesIn(sourceFolder().filePath(QStringLiteral("resources/translations/layerloom_de.ts"))))
        german[message.source] += message.forms;

    TestWindow window;
    window.open({tests::loomling32()});
    QCOMPARE(window.window.menuBar()->actions().front()->text(), QStringLiteral("&Datei"));
    QStringList english;
    int known = 0;
    for (const QString& text : visibleTexts(window.window)) {
        const auto translated = german.constFind(text);
        if (translated != german.constEnd() && !translated->contains(text))
            english.append(text);
        known +=
            static_cast<int>(std::count_if(german.begin(), german.end(),
                                           [&](const QStringList& forms) { return forms.contains(text); })
                             > 0);
    }
    QVERIFY2(english.isEmpty(), qPrintable(english.join(QLatin1Char('\n'))));
    QVERIFY2(known > 100, qPrintable(QString::number(known)));
}

int main(int argc, char** argv)
{
    return tests::runWindowTest<LanguageTest>(argc, argv);
}

#include "language_test.moc"
