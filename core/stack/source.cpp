#include "core/stack/source.h"

#include "core/dequantize/dequantize.h"

#include <algorithm>

namespace layerloom::core {

std::string sourceLetter(SourceIndex source)
{
    std::string letters;
    for (std::uint64_t rest = std::uint64_t {source.value} + 1; rest > 0; rest = (rest - 1) / 26)
        letters.push_back(static_cast<char>('A' + (rest - 1) % 26));
    std::reverse(letters.begin(), letters.end());
    return letters;
}

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
    source.side = model->table.side;
    source.model = std::move(model);
    return source;
}

void setModel(Source& source, const std::shared_ptr<const Model>& model)
{
    source.layers = static_cast<std::uint32_t>(model->table.layers.size());
    source.fingerprint = model->checkpoint->fingerprint();
    source.model = model;
    if (source.dequantizes && model->facts.quantization)
        if (const auto view = dequantized(*model))
            source.model = *view;
    source.missingReason.clear();
    source.isUnusable = false;
}

} // namespace layerloom::core
