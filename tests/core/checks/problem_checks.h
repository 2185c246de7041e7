#pragma once

#include "core/checks/problems.h"
#include "tests/core/stack/composed.h"

#include <QString>
#include <QStringList>
#include <QtTest/QTest>

#include <string>
#include <vector>

namespace layerloom::tests {

inline std::vector<core::Problem> withId(const core::Stack& stack, core::ProblemId id)
{
    std::vector<core::Problem> found = core::problems(stack);
    std::erase_if(found, [&](const core::Problem& problem) { return problem.id != id; });
    return found;
}

inline QString idsOf(const core::Stack& stack)
{
    QStringList ids;
    for (const core::Problem& problem : core::problems(stack))
        ids << QString::fromStdString(core::problemCode(problem.id));
    return ids.join(' ');
}

/// What a stack is expected to be told.
struct Expected {
    core::ProblemId id = core::ProblemId::EmptyStack;
    core::Severity severity = core::Severity::Error;
    std::string message;
    std::vector<std::string> fixes;
};

/// Exactly one problem with that id; each fix that has edits removes it and can be undone.
inline void check(const core::Stack& stack, const Expected& expected)
{
    const std::vector<core::Problem> found = withId(stack, expected.id);
    QVERIFY2(found.size() == 1, qPrintable(idsOf(stack)));
    QCOMPARE(QString::fromStdString(found.front().message), QString::fromStdString(expected.message));
    QCOMPARE(found.front().severity, expected.severity);
    std::vector<std::string> labels;
    for (const core::Fix& fix : found.front().fixes) {
        labels.push_back(core::fixLabel(fix.action));
        const core::Edits edits = core::fixEdits(fix);
        if (edits.empty())
            continue;
        QVERIFY2(withId(applied(stack, edits), expected.id).empty(), labels.back().c_str());
        QCOMPARE(undone(stack, edits), stack);
    }
    QCOMPARE(labels, expected.fixes);
}

inline TinyOptions layersOf(std::uint32_t layers)
{
    TinyOptions options;
    options.layers = layers;
    return options;
}

} // namespace layerloom::tests
