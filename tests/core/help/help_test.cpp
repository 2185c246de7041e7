#include "core/help/description.h"

#include <QDir>
#include <QFile>
#include <QProcess>
#include <QStandardPaths>
#include <QTemporaryDir>
#include <QtTest/QTest>

using namespace layerloom::core;
using Value = OptionHelp::Value;

namespace {

CommandHelp loom()
{
    CommandHelp merge {"merge", "Write \"it\" – all of it's layers", "", {}, {}, {}, ""};
    merge.operands = {{{"FILE"}, "", "What is written", Value::File, {}, false, false}};
    merge.options = {
        {{"-o", "--output"}, "DIR", "Folder: [one] that's new", Value::Folder, {}, true, false},
        {{"--verify"}, "MODE", "How it is checked", Value::Choice, {"full", "off"}, false, false},
        {{"--quiet"}, "", ".prints nothing", Value::None, {}, false, true}};
    CommandHelp program {
        "loom-cli", "Stack layers", "About it.", {}, {}, {merge}, "Exit codes:\n  0  \\success"};
    program.options = {{{"--help"}, "", "Print this", Value::None, {}, false, false}};
    return program;
}

std::string description(const char* format)
{
    return describeProgram(loom(), format).value();
}

/// What a shell prints for the script; skips the test where that shell is not installed.
QString output(const QString& shell, const QStringList& options, const QString& script)
{
    QProcess process;
    process.start(shell, options + QStringList {QStringLiteral("-c"), script});
    if (!process.waitForFinished())
        return QStringLiteral("not finished");
    return QString::fromUtf8(process.readAllStandardOutput() + process.readAllStandardError()).trimmed();
}

} // namespace

class HelpTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void otherFormatsAreRefused() { QVERIFY(!describeProgram(loom(), "fish")); }

    void pageNamesEveryVerbAndOption()
    {
        const std::string page = description("man");
        for (const char* part :
             {".TH \"LOOM\\-CLI\" 1 ", "loom\\-cli \\- Stack layers\n", ".SH DESCRIPTION\nAbout it.\n",
              ".SS merge\n\\fBloom\\-cli merge\\fR \\fB\\-\\-output\\fR \\fIDIR\\fR [\\fIOPTION\\fR]... "
              "[\\fIFILE\\fR]\n",
              "Write \\(dqit\\(dq \\[u2013] all of it's layers.\n",
              "\\fB\\-o\\fR, \\fB\\-\\-output\\fR \\fIDIR\\fR\n", "\n\\&.prints nothing\n",
              "  0  \\esuccess\n"})
            QVERIFY2(page.find(part) != std::string::npos, part);
    }

    void groffReadsThePageWithoutAWarning()
    {
        const QString groff = QStandardPaths::findExecutable(QStringLiteral("groff"));
        if (groff.isEmpty())
            QSKIP("groff is not installed");
        QProcess process;
        process.start(
            groff,
            {QStringLiteral("-ww"), QStringLiteral("-man"), QStringLiteral("-Tutf8"), QStringLiteral("-z")});
        QVERIFY(process.waitForStarted());
        process.write(QByteArray::fromStdString(description("man")));
        process.closeWriteChannel();
        QVERIFY(process.waitForFinished());
        QCOMPARE(QString::fromUtf8(process.readAllStandardError()), QString());
        QCOMPARE(process.exitCode(), 0);
    }

    void bashCompletes_data()
    {
        QTest::addColumn<QString>("words");
        QTest::addColumn<QString>("offers");
        QTest::newRow("verb") << "m"
                              << "merge";
        QTest::newRow("program's options") << "--"
                                           << "--help";
        QTest::newRow("verb's options") << "merge --"
                                        << "--output --verify --quiet";
        QTest::newRow("choice") << "merge --verify f"
                                << "full";
        QTest::newRow("choice behind =") << "merge --verify = o"
                                         << "off";
        QTest::newRow("folder") << "merge --output fo"
                                << "folder";
        QTest::newRow("operand") << "merge fo"
                                 << "folder fo file";
    }

    void bashCompletes()
    {
        QFETCH(QString, words);
        QFETCH(QString, offers);
        const QTemporaryDir place;
        QVERIFY(QDir(place.path()).mkdir(QStringLiteral("folder")));
        QFile file(place.filePath(QStringLiteral("fo file")));
        QVERIFY(file.open(QIODevice::WriteOnly));
        const QString script = QString::fromStdString(description("bash"))
            + QStringLiteral(
                  "cd '%1'; COMP_WORDS=(loom-cli %2); COMP_CWORD=$((${#COMP_WORDS[@]} - 1)); _loom_cli; "
                  "echo \"${COMPREPLY[*]}\"")
                  .arg(place.path(), words);
        QStringList got = output(QStringLiteral("bash"), {}, script).split(QLatin1Char(' '));
        QStringList wanted = offers.split(QLatin1Char(' '));
        got.sort();
        wanted.sort();
        QCOMPARE(got, wanted);
    }

    void zshReadsItsCompletion()
    {
        if (QStandardPaths::findExecutable(QStringLiteral("zsh")).isEmpty())
            QSKIP("zsh is not installed");
        // The stand-in for _arguments prints its words, as zsh itself has read them.
        const QString script = QStringLiteral("_arguments() { print -rl -- \"$@\"; return 1 }\n")
            + QString::fromStdString(description("zsh")) + QStringLiteral("\n_loom-cli_merge");
        const QString words = output(QStringLiteral("zsh"), {QStringLiteral("-f")}, script);
        for (const char* word :
             {"--help[Print this]", "1:verb:->verb", "-o[Folder\\: \\[one\\] that's new]:DIR:_files -/",
              "--verify=[How it is checked]:MODE:(full off)", "*--quiet[.prints nothing]", "1:FILE:_files"})
            QVERIFY2(words.split(QLatin1Char('\n')).contains(QString::fromUtf8(word)), qPrintable(words));
    }
};

QTEST_GUILESS_MAIN(HelpTest)
#include "help_test.moc"
