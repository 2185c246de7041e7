#pragma once

#include "core/base/error.h"
#include "core/checkpoint/dtype.h"

#include <c10/core/ScalarType.h>
#include <c10/util/Exception.h>

#include <algorithm>
#include <new>
#include <string>

namespace layerloom::core {

/// Runs `work` and turns exceptions of libtorch into Error, without their stack trace. An Error passes
/// unchanged.
template <typename Work> auto translateTorchErrors(Work&& work)
{
    try {
        return work();
    } catch (const Error&) {
        throw;
    } catch (const std::bad_alloc&) {
        throw Error(ErrorCode::OutOfMemory, "There is not enough memory for this");
    } catch (const c10::Error& error) {
        std::string message = error.what_without_backtrace();
        message.resize(std::min(message.size(), message.find('\n')));
        const bool isMemory = message.find("out of memory") != std::string::npos
            || message.find("can't allocate memory") != std::string::npos;
        throw Error(isMemory ? ErrorCode::OutOfMemory : ErrorCode::Internal,
                    "The arithmetic engine failed: " + message);
    } catch (const std::exception& error) {
        throw Error(ErrorCode::Internal, std::string("The arithmetic engine failed: ") + error.what());
    }
}

inline at::ScalarType scalarType(FloatType type)
{
    switch (type) {
    case FloatType::BF16:
        return at::kBFloat16;
    case FloatType::F16:
        return at::kHalf;
    case FloatType::F32:
        break;
    }
    return at::kFloat;
}

} // namespace layerloom::core
