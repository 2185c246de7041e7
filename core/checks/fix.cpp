#include "core/checks/fix.h"

namespace layerloom::core {

namespace {

struct Label {
    std::string operator()(const ApplyEdits& apply) const { return apply.summary; }
    std::string operator()(const LocateSource&) const { return "Locate…"; }
    std::string operator()(const RescanSource&) const { return "Rescan"; }
    std::string operator()(const ReplaceSource&) const { return "Replace source…"; }
    std::string operator()(const ConvertAllTo& convert) const
    {
        return "Convert all to " + std::string(headerName(convert.type));
    }
    std::string operator()(const SetDestination& destination) const
    {
        return "Use " + destination.path.string();
    }
    std::string operator()(const ChooseDestination&) const { return "Choose another folder…"; }
};

} // namespace

std::string fixLabel(const FixAction& action)
{
    return std::visit(Label(), action);
}

Edits fixEdits(const Fix& fix)
{
    const auto* apply = std::get_if<ApplyEdits>(&fix.action);
    return apply ? apply->edits : Edits();
}

} // namespace layerloom::core
