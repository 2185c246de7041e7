#include <QDir>
#include <QDirIterator>
#include <QFile>
#include <QFileInfo>
#include <QHash>
#include <QObject>
#include <QProcess>
#include <QRegularExpression>
#include <QtTest/QTest>

// The arrows of the house point down only: app -> widgets -> core, and libtorch stays behind the engine's wall.
class Architecture : public QObject {
    Q_OBJECT

private:
    struct Include {
        QString file;
        QString header;
    };

    static QList<Include> includesBelow(const QString& folder)
    {
        static const QRegularExpression pattern(QStringLiteral("^\\s*#\\s*include\\s*([\"<][^\">]+)"),
                                                QRegularExpression::MultilineOption);
        QList<Include> found;
        const QDir root(QStringLiteral(LAYERLOOM_SOURCE_DIR));
        QDirIterator files(root.filePath(folder), {QStringLiteral("*.h"), QStringLiteral("*.cpp")},
                           QDir::Files, QDirIterator::Subdirectories);
        while (files.hasNext()) {
            QFile file(files.next());
            if (!file.open(QIODevice::ReadOnly))
                continue;
            auto matches = pattern.globalMatch(QString::fromUtf8(file.readAll()));
            while (matches.hasNext())
                found.append({root.relativeFilePath(file.fileName()), matches.next().captured(1)});
        }
        return found;
    }

    static QStringList forbidden(const QString& folder, const QRegularExpression& headers,
                                 const QString& except = {})
    {
        QStringList offenders;
        for (const Include& include : includesBelow(folder)) {
            const bool excepted = !except.isEmpty() && include.file.startsWith(except);
            if (!excepted && headers.match(include.header).hasMatch())
                offenders.append(include.file + QStringLiteral(" includes ") + include.header.mid(1));
        }
        return offenders;
    }

    /// "file: match" wherever the pattern occurs in the sources of a storey, except in one file.
    static QStringList occurrences(const QString& storey, const QString& pattern, const QString& except)
    {
        QStringList found;
        const QDir root(QStringLiteral(LAYERLOOM_SOURCE_DIR));
        const QRegularExpression expression(pattern);
        QDirIterator files(root.filePath(storey), {QStringLiteral("*.h"), QStringLiteral("*.cpp")},
                           QDir::Files, QDirIterator::Subdirectories);
        while (files.hasNext()) {
            QFile file(files.next());
            const QString name = root.relativeFilePath(file.fileName());
            if (name.startsWith(except) || !file.open(QIODevice::ReadOnly))
                continue;
            auto matches = expression.globalMatch(QString::fromUtf8(file.readAll()));
            while (matches.hasNext())
                found.append(name + QStringLiteral(": ") + matches.next().captured(0));
        }
        return found;
    }

    /// Folders from the bottom up, as the CMakeLists.txt of each storey lists them.
    static QStringList floors(const QString& storey)
    {
        QFile list(QDir(QStringLiteral(LAYERLOOM_SOURCE_DIR)).filePath(storey + "/CMakeLists.txt"));
        if (!list.open(QIODevice::ReadOnly))
            return {};
        static const QRegularExpression pattern(QStringLiteral("foreach\\(folder\\s+([^)]+)\\)"));
        const QString names = pattern.match(QString::fromUtf8(list.readAll())).captured(1);
        return names.split(QRegularExpression(QStringLiteral("\\s+")), Qt::SkipEmptyParts);
    }

    /// The floor that a file of a storey stands on; -1 for files of the storey itself and of folders that are programs.
    static qsizetype floorOf(const QString& file, const QString& storey, const QStringList& floors)
    {
        const QString folder = QFileInfo(file).path().mid(storey.size() + 1);
        qsizetype best = -1;
        for (qsizetype floor = 0; floor < floors.size(); ++floor)
            if (folder == floors[floor] || folder.startsWith(floors[floor] + '/'))
                best = floor;
        return best;
    }

private Q_SLOTS:
    void includesPointDown_data()
    {
        QTest::addColumn<QString>("folder");
        QTest::addColumn<QString>("pattern");
        QTest::addColumn<QString>("except");
        const QString torch = QStringLiteral("^[\"<](torch|ATen|c10|caffe2)/");
        QTest::newRow("core knows no Qt") << "core"
                                          << "^<Q"
                                          << "";
        QTest::newRow("core knows nothing above it") << "core"
                                                     << "^\"(app|widgets)/"
                                                     << "";
        QTest::newRow("widgets know no application") << "widgets"
                                                     << "^\"app/"
                                                     << "";
        QTest::newRow("the command line knows no Qt") << "app/cli"
                                                      << "^(<Q|\"widgets/)"
                                                      << "";
        QTest::newRow("texts and patterns are the matter of one room") << "core"
                                                                       << "^<(pcre2|utf8proc)"
                                                                       << "core/tokenizer/";
        QTest::newRow("SentencePiece stays behind its wall") << "core"
                                                             << "^<sentencepiece"
                                                             << "core/tokenizer/sentencepiece/";
        QTest::newRow("the tokenizer needs nothing but files") << "core/tokenizer"
                                                               << "^\"core/(?!(base|io|tokenizer)/)"
                                                               << "";
        QTest::newRow("libtorch stays behind the engine's wall") << "core" << torch << "core/engine/torch/";
        QTest::newRow("no libtorch in widgets") << "widgets" << torch << "";
        QTest::newRow("no libtorch in app") << "app" << torch << "";
        QTest::newRow("no CUDA header anywhere in core") << "core"
                                                         << "^[\"<](cuda|cub|thrust)"
                                                         << "";
        QTest::newRow("no JSON or YAML in widgets") << "widgets"
                                                    << "^<(nlohmann|yaml-cpp)/"
                                                    << "";
    }
    void includesPointDown()
    {
        QFETCH(QString, folder);
        QFETCH(QString, pattern);
        QFETCH(QString, except);
        const QStringList offenders = forbidden(folder, QRegularExpression(pattern), except);
        QVERIFY2(offenders.isEmpty(), qPrintable(offenders.join(QLatin1Char('\n'))));
    }

    void whatMustGoOneWayDoes_data()
    {
        QTest::addColumn<QString>("storey");
        QTest::addColumn<QString>("pattern");
        QTest::addColumn<QString>("except"); // the file whose task it is
        const QString files = QStringLiteral("std::[io]?fstream|\\bfopen\\(|QSaveFile");
        QTest::newRow("core opens files without waiting") << "core" << files << "core/io/open_file";
        QTest::newRow("core opens paths in one place") << "core"
                                                       << "(?<!Folder)::open\\(\\w"
                                                       << "core/io/open_file";
        const QString labels =
            QStringLiteral("new QLabel\\b|\\bQLabel \\w+[({;]|setTextFormat\\(Qt::(Rich|Auto|Markdown)");
        QTest::newRow("labels of the window are plain") << "app" << labels << "-";
        QTest::newRow("labels of the widgets are plain")
            << "widgets" << labels << "widgets/controls/plain_text";
        QTest::newRow("verbs print what is visible")
            << "app/cli"
            << "std::f?printf|std::f?put[cs]\\((?!\"There)|std::fwrite|std::cout|std::cerr"
            << "app/cli/terminal.cpp";
    }
    void whatMustGoOneWayDoes()
    {
        QFETCH(QString, storey);
        QFETCH(QString, pattern);
        QFETCH(QString, except);
        QStringList found = occurrences(storey, pattern, except);
        // It prints stages, whose names are literals, and moves the cursor on purpose.
        found.removeIf(
            [](const QString& line) { return line.startsWith(QLatin1String("app/cli/progress_line.cpp")); });
        QVERIFY2(found.isEmpty(), qPrintable(found.join(QLatin1Char('\n'))));
    }

    void thereIsSomethingToCheck() { QVERIFY(includesBelow(QStringLiteral("core")).size() > 50); }

    void theBuiltCoreHasNoQtSymbol()
    {
        QProcess nm;
        nm.start(QStringLiteral("nm"), {QStringLiteral("-uC"), QStringLiteral(LAYERLOOM_CORE_LIBRARY)});
        QVERIFY(nm.waitForFinished(60000));
        const QString symbols = QString::fromUtf8(nm.readAllStandardOutput());
        QVERIFY(symbols.contains(QStringLiteral("std::")));
        QVERIFY2(!symbols.contains(QRegularExpression(QStringLiteral(" (Q[A-Z]\\w+::|qt_)"))),
                 "core uses Qt");
    }

    void foldersIncludeOnlyThoseBelowThem_data()
    {
        QTest::addColumn<QString>("storey");
        for (const char* storey : {"core", "widgets", "app"})
            QTest::newRow(storey) << QString::fromLatin1(storey);
    }
    void foldersIncludeOnlyThoseBelowThem()
    {
        QFETCH(QString, storey);
        const QStringList order = floors(storey);
        QVERIFY2(order.size() > 1, "the storey's CMakeLists.txt lists no folders");
        QStringList offenders;
        qsizetype judged = 0;
        for (const Include& include : includesBelow(storey)) {
            if (!include.header.startsWith('"' + storey + '/'))
                continue;
            const qsizetype from = floorOf(include.file, storey, order);
            const qsizetype to = floorOf(include.header.mid(1), storey, order);
            judged += from >= 0 && to >= 0 ? 1 : 0;
            const bool isAbove = to > from || QFileInfo(include.header.mid(1)).path() == storey;
            if (from >= 0 && isAbove)
                offenders.append(include.file + QStringLiteral(" includes ") + include.header.mid(1));
        }
        QVERIFY(judged > 20);
        QVERIFY2(offenders.isEmpty(), qPrintable(offenders.join(QLatin1Char('\n'))));
    }

    void everySourceHasAHeaderOfItsNameAndIncludesItFirst()
    {
        const QDir root(QStringLiteral(LAYERLOOM_SOURCE_DIR));
        QStringList offenders;
        qsizetype sources = 0;
        for (const char* storey : {"core", "widgets", "app"}) {
            QHash<QString, QString> first; // by file
            for (const Include& include : includesBelow(QString::fromLatin1(storey)))
                if (!first.contains(include.file))
                    first.insert(include.file, include.header.mid(1));
            for (auto entry = first.cbegin(); entry != first.cend(); ++entry) {
                const QFileInfo file(entry.key());
                if (file.suffix() != QLatin1String("cpp") || file.fileName() == QLatin1String("main.cpp"))
                    continue;
                ++sources;
                const QString header = file.path() + '/' + file.completeBaseName() + ".h";
                if (!QFile::exists(root.filePath(header)))
                    offenders.append(entry.key() + QStringLiteral(" has no header of its name"));
                else if (entry.value() != header)
                    offenders.append(entry.key() + QStringLiteral(" does not include its header first"));
            }
        }
        QVERIFY(sources > 200);
        offenders.sort();
        QVERIFY2(offenders.isEmpty(), qPrintable(offenders.join(QLatin1Char('\n'))));
    }

    void noFileIsLongerThanFiveHundredLines()
    {
        QStringList tooLong;
        for (const QString& folder :
             {QStringLiteral("core"), QStringLiteral("widgets"), QStringLiteral("app")}) {
            QDirIterator files(QDir(QStringLiteral(LAYERLOOM_SOURCE_DIR)).filePath(folder),
                               {QStringLiteral("*.h"), QStringLiteral("*.cpp")}, QDir::Files,
                               QDirIterator::Subdirectories);
            while (files.hasNext()) {
                QFile file(files.next());
                if (file.open(QIODevice::ReadOnly) && file.readAll().count('\n') > 500)
                    tooLong.append(file.fileName());
            }
        }
        QVERIFY2(tooLong.isEmpty(), qPrintable(tooLong.join(QLatin1Char('\n'))));
    }
};

QTEST_APPLESS_MAIN(Architecture)
#include "architecture_test.moc"
