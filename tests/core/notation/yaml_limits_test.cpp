#include "core/notation/mergekit_import.h"

#include <QObject>
#include <QtTest/QTest>

#include <cmath>

using namespace layerloom::core;

namespace {

/// Every model exists (as a missing source) and has 100 layers.
Source named(const std::string& name)
{
    Source source;
    source.name = name;
    source.layers = 100;
    return source;
}

QString times(const QString& text, qsizetype count)
{
    return text.repeated(count);
}

QString slices(const QString& slice, qsizetype count)
{
    return "merge_method: passthrough\nslices:\n" + times(slice, count);
}

QString scaledBy(const QString& filters, qsizetype slicesOf100)
{
    return "p: &p {scale: [" + filters + "{value: 1}]}\n"
        + slices("  - sources: [{model: M, layer_range: [0, 100], parameters: *p}]\n", slicesOf100);
}

/// Ten of the document before.
QString tenfold(int document)
{
    const QString before = QString::number(document - 1);
    const QString layers = QString::number(std::pow(10, document), 'f', 0);
    return "---\nname: d" + QString::number(document) + '\n'
        + slices("  - sources: [{model: d" + before + ", layer_range: [0, " + layers + "]}]\n", 10);
}

} // namespace

/// A few bytes of YAML can stand for more than a machine holds.
class YamlLimitsTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void refuses_data()
    {
        QTest::addColumn<QString>("yaml");
        QTest::addColumn<QString>("sentence");

        QString laughs = "a0: &a0 [x]\n";
        for (int i = 1; i < 30; ++i)
            laughs +=
                QString("a%1: &a%1 [%2]\n").arg(i).arg(times(QString("*a%1,").arg(i - 1), 9).chopped(1));
        QTest::newRow("a billion laughs")
            << laughs << "more than 200,000 values once its anchors are followed";
        QTest::newRow("a long text, often")
            << "a: &a " + QString(400000, 'x') + "\nb: [" + times("*a,", 90000).chopped(1) + "]"
            << "more than 16.0 MB of text once its anchors are followed";
        QString keys;
        for (int i = 0; i < 90000; ++i)
            keys += 'k' + QString::number(i) + ": 1\n";
        QTest::newRow("90,000 keys") << keys << "a mapping has more than 4,096 keys";

        QTest::newRow("documents without end") << ",r"
                                               << "what stands in column 1 belongs nowhere (line 1)";
        QTest::newRow("a comma too many") << "[S] ,\n"
                                          << "what stands in column 5 belongs nowhere (line 1)";
        QTest::newRow("1,001 documents") << times("--- a\n", 1001) << "more than 1,000 documents";
        QTest::newRow("deep lists") << QString(500000, '[') << "nested deeper than 64 levels";
        QTest::newRow("deep closed lists")
            << QString(400000, '[') + QString(400000, ']') << "nested deeper than 64 levels";
        QTest::newRow("deep maps") << times("{a: ", 200000) << "nested deeper than 64 levels";
        QTest::newRow("deep items") << times("- ", 450000) + 'x' << "nested deeper than 64 levels";
        QTest::newRow("deep keys") << times("? ", 450000) + 'x' << "nested deeper than 64 levels";
        QTest::newRow("longer than a megabyte") << QString(1000001, '#') << "longer than 1.00 MB";

        QTest::newRow("100,100 layers") << slices("  - sources: [{model: M, layer_range: [0, 100]}]\n", 1001)
                                        << "the output would have more than 100,000 layers";
        QTest::newRow("documents of documents") << "name: d1\n"
                + slices("  - sources: [{model: M, layer_range: [0, 10]}]\n", 10) + tenfold(2) + tenfold(3)
                + tenfold(4) + tenfold(5) << "the output would have more than 100,000 layers";
        QTest::newRow("65 scales of a layer")
            << scaledBy(times("{filter: a, value: 2},", 65), 1) << "a layer can have 64 scales";
        QTest::newRow("400,200 scales")
            << scaledBy(times("{filter: a, value: 2},", 29), 138) << "and the output 400,000";
        QTest::newRow("a long filter") << scaledBy("{filter: " + QString(257, 'x') + ", value: 2},", 1)
                                       << "a filter is longer than 256 bytes";
    }

    void refuses()
    {
        QFETCH(QString, yaml);
        QFETCH(QString, sentence);
        const auto result = importMergekit(yaml.toStdString(), named);
        QVERIFY(!result);
        const QString message = QString::fromStdString(result.error().message());
        QVERIFY2(message.contains(sentence), qPrintable(message.left(300)));
    }

    void readsAsMuchAsIsAllowed()
    {
        const QString layers = slices("  - sources: [{model: M, layer_range: [0, 100]}]\n", 1000);
        QCOMPARE(importMergekit(layers.toStdString(), named).value().stack.blocks.size(),
                 std::size_t {100000});
        const QString scales = scaledBy(times("{filter: a, value: 2},", 40), 100);
        const MergekitImport import = importMergekit(scales.toStdString(), named).value();
        QCOMPARE(import.stack.blocks.size(), std::size_t {10000});
        QCOMPARE(import.stack.blocks.back().scales.size(), std::size_t {40});
    }
};

QTEST_APPLESS_MAIN(YamlLimitsTest)
#include "yaml_limits_test.moc"
