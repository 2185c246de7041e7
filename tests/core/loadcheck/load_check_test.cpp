// What a Python answers is tried here with small programs in its place; tests/interop tries real ones.
#include "core/loadcheck/load_check.h"

#include <QObject>
#include <QTemporaryDir>
#include <QtTest/QTest>

#include <filesystem>
#include <fstream>

using namespace layerloom::core;
namespace fs = std::filesystem;

class LoadCheckTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        m_folder = fs::path(m_temporary.path().toStdString());
        std::ofstream(m_folder / "config.json") << "{}";
    }

    void aFolderWithoutConfigIsRefused()
    {
        const fs::path empty = m_folder / "empty";
        fs::create_directory(empty);
        QCOMPARE(sentence(checkLoading(empty, "python3", {})),
                 empty.string() + " holds no config.json: it is no checkpoint of transformers");
    }

    void aMissingPythonIsNamed()
    {
        const Result<LoadCheck> check = checkLoading(m_folder, "/no/python3", {});
        QCOMPARE(check.error().code(), ErrorCode::Unsupported);
        QCOMPARE(sentence(check), std::string("/no/python3 cannot be started: No such file or directory"));
        QCOMPARE(findTransformers("/no/python3", {}).error().code(), ErrorCode::Unsupported);
    }

    void whatAgreesLoads()
    {
        const LoadCheck check = answered(R"({"library": "transformers", "version": "5.0.0",
            "architecture": "LlamaForCausalLM", "parameters": 12, "missing": [], "unexpected": [],
            "mismatched": []})");
        QVERIFY(check.loads());
        QCOMPARE(check.parameters, std::uint64_t(12));
        QVERIFY(faultsOf(check).empty());
    }

    void faultsAreNamed()
    {
        const LoadCheck check = answered(R"({"library": "transformers", "version": "5.0.0",
            "architecture": "LlamaForCausalLM", "parameters": 12, "missing": ["a", "b", "c"],
            "unexpected": ["d"], "mismatched": [{"name": "e", "stored": [2, 3], "expected": [3]}]})");
        QVERIFY(!check.loads());
        const std::vector<std::string> faults {"a is missing: it would be random", "2 more tensors missing",
                                               "d is stored, but the model has no place for it",
                                               "e is [2, 3], but the model needs [3]"};
        QCOMPARE(faultsOf(check, 1), faults);
    }

    void aRefusalIsHandedOn()
    {
        const LoadCheck check =
            answered(R"({"library": "transformers", "version": "5.0.0", "refused": "ValueError: no"})");
        QVERIFY(!check.loads());
        QCOMPARE(faultsOf(check), std::vector<std::string> {"transformers 5.0.0 refuses it: ValueError: no"});
    }

    void whatCannotBeAskedIsASentence_data()
    {
        QTest::addColumn<QByteArray>("script");
        QTest::addColumn<QByteArray>("sentence");
        QTest::newRow("no transformers")
            << QByteArray(R"(echo '{"unusable": "this Python cannot import transformers"}')")
            << QByteArray(": this Python cannot import transformers");
        QTest::newRow("a crash") << QByteArray("echo first >&2; echo 'last: one' >&2; exit 1")
                                 << QByteArray(" could not check the checkpoint: last: one");
        QTest::newRow("silence") << QByteArray("exit 7")
                                 << QByteArray(" could not check the checkpoint: exit code 7");
        QTest::newRow("another answer")
            << QByteArray(R"(echo '{"library": 1}')")
            << QByteArray(" could not check the checkpoint: its answer cannot be read");
    }

    void whatCannotBeAskedIsASentence()
    {
        QFETCH(QByteArray, script);
        QFETCH(QByteArray, sentence);
        const std::string python = program(script.toStdString());
        const Result<LoadCheck> check = checkLoading(m_folder, python, {});
        QCOMPARE(check.error().code(), ErrorCode::Unsupported);
        QCOMPARE(check.error().message(), python + sentence.toStdString());
    }

private:
    static std::string sentence(const Result<LoadCheck>& check)
    {
        return check ? std::string("it loads") : check.error().message();
    }

    /// A program that stands where a Python would.
    std::string program(const std::string& script)
    {
        const fs::path path = m_folder / ("python" + std::to_string(++m_programs));
        std::ofstream(path) << "#!/bin/sh\n" << script << '\n';
        fs::permissions(path, fs::perms::owner_all);
        return path.string();
    }

    LoadCheck answered(const std::string& json)
    {
        return checkLoading(m_folder, program("cat <<'E'\n" + json + "\nE"), {}).value();
    }

    QTemporaryDir m_temporary;
    fs::path m_folder;
    int m_programs = 0;
};

QTEST_APPLESS_MAIN(LoadCheckTest)
#include "load_check_test.moc"
