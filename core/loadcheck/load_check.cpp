#include "core/loadcheck/load_check.h"

#include "core/base/shape_text.h"
#include "core/base/text.h"
#include "core/base/visible_text.h"
#include "core/io/child_process.h"
#include "core/io/foreign_json.h"
#include "core/loadcheck/load_check_script.h"

#include <nlohmann/json.hpp>

namespace layerloom::core {
namespace {

using Json = nlohmann::json;

[[noreturn]] void refuse(const std::string& sentence)
{
    throw Error(ErrorCode::Unsupported, sentence);
}

/// The last line that is not empty.
std::string lastLine(std::string_view text)
{
    while (!text.empty() && (text.back() == '\n' || text.back() == ' '))
        text.remove_suffix(1);
    return std::string(text.substr(text.rfind('\n') + 1));
}

/// A relative path would be looked up below the child's working folder. A bare name is looked up in PATH.
std::string programOf(const std::string& python)
{
    return python.find('/') == std::string::npos ? python : std::filesystem::absolute(python).string();
}

/// The script with `arguments`.
ChildCommand commandFor(const std::string& python, const std::vector<std::string>& arguments)
{
    ChildCommand command;
    command.program = programOf(python);
    command.arguments = {"-c", std::string(loadCheckScript())};
    command.arguments.insert(command.arguments.end(), arguments.begin(), arguments.end());
    command.environment = {
        {"HF_HUB_OFFLINE", "1"},          {"TRANSFORMERS_OFFLINE", "1"}, {"TRANSFORMERS_VERBOSITY", "error"},
        {"PYTHONDONTWRITEBYTECODE", "1"}, {"PYTHONSAFEPATH", "1"},       {"CUDA_VISIBLE_DEVICES", ""}};
    return command;
}

/// What the script says.
Json answerOf(const std::string& python, const std::vector<std::string>& arguments, const JobContext& job)
{
    const Result<ChildResult> run = guarded([&] { return runChild(commandFor(python, arguments), job); });
    if (!run && run.error().code() == ErrorCode::Io)
        refuse(run.error().message());
    const ChildResult& result = run.value();
    Json answer = parseForeignJson(result.output);
    if (result.exitCode != 0 || !answer.is_object()) {
        const std::string reason = lastLine(result.errors);
        refuse(python + " could not check the checkpoint: "
               + (reason.empty() ? "exit code " + std::to_string(result.exitCode) : reason));
    }
    if (const auto unusable = answer.find("unusable"); unusable != answer.end())
        refuse(python + ": " + unusable->get<std::string>());
    return answer;
}

LoadCheck checkFrom(const Json& answer)
{
    LoadCheck check;
    check.library = answer.at("library");
    check.version = answer.at("version");
    check.refusal = answer.value("refused", "");
    if (!check.refusal.empty())
        return check;
    check.architecture = answer.at("architecture");
    check.parameters = answer.at("parameters");
    check.missing = answer.at("missing");
    check.unexpected = answer.at("unexpected");
    for (const Json& entry : answer.at("mismatched"))
        check.mismatched.push_back({entry.at("name"), entry.at("stored"), entry.at("expected")});
    return check;
}

template <typename Entry, typename Sentence>
void addFaults(std::vector<std::string>& faults, const std::vector<Entry>& entries, std::size_t limit,
               const std::string& kind, Sentence sentence)
{
    for (std::size_t i = 0; i < std::min(limit, entries.size()); ++i)
        faults.push_back(sentence(entries[i]));
    if (entries.size() > limit)
        faults.push_back(counted(entries.size() - limit, "more tensor") + ' ' + kind);
}

} // namespace

bool LoadCheck::loads() const
{
    return refusal.empty() && missing.empty() && unexpected.empty() && mismatched.empty();
}

Result<LoadCheck> checkLoading(const std::filesystem::path& folder, const std::string& python,
                               const JobContext& job)
{
    return guarded([&] {
        if (!std::filesystem::is_regular_file(folder / "config.json"))
            refuse(folder.string() + " holds no config.json: it is no checkpoint of transformers");
        try {
            return checkFrom(answerOf(python, {std::filesystem::absolute(folder).string()}, job));
        } catch (const Json::exception&) {
            refuse(python + " could not check the checkpoint: its answer cannot be read");
        }
    });
}

Result<void> findTransformers(const std::string& python, const JobContext& job)
{
    return guarded([&] { answerOf(python, {}, job); });
}

std::vector<std::string> faultsOf(const LoadCheck& check, std::size_t limit)
{
    std::vector<std::string> faults;
    if (!check.refusal.empty())
        faults.push_back(check.library + ' ' + check.version + " refuses it: " + check.refusal);
    addFaults(faults, check.missing, limit, "missing",
              [](const std::string& name) { return name + " is missing: it would be random"; });
    addFaults(faults, check.unexpected, limit, "unexpected",
              [](const std::string& name) { return name + " is stored, but the model has no place for it"; });
    addFaults(faults, check.mismatched, limit, "of another shape", [](const ShapeMismatch& mismatch) {
        return mismatch.name + " is " + shapeText(mismatch.stored) + ", but the model needs "
            + shapeText(mismatch.expected);
    });
    return faults;
}

void requireLoadable(const std::filesystem::path& files, const std::string& python, const JobContext& job,
                     std::size_t limit)
{
    const LoadCheck check = checkLoading(files, python, job).value();
    std::string faults;
    for (const std::string& fault : faultsOf(check, limit))
        faults += (faults.empty() ? "" : "\n") + visible(fault);
    if (!check.loads())
        throw Error(ErrorCode::Mismatch, faults);
}

} // namespace layerloom::core
