#pragma once

#include "core/checks/problems.h"
#include "tests/core/stack/composed.h"

#include <QString>
#include <QStringList>
#include <QtTest/QTest>

#include <string>
#include <vector>

namespace layerloom::tests {

inline std::vector<core::Problem> withId(const core::Stack& stack, const std::string& id)
{
    std::vector<core::Problem> found = core::problems(stack);
    std::erase_if(found, [&](const core::Problem& problem) { return problem.id != id; });
    return found;
}

inline QString idsOf(const core::Stack& stack)
{
    QStringList ids;
    for (const core::Problem& problem : core::problems(stack))
        ids << QString::fromStdString(problem.id);
    return ids.join(' ');
}

/// What a stack is expected to be told.
struct Expected {
    std::string id;
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
        labels.push_back(fix.label);
        if (fix.edits.empty())
            continue;
        QVERIFY2(withId(applied(stack, fix.edits), expected.id).empty(), fix.label.c_str());
        QCOMPARE(undone(stack, fix.edits), stack);
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
