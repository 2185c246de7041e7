#include "core/base/error.h"
#include "core/base/half.h"
#include "core/base/hash.h"
#include "core/io/checksummed_text.h"
#include "core/io/existing_ancestor.h"
#include "core/io/file.h"
#include "core/io/replace_file.h"
#include "core/io/text_file.h"

#include <QObject>
#include <QTemporaryDir>
#include <QtTest/QTest>

#include <cmath>
#include <fstream>
#include <sys/stat.h>

using namespace layerloom::core;
namespace fs = std::filesystem;

class FileTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void readsAtAnyPosition()
    {
        const fs::path path = written("numbers", "0123456789");
        const File file = File::openToRead(path);
        QCOMPARE(file.size(), std::uint64_t(10));
        std::string part(4, '\0');
        file.read(std::span(part), 3);
        QCOMPARE(part, std::string("3456"));
        QCOMPARE(faultOf([&] { file.read(std::span(part), 8); }), path.string() + " ends before byte 12");
    }

    void writesAtAnyPosition()
    {
        const fs::path path = m_folder / "new";
        const File file = File::create(path);
        const std::string_view text = "abc";
        QVERIFY(file.write(std::as_bytes(std::span(text)), 2));
        QVERIFY(File::openToWrite(path).write(std::as_bytes(std::span(text)), 0));
        QCOMPARE(readTextFile(path), std::string("abcbc"));
    }

    void appends()
    {
        const fs::path path = m_folder / "log";
        File::openToAppend(path).append("one\n");
        File::openToAppend(path).append("two\n");
        QCOMPARE(readTextFile(path), std::string("one\ntwo\n"));
    }

    void opensRegularFilesOnlyAndNeverWaits()
    {
        const fs::path pipe = m_folder / "pipe";
        QCOMPARE(mkfifo(pipe.c_str(), 0600), 0);
        QCOMPARE(faultOf([&] { File::openToRead(pipe); }), pipe.string() + " is not a file");
        QCOMPARE(faultOf([&] { readTextFile(pipe); }), pipe.string() + " is not a file");
        QCOMPARE(faultOf([&] { File::openToRead(m_folder); }),
                 m_folder.string() + " is a folder, not a file");
        QCOMPARE(faultOf([&] { readTextInput(m_folder); }), m_folder.string() + " is a folder, not a file");
        QCOMPARE(faultOf([&] { File::openToRead(m_folder / "none"); }),
                 (m_folder / "none").string() + " cannot be opened: No such file or directory");
    }

    void noticesChanges()
    {
        const fs::path path = written("watched", "before");
        const File file = File::openToRead(path);
        const FileState opened = file.state();
        requireUnchanged(file, opened);
        fs::last_write_time(path, fs::last_write_time(path) + std::chrono::seconds(1));
        QCOMPARE(faultOf([&] { requireUnchanged(file, opened); }),
                 path.string() + " has changed since it was opened; open it again");
    }

    void readsTextUpToALimit()
    {
        const fs::path path = written("text", std::string(10'000, 'x'));
        QCOMPARE(readTextFile(path, 10'000).size(), std::size_t(10'000));
        QCOMPARE(faultOf([&] { readTextFile(path, 9'999); }),
                 path.string() + " is longer than 10.0 kB, the most that is read");
        QCOMPARE(readTextFile(written("empty", "")), std::string());
        QVERIFY(readTextFile("/proc/meminfo").starts_with("MemTotal:")); // states a size of 0
    }

    void replacesAtomically()
    {
        const fs::path path = written("kept", "old");
        fs::permissions(path, fs::perms::owner_read | fs::perms::owner_write);
        fs::create_symlink(path, m_folder / "link");
        replaceFile(m_folder / "link", "new");
        QVERIFY(fs::is_symlink(m_folder / "link"));
        QCOMPARE(readTextFile(path), std::string("new"));
        QCOMPARE(fs::status(path).permissions(), fs::perms::owner_read | fs::perms::owner_write);
        const auto time = fs::last_write_time(path);
        replaceFileIfDifferent(path, "new");
        QVERIFY(fs::last_write_time(path) == time);
        replaceFileIfDifferent(path, "newer");
        QCOMPARE(readTextFile(path), std::string("newer"));
        QCOMPARE(faultOf([&] { replaceFile(m_folder / "none" / "file", "x"); }),
                 (m_folder / "none" / "file").string() + " cannot be written: No such file or directory");
    }

    void checksumsTellOfDamage()
    {
        std::string text = withChecksum("a body");
        QCOMPARE(requireChecksum(text, "The text"), std::string_view("a body"));
        QCOMPARE(faultOf([&] { requireChecksum(text.substr(0, 16), "The text"); }),
                 std::string("The text is cut off"));
        text[18] = 'B';
        QCOMPARE(faultOf([&] { requireChecksum(text, "The text"); }), std::string("The text is damaged"));
    }

    void hashesAreThoseOfXxh3()
    {
        // XXH3_64bits() of nothing, from the specification's sanity test.
        QCOMPARE(hashDigits(hashOf("")), std::string("2d06800538d394c2"));
        QCOMPARE(Hasher().bytes("ab").bytes("c").hash(), hashOf("abc"));
        QVERIFY(Hasher().text("ab").text("c").hash() != Hasher().text("a").text("bc").hash());
    }

    void halvesAreExact()
    {
        QCOMPARE(floatFromHalf(0x3C00), 1.0F);
        QCOMPARE(floatFromHalf(0xC000), -2.0F);
        QCOMPARE(floatFromHalf(0x0001), std::ldexp(1.0F, -24));
        QVERIFY(std::isinf(floatFromHalf(0x7C00)) && std::isnan(floatFromHalf(0x7E00)));
        QVERIFY(std::signbit(floatFromHalf(0x8000)));
        QCOMPARE(floatFromBfloat16(0x3F80), 1.0F);
    }

    void findsTheNearestFolderThatExists()
    {
        QCOMPARE(existingAncestor(m_folder / "a" / "b"), m_folder);
        QCOMPARE(existingAncestor(m_folder), m_folder);
    }

private:
    fs::path written(const char* name, const std::string& content) const
    {
        std::ofstream(m_folder / name, std::ios::binary) << content;
        return m_folder / name;
    }

    template <typename Work> static std::string faultOf(Work&& work)
    {
        try {
            work();
        } catch (const Error& error) {
            return error.message();
        }
        return "no failure";
    }

    QTemporaryDir m_temporary;
    fs::path m_folder = m_temporary.path().toStdString();
};

QTEST_APPLESS_MAIN(FileTest)
#include "file_test.moc"
