#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <vector>

namespace layerloom::core {

/// A tensor as a file of weights describes it.
struct TensorSpec {
    std::string name;
    std::string dtype; ///< as in a safetensors header: "BF16"
    std::vector<std::uint64_t> shape;
    std::uint64_t bytes = 0;
    bool operator==(const TensorSpec&) const = default;
};

/// Fills a buffer with a tensor's bytes from `offset` on, counted from its first byte. May throw Error,
/// {Cancelled} too.
using ReadBytes = std::function<void(std::span<std::byte> buffer, std::uint64_t offset)>;
/// Takes a tensor's bytes from `offset` on. May throw Error, {Cancelled} too.
using WriteBytes = std::function<void(std::span<const std::byte> bytes, std::uint64_t offset)>;

/// A way to store one tensor as several, such as a quantized weight and its scales. Immutable. Each output is
/// made on its own, so that outputs may lie in different files and an interrupted merge continues with any.
class TensorFormat {
public:
    virtual ~TensorFormat() = default;

    /// Identifies format and parameters; equal ids make equal bytes. Part of a plan's fingerprint.
    virtual std::string id() const = 0;

    /// The tensors stored for `source`, with their names. Throws Error{Unsupported} when the format cannot
    /// store it. Where dependsOnValues(), sizes are the largest possible ones.
    virtual std::vector<TensorSpec> outputsOf(const TensorSpec& source) const = 0;

    /// True when the size of an output depends on the values of the source: the format that prepared() returns
    /// knows it.
    virtual bool dependsOnValues() const { return false; }

    /// The format of this one tensor, whose values are read here. REQUIRES: dependsOnValues().
    virtual std::shared_ptr<const TensorFormat> prepared(const TensorSpec& /*source*/,
                                                         const ReadBytes& /*read*/) const
    {
        return nullptr;
    }

    /// Makes outputsOf(source)[output]: reads the source in pieces of at most 8 MiB, whole elements each, as
    /// often as it needs, and writes all bytes of the output once, in order, in pieces of at most 8 MiB that
    /// do not depend on anything but the source. REQUIRES: not dependsOnValues().
    virtual void encode(const TensorSpec& source, std::size_t output, const ReadBytes& read,
                        const WriteBytes& write) const = 0;
};

} // namespace layerloom::core
