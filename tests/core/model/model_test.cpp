#include "core/model/model.h"
#include "tests/support/tiny_checkpoint.h"

#include <QObject>
#include <QtTest/QTest>

using namespace layerloom::core;
using namespace layerloom::tests;

class ModelTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void countsRealModelsExactly_data()
    {
        QTest::addColumn<int>("which");
        QTest::addColumn<quint64>("parameters");
        QTest::addColumn<quint64>("layer");
        QTest::addColumn<int>("layers");
        QTest::addColumn<int>("tensors");
        QTest::newRow("Mistral-7B") << 0 << quint64(7241732096) << quint64(218112000) << 32 << 291;
        QTest::newRow("Llama-2-7B") << 1 << quint64(6738415616) << quint64(202383360) << 32 << 291;
        QTest::newRow("Qwen2-0.5B") << 2 << quint64(494032768) << quint64(14912384) << 24 << 290;
        QTest::newRow("SmolLM2-135M") << 3 << quint64(134515008) << quint64(3540096) << 30 << 272;
        QTest::newRow("TinyLlama-1.1B") << 4 << quint64(1100048384) << quint64(44044288) << 22 << 201;
        QTest::newRow("Llama-2-70B") << 5 << quint64(68976648192) << quint64(855654400) << 80 << 723;
    }
    void countsRealModelsExactly()
    {
        QFETCH(int, which);
        QFETCH(int, layers);
        QFETCH(int, tensors);
        const std::vector<TinyOptions> shapes {mistral7b(), llama2of7b(), qwen2of05b(),
                                               smolLm2(),   tinyLlama(),  llama2of70b()};
        const TinyOptions& options = shapes[static_cast<std::size_t>(which)];
        const TemporaryFolder folder;
        const auto model = openModel(writeTinyCheckpoint(folder / "model", options)).value();
        QTEST(quint64(model->table.parameters), "parameters");
        QTEST(quint64(model->table.layers.back().parameters), "layer");
        QCOMPARE(model->table.bytes, 2 * model->table.parameters);
        QCOMPARE(model->table.layers.size(), static_cast<std::size_t>(layers));
        QCOMPARE(model->checkpoint->tensors().size(), static_cast<std::size_t>(tensors));
        QCOMPARE(model->table.tied, options.tied);
        QCOMPARE(model->table.kinds.size(), std::size_t {1});
        QCOMPARE(model->table.kinds.front().name, std::string("decoder"));
        QCOMPARE(model->table.prefix, std::string("model.layers."));
        QVERIFY(model->table.rest.tensors.empty());
        QCOMPARE(model->mainDtype, std::string("BF16"));
        QCOMPARE(model->family->name, options.family);
    }
};

QTEST_APPLESS_MAIN(ModelTest)
#include "model_test.moc"
