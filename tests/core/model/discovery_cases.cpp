#include "tests/core/model/discovery_cases.h"

#include <QStringList>

namespace layerloom::tests {

namespace {

std::vector<std::uint64_t> extentsIn(const QString& text)
{
    std::vector<std::uint64_t> extents;
    for (const QString& extent : text.split('x'))
        extents.push_back(extent.toULongLong());
    return extents;
}

std::string config(const char* modelType, const char* architecture, const char* more)
{
    return std::string(R"({"model_type": ")") + modelType + R"(", "architectures": [")" + architecture
        + "\"], " + more + "}";
}

std::vector<DiscoveryCase> gptCases()
{
    const char* const gpt2 = R"("n_layer": 2, "n_embd": 4, "n_head": 2, "vocab_size": 10)";
    return {
        {"gpt2", config("gpt2", "GPT2LMHeadModel", gpt2),
         R"(transformer.wte.weight 10x4
            transformer.wpe.weight 16x4
            transformer.h.{}.attn.bias 1x1x16x16
            transformer.h.{}.attn.masked_bias 1
            transformer.h.{}.attn.c_attn.weight 4x12
            transformer.h.{}.attn.c_attn.bias 12
            transformer.h.{}.ln_1.weight 4
            transformer.ln_f.weight 4
            transformer.ln_f.bias 4)",
         "transformer.h.", true, 64, 104, 8, 0, 0, 104 + 8 + 2 * 64},
        {"gpt2 without prefix and with a stored head", config("gpt2", "GPT2LMHeadModel", gpt2),
         R"(wte.weight 10x4
            wpe.weight 16x4
            h.{}.attn.bias 1x1x16x16
            h.{}.mlp.c_fc.weight 4x16
            ln_f.weight 4
            lm_head.weight 10x4 wte.weight)",
         "h.", true, 64, 104, 4, 40, 0, 104 + 4 + 2 * 64},
        {"gpt_neox", config("gpt_neox", "GPTNeoXForCausalLM", R"("num_hidden_layers": 2, "hidden_size": 4,
            "intermediate_size": 16, "vocab_size": 10, "tie_word_embeddings": false)"),
         R"(gpt_neox.embed_in.weight 10x4
            gpt_neox.layers.{}.attention.bias 1x1x16x16
            gpt_neox.layers.{}.attention.masked_bias 1
            gpt_neox.layers.{}.attention.rotary_emb.inv_freq 2
            gpt_neox.layers.{}.attention.query_key_value.weight 12x4
            gpt_neox.layers.{}.attention.dense.bias 4
            gpt_neox.final_layer_norm.weight 4
            embed_out.weight 10x4)",
         "gpt_neox.layers.", false, 52, 40, 4, 40, 0, 40 + 4 + 40 + 2 * 52},
        {"opt", config("opt", "OPTForCausalLM", R"("num_hidden_layers": 2, "hidden_size": 4, "ffn_dim": 16,
            "vocab_size": 10)"),
         R"(model.decoder.embed_tokens.weight 10x4
            model.decoder.embed_positions.weight 18x4
            model.decoder.layers.{}.fc1.weight 16x4
            model.decoder.layers.{}.self_attn.out_proj.weight 4x4
            model.decoder.final_layer_norm.weight 4
            lm_head.weight 10x4 model.decoder.embed_tokens.weight)",
         "model.decoder.layers.", true, 80, 112, 4, 40, 0, 112 + 4 + 2 * 80},
        {"falcon", config("falcon", "FalconForCausalLM", R"("num_hidden_layers": 2, "hidden_size": 4,
            "num_attention_heads": 2, "multi_query": true, "vocab_size": 10)"),
         R"(transformer.word_embeddings.weight 10x4
            transformer.h.{}.self_attention.query_key_value.weight 8x4
            transformer.h.{}.mlp.dense_h_to_4h.weight 16x4
            transformer.ln_f.weight 4)",
         "transformer.h.", true, 96, 40, 4, 0, 0, 40 + 4 + 2 * 96},
        {"bloom without prefix", config("bloom", "BloomForCausalLM", R"("n_layer": 2, "hidden_size": 4,
            "n_head": 2, "vocab_size": 10)"),
         R"(word_embeddings.weight 10x4
            word_embeddings_layernorm.weight 4
            h.{}.self_attention.query_key_value.weight 12x4
            ln_f.weight 4)",
         "h.", true, 48, 44, 4, 0, 0, 44 + 4 + 2 * 48},
    };
}

std::vector<DiscoveryCase> llamaLikeCases()
{
    const char* const sizes = R"("num_hidden_layers": 2, "hidden_size": 4, "intermediate_size": 6,
        "num_attention_heads": 2, "num_key_value_heads": 1, "head_dim": 2, "vocab_size": 10)";
    const char* const tensors = R"(model.embed_tokens.weight 10x4
            model.layers.{}.input_layernorm.weight 4
            model.layers.{}.self_attn.q_proj.weight 4x4
            model.layers.{}.self_attn.k_proj.weight 2x4
            model.layers.{}.self_attn.rotary_emb.inv_freq 1
            model.layers.{}.mlp.up_proj.weight 6x4
            model.norm.weight 4)";
    const char* const withHead = R"(model.embed_tokens.weight 10x4
            model.layers.{}.input_layernorm.weight 4
            model.layers.{}.self_attn.q_norm.weight 2
            model.layers.{}.self_attn.k_proj.weight 2x4
            model.norm.weight 4
            lm_head.weight 10x4)";
    const char* const packed = R"(model.embed_tokens.weight 10x4
            model.layers.{}.self_attn.qkv_proj.weight 8x4
            model.layers.{}.mlp.gate_up_proj.weight 12x4
            model.norm.weight 4
            lm_head.weight 10x4)";
    std::vector<DiscoveryCase> cases;
    for (const char* family : {"gemma", "gemma2", "gemma3_text"})
        cases.push_back({family, config(family, "GemmaForCausalLM", sizes), tensors, "model.layers.", true,
                         52, 40, 4, 0, 0, 40 + 4 + 2 * 52});
    for (const char* family : {"llama", "mistral", "qwen2", "qwen3", "stablelm", "olmo2"})
        cases.push_back({family, config(family, "SomeForCausalLM", sizes), withHead, "model.layers.", false,
                         14, 40, 4, 40, 0, 40 + 4 + 40 + 2 * 14});
    cases.push_back({"phi3", config("phi3", "Phi3ForCausalLM", sizes), packed, "model.layers.", false, 80, 40,
                     4, 40, 0, 40 + 4 + 40 + 2 * 80});
    cases.push_back({"a head without weights in the files", config("llama", "LlamaForCausalLM", sizes),
                     tensors, "model.layers.", true, 52, 40, 4, 0, 0, 40 + 4 + 2 * 52});
    cases.push_back({"no language head", config("llama", "LlamaModel", sizes), tensors, "model.layers.",
                     false, 52, 40, 4, 0, 0, 40 + 4 + 2 * 52});
    cases.push_back({"mixtral", config("mixtral", "MixtralForCausalLM", sizes),
                     R"(model.embed_tokens.weight 10x4
            model.layers.{}.block_sparse_moe.gate.weight 2x4
            model.layers.{}.block_sparse_moe.experts.0.w1.weight 6x4
            model.layers.{}.block_sparse_moe.experts.1.w1.weight 6x4
            model.norm.weight 4
            lm_head.weight 10x4)",
                     "model.layers.", false, 56, 40, 4, 40, 0, 40 + 4 + 40 + 2 * 56});
    cases.push_back({"quantized to 4 bits", config("llama", "LlamaForCausalLM", sizes),
                     R"(model.embed_tokens.weight 10x4
            model.layers.{}.mlp.up_proj.weight U8 12x1
            model.layers.{}.mlp.up_proj.weight.absmax 1
            model.norm.weight 4
            lm_head.weight 10x4)",
                     "model.layers.", false, 13, 40, 4, 40, 0, 40 + 4 + 40 + 2 * 13});
    return cases;
}

std::vector<DiscoveryCase> otherCases()
{
    const char* const bert =
        R"("num_hidden_layers": 2, "hidden_size": 4, "intermediate_size": 6, "vocab_size": 10)";
    return {
        {"bert", config("bert", "BertForMaskedLM", bert),
         R"(bert.embeddings.word_embeddings.weight 10x4
            bert.embeddings.position_ids I64 1x16
            bert.embeddings.LayerNorm.gamma 4
            bert.encoder.layer.{}.attention.self.query.weight 4x4
            bert.encoder.layer.{}.output.dense.bias 4
            bert.pooler.dense.weight 4x4
            cls.predictions.bias 10
            cls.predictions.decoder.weight 10x4 bert.embeddings.word_embeddings.weight)",
         "bert.encoder.layer.", true, 20, 44, 0, 50, 16, 44 + 10 + 16 + 2 * 20},
        {"roberta without prefix", config("roberta", "RobertaModel", bert),
         R"(embeddings.word_embeddings.weight 10x4
            encoder.layer.{}.intermediate.dense.weight 6x4
            pooler.dense.weight 4x4)",
         "encoder.layer.", false, 24, 40, 0, 0, 16, 40 + 16 + 2 * 24},
        {"vision and text", config("gemma3", "Gemma3ForConditionalGeneration", R"("text_config":
            {"num_hidden_layers": 2, "hidden_size": 4, "intermediate_size": 6}, "vision_config": {"num_hidden_layers": 9})"),
         R"(language_model.model.embed_tokens.weight 10x4
            language_model.model.layers.{}.mlp.up_proj.weight 6x4
            language_model.model.norm.weight 4
            vision_tower.vision_model.encoder.layers.{}.mlp.fc1.weight 64x64
            multi_modal_projector.mm_input_projection_weight 4x4)",
         "language_model.model.layers.", true, 24, 40, 4, 0, 16 + 2 * 4096, 40 + 4 + 16 + 2 * 4096 + 2 * 24},
        {"encoder and decoder", config("t5", "T5ForConditionalGeneration", R"("num_layers": 2,
            "num_decoder_layers": 2)"),
         R"(shared.weight 10x4
            encoder.block.{}.layer.0.SelfAttention.q.weight 8x8
            decoder.block.{}.layer.0.SelfAttention.q.weight 4x4
            decoder.final_layer_norm.weight 4)",
         "decoder.block.", true, 16, 40, 4, 0, 128, 40 + 4 + 2 * 64 + 2 * 16},
        {"a family nobody knows", config("brand_new", "BrandNewForCausalLM", R"("n_layers": 2)"),
         R"(transformer.wte.weight 10x4
            transformer.blocks.{}.ffn.up.weight 6x4
            transformer.norm_f.weight 4
            adapter.0.weight 3
            lm_head.weight 10x4)",
         "transformer.blocks.", false, 24, 40, 4, 40, 3, 40 + 4 + 40 + 3 + 2 * 24},
        {"no config keys at all", "{}",
         R"(backbone.embeddings.weight 10x4
            backbone.layers.{}.mixer.A_log 4
            backbone.norm_f.weight 4)",
         "backbone.layers.", true, 4, 40, 4, 0, 0, 40 + 4 + 2 * 4},
    };
}

} // namespace

std::vector<TinyTensor> tensorsIn(const char* lines)
{
    std::vector<TinyTensor> tensors;
    for (const QString& line : QString::fromUtf8(lines).split('\n')) {
        QStringList parts = line.simplified().split(' ');
        const bool hasDtype = parts.size() > 2 && parts[1].at(0).isUpper();
        const std::string dtype = hasDtype ? parts.takeAt(1).toStdString() : "F32";
        for (int layer = 0; layer < (parts[0].contains("{}") ? 2 : 1); ++layer) {
            QString name = parts[0];
            name.replace("{}", QString::number(layer));
            tensors.push_back({name.toStdString(), dtype, extentsIn(parts[1]), parts.value(2).toStdString()});
        }
    }
    return tensors;
}

std::vector<DiscoveryCase> discoveryCases()
{
    std::vector<DiscoveryCase> cases = gptCases();
    for (const auto& more : {llamaLikeCases(), otherCases()})
        cases.insert(cases.end(), more.begin(), more.end());
    return cases;
}

} // namespace layerloom::tests
