#include "widgets/controls/icon.h"
#include "widgets/controls/text.h"
#include "widgets/controls/theme.h"

#include <QApplication>
#include <QPainter>
#include <QSignalSpy>
#include <QWidget>
#include <QtTest>

using namespace layerloom;
using namespace layerloom::widgets;

class ThemeTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void cleanup() { applyTheme(*qApp, ThemeChoice::Light); }

    void choiceSetsPaletteAndTheme()
    {
        applyTheme(*qApp, ThemeChoice::Dark);
        const QWidget widget;
        QVERIFY(theme(widget).dark);
        QCOMPARE(theme(widget).canvas, QColor(0x18, 0x19, 0x1C));
        applyTheme(*qApp, ThemeChoice::Light);
        QVERIFY(!themeFor(QApplication::palette()).dark);
        QCOMPARE(QApplication::palette().color(QPalette::Highlight), QColor(0x6B, 0x4B, 0xC8));
    }

    void systemGoesBackToThePaletteOfTheStart()
    {
        applyTheme(*qApp, ThemeChoice::Dark);
        applyTheme(*qApp, ThemeChoice::System);
        QVERIFY(!themeFor(QApplication::palette()).dark);
    }

    void systemFollowsTheDesktop()
    {
        applyTheme(*qApp, ThemeChoice::System);
        followDesktop(*qApp, {.isDark = false, .isHighContrast = true});
        QCOMPARE(themeFor(QApplication::palette()).canvas, QColor(Qt::white));
        QCOMPARE(themeFor(QApplication::palette()).text2, QColor(Qt::black));
        followDesktop(*qApp, {.isDark = true, .isHighContrast = true});
        QCOMPARE(themeFor(QApplication::palette()).canvas, QColor(Qt::black));
        QVERIFY(contrast(themeFor(QApplication::palette()).accent, Qt::black) >= 7);
        applyTheme(*qApp, ThemeChoice::Light); // the person's choice goes first
        QCOMPARE(themeFor(QApplication::palette()).canvas, lightTheme().canvas);
        followDesktop(*qApp, {.isDark = true});
        QCOMPARE(themeFor(QApplication::palette()).canvas, lightTheme().canvas);
        applyTheme(*qApp, ThemeChoice::System);
        QVERIFY(themeFor(QApplication::palette()).dark);
        followDesktop(*qApp, {});
        QVERIFY(!themeFor(QApplication::palette()).dark);
    }

    void highContrastKeepsTheSystemsColours()
    {
        QPalette palette;
        palette.setColor(QPalette::Window, Qt::black);
        palette.setColor(QPalette::Base, Qt::black);
        palette.setColor(QPalette::WindowText, Qt::white);
        palette.setColor(QPalette::Highlight, Qt::yellow);
        const Theme theme = themeFor(palette);
        QCOMPARE(theme.canvas, QColor(Qt::black));
        QCOMPARE(theme.accent, QColor(Qt::yellow));
        QCOMPARE(theme.line, QColor(140, 140, 140));
    }

    void everyTokenOfTheSheetIsReplaced()
    {
        QVERIFY(!qApp->styleSheet().isEmpty());
        QVERIFY2(!qApp->styleSheet().contains(u'@'), qPrintable(qApp->styleSheet()));
    }

    void textAndOutlinesAreReadable_data()
    {
        QTest::addColumn<bool>("dark");
        QTest::newRow("light") << false;
        QTest::newRow("dark") << true;
    }
    void textAndOutlinesAreReadable()
    {
        QFETCH(bool, dark);
        QPalette palette;
        palette.setColor(QPalette::Window, dark ? QColor(0x20, 0x21, 0x26) : QColor(0xF5, 0xF5, 0xF7));
        const Theme theme = themeFor(palette);
        QCOMPARE(theme.dark, dark);
        QVERIFY(contrast(theme.text, theme.window) > 7);
        QVERIFY(contrast(theme.text2, theme.window) > 4.5);
        QVERIFY(contrast(theme.line, theme.window) > 3);
        for (core::SourceIndex i = 0; i < 8; ++i) {
            const SourceColors& source = theme.source(i);
            QVERIFY(contrast(source.barText, source.bar) > 8);
            QVERIFY(contrast(source.edge, theme.canvas) > 3.9);
            for (int step = 0; step <= 100; ++step) {
                const QColor fill = theme.fill(i, step / 100.0);
                QVERIFY2(contrast(textOn(fill), fill) > 4.5, qPrintable(fill.name()));
            }
        }
    }

    void iconTakesTheThemesColourAtDeviceSize()
    {
        const QIcon undo = icon(QStringLiteral("undo"));
        QCOMPARE(undo.pixmap(QSize(20, 20), 2.0).size(), QSize(40, 40));
        const QImage light = undo.pixmap(20).toImage();
        applyTheme(*qApp, ThemeChoice::Dark);
        const QImage dark = undo.pixmap(20).toImage();
        QVERIFY(light != dark);
        QVERIFY(undo.pixmap(QSize(20, 20), 1.0, QIcon::Disabled).toImage() != dark);
    }

    void everyIconDraws()
    {
        const QStringList names = QDir(QStringLiteral(":/icons")).entryList();
        QVERIFY(names.size() >= 39);
        for (const QString& name : names) {
            QImage image(24, 24, QImage::Format_ARGB32_Premultiplied);
            image.fill(Qt::transparent);
            QPainter painter(&image);
            paintIcon(painter, QRectF(0, 0, 24, 24), name.chopped(4), Qt::black);
            painter.end();
            QVERIFY2(image != QImage(image.size(), image.format()) && qAlpha(image.pixel(0, 0)) == 0,
                     qPrintable(name));
            int drawn = 0;
            for (int y = 0; y < 24; ++y)
                for (int x = 0; x < 24; ++x)
                    drawn += qAlpha(image.pixel(x, y)) > 100;
            QVERIFY2(drawn > 10, qPrintable(name));
        }
    }

    void smallTypeNeverFallsBelowSevenPoints()
    {
        const QFont before = QApplication::font();
        QFont small = before;
        small.setPointSizeF(7.5);
        QApplication::setFont(small);
        QCOMPARE(textFont(TextSize::Detail).pointSizeF(), 7.0);
        QCOMPARE(textFont(TextSize::Heading).pointSizeF(), 9.5);
        QApplication::setFont(before);
    }
};

QTEST_MAIN(ThemeTest)
#include "theme_test.moc"
