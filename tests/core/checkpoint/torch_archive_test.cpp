#include "core/base/error.h"
#include "core/checkpoint/torch_archive.h"
#include "tests/support/torch_file.h"

#include <QObject>
#include <QtTest/QTest>

#include <algorithm>

using namespace layerloom::core;
using namespace layerloom::tests;

namespace fs = std::filesystem;

namespace {

const std::string kSixteenZeros(16, '\0');

/// "Corrupt: the sentence"; "opened" when nothing was refused.
QByteArray refusal(const fs::path& path)
{
    const auto result = guarded([&] { return readTorchArchive(path); });
    if (result)
        return "opened";
    const ErrorCode code = result.error().code();
    const QByteArray name = code == ErrorCode::Corrupt ? "Corrupt: "
        : code == ErrorCode::Unsupported               ? "Unsupported: "
        : code == ErrorCode::Io                        ? "Io: "
                                                       : "another code: ";
    return name + QByteArray::fromStdString(result.error().message());
}

/// What is said about a pickle in a file with one storage of 16 bytes.
QByteArray refusalOfPickle(const std::string& pickle, TorchForm form = TorchForm::Zip)
{
    const TemporaryFolder folder;
    writeTorchFile(folder / "m.bin", form, pickle, {{"0", kSixteenZeros}});
    return refusal(folder / "m.bin");
}

const TensorInfo& named(const TorchArchive& archive, const std::string& name)
{
    const auto place = std::find_if(archive.tensors.begin(), archive.tensors.end(),
                                    [&](const TensorInfo& tensor) { return tensor.name == name; });
    if (place == archive.tensors.end())
        qFatal("There is no %s", name.c_str());
    return *place;
}

std::string repeated(std::string_view text, std::size_t times)
{
    std::string all;
    all.reserve(text.size() * times);
    for (std::size_t i = 0; i < times; ++i)
        all += text;
    return all;
}

std::string fourFloats(TorchForm form = TorchForm::Zip)
{
    return pickledStorage("FloatStorage", "0", 4, form);
}

/// A dictionary whose one tensor is `value`.
std::string only(const std::string& value)
{
    return pickledDictionary({{"x", value}});
}

/// `function` of `arguments`, as a pickle calls it.
std::string called(const std::string& module, const std::string& name,
                   const std::vector<std::string>& arguments)
{
    return pickledGlobal(module, name) + pickledTuple(arguments) + "R";
}

struct Case {
    const char* title;
    std::string pickle;
    std::string sentence;
};

void addRows(const std::vector<Case>& cases)
{
    QTest::addColumn<QByteArray>("pickle");
    QTest::addColumn<QByteArray>("sentence");
    for (const Case& one : cases)
        QTest::newRow(one.title) << QByteArray::fromStdString(one.pickle)
                                 << QByteArray::fromStdString(one.sentence);
}

std::string asks(const std::string& name)
{
    return "Unsupported: m.bin: the pickle asks for \"" + name
        + "\", which no dictionary of tensors needs; nothing was run";
}

std::string uses(const std::string& name)
{
    return "Unsupported: m.bin: the pickle uses the opcode " + name
        + ", which no dictionary of tensors needs; nothing was run";
}

const std::string kCommand = "(" + pickledText("touch owned.mark") + "tR.";
const std::string kFunction = "torch._utils._rebuild_tensor_v2 ";
const std::string kPast = "Corrupt: m.bin: " + kFunction
    + "is given a tensor that reaches past the end of its storage \"0\", which has 16 bytes";

/// Pickles that name or do what no dictionary of tensors needs.
const std::vector<Case> kForeign {
    {"os.system", "\x80\x02" + pickledGlobal("os", "system") + kCommand, asks("os.system")},
    {"posix.system", "\x80\x02" + pickledGlobal("posix", "system") + kCommand, asks("posix.system")},
    {"eval", "\x80\x02" + pickledGlobal("builtins", "eval") + kCommand, asks("builtins.eval")},
    {"eval of Python 2", "\x80\x02" + pickledGlobal("__builtin__", "eval") + kCommand,
     asks("__builtin__.eval")},
    {"getattr for a tensor", only(called("builtins", "getattr", {pickledText("x")})),
     asks("builtins.getattr")},
    {"torch.load inside", only(called("torch.storage", "_load_from_bytes", {pickledText("x")})),
     asks("torch.storage._load_from_bytes")},
    {"an attribute of an allowed module",
     only(called("torch._utils", "_rebuild_tensor_v2.__globals__", {pickledText("x")})),
     asks("torch._utils._rebuild_tensor_v2.__globals__")},
    {"a name that cannot be shown", "\x80\x02" + pickledGlobal("os\x1b[2J", "\xff") + kCommand,
     asks("os?[2J.(not UTF-8)")},
    {"called in the arguments of a call",
     only(called("torch._utils", "_rebuild_parameter", {called("subprocess", "Popen", {pickledText("x")})})),
     asks("subprocess.Popen")},
    {"called in a size",
     only(called("torch", "Size", {called("torch", "Size", {called("nt", "system", {pickledText("x")})})})),
     asks("nt.system")},
    {"hidden in the hooks",
     only(called("torch._utils", "_rebuild_parameter",
                 {pickledTensor(fourFloats(), 0, {4}), "\x88", called("runpy", "run_path", {})})),
     asks("runpy.run_path")},
    {"hidden in the metadata",
     "\x80\x02}(" + pickledText("x") + pickledTensor(fourFloats(), 0, {4}) + "u}" + pickledText("_metadata")
         + called("os", "popen", {}) + "sb.",
     asks("os.popen")},
    {"INST", "\x80\x02(ios\nsystem\n.", uses("INST")},
    {"OBJ", "\x80\x02(" + pickledGlobal("collections", "OrderedDict") + "o.", uses("OBJ")},
    {"NEWOBJ", "\x80\x02" + pickledGlobal("collections", "OrderedDict") + ")\x81.", uses("NEWOBJ")},
    {"STACK_GLOBAL", "\x80\x02" + pickledText("os") + pickledText("system") + "\x93.", uses("STACK_GLOBAL")},
    {"EXT1", "\x80\x02\x82\x01.", uses("EXT1")},
    {"no opcode", "\x80\x02\xfe.",
     "Corrupt: m.bin: the pickle has the opcode 0xfe, which does not exist (byte 48)"},
    {"protocol 4", "\x80\x04.",
     "Unsupported: m.bin: it is pickled with protocol 4; PyTorch uses protocol 2 unless it is told "
     "otherwise"},
    {"a class is called", only(called("torch", "FloatStorage", {pickledText("x")})),
     "Unsupported: m.bin: torch.FloatStorage is called, but makes no tensor"},
    {"BUILD of a tensor", only(pickledTensor(fourFloats(), 0, {4}) + "}b"),
     "Corrupt: m.bin: the pickle treats a tensor as a dictionary"},
    {"a text is called", "\x80\x02" + pickledText("os.system") + ")R.",
     "Corrupt: m.bin: the pickle treats a text as a class"},
    {"a list", "\x80\x02].", "Unsupported: m.bin: it holds a list, not a dictionary of tensors"},
    {"a training state",
     pickledDictionary({{"model", pickledDictionary({}).substr(2, 3)}, {"epoch", "K\x03"}}),
     "Unsupported: m.bin: its entry \"model\" is a dictionary; only a dictionary of tensors is a "
     "checkpoint"},
    {"a number", only("K\x03"),
     "Unsupported: m.bin: its entry \"x\" is a whole number; only a dictionary of tensors is a "
     "checkpoint"},
    {"a name that is a number", "\x80\x02}K\x01K\x02s.",
     "Unsupported: m.bin: its dictionary names an entry with a whole number, not with a text"},
};

/// The one value of a dictionary.
const std::vector<Case> kWrongTensors {
    {"too long", pickledTensor(fourFloats(), 0, {5}), kPast},
    {"too far", pickledTensor(fourFloats(), 1, {4}), kPast},
    {"empty but too far", pickledTensor(fourFloats(), 5, {0}), kPast},
    {"overflow", pickledTensor(fourFloats(), 0, {2147483647, 2147483647, 2147483647}, {1, 1, 1}), kPast},
    {"negative size", pickledTensor(fourFloats(), 0, {-1}),
     "Corrupt: m.bin: " + kFunction + "is given a size that is no whole number from 0 on"},
    {"negative offset", pickledTensor(fourFloats(), -1, {1}),
     "Corrupt: m.bin: " + kFunction + "is given a size that is no whole number from 0 on"},
    {"transposed", pickledTensor(fourFloats(), 0, {2, 2}, {1, 2}),
     "Unsupported: m.bin: tensor \"x\" is stored with gaps or in another order (shape [2, 2], strides "
     "[1, 2]); "
     "saving it with .contiguous() or as safetensors helps"},
    {"expanded", pickledTensor(fourFloats(), 0, {2, 2}, {0, 1}),
     "Unsupported: m.bin: tensor \"x\" is stored with gaps or in another order (shape [2, 2], strides "
     "[0, 1]); "
     "saving it with .contiguous() or as safetensors helps"},
    {"strides of another rank", pickledTensor(fourFloats(), 0, {4}, {2, 1}),
     "Corrupt: m.bin: " + kFunction + "is given strides that do not fit the shape"},
    {"65 dimensions", pickledTensor(fourFloats(), 0, std::vector<std::int32_t>(65, 1)),
     "Corrupt: m.bin: " + kFunction + "is given 65 dimensions"},
    {"no storage", pickledTensor("K\x01", 0, {1}),
     "Corrupt: m.bin: " + kFunction + "needs a storage as its argument 1"},
    {"too few arguments", called("torch._utils", "_rebuild_tensor_v2", {fourFloats()}),
     "Corrupt: m.bin: " + kFunction + "needs a tuple as its argument 3"},
    {"conjugated",
     called("torch._utils", "_rebuild_tensor_v2",
            {fourFloats(), "K\x01", ")", ")", "\x89", "}", "}" + pickledText("conj") + "\x88s"}),
     "Unsupported: m.bin: " + kFunction + "is given a view whose bytes are not its values"},
    {"a storage without a type", pickledTensor(pickledStorage("UntypedStorage", "0", 16), 0, {4}),
     "Unsupported: m.bin: " + kFunction + "is given a storage without a type"},
    {"a storage that is not there", pickledTensor(pickledStorage("FloatStorage", "1", 4), 0, {4}),
     "Corrupt: m.bin: the storage \"1\" is missing"},
    {"a storage of another size", pickledTensor(pickledStorage("FloatStorage", "0", 5), 0, {4}),
     "Corrupt: m.bin: the storage \"0\" has 16 bytes, but 5 elements of 4 bytes are named"},
    {"a storage outside the folder",
     pickledTensor(pickledStorage("FloatStorage", "../../etc/passwd", 4), 0, {4}),
     "Corrupt: m.bin: the storage \"../../etc/passwd\" is missing"},
    {"a storage that is part of another",
     pickledTensor(pickledTuple({pickledText("storage"), pickledGlobal("torch", "FloatStorage"),
                                 pickledText("0"), pickledText("cpu"), "K\x04", ")"})
                       + "Q",
                   0, {4}),
     "Unsupported: m.bin: the storage \"0\" is a part of another, as PyTorch before 0.4 wrote it"},
    {"a module as persistent id", pickledTuple({pickledText("module"), pickledText("os")}) + "Q",
     "Corrupt: m.bin: the pickle refers to something that is no storage of a tensor"},
};

const std::vector<Case> kNonsense {
    {"nothing", "", "Corrupt: m.bin: its pickle ends too early: 1 byte expected at byte 46, 0 are there"},
    {"no end", "\x80\x02}",
     "Corrupt: m.bin: its pickle ends too early: 1 byte expected at byte 49, 0 are there"},
    {"an end alone", ".", "Corrupt: m.bin: the pickle uses a value that is not there (byte 47)"},
    {"below the mark", "\x80\x02K\x01(\x85.",
     "Corrupt: m.bin: the pickle uses a value that is not there (byte 52)"},
    {"no mark", "\x80\x02t.", "Corrupt: m.bin: the pickle uses a mark that is not there (byte 49)"},
    {"a name without value", "\x80\x02}(K\x01u.",
     "Corrupt: m.bin: the pickle has a dictionary with a name that has no value"},
    {"never stored", "\x80\x02h\x05.",
     "Corrupt: m.bin: the pickle recalls value number 5, which it never stored"},
    {"a text past the end", std::string("\x80\x02X\x10\x00\x00\x00short.", 13),
     "Corrupt: m.bin: its pickle ends too early: 16 bytes expected at byte 53, 6 are there"},
    {"a huge text", std::string("\x80\x02X\xff\xff\xff\xff.", 8),
     "Corrupt: m.bin: the pickle holds a text of 4,294,967,295 bytes"},
    {"a huge memo", std::string("\x80\x02}r\xff\xff\xff\xff.", 9),
     "Corrupt: m.bin: the pickle remembers a value as number 4,294,967,295; at most 4,000,000 are "
     "expected"},
    {"a line without end",
     "\x80\x02"
     "c" + std::string(2000, 'a'),
     "Corrupt: m.bin: its pickle holds a line of more than 1,000 bytes (byte 49)"},
    {"a million marks", "\x80\x02" + repeated("(", 1'000'000) + ".",
     "Corrupt: m.bin: the pickle is nested deeper than 256 levels"},
    {"a million lists in lists", "\x80\x02" + repeated("]", 1'000'001) + repeated("a", 1'000'000) + ".",
     "Corrupt: m.bin: the pickle has more than 1,000,000 values wait for their use"},
    {"a million tuples in tuples", "\x80\x02)" + repeated("\x85", 1'000'000) + ".",
     "Unsupported: m.bin: it holds a tuple, not a dictionary of tensors"},
    {"a list in itself",
     std::string("\x80\x02]q\x00h\x00"
                 "a.",
                 9),
     "Unsupported: m.bin: it holds a list, not a dictionary of tensors"},
    {"a dictionary in itself", std::string("\x80\x02}q\x00K\x01h\x00s.", 11),
     "Unsupported: m.bin: its dictionary names an entry with a whole number, not with a text"},
    {"too many values", "\x80\x02" + std::string("]q\x00", 3) + repeated("]a", 3'000'000) + ".",
     "Corrupt: m.bin: the pickle holds more than 4,000,000 values"},
    // Five bytes of pickle, for each of which a hundred thousand pairs would be copied.
    {"a short pickle of long dictionaries",
     "\x80\x02" + pickledGlobal("collections", "OrderedDict") + std::string("q\x00NN\x86q\x02](", 9)
         + repeated(std::string("h\x02"), 100'000) + "e\x85q\x01"
         + repeated(std::string("h\x00h\x01R", 5), 100),
     "Corrupt: m.bin: the pickle holds more than 4,000,000 values"},
    {"twice the same name",
     pickledDictionary(
         {{"x", pickledTensor(fourFloats(), 0, {4})}, {"x", pickledTensor(fourFloats(), 0, {4})}}),
     "Corrupt: m.bin: two tensors are named \"x\""},
    {"a name that is no text", pickledDictionary({{"\xff", pickledTensor(fourFloats(), 0, {4})}}),
     "Corrupt: m.bin: the name of a tensor is not UTF-8 text"},
};

} // namespace

Q_DECLARE_METATYPE(TorchForm)

class TorchArchiveTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void readsBothForms_data()
    {
        QTest::addColumn<TorchForm>("form");
        QTest::newRow("zip") << TorchForm::Zip;
        QTest::newRow("old") << TorchForm::Old;
    }
    void readsBothForms()
    {
        QFETCH(TorchForm, form);
        const std::vector<TinyTensor> tensors {{"model.embed_tokens.weight", "BF16", {32, 8}},
                                               {"h", "F16", {3, 5, 7}},
                                               {"f", "F32", {4}},
                                               {"d", "F64", {2, 2}},
                                               {"i64", "I64", {3}},
                                               {"i32", "I32", {3}},
                                               {"i16", "I16", {3}},
                                               {"i8", "I8", {3}},
                                               {"u8", "U8", {3}},
                                               {"b", "BOOL", {3}},
                                               {"empty", "F32", {0, 8}},
                                               {"scalar", "F32", {}}};
        const TemporaryFolder folder;
        const fs::path path = folder / "pytorch_model.bin";
        writeTorchTensors(path, form, tensors);
        const TorchArchive archive = readTorchArchive(path);
        QCOMPARE(archive.fileBytes, std::uint64_t {fs::file_size(path)});
        QCOMPARE(archive.tensors.size(), tensors.size());
        const std::string file = readText(path);
        for (const TinyTensor& wanted : tensors) {
            const TensorInfo& found = named(archive, wanted.name);
            QCOMPARE(found.dtype, wanted.dtype);
            QCOMPARE(found.shape, wanted.shape);
            QCOMPARE(file.substr(found.offset, found.bytes), tinyContents(wanted));
        }
        QCOMPARE(archive.dataBegin, named(archive, tensors.front().name).offset);
    }

    void tensorsMayShareAStorage_data() { readsBothForms_data(); }
    void tensorsMayShareAStorage()
    {
        QFETCH(TorchForm, form);
        const TemporaryFolder folder;
        const std::string pickle =
            pickledDictionary({{"whole", pickledTensor(fourFloats(form), 0, {2, 2})},
                               {"tied", pickledTensor(fourFloats(form), 0, {2, 2})},
                               {"tail", pickledTensor(fourFloats(form), 3, {1})},
                               {"row", pickledTensor(fourFloats(form), 2, {1, 2}, {77, 1})}});
        writeTorchFile(folder / "m.bin", form, pickle, {{"0", kSixteenZeros}});
        const TorchArchive archive = readTorchArchive(folder / "m.bin");
        const std::uint64_t begin = named(archive, "whole").offset;
        QCOMPARE(named(archive, "tied").offset, begin);
        QCOMPARE(named(archive, "tied").bytes, std::uint64_t {16});
        QCOMPARE(named(archive, "tail").offset, begin + 12);
        QCOMPARE(named(archive, "tail").bytes, std::uint64_t {4});
        QCOMPARE(named(archive, "row").offset, begin + 8);
        QCOMPARE(archive.dataBegin, begin);
    }

    void understandsWhatModulesAndParametersAdd()
    {
        const TemporaryFolder folder;
        const std::string tensor = pickledTensor(fourFloats(), 0, {4});
        const std::string hooks = pickledGlobal("collections", "OrderedDict") + ")R";
        const std::string typed =
            called("torch._utils", "_rebuild_tensor_v3",
                   {pickledTuple({pickledText("storage"), pickledGlobal("torch.storage", "UntypedStorage"),
                                  pickledText("0"), pickledText("cuda:0"), pickledNumber(16)})
                        + "Q",
                    pickledNumber(4), "\x8a\x01\x03\x85", "K\x01\x85", "\x89", hooks,
                    pickledGlobal("torch", "float8_e4m3fn")});
        // An ordered dictionary with "_metadata" beside it, as Module.state_dict() is.
        const std::string pickle = "\x80\x02" + pickledGlobal("collections", "OrderedDict") + ")Rq\x01("
            + pickledText("p") + called("torch._utils", "_rebuild_parameter", {tensor, "\x88", hooks})
            + pickledText("t") + typed + pickledText("old")
            + called("torch._utils", "_rebuild_tensor",
                     {fourFloats(), pickledNumber(0), called("torch", "Size", {"K\x02K\x02\x86"}),
                      "K\x02K\x01\x86"})
            + "u}" + pickledText("_metadata") + "}sb.";
        writeTorchFile(folder / "m.bin", TorchForm::Zip, pickle, {{"0", kSixteenZeros}});
        const TorchArchive archive = readTorchArchive(folder / "m.bin");
        QCOMPARE(named(archive, "p").dtype, std::string("F32"));
        QCOMPARE(named(archive, "t").dtype, std::string("F8_E4M3"));
        QCOMPARE(named(archive, "t").offset, named(archive, "p").offset + 4);
        QCOMPARE(named(archive, "t").bytes, std::uint64_t {3});
        QCOMPARE(named(archive, "old").shape, (std::vector<std::uint64_t> {2, 2}));
    }

    void understandsPythonTwo()
    {
        const TemporaryFolder folder;
        const std::string pair = std::string("](U\x01x", 5) + pickledTensor(fourFloats(), 0, {4}) + "e";
        const std::string pickle =
            "\x80\x02" + pickledGlobal("collections", "OrderedDict") + "](" + pair + "e\x85R.";
        writeTorchFile(folder / "m.bin", TorchForm::Zip, pickle, {{"0", kSixteenZeros}});
        QCOMPARE(named(readTorchArchive(folder / "m.bin"), "x").bytes, std::uint64_t {16});
    }

    void readsLargeFilesByTheirDirectory()
    {
        // Six gigabytes are a hole: whoever read them would not finish, and 32 bits do not count them.
        const TemporaryFolder folder;
        const std::string half = pickledStorage("HalfStorage", "0", 1'500'000'000);
        const std::string next = pickledStorage("HalfStorage", "1", 1'500'000'000);
        writeZip(folder / "m.bin",
                 {{"m/data.pkl",
                   pickledDictionary({{"a", pickledTensor(half, 0, {1500, 1000000})},
                                      {"b", pickledTensor(next, 1'499'999'999, {1})}})},
                  {"m/data/0", "", 0, 3'000'000'000},
                  {"m/data/1", "", 0, 3'000'000'000}},
                 true);
        const TorchArchive archive = readTorchArchive(folder / "m.bin");
        QCOMPARE(named(archive, "a").bytes, std::uint64_t {3'000'000'000});
        QVERIFY(named(archive, "b").offset > 6'000'000'000);
    }

    void refusesWhatIsNoTensor_data() { addRows(kForeign); }
    void refusesWhatIsNoTensor()
    {
        QFETCH(QByteArray, pickle);
        QFETCH(QByteArray, sentence);
        QCOMPARE(refusalOfPickle(pickle.toStdString()), sentence);
        QVERIFY(!fs::exists("owned.mark"));
        const QByteArray old = refusalOfPickle(pickle.toStdString(), TorchForm::Old);
        QCOMPARE(old.left(old.indexOf(" (byte")), sentence.left(sentence.indexOf(" (byte")));
    }

    void refusesTensorsThatCannotBe_data() { addRows(kWrongTensors); }
    void refusesTensorsThatCannotBe()
    {
        QFETCH(QByteArray, pickle);
        QTEST(refusalOfPickle(only(pickle.toStdString())), "sentence");
    }

    void refusesPicklesThatMakeNoSense_data() { addRows(kNonsense); }
    void refusesPicklesThatMakeNoSense()
    {
        QFETCH(QByteArray, pickle);
        QTEST(refusalOfPickle(pickle.toStdString()), "sentence");
    }
};

QTEST_APPLESS_MAIN(TorchArchiveTest)
#include "torch_archive_test.moc"
