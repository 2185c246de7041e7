#include <QDir>
#include <QDirIterator>
#include <QFile>
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
        QTest::newRow("what is measured stands on what is merged, not under it") << "core"
                                                                                 << "^\"core/measure/"
                                                                                 << "core/measure/";
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
        QTest::newRow("tokens need nothing but the base") << "core/tokenizer"
                                                          << "^\"core/(?!(base|tokenizer)/)"
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
