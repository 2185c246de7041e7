#include "core/notation/format_expression.h"
#include "core/recipe/recipe.h"
#include "core/stack/stack_rules.h"

#include <QtTest>

#include <algorithm>
#include <map>
#include <set>
#include <string>

using namespace layerloom::core;

namespace {

const Recipe& recipeWith(std::string_view id)
{
    const auto all = recipes();
    return *std::find_if(all.begin(), all.end(), [&](const Recipe& recipe) { return recipe.id == id; });
}

RecipeInput initialInput(const Recipe& recipe, std::uint32_t layers)
{
    RecipeInput input {{{0, layers}}, {}};
    if (recipe.models != Recipe::Models::One)
        input.models.push_back({1, layers});
    setInitialValues(recipe, input);
    return input;
}

QString made(const Recipe& recipe, const RecipeInput& input)
{
    return QString::fromStdString(formatExpression(recipe.make({}, input).blocks));
}

} // namespace

class RecipeTableTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void idsTitlesAndCallsAreUnique()
    {
        std::set<std::string> ids;
        std::set<std::string> titles;
        std::set<std::string> calls;
        for (const Recipe& recipe : recipes()) {
            QVERIFY2(ids.insert(recipe.id).second, recipe.id);
            QVERIFY2(!*recipe.title || titles.insert(recipe.title).second, recipe.title);
            QVERIFY2(!*recipe.call || calls.insert(recipe.call).second, recipe.call);
            QVERIFY2(*recipe.verb, recipe.id);
        }
    }

    void parametersOfOneVerbAreOfOneKind()
    {
        std::map<std::pair<std::string, std::string>, RecipeParameter::Kind> kinds;
        for (const Recipe& recipe : recipes())
            for (const RecipeParameter& parameter : recipe.parameters) {
                const auto [known, isNew] =
                    kinds.emplace(std::pair(recipe.verb, parameter.name), parameter.kind);
                QVERIFY2(isNew || known->second == parameter.kind, parameter.name);
            }
    }

    void initialValuesLieWithinTheirBounds()
    {
        for (const Recipe& recipe : recipes())
            for (const std::uint32_t layers : {1U, 2U, 3U, 8U, 80U}) {
                const RecipeInput input = initialInput(recipe, layers);
                for (std::size_t i = 0; i < recipe.parameters.size(); ++i) {
                    const RecipeParameter& parameter = recipe.parameters[i];
                    if (parameter.kind != RecipeParameter::Kind::Number)
                        continue;
                    const std::uint32_t low = parameter.minimum(input);
                    QVERIFY2(input.number(i) >= low, recipe.id);
                    QVERIFY2(input.number(i) <= std::max(low, parameter.maximum(input)), recipe.id);
                }
            }
    }

    void initialValuesMakeTheStacksOfTheWindow_data()
    {
        QTest::addColumn<QString>("expression");
        QTest::newRow("dus") << "A[0:24] A[8:32]";
        QTest::newRow("idus") << "A[0:8] B[8:16] A[8:16] B[16:24] A[16:24] B[24:32]";
        QTest::newRow("downscale") << "A[0:24] B[8:32]";
        QTest::newRow("repeat-range") << "A[0:28] A[20:32]";
        QTest::newRow("repeat-all") << "A[0:32] A[0:32]";
        QTest::newRow("drop") << "A[0:20] A[28:32]";
    }

    void initialValuesMakeTheStacksOfTheWindow()
    {
        QFETCH(QString, expression);
        const Recipe& recipe = recipeWith(QTest::currentDataTag());
        QCOMPARE(made(recipe, initialInput(recipe, 32)), expression);
    }

    void numbersFollowTheModels()
    {
        const Recipe& recipe = recipeWith("dus");
        RecipeInput input = initialInput(recipe, 32);
        input.values = {{40}, {40}};
        clampValues(recipe, input);
        QCOMPARE(input.number(0), 32U);
        QCOMPARE(input.number(1), 31U);
    }

    void severalRangesAreInsertedInTurn()
    {
        const Recipe& recipe = recipeWith("rys");
        RecipeInput input {{{0, 64}}, {{43, 45, 28, 34}, {2}}};
        QCOMPARE(made(recipe, input), QString("A[0:34] A[28:45] A[43:64]"));
        input.values[1] = {3};
        QVERIFY_EXCEPTION_THROWN(recipe.make({}, input), Error);
    }

    void moreLayersThanAModelHasAreRefused()
    {
        RecipeInput input {{{0, 32}, {1, 8}}, {{32}, {8}, {8}}};
        QVERIFY_EXCEPTION_THROWN(recipeWith("idus").make({}, input), Error);
        input.values = {{8}, {2}};
        QVERIFY_EXCEPTION_THROWN(recipeWith("interleave").make({}, input), Error);
    }

    void upscaleTakesItsPartsFromTheBase()
    {
        const RecipeInput input {{{0, 8}, {1, 8}}, {{2, 3}, {1}, {1}}};
        const Stack stack = recipeWith("upscale").make({}, input);
        QCOMPARE(QString::fromStdString(formatExpression(stack.blocks)), QString("A[0:2] A[7] B[0:3] B[7]"));
        QCOMPARE(partSource(stack, Part::Embeddings), SourceIndex(1));
        QCOMPARE(partSource(stack, Part::Config), SourceIndex(1));
    }
};

QTEST_APPLESS_MAIN(RecipeTableTest)
#include "recipe_table_test.moc"
