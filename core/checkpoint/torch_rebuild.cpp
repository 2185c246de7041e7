#include "core/checkpoint/torch_rebuild.h"

#include "core/base/error.h"
#include "core/base/text.h"
#include "core/checkpoint/dtype.h"

#include <array>

namespace layerloom::core {

namespace {

using Kind = PickleValue::Kind;
using Values = PickleHeap::Values;

enum class Meaning : std::uint8_t { OrderedDict, Size, Tensor, TypedTensor, Parameter, Storage, Dtype };

struct Global {
    std::string_view module;
    std::string_view name;
    Meaning meaning;
    std::string_view dtype = {}; ///< of storages and dtypes, in safetensors spelling
};

// Everything a pickle may name. PyTorch writes the third form of tensors for dtypes that have no storage
// class.
constexpr std::array<Global, 38> kGlobals {{
    {"collections", "OrderedDict", Meaning::OrderedDict},
    {"torch", "Size", Meaning::Size},
    {"torch._utils", "_rebuild_tensor", Meaning::Tensor},
    {"torch._utils", "_rebuild_tensor_v2", Meaning::Tensor},
    {"torch._utils", "_rebuild_tensor_v3", Meaning::TypedTensor},
    {"torch._utils", "_rebuild_parameter", Meaning::Parameter},
    {"torch", "DoubleStorage", Meaning::Storage, "F64"},
    {"torch", "FloatStorage", Meaning::Storage, "F32"},
    {"torch", "HalfStorage", Meaning::Storage, "F16"},
    {"torch", "BFloat16Storage", Meaning::Storage, "BF16"},
    {"torch", "LongStorage", Meaning::Storage, "I64"},
    {"torch", "IntStorage", Meaning::Storage, "I32"},
    {"torch", "ShortStorage", Meaning::Storage, "I16"},
    {"torch", "CharStorage", Meaning::Storage, "I8"},
    {"torch", "ByteStorage", Meaning::Storage, "U8"},
    {"torch", "BoolStorage", Meaning::Storage, "BOOL"},
    {"torch", "ComplexFloatStorage", Meaning::Storage, "C64"},
    {"torch", "UntypedStorage", Meaning::Storage},
    {"torch.storage", "UntypedStorage", Meaning::Storage},
    {"torch", "float64", Meaning::Dtype, "F64"},
    {"torch", "float32", Meaning::Dtype, "F32"},
    {"torch", "float16", Meaning::Dtype, "F16"},
    {"torch", "bfloat16", Meaning::Dtype, "BF16"},
    {"torch", "float8_e4m3fn", Meaning::Dtype, "F8_E4M3"},
    {"torch", "float8_e5m2", Meaning::Dtype, "F8_E5M2"},
    {"torch", "float8_e4m3fnuz", Meaning::Dtype, "F8_E4M3FNUZ"},
    {"torch", "float8_e5m2fnuz", Meaning::Dtype, "F8_E5M2FNUZ"},
    {"torch", "float8_e8m0fnu", Meaning::Dtype, "F8_E8M0"},
    {"torch", "int64", Meaning::Dtype, "I64"},
    {"torch", "int32", Meaning::Dtype, "I32"},
    {"torch", "int16", Meaning::Dtype, "I16"},
    {"torch", "int8", Meaning::Dtype, "I8"},
    {"torch", "uint64", Meaning::Dtype, "U64"},
    {"torch", "uint32", Meaning::Dtype, "U32"},
    {"torch", "uint16", Meaning::Dtype, "U16"},
    {"torch", "uint8", Meaning::Dtype, "U8"},
    {"torch", "bool", Meaning::Dtype, "BOOL"},
    {"torch", "complex64", Meaning::Dtype, "C64"},
}};

// Tensors of PyTorch have at most 64 dimensions.
constexpr std::size_t kMaxDimensions = 64;
// Keys are numbers in practice; long keys in a million uses would take long.
constexpr std::size_t kMaxKeyBytes = 1000;

std::uint64_t bytesOf(std::string_view dtype)
{
    return bitsPerElement(dtype).value_or(8) / 8;
}

PickleValue asDict(PickleHeap& heap, PickleHeap::Members members)
{
    heap.dicts.push_back(std::move(members));
    return {Kind::Dict, static_cast<std::int64_t>(heap.dicts.size() - 1)};
}

/// A call of a global that is modelled.
class Call {
public:
    Call(PickleHeap& heap, const Global& global, const Values& arguments, const std::string& file)
        : m_heap(heap)
        , m_global(global)
        , m_arguments(arguments)
        , m_file(file)
    {}

    PickleValue result()
    {
        switch (m_global.meaning) {
        case Meaning::OrderedDict:
            return dictionary();
        case Meaning::Size:
            return argument(0, Kind::Tuple);
        case Meaning::Tensor:
        case Meaning::TypedTensor:
            return tensor();
        case Meaning::Parameter:
            return argument(0, Kind::Tensor);
        case Meaning::Storage:
        case Meaning::Dtype:
            break;
        }
        refuse(ErrorCode::Unsupported, "is called, but makes no tensor");
    }

private:
    [[noreturn]] void refuse(ErrorCode code, const std::string& what) const
    {
        throw Error(code,
                    m_file + ": " + std::string(m_global.module) + '.' + std::string(m_global.name) + ' '
                        + what);
    }

    const PickleValue& argument(std::size_t position, Kind kind) const
    {
        if (position >= m_arguments.size() || m_arguments[position].kind != kind)
            refuse(ErrorCode::Corrupt,
                   "needs " + std::string(kindName(kind)) + " as its argument "
                       + std::to_string(position + 1));
        return m_arguments[position];
    }

    std::uint64_t unsignedNumber(const PickleValue& value) const
    {
        if (value.kind != Kind::Int || value.number < 0)
            refuse(ErrorCode::Corrupt, "is given a size that is no whole number from 0 on");
        return static_cast<std::uint64_t>(value.number);
    }

    std::vector<std::uint64_t> sizes(std::size_t position) const
    {
        const Values& values = m_heap.lists[argument(position, Kind::Tuple).index()];
        if (values.size() > kMaxDimensions)
            refuse(ErrorCode::Corrupt, "is given " + counted(values.size(), "dimension"));
        std::vector<std::uint64_t> sizes;
        sizes.reserve(values.size());
        for (const PickleValue& value : values)
            sizes.push_back(unsignedNumber(value));
        return sizes;
    }

    // Python 2 writes the members of an OrderedDict as a list of lists.
    PickleValue dictionary()
    {
        if (m_arguments.empty())
            return asDict(m_heap, {});
        PickleHeap::Members members;
        for (const PickleValue& value : m_heap.lists[argument(0, Kind::List).index()]) {
            const bool isList = value.kind == Kind::List || value.kind == Kind::Tuple;
            if (!isList || m_heap.lists[value.index()].size() != 2)
                refuse(ErrorCode::Corrupt, "is given something else than pairs");
            const Values& pair = m_heap.lists[value.index()];
            members.emplace_back(pair[0], pair[1]);
        }
        return asDict(m_heap, std::move(members));
    }

    PickleValue tensor()
    {
        TorchTensor tensor;
        tensor.storage = argument(0, Kind::Storage).index();
        const TorchStorage& storage = m_heap.storages[tensor.storage];
        tensor.dtype = m_global.meaning == Meaning::TypedTensor ? dtypeArgument() : storage.dtype;
        if (tensor.dtype.empty())
            refuse(ErrorCode::Unsupported, "is given a storage without a type");
        refuseFlags(m_global.meaning == Meaning::TypedTensor ? 7 : 6);
        tensor.shape = sizes(2);
        setStorageRange(tensor, unsignedNumber(argument(1, Kind::Int)), storage);
        keepStrides(tensor, sizes(3));
        m_heap.tensors.push_back(std::move(tensor));
        return {Kind::Tensor, static_cast<std::int64_t>(m_heap.tensors.size() - 1)};
    }

    std::string_view dtypeArgument() const
    {
        const Global& dtype = kGlobals.at(argument(6, Kind::Global).index());
        if (dtype.meaning != Meaning::Dtype)
            refuse(ErrorCode::Corrupt, "is given something else than a dtype");
        return dtype.dtype;
    }

    // A last dictionary marks conjugated and negated views, whose bytes are not their values.
    void refuseFlags(std::size_t position) const
    {
        if (position >= m_arguments.size() || m_arguments[position].kind == Kind::None)
            return;
        if (!m_heap.dicts[argument(position, Kind::Dict).index()].empty())
            refuse(ErrorCode::Unsupported, "is given a view whose bytes are not its values");
    }

    void setStorageRange(TorchTensor& tensor, std::uint64_t first, const TorchStorage& storage) const
    {
        const std::uint64_t width = bytesOf(tensor.dtype);
        std::uint64_t available = 0;
        std::uint64_t end = 0;
        tensor.bytes = width;
        bool overflows = __builtin_mul_overflow(storage.elements, storage.elementBytes, &available);
        for (const std::uint64_t extent : tensor.shape)
            overflows = overflows || __builtin_mul_overflow(tensor.bytes, extent, &tensor.bytes);
        overflows = overflows || __builtin_mul_overflow(first, width, &tensor.offset)
            || __builtin_add_overflow(tensor.offset, tensor.bytes, &end);
        if (overflows || end > available)
            refuse(ErrorCode::Corrupt,
                   "is given a tensor that reaches past the end of its storage \""
                       + readableName(m_heap.strings[storage.key]) + "\", which has "
                       + counted(available, "byte"));
    }

    void keepStrides(TorchTensor& tensor, std::vector<std::uint64_t> strides) const
    {
        if (strides.size() != tensor.shape.size())
            refuse(ErrorCode::Corrupt, "is given strides that do not fit the shape");
        std::uint64_t wanted = 1;
        bool isContiguous = true;
        for (std::size_t i = strides.size(); i-- > 0;) {
            isContiguous = isContiguous && (tensor.shape[i] == 1 || strides[i] == wanted);
            wanted *= tensor.shape[i];
        }
        if (!isContiguous && tensor.bytes > 0)
            tensor.strides = std::move(strides);
    }

    PickleHeap& m_heap;
    const Global& m_global;
    const Values& m_arguments;
    const std::string& m_file;
};

[[noreturn]] void refuseId(const std::string& file)
{
    throw Error(ErrorCode::Corrupt, file + ": the pickle refers to something that is no storage of a tensor");
}

} // namespace

std::optional<std::size_t> findTorchGlobal(std::string_view module, std::string_view name)
{
    for (std::size_t i = 0; i < kGlobals.size(); ++i) {
        if (kGlobals.at(i).module == module && kGlobals.at(i).name == name)
            return i;
    }
    return std::nullopt;
}

PickleValue rebuild(PickleHeap& heap, std::size_t global, const Values& arguments, const std::string& file)
{
    return Call(heap, kGlobals.at(global), arguments, file).result();
}

PickleValue storageOf(PickleHeap& heap, const PickleValue& id, const std::string& file)
{
    if (id.kind != Kind::Tuple)
        refuseId(file);
    const Values& parts = heap.lists[id.index()];
    const bool isStorage = (parts.size() == 5 || parts.size() == 6) && parts[0].kind == Kind::String
        && heap.strings[parts[0].index()] == "storage" && parts[1].kind == Kind::Global
        && kGlobals.at(parts[1].index()).meaning == Meaning::Storage && parts[2].kind == Kind::String
        && parts[4].kind == Kind::Int && parts[4].number >= 0;
    if (!isStorage)
        refuseId(file);
    const std::string& key = heap.strings[parts[2].index()];
    if (key.size() > kMaxKeyBytes)
        refuseId(file);
    if (parts.size() == 6 && parts[5].kind != Kind::None)
        throw Error(ErrorCode::Unsupported,
                    file + ": the storage \"" + readableName(key)
                        + "\" is a part of another, as PyTorch before 0.4 wrote it");
    const std::string_view dtype = kGlobals.at(parts[1].index()).dtype;
    heap.storages.push_back(
        {parts[2].index(), dtype, bytesOf(dtype), static_cast<std::uint64_t>(parts[4].number)});
    return {Kind::Storage, static_cast<std::int64_t>(heap.storages.size() - 1)};
}

} // namespace layerloom::core
