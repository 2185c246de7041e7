#include "core/stack/stack.h"

namespace layerloom::core {

Source sourceFor(std::shared_ptr<const Model> model, std::string path)
{
    Source source;
    const std::string& name = model->checkpoint->name();
    const std::size_t slash = name.rfind('/');
    source.label = slash == std::string::npos ? name : name.substr(slash + 1);
    source.name = slash == std::string::npos ? std::string() : name;
    source.path = std::move(path);
    source.fingerprint = model->checkpoint->fingerprint();
    source.layers = static_cast<std::uint32_t>(model->table.layers.size());
    source.model = std::move(model);
    return source;
}

} // namespace layerloom::core
