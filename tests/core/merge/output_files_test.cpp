#include "tests/core/merge/merge_fixture.h"

#include <QObject>
#include <QRegularExpression>
#include <QtTest/QTest>

#include <algorithm>

using namespace layerloom::core;
using namespace layerloom::tests;

namespace {

TinyOptions withConfig(std::string text)
{
    TinyOptions options;
    options.configText = std::move(text);
    return options;
}

const std::string kLlama = R"("architectures": ["LlamaForCausalLM"], "model_type": "llama", "hidden_size": 8,
  "intermediate_size": 16, "num_attention_heads": 2, "num_key_value_heads": 1, "vocab_size": 32,
  "tie_word_embeddings": false)";

} // namespace

class OutputFiles : public QObject, private TestFolders {
    Q_OBJECT

private:
    std::string configOf(const Stack& stack, const OutputSettings& settings = {})
    {
        const auto plan = planMerge(stack, settings);
        return plan ? plannedText(*plan, "config.json") : plan.error().message();
    }

private Q_SLOTS:
    void onlyTheLayerCountChanges()
    {
        const std::string before = "{\n\t" + kLlama
            + ",\n\t\"num_hidden_layers\" :  4 ,\"rope_scaling\": null,\n \"weird\": [NaN, -Infinity, "
              "\"\\u00e9 num_hidden_layers\"], \"big\": 1E5\n}  \n";
        const std::string after =
            configOf(stackOf({written(withConfig(before))}, layersOfA({0, 1, 2, 1, 2, 3})));
        std::string expected = before;
        expected.replace(expected.find(":  4 ,") + 3, 1, "6");
        QCOMPARE(after, expected);
    }

    void everyAliasOfTheCountIsSetAndNoneIsAdded()
    {
        const auto folder =
            written(withConfig("{" + kLlama + R"(, "num_hidden_layers": 4, "num_layers": 4})"));
        const ConfigText config(configOf(stackOf({folder}, layersOfA({0, 3}))));
        QCOMPARE(config.integer("num_hidden_layers").value_or(0), 2);
        QCOMPARE(config.integer("num_layers").value_or(0), 2);
        QVERIFY(!config.has("n_layer"));
    }

    void listsWithAnEntryALayerAreGatheredFromEachLayersOwnModel()
    {
        const auto first = written(withConfig("{" + kLlama + R"(, "num_hidden_layers": 4, "layer_types":
            ["full_attention", "sliding_attention", "full_attention", "sliding_attention"]})"));
        const auto second = written(withConfig("{" + kLlama + R"(, "num_hidden_layers": 4, "layer_types":
            ["sliding_attention", "sliding_attention", "full_attention", "full_attention"]})"));
        const Stack stack = stackOf(
            {first, second},
            {{0, 0, {}, false}, {1, 0, {}, false}, {0, 3, {}, false}, {1, 3, {}, false}, {0, 1, {}, false}});
        const std::string text = configOf(stack);
        const ConfigText config(text);
        const std::optional<std::vector<std::string_view>> expected = std::vector<std::string_view> {
            R"("full_attention")", R"("sliding_attention")", R"("sliding_attention")", R"("full_attention")",
            R"("sliding_attention")"};
        QVERIFY2(config.array("layer_types") == expected, text.c_str());
    }

    void aMissingListIsNamed()
    {
        const auto first = written(withConfig("{" + kLlama + R"(, "num_hidden_layers": 4, "layer_types":
            ["full_attention", "full_attention", "full_attention", "full_attention"]})"));
        const auto second = written(withConfig("{" + kLlama + R"(, "num_hidden_layers": 4})"));
        const std::string message =
            configOf(stackOf({first, second}, {{0, 0, {}, false}, {1, 2, {}, false}}));
        QVERIFY2(message.find("layer_types") != std::string::npos, message.c_str());
        QVERIFY2(message.find('{') == std::string::npos, message.c_str());
    }

    void theStartOfTheWindowFollowsTheDepth_data()
    {
        QTest::addColumn<QString>("rule");
        QTest::addColumn<QString>("expected");
        QTest::newRow("not used, all layers") << R"("max_window_layers": 4, "use_sliding_window": false)"
                                              << "5";
        QTest::newRow("not used, fewer") << R"("max_window_layers": 3, "use_sliding_window": false)"
                                         << "3";
        QTest::newRow("used") << R"("max_window_layers": 1, "use_sliding_window": true)"
                              << "2";
        QTest::newRow("cannot be said") << R"("max_window_layers": 2, "use_sliding_window": true)"
                                        << "alternate";
    }
    void theStartOfTheWindowFollowsTheDepth()
    {
        QFETCH(QString, rule);
        QFETCH(QString, expected);
        TinyOptions options;
        options.family = "qwen2";
        options.architecture = "Qwen2ForCausalLM";
        options.attentionBias = true;
        options.extraConfig = rule.toStdString();
        // Layer 0 twice, then 2, 3, 1: with a window from 2 on, layer 1 comes too late.
        const std::string text = configOf(stackOf({written(options)}, layersOfA({0, 0, 2, 3, 1})));
        if (expected == "alternate") {
            QVERIFY2(text.find('{') == std::string::npos
                         && text.find("max_window_layers") != std::string::npos,
                     text.c_str());
            return;
        }
        QVERIFY2(text.find("\"max_window_layers\": " + expected.toStdString()) != std::string::npos,
                 text.c_str());
    }

    void theDtypeIsSetUnderItsExistingKey_data()
    {
        QTest::addColumn<QString>("member");
        QTest::addColumn<QString>("expected");
        QTest::newRow("old") << R"("torch_dtype": "bfloat16")"
                             << R"("torch_dtype": "float16")";
        QTest::newRow("new") << R"("dtype": "bfloat16")"
                             << R"("dtype": "float16")";
        QTest::newRow("none") << R"("x": 1)"
                              << R"("torch_dtype": "float16")";
    }
    void theDtypeIsSetUnderItsExistingKey()
    {
        QFETCH(QString, member);
        QFETCH(QString, expected);
        const auto folder =
            written(withConfig("{" + kLlama + R"(, "num_hidden_layers": 4, )" + member.toStdString() + "}"));
        const Stack stack = stackOf({folder}, layersOfA({0, 1, 2, 3}));
        const std::string converted = configOf(stack, {.dtype = FloatType::F16});
        QVERIFY2(converted.find(expected.toStdString()) != std::string::npos, converted.c_str());
        const std::string kept = configOf(stack);
        QVERIFY2(kept.find(member.toStdString()) != std::string::npos, kept.c_str());
    }

    void overriddenValuesAreWritten()
    {
        Stack stack = stackOf(
            {written(
                {.extraConfig =
                     R"("layer_types": ["full_attention", "full_attention", "full_attention", "full_attention"])"})},
            layersOfA({0, 1}));
        stack.setup.overrides = {{"rope_theta", "5e5"},
                                 {"layer_types", R"([ "full_attention","full_attention" ])"}};
        const std::string text = configOf(stack);
        const ConfigText config(text);
        QCOMPARE(config.number("rope_theta").value_or(0), 5e5);
        QCOMPARE(std::string(*config.raw("layer_types")),
                 std::string(R"([ "full_attention","full_attention" ])"));
        QCOMPARE(config.integer("num_hidden_layers").value_or(0), 2);
    }

    void allFilesOfATokenizerAreCopied()
    {
        const auto folder = written({.tokenizer = true});
        const std::vector<std::string> names {"LICENSE",           "LICENSE.txt",
                                              "added_tokens.json", "merges.txt",
                                              "modeling_odd.py",   "preprocessor_config.json",
                                              "qwen.tiktoken",     "special_tokens_map.json",
                                              "spiece.model",      "tekken.json",
                                              "tokenizer.model",   "vocab.json",
                                              "vocab.txt"};
        for (const std::string& name : names)
            writeText(folder / name, "content of " + name);
        writeText(folder / "optimizer.pt", "not wanted");
        writeText(folder / "notes.md", "not wanted");
        writeText(folder / ".gitattributes", "not wanted");
        const auto plan = planMerge(stackOf({folder}, layersOfA({0})), {});
        QVERIFY2(plan, messageOf(plan).c_str());
        for (const std::string& name : names)
            QCOMPARE(plannedText(*plan, name), "content of " + name);
        for (const char* name :
             {"tokenizer.json", "tokenizer_config.json", "chat_template.jinja", "generation_config.json"})
            QVERIFY2(hasFile(*plan, name), name);
        QVERIFY(!hasFile(*plan, "optimizer.pt"));
        QVERIFY(!hasFile(*plan, "notes.md"));
        QCOMPARE(plan->notCopied, std::vector<std::string> {"notes.md"});
    }

    void tokenizersAreKnownByTheirNames()
    {
        const auto folder = written({});
        const std::vector<std::string> names {"spm.model",
                                              "source.spm",
                                              "target.spm",
                                              "bpe.codes",
                                              "rwkv_vocab_v20230424.txt",
                                              "dict.txt",
                                              "merges.utf8",
                                              "target_vocab.json",
                                              "vocab.bpe",
                                              "sentencepiece.bpe.model",
                                              "tiktoken.model",
                                              "prophetnet.tokenizer",
                                              "hf_quant_config.json",
                                              "quantize_config.json",
                                              "quant_config.json"};
        for (const std::string& name : names)
            writeText(folder / name, "content of " + name);
        const auto plan = planMerge(stackOf({folder}, layersOfA({0})), {});
        QVERIFY2(plan, messageOf(plan).c_str());
        for (const std::string& name : names)
            QVERIFY2(hasFile(*plan, name), name.c_str());
        QVERIFY(plan->notCopied.empty());
    }

    void filesInFoldersAreCopied()
    {
        const auto folder = written({.extraConfig = R"("auto_map": {"AutoModel": "modeling.Model"})"});
        const std::vector<std::string> wanted {"additional_chat_templates/tool_use.jinja",
                                               "1_Pooling/config.json", "2_Dense/model.safetensors",
                                               "layers/attention/flash.py"};
        for (const std::string& name : wanted) {
            std::filesystem::create_directories((folder / name).parent_path());
            writeText(folder / name, "content of " + name);
        }
        writeText(folder / "modules.json", R"([{"path": ""}, {"path": "1_Pooling"}, {"path": "2_Dense"}])");
        std::filesystem::create_directories(folder / "runs");
        writeText(folder / "runs" / "events.out", "not wanted");
        const Stack stack = stackOf({folder}, layersOfA({0, 1}));
        const auto plan = planMerge(stack, {});
        QVERIFY2(plan, messageOf(plan).c_str());
        QCOMPARE(plan->notCopied, std::vector<std::string> {"runs/events.out"});
        const auto output = m_folder / "folders";
        JobContext job;
        QVERIFY2(runMerge(*plan, {}, output, job), "the merge fails");
        for (const std::string& name : wanted)
            QCOMPARE(readText(output / name), "content of " + name);
    }

    void aFailedDownloadIsRefused()
    {
        const auto folder = written({.tokenizer = true});
        writeText(folder / "tokenizer.json",
                  "version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 1\n");
        const auto plan = planMerge(stackOf({folder}, layersOfA({0})), {});
        QVERIFY(messageOf(plan).ends_with(": this is a Git LFS pointer, the file itself was not downloaded"));
        QVERIFY(messageOf(plan).starts_with("tokenizer.json of "));
    }

    void partsComeFromTheModelsChosenForThem()
    {
        const auto first = written({.tokenizer = true});
        const auto second = written({.tokenizer = true});
        writeText(second / "generation_config.json", "{\"from\": \"B\"}");
        writeText(second / "tokenizer.json", "{\"from\": \"B\"}");
        Stack stack = stackOf({first, second}, layersOfA({0, 1}));
        stack.setup.parts[static_cast<std::size_t>(Part::Tokenizer)] = SourceIndex(1);
        auto plan = planMerge(stack, {});
        QVERIFY2(plan, messageOf(plan).c_str());
        QCOMPARE(plannedText(*plan, "tokenizer.json"), std::string("{\"from\": \"B\"}"));
        QCOMPARE(plannedText(*plan, "generation_config.json"), readText(first / "generation_config.json"));
    }

    void aTemplateInsideTheTokenizersConfigMovesWithItsPart()
    {
        const auto first = written({.tokenizer = true});
        const auto second = written({.tokenizer = true});
        std::filesystem::remove(first / "chat_template.jinja");
        std::filesystem::remove(second / "chat_template.jinja");
        writeText(first / "tokenizer_config.json", R"({"a": 1, "chat_template": "of A"})");
        writeText(second / "tokenizer_config.json", R"({"b": 1, "chat_template": "of B"})");
        Stack stack = stackOf({first, second}, layersOfA({0, 1}));
        stack.setup.parts[static_cast<std::size_t>(Part::ChatTemplate)] = SourceIndex(1);
        const auto plan = planMerge(stack, {});
        QVERIFY2(plan, messageOf(plan).c_str());
        QCOMPARE(plannedText(*plan, "tokenizer_config.json"),
                 std::string(R"({"a": 1, "chat_template": "of B"})"));
    }

    void nothingInANameIsAMarkOfTheCard_data()
    {
        QTest::addColumn<QString>("name");
        QTest::newRow("heading") << "\n# H1\n";
        QTest::newRow("carriage return") << "a\r# H1";
        QTest::newRow("fence") << "a\n```\n<script>";
        QTest::newRow("long fence") << "`````` ~~~";
        QTest::newRow("picture") << "<img src=x onerror=y>";
        QTest::newRow("link") << "[a](http://x) ![b](y)";
        QTest::newRow("cell") << "a | b \\| c";
        QTest::newRow("front matter") << "a\"\n---\ninference: true";
        QTest::newRow("end of the front matter") << "\n---\n";
        QTest::newRow("bidi") << QString::fromUtf8("a\xe2\x80\xae"
                                                   "b\xc2\x85"
                                                   "c");
    }
    void nothingInANameIsAMarkOfTheCard()
    {
        QFETCH(QString, name);
        Stack stack = stackOf({written({}), written({.seed = 2})}, {{0, 0, {}, false}, {1, 1, {}, false}});
        const std::string plain = plannedText(planMerge(stack, {}).value(), "README.md");
        stack.setup.sources[0].label = name.toStdString();
        stack.setup.sources[1].name = name.toStdString();
        const auto plan = planMerge(stack, {});
        QVERIFY2(plan, messageOf(plan).c_str());
        const QString card = QString::fromStdString(plannedText(*plan, "README.md"));
        // The same lines as with harmless names, and no mark among them that was not there.
        const QStringList lines = card.split('\n');
        QCOMPARE(lines.size(), QString::fromStdString(plain).split('\n').size());
        QCOMPARE(lines.count("---"), 2);
        QVERIFY(!card.contains('\r') && !card.contains(QChar(0x202e)) && !card.contains(QChar(0x85)));
        for (const QString& line : lines)
            QVERIFY2(!line.startsWith("# H1") && !line.startsWith("inference") && !line.startsWith("<"),
                     qPrintable(line));
        const QString table = card.section("| Layers", 1).section("As a layer expression", 0, 0);
        static const QRegularExpression bare("(?<!\\\\)(?:\\\\\\\\)*[<`\\[\\]*!]");
        QVERIFY2(!table.contains(bare), qPrintable(table));
        for (const QString& line : table.split('\n'))
            if (line.startsWith("| 0 ") || line.startsWith("| 1 "))
                QCOMPARE(line.count(QRegularExpression("(?<!\\\\)(?:\\\\\\\\)*\\|")), 4);
    }

    void onlyLicencesInTheirKnownFormAreTaken_data()
    {
        QTest::addColumn<QString>("matter");
        QTest::addColumn<QString>("licence");
        QTest::newRow("plain") << "license: mit"
                               << "mit";
        QTest::newRow("quoted") << "license: \"llama3.1\""
                                << "llama3.1";
        QTest::newRow("carriage return") << "license: mit\rinference: true"
                                         << "";
        QTest::newRow("open quote") << "license: \"mit"
                                    << "";
        QTest::newRow("words") << "license: see the file"
                               << "";
        QTest::newRow("capitals") << "license: MIT"
                                  << "";
        QTest::newRow("list") << "license: [mit]"
                              << "";
        QTest::newRow("markup") << "license: <b>"
                                << "";
        QTest::newRow("deep") << "license: " + QString("[").repeated(100'000) << "";
        QTest::newRow("none") << "tags: []"
                              << "";
    }
    void onlyLicencesInTheirKnownFormAreTaken()
    {
        QFETCH(QString, matter);
        QFETCH(QString, licence);
        const auto folder = written({});
        writeText(folder / "README.md", "---\n" + matter.toStdString() + "\n---\n# A\n");
        const auto plan = planMerge(stackOf({folder}, layersOfA({0, 1})), {});
        QVERIFY2(plan, messageOf(plan).c_str());
        const QString card = QString::fromStdString(plannedText(*plan, "README.md"));
        const QString line = card.section("\nlicense: ", 1).section('\n', 0, 0);
        QCOMPARE(card.contains("\nlicense: ") ? line : QString(), licence);
        QVERIFY(!card.contains("inference"));
    }

    void aSideFileThatChangesMeanwhileIsNoticed()
    {
        const auto folder = written({.tokenizer = true});
        const auto plan = planMerge(stackOf({folder}, layersOfA({0, 1})), {});
        QVERIFY2(plan, messageOf(plan).c_str());
        const std::string text = readText(folder / "tokenizer.json");
        writeText(folder / "tokenizer.json", std::string(text.size(), ' '));
        JobContext job;
        const auto report = runMerge(*plan, {}, fresh(), job);
        QVERIFY(!report && report.error().code() == ErrorCode::Mismatch);
        QVERIFY2(messageOf(report).find("tokenizer.json has changed") != std::string::npos,
                 messageOf(report).c_str());
    }

    void theCardNamesModelsLayersAndRecipe()
    {
        const auto first = written({});
        const auto second = written({.seed = 2});
        writeText(first / "README.md", "---\nlicense: apache-2.0\ntags: [x]\n---\n# A\n");
        writeText(second / "README.md", "---\nlicense: apache-2.0\n---\n");
        Stack stack = stackOf({first, second}, {{0, 0, {}, false}, {0, 1, {}, false}, {1, 3, {}, false}});
        stack.setup.sources[0].name = "owner/first";
        stack.setup.sources[1].label = "second | \"odd\"";
        auto plan = planMerge(stack, {});
        QVERIFY2(plan, messageOf(plan).c_str());
        const std::string card = plannedText(*plan, "README.md");
        for (const char* part : {"base_model:\n  - \"owner/first\"\n  - \"second | \\\"odd\\\"\"\n",
                                 "library_name: transformers\n", "license: apache-2.0\n", "- layerloom\n",
                                 "| 0–1 | owner/first | 0–1 |\n", "| 2 | second \\| \"odd\" | 3 |\n",
                                 "A[0:2] B[3]", "merge_method: passthrough"})
            QVERIFY2(card.find(part) != std::string::npos, (std::string(part) + "\nnot in\n" + card).c_str());
        // A card is published: it tells nobody where the models lay.
        QVERIFY2(card.find(m_folder.path().string()) == std::string::npos, card.c_str());
        writeText(second / "README.md", "---\nlicense: mit\n---\n");
        plan = planMerge(stack, {});
        QVERIFY(plannedText(*plan, "README.md").find("license:") == std::string::npos);
        QVERIFY(plannedText(*plan, "mergekit_config.yml").find("passthrough") != std::string::npos);
        QVERIFY(plannedText(*plan, "recipe.loom").find("layerloom/1") != std::string::npos);
        for (const char* name : {"mergekit_config.yml", "recipe.loom"})
            QVERIFY(plannedText(*plan, name).find(m_folder.path().string()) == std::string::npos);
        const auto bare = planMerge(stack, {.modelCard = false, .mergekitConfig = false, .recipe = false});
        for (const char* name : {"README.md", "mergekit_config.yml", "recipe.loom"})
            QVERIFY2(!hasFile(*bare, name), name);
    }
};

QTEST_APPLESS_MAIN(OutputFiles)
#include "output_files_test.moc"
