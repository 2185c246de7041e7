// Made-up checkpoints of many families with random members in config.json, random prefixes and nesting, in random stacks.
// Whatever a config holds: what `check` finds sound is merged, what it refuses is not, and what is written opens as the
// stack that was asked for. The generator is seeded; LAYERLOOM_FUZZ_SEED begins elsewhere.
#include "core/checks/problems.h"
#include "tests/core/merge/merge_fixture.h"

#include <QObject>
#include <QtTest/QTest>

#include <array>
#include <random>
#include <set>

using namespace layerloom::core;
using namespace layerloom::tests;

namespace {

/// A family as it names its config keys and tensors; "{}" is the number of a layer.
struct MadeUpFamily {
    const char* names; ///< model_types, separated by blanks
    const char* config; ///< with "{}" for the number of layers
    const char* tensors; ///< "name extents" separated by commas
};

constexpr auto kSizes = R"("num_hidden_layers": {}, "hidden_size": 8, "intermediate_size": 12,
    "num_attention_heads": 2, "num_key_value_heads": 1, "head_dim": 4, "vocab_size": 20)";

const std::array<MadeUpFamily, 9> kFamilies {
    {{"llama mistral qwen2 qwen3 gemma gemma2 granite smollm3 seed_oss arcee helium ernie4_5 olmo2 cohere "
      "stablelm brand_new",
      kSizes,
      "model.embed_tokens.weight 20x8,model.layers.{}.input_layernorm.weight 8,"
      "model.layers.{}.self_attn.q_proj.weight 8x8,model.layers.{}.self_attn.k_proj.weight 4x8,"
      "model.layers.{}.mlp.down_proj.weight 8x12,model.norm.weight 8,lm_head.weight 20x8"},
     {"phi3 glm4 apertus nemotron exaone4", kSizes,
      "model.embed_tokens.weight 20x8,model.layers.{}.input_layernorm.weight 8,"
      "model.layers.{}.mlp.up_proj.weight 12x8,model.norm.weight 8,lm_head.weight 20x8"},
     {"qwen3_moe mixtral glm4_moe deepseek_v3 dots1", kSizes,
      "model.embed_tokens.weight 20x8,model.layers.{}.input_layernorm.weight 8,"
      "model.layers.{}.mlp.gate.weight 2x8,model.layers.{}.mlp.experts.0.down_proj.weight 8x12,"
      "model.layers.{}.mlp.experts.1.down_proj.weight 8x12,model.norm.weight 8,lm_head.weight 20x8"},
     {"gpt2 gpt_bigcode codegen", R"("n_layer": {}, "n_embd": 8, "n_head": 2, "vocab_size": 20)",
      "transformer.wte.weight 20x8,transformer.wpe.weight 16x8,transformer.h.{}.ln_1.weight 8,"
      "transformer.h.{}.mlp.c_proj.weight 32x8,transformer.ln_f.weight 8"},
     {"bloom falcon",
      R"("num_hidden_layers": {}, "hidden_size": 8, "num_attention_heads": 2, "vocab_size": 20)",
      "transformer.word_embeddings.weight 20x8,transformer.h.{}.mlp.dense_h_to_4h.weight 32x8,"
      "transformer.ln_f.weight 8"},
     {"gpt_neox", kSizes,
      "gpt_neox.embed_in.weight 20x8,gpt_neox.layers.{}.attention.dense.weight 8x8,"
      "gpt_neox.final_layer_norm.weight 8,embed_out.weight 20x8"},
     {"opt", R"("num_hidden_layers": {}, "hidden_size": 8, "ffn_dim": 16, "vocab_size": 20)",
      "model.decoder.embed_tokens.weight 20x8,model.decoder.layers.{}.fc1.weight 16x8,"
      "model.decoder.final_layer_norm.weight 8,lm_head.weight 20x8"},
     {"mamba mamba2", R"("num_hidden_layers": {}, "hidden_size": 8, "vocab_size": 20)",
      "backbone.embeddings.weight 20x8,backbone.layers.{}.mixer.in_proj.weight 16x8,backbone.norm_f.weight "
      "8"},
     {"bert roberta electra",
      R"("num_hidden_layers": {}, "hidden_size": 8, "intermediate_size": 12, "vocab_size": 20)",
      "embeddings.word_embeddings.weight 20x8,encoder.layer.{}.intermediate.dense.weight 12x8,"
      "encoder.layer.{}.output.dense.weight 8x12"}}};

QString withNumber(const char* text, int number)
{
    return QString::fromUtf8(text).replace(QStringLiteral("{}"), QString::number(number));
}

/// A family with its config and tensors.
struct FamilyChoice {
    std::string name;
    const MadeUpFamily* form = nullptr;
};

std::vector<FamilyChoice> allFamilies()
{
    std::vector<FamilyChoice> all;
    for (const MadeUpFamily& form : kFamilies)
        for (const QString& name : QString::fromUtf8(form.names).split(' '))
            all.push_back({name.toStdString(), &form});
    return all;
}

/// Makes the random choices of one round.
class Generator {
public:
    explicit Generator(unsigned seed)
        : m_engine(seed)
        , m_layers(between(3, 6))
    {
        const std::vector<FamilyChoice> families = allFamilies();
        m_family = families[static_cast<std::size_t>(between(0, static_cast<int>(families.size()) - 1))];
    }

    const std::string& family() const { return m_family.name; }
    int layers() const { return m_layers; }

    TinyOptions model(std::uint64_t seed)
    {
        TinyOptions options;
        options.seed = seed;
        options.tensors = tensors();
        options.configText = config();
        return options;
    }

    Blocks blocks(int sources)
    {
        Blocks blocks;
        for (int left = between(1, 2 * m_layers); left > 0; --left)
            blocks.push_back({SourceIndex::from(between(0, sources - 1)),
                              LayerIndex::from(between(0, m_layers - 1)),
                              {},
                              false});
        const bool isWhole = isOneIn(6);
        for (int layer = 0; isWhole && layer < m_layers; ++layer) {
            blocks.resize(static_cast<std::size_t>(m_layers));
            blocks[static_cast<std::size_t>(layer)] = {0, LayerIndex::from(layer), {}, false};
        }
        return blocks;
    }

    bool isOneIn(int count) { return between(1, count) == 1; }
    int between(int least, int most) { return std::uniform_int_distribution<int>(least, most)(m_engine); }

private:
    std::vector<TinyTensor> tensors()
    {
        std::vector<TinyTensor> tensors;
        for (const QString& line : QString::fromUtf8(m_family.form->tensors).split(',')) {
            const QString name = line.section(' ', 0, 0);
            std::vector<std::uint64_t> shape;
            for (const QString& extent : line.section(' ', 1).split('x'))
                shape.push_back(extent.toULongLong());
            for (int layer = 0; layer < (name.contains("{}") ? m_layers : 1); ++layer)
                tensors.push_back({withNumber(name.toUtf8().constData(), layer).toStdString(), "F32", shape});
        }
        return tensors;
    }

    std::string config()
    {
        QString members = withNumber(m_family.form->config, m_layers);
        for (int more = between(0, 4); more > 0; --more)
            members += ",\n  " + member();
        const QString type =
            QStringLiteral("\"model_type\": \"%1\"").arg(QString::fromStdString(m_family.name));
        const QString head = R"("architectures": ["MadeUpForCausalLM"], )" + type + ", ";
        if (isOneIn(4))
            return QStringLiteral("{%1 \"text_config\": {%2, %3}}").arg(head, type, members).toStdString();
        return QStringLiteral("{%1 %2}").arg(head, members).toStdString();
    }

    QString value()
    {
        static const QStringList values {"0",     "1",   "2.5", "true", "false", "\"full_attention\"",
                                         "\"a\"", "null"};
        return values[between(0, static_cast<int>(values.size()) - 1)];
    }

    QString key()
    {
        static const QStringList keys {"layer_types",     "mlp_layer_types", "no_rope_layers",
                                       "layer_scales",    "per_layer_heads", "sliding_window",
                                       "rope_scaling",    "odd_layers",      "attention_windows",
                                       "mlp_only_layers", "layer_inter_size"};
        return keys[between(0, static_cast<int>(keys.size()) - 1)];
    }

    /// One member: a value, a list of about as many entries as layers, a map by index, a list of pairs, or an object.
    QString member()
    {
        const QString name = '"' + key() + "\": ";
        QStringList entries;
        const int count = m_layers + between(-1, 1);
        switch (between(0, 4)) {
        case 0:
            return name + value();
        case 1:
            for (int entry = 0; entry < count; ++entry)
                entries << value();
            return name + '[' + entries.join(", ") + ']';
        case 2:
            for (int entry = 0; entry < count; ++entry)
                entries << QStringLiteral("\"%1%2\": %3")
                               .arg(count % 2 == 0 ? "layer_" : "")
                               .arg(entry)
                               .arg(value());
            return name + '{' + entries.join(", ") + '}';
        case 3:
            for (int entry = 0; entry < 3; ++entry)
                entries << QStringLiteral("[%1, %2]").arg(between(0, m_layers - 1)).arg(between(0, 3));
            return name + '[' + entries.join(", ") + ']';
        default:
            return QStringLiteral("\"section_config\": {") + name + value() + '}';
        }
    }

    std::mt19937 m_engine;
    int m_layers;
    FamilyChoice m_family;
};

} // namespace

class ConfigFuzzTest : public QObject, private TestFolders {
    Q_OBJECT

private:
    JobContext m_job;
    int m_written = 0;
    int m_refused = 0;

    static QString text(const std::vector<Problem>& problems)
    {
        QString text;
        for (const Problem& problem : problems)
            text += QString::fromStdString(problemCode(problem.id) + ' ' + problem.message + "; ");
        return text;
    }

    /// What is wrong with this round; empty when nothing is.
    QString round(unsigned seed)
    {
        Generator generator(seed);
        std::vector<std::filesystem::path> folders;
        const int sources = generator.between(1, 2);
        for (int source = 0; source < sources; ++source)
            folders.push_back(written(generator.model(seed + static_cast<unsigned>(source))));
        if (!openModel(folders.front()) || !openModel(folders.back()))
            return {}; // refused as a model, before any stack
        const Stack stack = stackOf(folders, generator.blocks(sources));
        const std::vector<Problem> found = mergeProblems(stack, {});
        const std::filesystem::path out = fresh();
        const auto plan = planMerge(stack, {});
        const bool isSound = !hasErrors(found);
        if (isSound != bool(plan))
            return "check and merge disagree: " + text(found) + QString::fromStdString(messageOf(plan));
        ++(isSound ? m_written : m_refused);
        if (!isSound)
            return {};
        const auto report = runMerge(*plan, {}, out, m_job);
        if (!report)
            return "merge fails: " + QString::fromStdString(messageOf(report));
        return faultOf(*plan, out, stack.blocks.size());
    }

    static QString faultOf(const MergePlan& plan, const std::filesystem::path& out, std::size_t blocks)
    {
        const auto model = openModel(out);
        if (!model)
            return "the result does not open: " + QString::fromStdString(messageOf(model));
        const LayerTable& table = (*model)->table;
        if (table.layers.size() != blocks || !table.extraLayers.empty())
            return QStringLiteral("the result has %1 layers, %2 more")
                .arg(table.layers.size())
                .arg(table.extraLayers.size());
        const std::vector<std::string> planned = tensorNames(plan);
        std::set<std::string> names;
        for (const TensorInfo& tensor : (*model)->checkpoint->tensors())
            names.insert(tensor.name);
        if (names != std::set<std::string>(planned.begin(), planned.end()))
            return QStringLiteral("the result has other tensors than planned");
        const auto again = mergeProblems(stackOf({out}, wholeOf(blocks)), {});
        return hasErrors(again) ? "the result cannot be merged again: " + text(again) : QString();
    }

    static Blocks wholeOf(std::size_t layers)
    {
        Blocks blocks;
        for (std::size_t layer = 0; layer < layers; ++layer)
            blocks.push_back({0, LayerIndex::from(layer), {}, false});
        return blocks;
    }

private Q_SLOTS:
    void checkAndMergeAgree()
    {
        const auto first = static_cast<unsigned>(qEnvironmentVariableIntValue("LAYERLOOM_FUZZ_SEED"));
        constexpr unsigned kRounds = 150;
        QStringList faults;
        for (unsigned seed = first; seed < first + kRounds; ++seed)
            if (const QString fault = round(seed); !fault.isEmpty())
                faults << QStringLiteral("seed %1 (%2): %3")
                              .arg(seed)
                              .arg(QString::fromStdString(Generator(seed).family()), fault);
        QVERIFY2(faults.isEmpty(),
                 qPrintable(QString::number(faults.size()) + " faults:\n" + faults.mid(0, 12).join('\n')));
        // Neither answer is the only one.
        QVERIFY(m_written > int(kRounds) / 10);
        QVERIFY(m_refused > int(kRounds) / 20);
    }
};

QTEST_APPLESS_MAIN(ConfigFuzzTest)
#include "config_fuzz_test.moc"
