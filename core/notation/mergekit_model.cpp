#include "core/notation/mergekit_model.h"

#include "core/base/error.h"

namespace layerloom::core {

namespace {

[[noreturn]] void noModel(const YamlValue& value)
{
    throw Error(ErrorCode::Corrupt,
                "Line " + std::to_string(value.line) + ": a model needs a name or a path");
}

/// {path: …, revision: …}, or the text of it.
std::string nameOf(const YamlValue& value)
{
    if (value.isScalar())
        return value.scalar;
    const YamlValue* path = value.find("path");
    if (!path)
        noModel(value);
    if (path->isMap())
        return nameOf(*path);
    const YamlValue* revision = value.find("revision");
    return revision ? path->scalar + '@' + revision->scalar : path->scalar;
}

} // namespace

ModelReference modelReference(const YamlValue& value)
{
    ModelReference reference;
    if (value.isMap()) {
        const YamlValue* model = value.find("model");
        const YamlValue* lora = value.find("lora");
        reference = {nameOf(model ? *model : value), lora ? nameOf(*lora) : std::string()};
    } else if (value.isScalar()) {
        const std::size_t plus = value.scalar.find('+');
        reference.name = value.scalar.substr(0, plus);
        if (plus != std::string::npos)
            reference.lora = value.scalar.substr(plus + 1);
    }
    if (reference.name.empty() || reference.name.find('\0') != std::string::npos)
        noModel(value);
    return reference;
}

bool needsMapForm(const std::string& name)
{
    const bool isPath = name.starts_with('/') || name.starts_with('.') || name.starts_with('~');
    return name.find('+') != std::string::npos || (isPath && name.find('@') != std::string::npos);
}

} // namespace layerloom::core
