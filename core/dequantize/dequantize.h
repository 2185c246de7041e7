#pragma once

#include "core/base/result.h"
#include "core/model/model.h"

#include <memory>

namespace layerloom::core {

// Quantized checkpoints as numbers
//
// A quantized checkpoint stores a weight as several tensors: codes, scales, zero points. dequantized() gives a second view
// of it: a Model whose checkpoint lists one tensor of the ordinary name for each such group (TensorInfo::decoding says how
// its bytes are made, TensorReader makes them), and whose config.json has no section about quantization. Layer table,
// distances, runs, plans and merges treat it as any model with weights of 16 or 32 bits; its weights are decoded a few
// megabytes at a time when they are read, and its fingerprint is that of the files.
//
// The method that config.json names (quantization_method.h) decides which groups are looked for: bitsandbytes 4 and 8 bits,
// FP8 (fp8, fbgemm_fp8, ModelOpt), GPTQ, AWQ, compressed-tensors, MXFP4. Names, dtypes and shapes of each must be exactly
// those expected; any other is an error that names the tensor. Values and their types are those of the reference
// implementations (tests/interop/test_dequantize.py): the type is the one that the reference's result has, else that of
// config.json.

/// The dequantized view of a quantized model, made once for each model. Reads small tensors that describe groups. Fails with
/// Unsupported or Corrupt and a sentence: another method, a group that is not as expected. Any thread may call it.
/// REQUIRES: model.facts.quantization.
Result<std::shared_ptr<const Model>> dequantized(const Model& model);

/// dequantized(model) where the model is quantized and that is possible; else the model itself.
const Model& withNumbers(const Model& model);

} // namespace layerloom::core
