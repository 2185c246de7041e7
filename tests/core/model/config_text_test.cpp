#include "core/base/error.h"
#include "core/base/result.h"
#include "core/model/config_text.h"

#include <QObject>
#include <QtTest/QTest>

#include <cmath>

using namespace layerloom::core;

namespace {

QByteArray refusal(const QByteArray& text)
{
    const auto result = guarded([&] { return ConfigText(text.toStdString()); });
    if (result)
        return "read";
    return (result.error().code() == ErrorCode::Corrupt ? "" : "another code: ")
        + QByteArray::fromStdString(result.error().message());
}

} // namespace

class ConfigTextTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void readsValues()
    {
        const ConfigText config(
            "{\"a\": 32, \"b\": -1.5e3, \"c\": true, \"d\": \"x\\u00e9\\n\", \"e\": null,\n"
            " \"f\": [1, \"two\", [3]], \"g\": {\"h\": {\"i\": 7}, \"list\": [ ]}, \"big\": 1e2}");
        QCOMPARE(config.integer("a"), std::optional<std::int64_t>(32));
        QCOMPARE(config.number("a"), std::optional<double>(32));
        QCOMPARE(config.number("b"), std::optional<double>(-1500));
        QVERIFY(!config.integer("b"));
        QVERIFY(!config.integer("big"));
        QVERIFY(!config.integer("c"));
        QCOMPARE(config.boolean("c"), std::optional<bool>(true));
        QVERIFY(!config.boolean("a"));
        QCOMPARE(config.string("d"), std::optional<std::string>("x\xC3\xA9\n"));
        QVERIFY(!config.string("a"));
        QVERIFY(config.has("e") && !config.integer("e") && !config.string("e") && !config.array("e"));
        QCOMPARE(config.raw("f"), std::optional<std::string_view>("[1, \"two\", [3]]"));
        QCOMPARE(config.array("f"), (std::optional(std::vector<std::string_view> {"1", "\"two\"", "[3]"})));
        QCOMPARE(config.integer("g.h.i"), std::optional<std::int64_t>(7));
        QVERIFY(config.array("g.list")->empty());
        QVERIFY(!config.has("h") && !config.has("g.i") && !config.has(""));
        QCOMPARE(config.keys(), (std::vector<std::string> {"a", "b", "c", "d", "e", "f", "g", "big"}));
        QCOMPARE(config.keys("g"), (std::vector<std::string> {"h", "list"}));
        QVERIFY(config.keys("a").empty());
    }

    void readsPythonsJson()
    {
        const ConfigText config(R"({"a": NaN, "b": Infinity, "c": -Infinity, "d": [NaN], "e": "\ud800"})");
        QVERIFY(std::isnan(*config.number("a")));
        QVERIFY(*config.number("b") > 1e308);
        QVERIFY(*config.number("c") < -1e308);
        QCOMPARE(config.array("d")->front(), std::string_view("NaN"));
        QCOMPARE(config.string("e"), std::optional<std::string>("\xEF\xBF\xBD"));
    }

    void theLastOfTwoKeysCounts()
    {
        const ConfigText config(R"({"n": 1, "o": {"x": 1, "y": 1}, "n": 2, "o": {"y": 3}})");
        QCOMPARE(config.integer("n"), std::optional<std::int64_t>(2));
        QVERIFY(!config.has("o.x"));
        QCOMPARE(config.integer("o.y"), std::optional<std::int64_t>(3));
        QCOMPARE(config.keys(), (std::vector<std::string> {"n", "o"}));
        QCOMPARE(patched(config, {{"n", "9"}}),
                 std::string("{\"n\": 1, \"o\": {\"x\": 1, \"y\": 1}, \"n\": 9, \"o\": {\"y\": 3}}"));
    }

    void refuses_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QByteArray>("sentence");
        const auto row = [](const char* name, const QByteArray& text, const char* reason) {
            QTest::newRow(name) << text << "config.json is not valid JSON " + QByteArray(reason);
        };
        row("empty", "", "(line 1, column 1): an object is expected");
        row("array", "[1]", "(line 1, column 1): an object is expected");
        row("cut", "{\"a\": 1,\n \"b\"", "(line 2, column 5): ':' is expected");
        row("comma at the end", "{\"a\": 1,\n}", "(line 2, column 1): a name in quotes is expected");
        row("two objects", "{}\n{}", "(line 2, column 1): there is more text after the end");
        row("comment", "{// no\n}", "(line 1, column 2): a name in quotes is expected");
        row("half a word", "{\"a\": tru}", "(line 1, column 7): a value is expected");
        row("number with zero", "{\"a\": 012}", "(line 1, column 7): a number begins with 0");
        row("number without end", "{\"a\": 1.}", "(line 1, column 9): a value is expected");
        row("deep", "{\"a\":" + QByteArray(300, '['),
            "(line 1, column 261): it is nested deeper than 256 levels");
        QTest::newRow("not UTF-8") << QByteArray("{\"\xFF\": 1}")
                                   << QByteArray("config.json is not UTF-8 text");
    }
    void refuses()
    {
        QFETCH(QByteArray, text);
        QTEST(refusal(text), "sentence");
    }

    void patchesChangeNothingElse()
    {
        const std::string text =
            "{\n  \"eps\": 1e-05,\t\"n\":32 ,\n\n  \"o\" : {\"k\": [1,\n 2], \"n\":  4},\n  \"z\": NaN\n}\n";
        const ConfigText config(text);
        QCOMPARE(patched(config, {}), text);
        QCOMPARE(patched(config, {{"n", "48"}, {"o.n", "\"four\""}, {"o.k", "[]"}}),
                 std::string("{\n  \"eps\": 1e-05,\t\"n\":48 ,\n\n  \"o\" : {\"k\": [], \"n\":  \"four\"},\n "
                             " \"z\": NaN\n}\n"));
    }

    void newKeysAreLaidOutAsTheirNeighbours()
    {
        QCOMPARE(patched(ConfigText("{\n  \"a\": 1\n}\n"), {{"b", "2"}, {"c", "3"}}),
                 std::string("{\n  \"a\": 1,\n  \"b\": 2,\n  \"c\": 3\n}\n"));
        QCOMPARE(patched(ConfigText("{\"a\": 1}"), {{"b", "2"}}), std::string("{\"a\": 1, \"b\": 2}"));
        QCOMPARE(patched(ConfigText("{}"), {{"b", "2"}}), std::string("{\"b\": 2}"));
        QCOMPARE(patched(ConfigText("{\"o\": {}, \"p\": {\"q\": 1}}"), {{"o.b", "2"}, {"p.b", "3"}}),
                 std::string("{\"o\": {\"b\": 2}, \"p\": {\"q\": 1, \"b\": 3}}"));
    }

    void aKeyWithoutItsObjectIsRefused()
    {
        const auto result = guarded([] { return patched(ConfigText("{\"a\": 1}"), {{"a.b", "2"}}); });
        QCOMPARE(result.error().code(), ErrorCode::Mismatch);
        QCOMPARE(result.error().message(), std::string("config.json has no object \"a\" to hold \"b\""));
    }

    void arraysKeepTheirLayout_data()
    {
        QTest::addColumn<QByteArray>("before");
        QTest::addColumn<QByteArray>("after");
        QTest::newRow("one line") << QByteArray("{\"l\": [7, 8]}") << QByteArray("{\"l\": [1, 2, 3]}");
        QTest::newRow("compact") << QByteArray("{\"l\":[7,8]}") << QByteArray("{\"l\":[1,2,3]}");
        QTest::newRow("lines") << QByteArray("{\n  \"l\": [\n    7,\n    8\n  ]\n}")
                               << QByteArray("{\n  \"l\": [\n    1,\n    2,\n    3\n  ]\n}");
        QTest::newRow("one of a line each") << QByteArray("{\n  \"l\": [\n    7\n  ]\n}")
                                            << QByteArray("{\n  \"l\": [\n    1,\n    2,\n    3\n  ]\n}");
        QTest::newRow("empty") << QByteArray(R"({"l": []})") << QByteArray(R"({"l": [1, 2, 3]})");
        QTest::newRow("none") << QByteArray(R"({"a": 0})") << QByteArray(R"({"a": 0, "l": [1, 2, 3]})");
    }
    void arraysKeepTheirLayout()
    {
        QFETCH(QByteArray, before);
        const ConfigText config(before.toStdString());
        const std::string list = arrayText({"1", "2", "3"}, config, "l");
        QTEST(QByteArray::fromStdString(patched(config, {{"l", list}})), "after");
        QCOMPARE(arrayText({}, config, "l"), std::string("[]"));
    }

    void stringsAreQuoted()
    {
        QCOMPARE(quoted("a\"b\\c\n\x01\xC3\xA9"), std::string("\"a\\\"b\\\\c\\u000a\\u0001\xC3\xA9\""));
    }
};

QTEST_APPLESS_MAIN(ConfigTextTest)
#include "config_text_test.moc"
