#pragma once

#include "core/checkpoint/dtype.h"
#include "core/checkpoint/tensor_decoder.h"
#include "core/model/model.h"
#include "core/model/quantization_method.h"

#include <cstdint>
#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace layerloom::core {

/// A tensor that is made of stored ones.
struct DecodedTensor {
    std::string name;
    FloatType type = FloatType::BF16;
    std::vector<std::uint64_t> shape;
    std::shared_ptr<const TensorDecoder> decoder;
    std::vector<const TensorInfo*> parts; ///< in the decoder's order
};

/// The tensors of a quantized checkpoint while they are put together. Each method of quantization finds its groups in
/// it, adds what they become and leaves the rest; what belongs to no group must be plain numbers. Everything that is not
/// as expected is an Error{Unsupported} or Error{Corrupt} that names the tensor.
class StoredGroups {
public:
    /// REQUIRES: `model` outlives this and is quantized.
    explicit StoredGroups(const Model& model);

    const Model& model() const { return m_model; }
    /// Where the method's settings stand.
    const QuantizationText& settings() const { return m_settings; }
    /// The type that transformers gives to weights without one of their own: that of config.json, else BF16.
    FloatType modelType() const;

    /// The stored tensors whose names end like this, not yet added.
    std::vector<const TensorInfo*> endingWith(std::string_view ending) const;
    /// The stored tensor of that name; null when there is none.
    const TensorInfo* find(const std::string& name) const;
    /// The same; a missing one is an error that names `of`, whose group it belongs to.
    const TensorInfo& member(const std::string& name, const TensorInfo& of) const;
    /// The bytes of a small stored tensor.
    std::string contents(const TensorInfo& tensor) const;

    /// Adds a tensor and takes its parts. Throws where the shape has no elements or too many.
    void add(DecodedTensor tensor);
    /// Leaves out a stored tensor that dequantized weights do not need.
    void drop(const TensorInfo& tensor) { m_taken.insert(&tensor); }
    /// All tensors: those added, and the stored ones that were neither parts nor dropped.
    std::vector<TensorInfo> take();

    /// Throws Error{Unsupported}: "q_proj.qweight of NAME " and `what`.
    [[noreturn]] void fail(const TensorInfo& tensor, const std::string& what) const;
    /// Throws unless the tensor has that dtype and shape.
    void require(const TensorInfo& tensor, std::string_view dtype,
                 const std::vector<std::uint64_t>& shape) const;
    /// The type of a tensor of scales; throws when it is none.
    FloatType requireFloat(const TensorInfo& tensor) const;

private:
    const Model& m_model;
    QuantizationText m_settings;
    std::vector<TensorInfo> m_added;
    std::set<const TensorInfo*> m_taken;
};

} // namespace layerloom::core
