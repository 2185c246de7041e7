#pragma once

#include "core/notation/mergekit_context.h"
#include "core/notation/mergekit_weave.h"

#include <optional>
#include <string>
#include <vector>

namespace layerloom::core {

/// Reads the documents of one mergekit file into a stack; later documents may use earlier ones by name.
class MergekitReader {
public:
    /// Of encoder-decoder models the module of `side` is read, else the decoder's.
    MergekitReader(const FindModel& findModel, std::optional<StackSide> side)
        : m_side(side)
        , m_context(findModel)
        , m_weaver(m_context)
    {}
    MergekitReader(const MergekitReader&) = delete;
    MergekitReader& operator=(const MergekitReader&) = delete;

    /// Throws Error.
    MergekitImport read(const std::vector<YamlValue>& documents);

private:
    void noteLeftOut(const YamlValue* name);
    MergekitStack readDocument(const YamlValue& document);
    MergekitStack readLegacy(const YamlValue& document);
    void noteOtherModule(const std::string& name);
    const YamlValue& stackModule(const YamlValue& document);
    void finish(MergekitStack result);

    std::optional<StackSide> m_side;
    MergekitContext m_context;
    MergekitWeaver m_weaver;
};

} // namespace layerloom::core
