#pragma once

#include "core/base/job_context.h"
#include "core/base/result.h"

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace layerloom::core {

/// A tensor that a checkpoint stores in another shape than the model has.
struct ShapeMismatch {
    std::string name;
    std::vector<std::uint64_t> stored;
    std::vector<std::uint64_t> expected;
};

/// The result of loading a checkpoint's names and shapes with transformers.
struct LoadCheck {
    std::string library; ///< "transformers"
    std::string version; ///< "5.24.0"
    std::string architecture; ///< the class that was built: "LlamaForCausalLM"
    std::uint64_t parameters = 0; ///< of that model, tied weights once
    std::string refusal; ///< why transformers does not build the model at all; empty when it does
    std::vector<std::string> missing; ///< weights of the model that no file holds: they would be random
    std::vector<std::string> unexpected; ///< stored tensors that the model has no place for
    std::vector<ShapeMismatch> mismatched;

    /// True when the model was built and every name and shape agrees.
    bool loads() const;
};

/// Asks the transformers of a Python installation whether it loads a checkpoint: it builds the class that
/// config.json names on the "meta" device, so that no weight is read, and compares names and shapes. Nothing is
/// installed, nothing is fetched, and no code that comes with a checkpoint is run. `python` is a program:
/// "python3", ".venv/bin/python". Fails with Unsupported when there is no such Python, it has no transformers, or
/// these do not know the model's class.
Result<LoadCheck> checkLoading(const std::filesystem::path& folder, const std::string& python,
                               const JobContext& job);

/// Fails as checkLoading() does when a Python has no transformers: to know it before long work.
Result<void> findTransformers(const std::string& python, const JobContext& job);

/// What is wrong, a sentence each: "model.norm.weight is missing: it would be random". Empty when it loads.
/// Each list names `limit` tensors at most and counts the others.
std::vector<std::string> faultsOf(const LoadCheck& check, std::size_t limit = 20);

/// Throws Error{Mismatch} with the faults, a line each, unless transformers loads the files; throws as checkLoading() fails.
void requireLoadable(const std::filesystem::path& files, const std::string& python, const JobContext& job,
                     std::size_t limit = 20);

} // namespace layerloom::core
