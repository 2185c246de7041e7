#pragma once

#include "core/notation/layer_expression.h"
#include "core/stack/edit.h"
#include "tests/support/tiny_checkpoint.h"

#include <string>
#include <vector>

namespace layerloom::tests {

/// Writes checkpoints and composes stacks from them: the first one is A.
class Composer {
public:
    /// The source of a checkpoint written with these options; equal names are the same folder.
    core::Source source(const std::string& name, const TinyOptions& options)
    {
        const auto folder = writeTinyCheckpoint(m_folder / name, options);
        return core::sourceFor(core::openModel(folder, true).value(), folder.string());
    }

    static core::Stack stack(std::vector<core::Source> sources, const std::string& expression)
    {
        core::Stack stack;
        stack.setup.sources = std::move(sources);
        const core::ParsedExpression parsed =
            core::parseExpression(expression, core::expressionModels(stack));
        if (parsed.mistake)
            throw core::Error(core::ErrorCode::Mismatch, parsed.mistake->message);
        stack.blocks = parsed.blocks;
        return stack;
    }

private:
    TemporaryFolder m_folder;
};

inline core::Stack applied(core::Stack stack, const core::Edits& edits)
{
    for (const core::Edit& edit : edits)
        core::apply(stack, edit);
    return stack;
}

/// The stack after the edits and then their inverses.
inline core::Stack undone(core::Stack stack, const core::Edits& edits)
{
    core::Edits inverses;
    for (const core::Edit& edit : edits)
        inverses.insert(inverses.begin(), core::apply(stack, edit));
    return applied(std::move(stack), inverses);
}

} // namespace layerloom::tests
