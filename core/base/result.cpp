#include "core/base/result.h"

#include <nlohmann/json.hpp>
#include <yaml-cpp/depthguard.h>
#include <yaml-cpp/exceptions.h>

#include <filesystem>
#include <new>
#include <system_error>

namespace layerloom::core {

namespace {

// "[json.exception.parse_error.101] parse error at line 1, …": the tag is for developers.
std::string withoutTag(const std::string& message)
{
    const std::size_t end = message.find("] ");
    return message.starts_with('[') && end != std::string::npos ? message.substr(end + 2) : message;
}

// what() repeats the name of the library, and reports deep nesting as "bad file" only.
std::string yamlReason(const YAML::Exception& error)
{
    const bool isDeep = dynamic_cast<const YAML::DeepRecursion*>(&error) != nullptr;
    const std::string place = error.mark.is_null() ? std::string()
                                                   : "line " + std::to_string(error.mark.line + 1)
            + ", column " + std::to_string(error.mark.column + 1) + ": ";
    return place + (isDeep ? "it is nested too deeply" : error.msg);
}

} // namespace

Error currentError()
{
    try {
        throw;
    } catch (const Error& error) {
        return error;
    } catch (const std::bad_alloc&) {
        return {ErrorCode::OutOfMemory, "There is not enough memory for this"};
    } catch (const std::filesystem::filesystem_error& error) {
        return {ErrorCode::Io, error.path1().string() + ": " + error.code().message()};
    } catch (const std::system_error& error) {
        return {ErrorCode::Io, error.what()};
    } catch (const nlohmann::json::exception& error) {
        return {ErrorCode::Corrupt, "The JSON cannot be read: " + withoutTag(error.what())};
    } catch (const YAML::Exception& error) {
        return {ErrorCode::Corrupt, "The YAML cannot be read: " + yamlReason(error)};
    } catch (const std::exception& error) {
        return {ErrorCode::Internal, error.what()};
    } catch (...) {
        return {ErrorCode::Internal, "An unknown failure"};
    }
}

} // namespace layerloom::core
