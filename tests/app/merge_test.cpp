#include "app/jobs/merge_queue.h"
#include "app/measuring/engine_queue.h"
#include "app/window/lists/job_row.h"
#include "app/window/lists/jobs_view.h"
#include "app/window/merge/load_check_combo.h"
#include "app/window/merge/merge_command_line.h"
#include "app/window/merge/merge_dialog.h"
#include "app/window/merge/merge_form.h"
#include "core/document/document_reader.h"
#include "core/document/open_sources.h"
#include "core/io/text_file.h"
#include "core/sample/sample.h"
#include "core/stack/commands.h"
#include "tests/support/patience.h"
#include "tests/support/tiny_checkpoint.h"

#include <QAbstractButton>
#include <QComboBox>
#include <QElapsedTimer>
#include <QLabel>
#include <QLayout>
#include <QLineEdit>
#include <QProgressBar>
#include <QSettings>
#include <QSignalSpy>
#include <QStandardPaths>
#include <QtTest/QTest>

#include <filesystem>
#include <fstream>

using namespace layerloom;
using tests::kPatience;
namespace fs = std::filesystem;

namespace {

QString qt(const fs::path& path)
{
    return QString::fromStdString(path.string());
}

std::string bytesOf(const core::Model& model, const core::TensorInfo& tensor)
{
    std::ifstream file(model.checkpoint->shards()[tensor.shard].path, std::ios::binary);
    file.seekg(static_cast<std::streamoff>(tensor.offset));
    std::string bytes(tensor.bytes, '\0');
    file.read(bytes.data(), static_cast<std::streamsize>(bytes.size()));
    return bytes;
}

} // namespace

/// Merges as a person starts, watches and stops them: through the dialog, the queue and the list of jobs.
class Merge : public QObject {
    Q_OBJECT

private:
    tests::TemporaryFolder m_folder;

    fs::path sampleDocument() { return core::writeSample(m_folder / "sample").value().document; }

    void openSample(app::Document& document)
    {
        const fs::path path = sampleDocument();
        core::LoomDocument file = core::readDocument(core::readTextFile(path), path.parent_path()).value();
        core::openSources(file.stack);
        document.reset(std::move(file), qt(path));
    }

    // A merge that takes a while: about 120 MB a layer, zeros that cost nothing to make.
    /// A program that says it has transformers, and `answer` when it is asked about a folder.
    fs::path pythonThatAnswers(const char* name, const QByteArray& answer) const
    {
        const fs::path program = m_folder / name;
        std::ofstream(program) << "#!/bin/sh\ncat <<'END'\n" << answer.constData() << "\nEND\n";
        fs::permissions(program, fs::perms::owner_all);
        return program;
    }

    app::MergeRequest longRequest(const fs::path& destination, std::uint32_t layers = 20)
    {
        tests::TinyOptions options;
        options.sparse = true;
        options.layers = layers;
        options.hidden = 2048;
        options.intermediate = 8192;
        options.heads = 16;
        options.keyValueHeads = 4;
        const fs::path folder =
            tests::writeTinyCheckpoint(m_folder / ("long-" + std::to_string(layers)), options);
        core::Stack stack;
        stack.setup.sources = {core::sourceFor(core::openModel(folder).value(), folder.string())};
        for (core::LayerIndex layer = 0; layer.value < options.layers; ++layer)
            stack.blocks.push_back({0, layer, {}, false});
        core::OutputSettings settings;
        auto plan = std::make_shared<const core::MergePlan>(core::planMerge(stack, settings).value());
        return {QStringLiteral("long"), plan, settings, destination};
    }

    static void setDestination(app::MergeDialog& dialog, const fs::path& destination)
    {
        dialog.findChild<QLineEdit*>(QStringLiteral("destinationFolder"))
            ->setText(qt(destination.parent_path()));
        dialog.findChild<QLineEdit*>(QStringLiteral("destinationName"))->setText(qt(destination.filename()));
    }

    static QAbstractButton* mergeButton(app::MergeDialog& dialog)
    {
        return dialog.findChild<QAbstractButton*>(QStringLiteral("mergeStart"));
    }

    // Why the button does not work; the summary shows the same.
    static QString reason(app::MergeDialog& dialog) { return mergeButton(dialog)->toolTip(); }

    static void compareWithSources(const fs::path& output, const core::Stack& stack)
    {
        const auto written = core::openModel(output).value();
        QCOMPARE(written->table.layers.size(), stack.blocks.size());
        for (std::size_t place = 0; place < stack.blocks.size(); ++place) {
            const core::Model& source = *stack.setup.sources[stack.blocks[place].source.value].model;
            const core::Layer& from = source.layer(stack.blocks[place].layer);
            const core::Layer& to = written->table.layers[place];
            QCOMPARE(to.tensors.size(), from.tensors.size());
            for (std::size_t i = 0; i < to.tensors.size(); ++i)
                QVERIFY(bytesOf(*written, written->tensor(to.tensors[i]))
                        == bytesOf(source, source.tensor(from.tensors[i])));
        }
    }

private Q_SLOTS:
    void initTestCase()
    {
        QStandardPaths::setTestModeEnabled(true);
        QCoreApplication::setOrganizationName(QStringLiteral("layerloom-tests"));
        QSettings().clear();
    }

    void dialogMergesTheSampleAndTheResultIsItsSources()
    {
        app::Document document;
        openSample(document);
        app::MergeQueue queue;
        app::MergeDialog dialog(document, queue);
        const fs::path destination = m_folder / "merged";
        setDestination(dialog, destination);
        dialog.findChild<QComboBox*>(QStringLiteral("shardCombo"))->setCurrentText(QStringLiteral("1 MB"));
        dialog.show();

        std::vector<app::MergeState> states;
        connect(&queue, &app::MergeQueue::updated, this, [&](int id) {
            const app::MergeState state = queue.find(id)->state;
            if (states.empty() || states.back() != state)
                states.push_back(state);
        });
        QSignalSpy finished(&queue, &app::MergeQueue::finished);
        QVERIFY2(mergeButton(dialog)->isEnabled(), qPrintable(reason(dialog)));
        QTest::mouseClick(mergeButton(dialog), Qt::LeftButton);
        QVERIFY(finished.wait(kPatience));

        using enum app::MergeState;
        QCOMPARE(queue.jobs().front().state, Done);
        QVERIFY((states == std::vector {Preparing, Merging, Verifying, Finishing, Done}));
        for (const char* name : {"config.json", "model.safetensors.index.json", "tokenizer.json",
                                 "tokenizer_config.json", "README.md", "mergekit_config.yml", "recipe.loom"})
            QVERIFY2(fs::exists(destination / name), name);
        QVERIFY(tests::readText(destination / "config.json").find("\"num_hidden_layers\": 48")
                != std::string::npos);
        QVERIFY(tests::readText(destination / "README.md").find("base_model") != std::string::npos);
        QVERIFY(core::openModel(destination).value()->checkpoint->shards().size() > 3);
        compareWithSources(destination, document.stack());
        QVERIFY(QSettings().value(QStringLiteral("merge/parent")).toString() == qt(m_folder.path()));
        QCOMPARE(document.settings().shardBytes, std::uint64_t(1'000'000));
    }

    void progressNeverGoesBackAndTimesAreSane()
    {
        app::MergeQueue queue;
        double share = 0;
        double seconds = 0;
        bool everKnown = false;
        connect(&queue, &app::MergeQueue::updated, this, [&](int id) {
            const app::MergeJob& job = *queue.find(id);
            QVERIFY(job.meter.share() >= share);
            QVERIFY(job.seconds >= seconds);
            share = job.meter.share();
            seconds = job.seconds;
            if (const auto left = job.meter.secondsLeft()) {
                everKnown = true;
                QVERIFY(*left >= 0);
            }
        });
        QSignalSpy finished(&queue, &app::MergeQueue::finished);
        queue.add(longRequest(m_folder / "watched", 3));
        QVERIFY(finished.wait(5 * kPatience));
        QCOMPARE(queue.jobs().front().state, app::MergeState::Done);
        QVERIFY(everKnown);
        QVERIFY(seconds > 0);
        fs::remove_all(m_folder / "watched");
    }

    void cancelLeavesNothingBehind()
    {
        app::MergeQueue queue;
        app::EngineQueue measuring;
        app::JobsView view(queue, measuring);
        view.show();
        const fs::path place = m_folder / "cancelled";
        fs::create_directory(place);
        bool asked = false;
        QElapsedTimer clock;
        connect(&queue, &app::MergeQueue::updated, this, [&](int id) {
            if (queue.find(id)->state != app::MergeState::Merging || asked)
                return;
            asked = true;
            clock.start();
            auto* button = view.findChild<QAbstractButton*>(QStringLiteral("jobCancel"));
            QMetaObject::invokeMethod(button, &QAbstractButton::click, Qt::QueuedConnection);
        });
        QSignalSpy finished(&queue, &app::MergeQueue::finished);
        queue.add(longRequest(place / "output"));
        QVERIFY(finished.wait(kPatience));
        QVERIFY(asked);
        QVERIFY2(clock.elapsed() < tests::kCancelBound, qPrintable(QString::number(clock.elapsed())));
        QCOMPARE(queue.jobs().front().state, app::MergeState::Cancelled);
        QCOMPARE(view.findChild<QLabel*>(QStringLiteral("jobState"))->text(), QStringLiteral("Cancelled"));
        QVERIFY(fs::is_empty(place));
    }

    void cancelledWhileQueuedNeverRuns()
    {
        app::MergeQueue queue;
        QSignalSpy finished(&queue, &app::MergeQueue::finished);
        queue.add(longRequest(m_folder / "first"));
        const int second = queue.add(longRequest(m_folder / "second"));
        QCOMPARE(queue.find(second)->state, app::MergeState::Queued);
        queue.cancelAll();
        QTRY_COMPARE_WITH_TIMEOUT(finished.size(), 2, kPatience);
        QVERIFY(!queue.isBusy());
        QVERIFY(!fs::exists(m_folder / "first"));
        QVERIFY(!fs::exists(m_folder / "second"));
        queue.clearFinished();
        QVERIFY(queue.jobs().empty());
    }

    void whatRunsStandsFirst()
    {
        app::MergeQueue queue;
        app::EngineQueue measuring;
        app::JobsView view(queue, measuring);
        const auto order = [&view] {
            QLayout* column = view.widget()->layout();
            QStringList names;
            for (int i = 0; i < column->count(); ++i)
                if (auto* row = qobject_cast<app::JobRow*>(column->itemAt(i)->widget()))
                    names.append(row->findChild<QLabel*>()->toolTip().section(QLatin1Char('/'), -1));
            return names.join(QLatin1Char(' '));
        };
        queue.add(longRequest(m_folder / "a"));
        const int second = queue.add(longRequest(m_folder / "b"));
        queue.add(longRequest(m_folder / "c"));
        QCOMPARE(order(), QStringLiteral("a b c"));
        queue.cancel(second);
        QCOMPARE(order(), QStringLiteral("a c b"));
        queue.cancelAll();
        QTRY_VERIFY_WITH_TIMEOUT(!queue.isBusy(), kPatience);
    }

    void editingDuringAMergeDoesNotChangeItsResult()
    {
        app::Document document;
        openSample(document);
        app::MergeQueue queue;
        app::MergeDialog dialog(document, queue);
        setDestination(dialog, m_folder / "snapshot");
        const core::Stack before = document.stack();
        QSignalSpy finished(&queue, &app::MergeQueue::finished);
        QTest::mouseClick(mergeButton(dialog), Qt::LeftButton);
        document.edit(core::removeRange(0, 40), QStringLiteral("Remove 40 layers"));
        QCOMPARE(document.stack().blocks.size(), std::size_t(8));
        QVERIFY(finished.wait(kPatience));
        compareWithSources(m_folder / "snapshot", before);
    }

    void destinationsThatCannotBeAreRefusedBeforeTheStart_data()
    {
        QTest::addColumn<std::string>("destination");
        QTest::addColumn<QString>("expected");
        const fs::path sample = sampleDocument().parent_path();
        tests::writeText((fs::create_directories(m_folder / "full"), m_folder / "full/precious.txt"), "kept");
        QTest::newRow("in a source folder") << (sample / "loomling-32/output").string() << "lies inside";
        QTest::newRow("holds files") << (m_folder / "full").string() << "exists and holds files";
        QTest::newRow("below a file") << (m_folder / "full/precious.txt/output").string() << "is a file";
        QTest::newRow("no files there") << std::string("/proc/output") << "stores no files";
        QTest::newRow("no name") << (m_folder / "").string() << "No destination";
    }
    void destinationsThatCannotBeAreRefusedBeforeTheStart()
    {
        QFETCH(std::string, destination);
        QFETCH(QString, expected);
        app::Document document;
        openSample(document);
        app::MergeQueue queue;
        app::MergeDialog dialog(document, queue);
        QVERIFY2(mergeButton(dialog)->isEnabled(), qPrintable(reason(dialog)));
        setDestination(dialog, destination);
        QVERIFY(!mergeButton(dialog)->isEnabled());
        QVERIFY2(reason(dialog).contains(expected), qPrintable(reason(dialog)));
        QVERIFY(queue.jobs().empty());
    }

    void anErrorDisablesMergeWithItsReason()
    {
        app::Document document;
        openSample(document);
        core::Block missing = document.stack().blocks.front();
        missing.layer = 99;
        document.edit({core::InsertBlocks {0, {missing}}},
                      QStringLiteral("Insert a layer that is not there"));
        app::MergeQueue queue;
        app::MergeDialog dialog(document, queue);
        QVERIFY(!mergeButton(dialog)->isEnabled());
        QVERIFY2(reason(dialog).contains(QStringLiteral("99")), qPrintable(reason(dialog)));
        const auto labels = dialog.findChildren<QLabel*>();
        QCOMPARE(std::ranges::count_if(labels,
                                       [&](const QLabel* label) { return label->text() == reason(dialog); }),
                 1);
    }

    void aShardSizeThatCannotBeReadIsSaid()
    {
        app::Document document;
        openSample(document);
        app::MergeQueue queue;
        app::MergeDialog dialog(document, queue);
        setDestination(dialog, m_folder / "shards");
        dialog.findChild<QComboBox*>(QStringLiteral("shardCombo"))->setCurrentText(QStringLiteral("five"));
        QVERIFY(!mergeButton(dialog)->isEnabled());
        QVERIFY(reason(dialog).contains(QStringLiteral("shard size")));
    }

    void commandLineSaysTheSameMerge()
    {
        app::Document document;
        openSample(document);
        core::OutputSettings settings;
        settings.dtype = core::FloatType::F16;
        settings.alwaysSharded = true;
        settings.verify = core::VerifyMode::Quick;
        const QString saved = app::mergeCommandLine(document, document.stack(), {settings, "/data/out"});
        QVERIFY2(saved.startsWith(QStringLiteral("layerloom-cli merge '")), qPrintable(saved));
        QVERIFY(saved.contains(
            QStringLiteral("dus.loom' --output '/data/out' --dtype f16 --always-sharded --verify quick")));
        document.edit(core::removeRange(0, 1), QStringLiteral("Remove"));
        const QString edited = app::mergeCommandLine(document, document.stack(), {settings, "/data/out"});
        QVERIFY2(edited.contains(QStringLiteral("'A[1:24] A[8:32]' --model '")), qPrintable(edited));
        const QString checked = app::mergeCommandLine(
            document, document.stack(), {settings, "/data/out", QStringLiteral("/e/bin/python")});
        QVERIFY2(checked.endsWith(QStringLiteral(" --loadcheck --python '/e/bin/python'")),
                 qPrintable(checked));
    }

    // Small programs answer in the place of Python; tests/interop asks real ones.
    void theLoadCheckDecidesAboutTheResult_data()
    {
        QTest::addColumn<QByteArray>("answer"); // to the question about a folder
        QTest::addColumn<QString>("message");
        const QByteArray loads =
            R"("library": "transformers", "version": "5.0.0", "architecture": "LlamaForCausalLM",
            "parameters": 12, "unexpected": [], "mismatched": [], "missing": )";
        QTest::newRow("loads") << loads + "[]" << QStringLiteral("Transformers loads it.");
        QTest::newRow("does not load") << loads + R"(["model.norm.weight"])"
                                       << QStringLiteral("model.norm.weight is missing: it would be random");
    }

    void theLoadCheckDecidesAboutTheResult()
    {
        QFETCH(QByteArray, answer);
        const fs::path python = pythonThatAnswers("python", "{" + answer + "}");
        app::MergeRequest request = longRequest(m_folder / "checked", 3);
        request.python = QString::fromStdString(python.string());
        app::MergeQueue queue;
        QSet<int> seen;
        connect(&queue, &app::MergeQueue::updated, this,
                [&](int id) { seen.insert(static_cast<int>(queue.find(id)->state)); });
        QSignalSpy finished(&queue, &app::MergeQueue::finished);
        queue.add(request);
        QVERIFY(finished.wait(5 * kPatience));
        QTEST(queue.jobs().front().message, "message");
        QVERIFY(seen.contains(static_cast<int>(app::MergeState::LoadChecking)));
        const bool isDone = queue.jobs().front().state == app::MergeState::Done;
        QCOMPARE(fs::exists(request.destination), isDone);
        QCOMPARE(isDone, QTest::currentDataTag() == QByteArray("loads"));
        fs::remove_all(request.destination);
    }

    void aPythonWithoutTransformersIsSaidBeforeTheMerge()
    {
        const fs::path without =
            pythonThatAnswers("without", R"({"unusable": "this Python cannot import transformers"})");
        app::Document document;
        openSample(document);
        app::MergeQueue queue;
        app::MergeDialog dialog(document, queue);
        setDestination(dialog, m_folder / "unchecked");
        auto* choice = dialog.findChild<app::LoadCheckCombo*>(QStringLiteral("loadCheckCombo"));
        QCOMPARE(choice->python(), QString());
        QVERIFY(mergeButton(dialog)->isEnabled());
        choice->setPython(QString::fromStdString(without.string()));
        QTRY_VERIFY_WITH_TIMEOUT(reason(dialog).contains(QStringLiteral("cannot import transformers")),
                                 kPatience);
        QVERIFY(!mergeButton(dialog)->isEnabled());
        choice->setPython({});
        QTRY_VERIFY(mergeButton(dialog)->isEnabled());
    }

    void theLoadCheckIsRemembered()
    {
        app::LoadCheckCombo first;
        first.setPython(QStringLiteral("/e/bin/python"));
        first.remember();
        app::LoadCheckCombo second;
        QCOMPARE(second.python(), QStringLiteral("/e/bin/python"));
        second.setPython({});
        second.remember();
        const app::LoadCheckCombo third;
        QCOMPARE(third.python(), QString());
        QVERIFY(third.findData(QStringLiteral("/e/bin/python")) > 0); // offered
    }

    void filesThatAreNotCopiedAreListed()
    {
        app::Document document;
        openSample(document);
        const fs::path folder = document.stack().setup.sources.front().model->checkpoint->folder();
        app::MergeQueue queue;
        app::MergeDialog plain(document, queue);
        auto* before = plain.findChild<QLabel*>(QStringLiteral("mergeNotCopied"));
        const QString usual = before->isHidden() ? QString() : before->text();
        std::ofstream(folder / "aaa_notes.txt") << "notes";
        app::MergeDialog dialog(document, queue);
        auto* label = dialog.findChild<QLabel*>(QStringLiteral("mergeNotCopied"));
        fs::remove(folder / "aaa_notes.txt");
        QVERIFY(!label->isHidden());
        QVERIFY2(label->text().startsWith(QStringLiteral("Not copied: aaa_notes.txt")),
                 qPrintable(label->text()));
        QVERIFY(!usual.contains(QStringLiteral("aaa_notes.txt")));
    }

    void timesLeftAreRoundedAndKnownLate_data()
    {
        QTest::addColumn<double>("seconds");
        QTest::addColumn<QString>("text");
        QTest::newRow("short") << 4.0 << "a few seconds left";
        QTest::newRow("rounded to five") << 23.4 << "about 25 s left";
        QTest::newRow("minutes") << 130.0 << "about 2 min left";
        QTest::newRow("hours") << 4900.0 << "about 1 h 20 min left";
    }
    void timesLeftAreRoundedAndKnownLate()
    {
        QFETCH(double, seconds);
        QTEST(app::timeLeftText(seconds), "text");
        app::ProgressMeter meter;
        meter.add(1, 10, 1000);
        QVERIFY(!meter.secondsLeft());
        meter.add(2, 30, 1000);
        QVERIFY(meter.secondsLeft());
        // Ten seconds without progress lengthen an estimate that rests on two minutes by less than a half.
        app::ProgressMeter steady;
        for (int second = 1; second <= 120; ++second)
            steady.add(second, static_cast<std::uint64_t>(second) * 10, 4000);
        const double before = steady.secondsLeft().value_or(0);
        QVERIFY(before > 270 && before < 290);
        steady.add(130, 1200, 4000);
        QVERIFY(steady.secondsLeft().value_or(0) > before && steady.secondsLeft().value_or(0) < 1.5 * before);
        QCOMPARE(app::elapsedText(19.9), QStringLiteral("0:19"));
        QCOMPARE(app::elapsedText(3753), QStringLiteral("1:02:33"));
    }
};

QTEST_MAIN(Merge)
#include "merge_test.moc"
