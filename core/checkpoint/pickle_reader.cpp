#include "core/checkpoint/pickle_reader.h"

#include "core/base/error.h"
#include "core/base/text.h"
#include "core/checkpoint/torch_rebuild.h"

#include <array>
#include <cstdio>

namespace layerloom::core {

namespace {

using Kind = PickleValue::Kind;
using Values = PickleHeap::Values;

constexpr std::uint64_t kMaxBytes = 100'000'000;
constexpr std::uint64_t kMaxValues = 4'000'000;
constexpr std::size_t kMaxWaiting = 1'000'000;
constexpr std::size_t kMaxMarks = 256;
constexpr std::uint64_t kMaxStringBytes = 1'000'000;
constexpr std::size_t kMaxGlobalBytes = 1000;
constexpr unsigned kMaxProtocol = 3;
constexpr std::size_t kMaxArguments = 16;
// Memory of an entry in units of plain values.
constexpr std::uint64_t kTensorWeight = 8;
constexpr std::uint64_t kStorageWeight = 4;

/// The stack machine of pickles, with the opcodes that dictionaries of tensors need.
class PickleReader {
public:
    PickleReader(ByteStream& stream, const std::string& file, PickleHeap& heap)
        : m_stream(stream)
        , m_file(file)
        , m_heap(heap)
    {}

    PickleValue read();

private:
    using Handler = void (PickleReader::*)();
    struct Opcode {
        std::uint8_t code;
        std::string_view name;
        Handler handler; ///< null: refused by name
    };
    static const std::array<Opcode, 65> kOpcodes;
    static std::array<const Opcode*, 256> opcodesByCode();

    [[noreturn]] void refuse(ErrorCode code, const std::string& sentence) const
    {
        throw Error(code, m_file + ": " + sentence);
    }
    [[noreturn]] void corrupt(const std::string& sentence) const { refuse(ErrorCode::Corrupt, sentence); }

    void step(std::uint8_t code);

    // The stack. Opcodes cannot pop below the last mark, as in Python.
    void push(PickleValue value);
    PickleValue pop();
    PickleValue& top(Kind kind);
    Values popToMark();
    void count(std::uint64_t values);

    void pushPlace(Kind kind, std::size_t size) { push({kind, static_cast<std::int64_t>(size - 1)}); }
    void pushList(Kind kind, Values values);
    void pushText(std::uint64_t bytes);
    void pushTuple(std::size_t size);
    void addMembers(const Values& values);
    void remember(std::uint64_t slot);
    void recall(std::uint64_t slot);

    // The handlers of opcodes.
    void protocol();
    void mark();
    void pushNone() { push({}); }
    void pushTrue() { push({Kind::Bool, 1}); }
    void pushFalse() { push({Kind::Bool, 0}); }
    void pushByte() { push({Kind::Int, m_stream.byte()}); }
    void pushTwoBytes() { push({Kind::Int, static_cast<std::int64_t>(m_stream.number(2))}); }
    void pushFourBytes() { push({Kind::Int, static_cast<std::int32_t>(m_stream.number(4))}); }
    void pushLong();
    void pushFloat();
    void pushShortText() { pushText(m_stream.byte()); }
    void pushLongText() { pushText(m_stream.number(4)); }
    void pushEmptyList() { pushList(Kind::List, {}); }
    void pushEmptyTuple() { pushTuple(0); }
    void pushEmptyDict();
    void pushTuple1() { pushTuple(1); }
    void pushTuple2() { pushTuple(2); }
    void pushTuple3() { pushTuple(3); }
    void pushMarkedTuple() { pushList(Kind::Tuple, popToMark()); }
    void append();
    void appendAll();
    void setItem();
    void setItems() { addMembers(popToMark()); }
    void putByte() { remember(m_stream.byte()); }
    void putLong() { remember(m_stream.number(4)); }
    void getByte() { recall(m_stream.byte()); }
    void getLong() { recall(m_stream.number(4)); }
    void global();
    void persistentId();
    void reduce();
    void build();

    ByteStream& m_stream;
    const std::string& m_file;
    PickleHeap& m_heap;
    Values m_stack;
    std::vector<std::size_t> m_marks;
    Values m_memo;
    std::uint64_t m_values = 0;
    const std::array<const Opcode*, 256> m_opcodes = opcodesByCode();
};

// All opcodes of protocols 0 to 5 but the end; those that no dictionary of tensors needs are here for their
// names.
const std::array<PickleReader::Opcode, 65> PickleReader::kOpcodes {{
    {0x80, "PROTO", &PickleReader::protocol},
    {'(', "MARK", &PickleReader::mark},
    {'N', "NONE", &PickleReader::pushNone},
    {0x88, "NEWTRUE", &PickleReader::pushTrue},
    {0x89, "NEWFALSE", &PickleReader::pushFalse},
    {'K', "BININT1", &PickleReader::pushByte},
    {'M', "BININT2", &PickleReader::pushTwoBytes},
    {'J', "BININT", &PickleReader::pushFourBytes},
    {0x8a, "LONG1", &PickleReader::pushLong},
    {'G', "BINFLOAT", &PickleReader::pushFloat},
    {'U', "SHORT_BINSTRING", &PickleReader::pushShortText},
    {'T', "BINSTRING", &PickleReader::pushLongText},
    {'X', "BINUNICODE", &PickleReader::pushLongText},
    {']', "EMPTY_LIST", &PickleReader::pushEmptyList},
    {')', "EMPTY_TUPLE", &PickleReader::pushEmptyTuple},
    {'}', "EMPTY_DICT", &PickleReader::pushEmptyDict},
    {0x85, "TUPLE1", &PickleReader::pushTuple1},
    {0x86, "TUPLE2", &PickleReader::pushTuple2},
    {0x87, "TUPLE3", &PickleReader::pushTuple3},
    {'t', "TUPLE", &PickleReader::pushMarkedTuple},
    {'a', "APPEND", &PickleReader::append},
    {'e', "APPENDS", &PickleReader::appendAll},
    {'s', "SETITEM", &PickleReader::setItem},
    {'u', "SETITEMS", &PickleReader::setItems},
    {'q', "BINPUT", &PickleReader::putByte},
    {'r', "LONG_BINPUT", &PickleReader::putLong},
    {'h', "BINGET", &PickleReader::getByte},
    {'j', "LONG_BINGET", &PickleReader::getLong},
    {'c', "GLOBAL", &PickleReader::global},
    {'Q', "BINPERSID", &PickleReader::persistentId},
    {'R', "REDUCE", &PickleReader::reduce},
    {'b', "BUILD", &PickleReader::build},
    {'0', "POP", nullptr},
    {'1', "POP_MARK", nullptr},
    {'2', "DUP", nullptr},
    {'F', "FLOAT", nullptr},
    {'I', "INT", nullptr},
    {'L', "LONG", nullptr},
    {'P', "PERSID", nullptr},
    {'S', "STRING", nullptr},
    {'V', "UNICODE", nullptr},
    {'d', "DICT", nullptr},
    {'g', "GET", nullptr},
    {'i', "INST", nullptr},
    {'l', "LIST", nullptr},
    {'o', "OBJ", nullptr},
    {'p', "PUT", nullptr},
    {0x81, "NEWOBJ", nullptr},
    {0x82, "EXT1", nullptr},
    {0x83, "EXT2", nullptr},
    {0x84, "EXT4", nullptr},
    {0x8b, "LONG4", nullptr},
    {'B', "BINBYTES", nullptr},
    {'C', "SHORT_BINBYTES", nullptr},
    {0x8c, "SHORT_BINUNICODE", nullptr},
    {0x8d, "BINUNICODE8", nullptr},
    {0x8e, "BINBYTES8", nullptr},
    {0x8f, "EMPTY_SET", nullptr},
    {0x90, "ADDITEMS", nullptr},
    {0x91, "FROZENSET", nullptr},
    {0x92, "NEWOBJ_EX", nullptr},
    {0x93, "STACK_GLOBAL", nullptr},
    {0x94, "MEMOIZE", nullptr},
    {0x95, "FRAME", nullptr},
    {0x96, "BYTEARRAY8", nullptr},
}};

std::array<const PickleReader::Opcode*, 256> PickleReader::opcodesByCode()
{
    std::array<const Opcode*, 256> opcodes {};
    for (const Opcode& opcode : kOpcodes)
        opcodes.at(opcode.code) = &opcode;
    return opcodes;
}

PickleValue PickleReader::read()
{
    constexpr std::uint8_t kStop = '.';
    const std::uint64_t begin = m_stream.position();
    for (std::uint8_t code = m_stream.byte(); code != kStop; code = m_stream.byte()) {
        step(code);
        if (m_stream.position() - begin > kMaxBytes)
            corrupt("the pickle is longer than " + shortBytes(kMaxBytes));
    }
    return pop();
}

void PickleReader::step(std::uint8_t code)
{
    const Opcode* const opcode = m_opcodes.at(code);
    if (opcode == nullptr) {
        std::array<char, 8> digits {};
        std::snprintf(digits.data(), digits.size(), "0x%02x", static_cast<unsigned>(code));
        corrupt(std::string("the pickle has the opcode ") + digits.data() + ", which does not exist (byte "
                + groupedDigits(m_stream.position() - 1) + ')');
    }
    if (opcode->handler == nullptr)
        refuse(ErrorCode::Unsupported,
               "the pickle uses the opcode " + std::string(opcode->name)
                   + ", which no dictionary of tensors needs; nothing was run");
    (this->*opcode->handler)();
}

void PickleReader::count(std::uint64_t values)
{
    m_values += values;
    if (m_values > kMaxValues)
        corrupt("the pickle holds more than " + groupedDigits(kMaxValues) + " values");
}

void PickleReader::push(PickleValue value)
{
    if (m_stack.size() == kMaxWaiting)
        corrupt("the pickle has more than " + groupedDigits(kMaxWaiting) + " values wait for their use");
    m_stack.push_back(value);
}

PickleValue PickleReader::pop()
{
    if (m_stack.size() <= (m_marks.empty() ? 0 : m_marks.back()))
        corrupt("the pickle uses a value that is not there (byte " + groupedDigits(m_stream.position())
                + ')');
    const PickleValue value = m_stack.back();
    m_stack.pop_back();
    return value;
}

PickleValue& PickleReader::top(Kind kind)
{
    push(pop());
    if (m_stack.back().kind != kind)
        corrupt("the pickle treats " + std::string(kindName(m_stack.back().kind)) + " as "
                + std::string(kindName(kind)));
    return m_stack.back();
}

Values PickleReader::popToMark()
{
    if (m_marks.empty())
        corrupt("the pickle uses a mark that is not there (byte " + groupedDigits(m_stream.position()) + ')');
    const auto first = m_stack.begin() + static_cast<std::ptrdiff_t>(m_marks.back());
    Values values(first, m_stack.end());
    m_stack.erase(first, m_stack.end());
    m_marks.pop_back();
    return values;
}

void PickleReader::pushList(Kind kind, Values values)
{
    count(1 + values.size());
    m_heap.lists.push_back(std::move(values));
    pushPlace(kind, m_heap.lists.size());
}

void PickleReader::pushText(std::uint64_t bytes)
{
    if (bytes > kMaxStringBytes)
        corrupt("the pickle holds a text of " + counted(bytes, "byte"));
    count(1);
    m_heap.strings.emplace_back(m_stream.take(bytes));
    pushPlace(Kind::String, m_heap.strings.size());
}

void PickleReader::pushTuple(std::size_t size)
{
    Values values(size);
    for (std::size_t i = size; i-- > 0;)
        values[i] = pop();
    pushList(Kind::Tuple, std::move(values));
}

void PickleReader::protocol()
{
    const unsigned version = m_stream.byte();
    if (version > kMaxProtocol)
        refuse(ErrorCode::Unsupported,
               "it is pickled with protocol " + std::to_string(version)
                   + "; PyTorch uses protocol 2 unless it is told otherwise");
}

void PickleReader::mark()
{
    if (m_marks.size() == kMaxMarks)
        corrupt("the pickle is nested deeper than " + std::to_string(kMaxMarks) + " levels");
    m_marks.push_back(m_stack.size());
}

// Sizes fit 64 bits. A longer number is not a size, so its value does not matter.
void PickleReader::pushLong()
{
    const std::uint8_t bytes = m_stream.byte();
    if (bytes > sizeof(std::int64_t)) {
        m_stream.take(bytes);
        push({Kind::Float, 0});
        return;
    }
    std::uint64_t number = m_stream.number(bytes);
    const bool isNegative = bytes > 0 && (number >> (8U * bytes - 1U)) != 0;
    if (isNegative && bytes < sizeof number)
        number |= ~std::uint64_t {0} << (8U * bytes);
    push({Kind::Int, static_cast<std::int64_t>(number)});
}

void PickleReader::pushFloat()
{
    m_stream.take(sizeof(double));
    push({Kind::Float, 0});
}

void PickleReader::pushEmptyDict()
{
    count(1);
    m_heap.dicts.emplace_back();
    pushPlace(Kind::Dict, m_heap.dicts.size());
}

void PickleReader::append()
{
    const PickleValue value = pop();
    count(1);
    m_heap.lists[top(Kind::List).index()].push_back(value);
}

void PickleReader::appendAll()
{
    const Values values = popToMark();
    count(values.size());
    Values& list = m_heap.lists[top(Kind::List).index()];
    list.insert(list.end(), values.begin(), values.end());
}

void PickleReader::setItem()
{
    const PickleValue value = pop();
    const PickleValue key = pop();
    addMembers({key, value});
}

void PickleReader::addMembers(const Values& values)
{
    if (values.size() % 2 != 0)
        corrupt("the pickle has a dictionary with a name that has no value");
    count(values.size());
    PickleHeap::Members& members = m_heap.dicts[top(Kind::Dict).index()];
    for (std::size_t i = 0; i < values.size(); i += 2)
        members.emplace_back(values[i], values[i + 1]);
}

void PickleReader::remember(std::uint64_t slot)
{
    if (slot >= kMaxValues)
        corrupt("the pickle remembers a value as number " + groupedDigits(slot) + "; at most "
                + groupedDigits(kMaxValues) + " are expected");
    const PickleValue value = pop();
    push(value);
    if (slot >= m_memo.size())
        m_memo.resize(slot + 1);
    m_memo[slot] = value;
}

void PickleReader::recall(std::uint64_t slot)
{
    if (slot >= m_memo.size())
        corrupt("the pickle recalls value number " + groupedDigits(slot) + ", which it never stored");
    push(m_memo[slot]);
}

void PickleReader::global()
{
    const std::string module(m_stream.line(kMaxGlobalBytes));
    const std::string name(m_stream.line(kMaxGlobalBytes));
    const std::optional<std::size_t> global = findTorchGlobal(module, name);
    if (!global)
        refuse(ErrorCode::Unsupported,
               "the pickle asks for \"" + readableName(module) + '.' + readableName(name)
                   + "\", which no dictionary of tensors needs; nothing was run");
    push({Kind::Global, static_cast<std::int64_t>(*global)});
}

void PickleReader::persistentId()
{
    const PickleValue id = pop();
    count(kStorageWeight);
    push(storageOf(m_heap, id, m_file));
}

// A value may be used any number of times: what each use copies is counted, else a short pickle could fill
// the memory.
void PickleReader::reduce()
{
    const PickleValue tuple = top(Kind::Tuple);
    pop();
    const PickleValue function = top(Kind::Global);
    pop();
    const std::size_t size = m_heap.lists[tuple.index()].size();
    if (size > kMaxArguments)
        corrupt("the pickle gives " + counted(size, "argument") + " to a function");
    const Values arguments = m_heap.lists[tuple.index()];
    count(kTensorWeight);
    for (const PickleValue& argument : arguments) {
        if (argument.kind == Kind::List || argument.kind == Kind::Tuple)
            count(m_heap.lists[argument.index()].size());
    }
    push(rebuild(m_heap, function.index(), arguments, m_file));
}

// PyTorch's "_metadata" of modules is not needed.
void PickleReader::build()
{
    pop();
    top(Kind::Dict);
}

} // namespace

PickleValue readPickle(ByteStream& stream, const std::string& file, PickleHeap& heap)
{
    return PickleReader(stream, file, heap).read();
}

} // namespace layerloom::core
