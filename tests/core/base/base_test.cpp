#include "core/base/job_context.h"
#include "core/base/matrix.h"
#include "core/base/result.h"
#include "core/base/text.h"
#include "core/base/visible_text.h"

#include <QObject>
#include <QtTest/QTest>

#include <filesystem>

using namespace layerloom::core;

class Base : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void valueRethrowsTheErrorOfAnInnerOperation()
    {
        const auto inner = []() -> Result<int> {
            return guarded([]() -> int { throw Error(ErrorCode::Io, "no disk"); });
        };
        const Result<int> outer = guarded([&] { return inner().value() + 1; });
        QVERIFY(!outer);
        QCOMPARE(outer.error().code(), ErrorCode::Io);
        QCOMPARE(outer.error().message(), std::string("no disk"));
    }

    void matricesAreTransposedAndMirrored()
    {
        Matrix matrix(2, 3);
        matrix.values = {1, 2, 3, 4, 5, 6};
        QCOMPARE(transposed(matrix).rows, std::size_t(3));
        QVERIFY((transposed(matrix).values == std::vector<double> {1, 4, 2, 5, 3, 6}));
        Matrix square(3, 3);
        square.values = {1, 2, 3, 2.5, 4, 5, 3.5, 5.5, 6};
        mirrorUpperTriangle(square);
        QVERIFY((square.values == std::vector<double> {1, 2, 3, 2, 4, 5, 3, 5, 6}));
    }

    void foreignExceptionsBecomeErrors()
    {
        const auto missing = guarded([] { return std::filesystem::file_size("/nowhere/at/all"); });
        QCOMPARE(missing.error().code(), ErrorCode::Io);
        QVERIFY(missing.error().message().find("/nowhere/at/all") != std::string::npos);
        const auto memory = guarded([]() -> int { throw std::bad_alloc(); });
        QCOMPARE(memory.error().code(), ErrorCode::OutOfMemory);
    }

    void stopsWhenAsked()
    {
        std::stop_source stop;
        int reports = 0;
        JobContext job(stop.get_token(), [&](const Progress&) { ++reports; });
        job.step({Stage::Merging, ProgressUnit::Bytes, 0, 10});
        job.step({Stage::Merging, ProgressUnit::Bytes, 10, 10});
        QCOMPARE(reports, 2);
        stop.request_stop();
        QVERIFY_EXCEPTION_THROWN(job.step({Stage::Verifying, ProgressUnit::Bytes, 10, 10}), Error);
    }

    void isHeldUpAtEveryStepAndCheck()
    {
        std::stop_source stop;
        int held = 0;
        const JobContext::Hold hold = [&] { held == 2 ? (void)stop.request_stop() : (void)++held; };
        JobContext job(stop.get_token(), {}, hold);
        job.step({Stage::Merging, ProgressUnit::Bytes, 0, 10});
        job.checkStop();
        QCOMPARE(held, 2);
        // A stop that is asked for meanwhile is heard at once.
        QVERIFY_EXCEPTION_THROWN(job.checkStop(), Error);
    }

    void numbersReadAsTheFieldWritesThem_data()
    {
        QTest::addColumn<quint64>("number");
        QTest::addColumn<QString>("count");
        QTest::addColumn<QString>("bytes");
        QTest::newRow("SOLAR") << quint64(10731524096) << "10.73 B"
                               << "10.7 GB";
        QTest::newRow("one layer") << quint64(218112000) << "218.1 M"
                                   << "218.1 MB";
        QTest::newRow("sample") << quint64(2283584) << "2.28 M"
                                << "2.28 MB";
        QTest::newRow("tiny layer") << quint64(46208) << "46.2 K"
                                    << "46.2 kB";
        QTest::newRow("few") << quint64(512) << "512"
                             << "512 B";
        QTest::newRow("just below a billion") << quint64(999999999) << "1.00 B"
                                              << "1.00 GB";
    }
    void numbersReadAsTheFieldWritesThem()
    {
        QFETCH(quint64, number);
        QTEST(QString::fromStdString(shortCount(number)), "count");
        QTEST(QString::fromStdString(shortBytes(number)), "bytes");
    }

    void digitsAreGrouped()
    {
        QCOMPARE(groupedDigits(0), std::string("0"));
        QCOMPARE(groupedDigits(999), std::string("999"));
        QCOMPARE(groupedDigits(10731524096), std::string("10,731,524,096"));
        QCOMPARE(counted(1, "layer"), std::string("1 layer"));
        QCOMPARE(counted(1048, "layer"), std::string("1,048 layers"));
    }

    void ordinalsEndAsTheyAreSpoken()
    {
        QString ordinals;
        for (const std::uint64_t number : {1U, 2U, 3U, 4U, 11U, 12U, 13U, 21U, 22U, 23U, 101U, 111U, 112U})
            ordinals += QString::fromStdString(ordinal(number)) + ' ';
        QCOMPARE(ordinals, QString("1st 2nd 3rd 4th 11th 12th 13th 21st 22nd 23rd 101st 111th 112th "));
    }

    void namesSortAsPeopleCount()
    {
        QVERIFY(naturalLess("layers.2.q", "layers.10.q"));
        QVERIFY(!naturalLess("layers.10.q", "layers.2.q"));
        QVERIFY(naturalLess("a", "a.b"));
        QVERIFY(!naturalLess("a", "a"));
    }

    void utf8IsCheckedStrictly()
    {
        QVERIFY(isUtf8("plain, \xC3\xA9, \xE2\x86\x92, \xF0\x9F\x98\x80"));
        QVERIFY(!isUtf8("\xC0\xAF"));
        QVERIFY(!isUtf8("\xED\xA0\x80"));
        QVERIFY(!isUtf8("\xE2\x86"));
        QVERIFY(!isUtf8("\xF5\x80\x80\x80"));
    }

    void charactersBecomeUtf8()
    {
        const std::u32string_view characters = U"A\x7F\x80\u07FF\u0800\uFFFD\U00010000\U0010FFFF";
        std::string text;
        for (const char32_t character : characters)
            appendUtf8(text, character);
        QCOMPARE(
            text,
            std::string("A\x7F\xC2\x80\xDF\xBF\xE0\xA0\x80\xEF\xBF\xBD\xF0\x90\x80\x80\xF4\x8F\xBF\xBF"));
    }

    void whatCommandsATerminalBecomesVisible_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("line");
        QTest::addColumn<QString>("json");
        const auto row = [](const char* name, const char* text, const char* line, const char* json) {
            QTest::newRow(name) << QString::fromLatin1(text) << line << json;
        };
        row("plain", "a b", "a b", "a b");
        row("umlaut", "\xc3\xa4", "\xc3\xa4", "\xc3\xa4");
        row("escape", "\x1b[2J", "\\x1b[2J", "\\u001b[2J");
        row("bell and delete", "\x07\x7f", "\\x07\\x7f", "\\u0007\\u007f");
        row("lines", "a\r\nb\tc", "a\\r\\nb\\tc", "a\\u000d\nb\tc");
        row("C1", "\xc2\x9b", "\\u009b", "\\u009b");
        row("bidi", "\xe2\x80\xae\xe2\x81\xa6", "\\u202e\\u2066", "\\u202e\\u2066");
        row("tag", "\xf3\xa0\x81\x81", "\\U000e0041", "\\udb40\\udc41");
        row("joiner", "\xe2\x80\x8d", "\xe2\x80\x8d", "\xe2\x80\x8d");
        row("no UTF-8", "a\xff\xc3", "a\\xff\\xc3", "a\\xff\\xc3");
    }
    void whatCommandsATerminalBecomesVisible()
    {
        QFETCH(QString, text);
        QFETCH(QString, line);
        QFETCH(QString, json);
        const std::string bytes = text.toLatin1().toStdString();
        QCOMPARE(QString::fromStdString(visible(bytes)), line);
        QCOMPARE(QString::fromStdString(withVisibleStrings(bytes)), json);
    }
};

QTEST_APPLESS_MAIN(Base)
#include "base_test.moc"
