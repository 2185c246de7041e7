#include "core/sample/sample_tokenizer.h"

#include "core/tokenizer/byte_characters.h"

#include <nlohmann/json.hpp>

#include <array>
#include <sstream>
#include <string>

namespace layerloom::core {

namespace {

using Json = nlohmann::ordered_json;

// Learned once by byte-pair encoding from English text; "_" is a blank.
constexpr const char* kMerges =
    "_+t _+a e+r _+s i+n _+c o+n o+r _+l e+s h+e _+b e+n _+m _+p _+d _+f i+t r+e _+n _t+he _+w e+d a+t "
    "_+o a+n i+s a+r _+in l+e r+o n+d a+l a+y _+e a+m in+g u+t c+k _+on c+e _+re ay+er i+on _+g a+s u+s "
    "_l+ayer _a+nd c+t d+e _c+o _+r _o+f en+t _+h a+d e+t _t+o _n+o i+d _s+t _+q l+o i+c it+h v+er _s+e "
    "i+g _t+h u+r u+n _w+ith g+e _+is s+t _m+o _f+i _+k r+a _f+or a+b p+e _+v _d+o is+t t+h es+t o+l v+e "
    "_c+on u+m l+l _layer+s c+h o+m en+s _+or l+y p+p _e+x _+he _on+e u+nd _s+h de+l _d+e _+it i+b ig+h "
    "_s+o _b+y _a+t _p+x t+er _+i l+i _mo+del _no+t igh+t er+s _n+e x+t i+l _p+ro _a+n p+s es+s _b+e in+e "
    "o+w _m+a d+er _+x _co+m _+j u+l a+ck _se+am _w+h e+xt at+ion i+m _c+an am+e _l+o _t+est _he+ad lo+ck "
    "i+f _w+or _o+ut at+e _q+t _a+s _a+re p+t p+l _th+at _so+ur e+m an+d t+r p+ut e+l ab+le _on+ly in+d "
    "_f+ro _m+er t+s _p+er u+b ct+ion _fro+m or+e _b+o _a+l or+s _t+ext _sour+ce q+u b+o ar+d _wor+k a+in "
    "_p+r _+us _+u _+ro _+id _t+r _d+ist _+ed s+e _c+he or+m _b+lock w+n re+d c+l ar+y _r+un _+und _+en "
    "i+ve i+v al+l _mer+ge it+y _l+e _+y an+ce t+t p+o am+a _p+ar i+r _che+ck _+un an+g _c+h or+t _s+c "
    "u+e _l+l _do+c er+r er+e _fi+le an+t _t+ra ver+y on+e e+ct as+t _out+put l+es c+c _d+ro _m+e i+z "
    "as+e _e+very an+ge _p+l _ed+it e+w _re+pe _repe+at _o+p _k+e _com+m ";

constexpr const char* kSpecialTokens[] = {"<|begin|>", "<|end|>", "<|pad|>"};

std::string withBlanks(std::string piece, const std::string& blank)
{
    for (std::size_t at = piece.find('_'); at != std::string::npos; at = piece.find('_'))
        piece.replace(at, 1, blank);
    return piece;
}

Json bytePairModel()
{
    const std::array<std::string, 256>& bytes = byteCharacters();
    Json vocabulary = Json::object();
    Json merges = Json::array();
    const auto add = [&](const std::string& token) { vocabulary[token] = vocabulary.size(); };
    for (const char* token : kSpecialTokens)
        add(token);
    for (const std::string& byte : bytes)
        add(byte);
    std::istringstream pairs {kMerges};
    for (std::string pair; pairs >> pair;) {
        const std::size_t plus = pair.find('+');
        const std::string left = withBlanks(pair.substr(0, plus), bytes[' ']);
        const std::string right = withBlanks(pair.substr(plus + 1), bytes[' ']);
        add(left + right);
        merges.push_back((left + ' ').append(right));
    }
    return {{"type", "BPE"},
            {"dropout", nullptr},
            {"unk_token", nullptr},
            {"continuing_subword_prefix", nullptr},
            {"end_of_word_suffix", nullptr},
            {"fuse_unk", false},
            {"byte_fallback", false},
            {"vocab", vocabulary},
            {"merges", merges}};
}

Json specialTokens()
{
    Json tokens = Json::array();
    for (const char* token : kSpecialTokens)
        tokens.push_back({{"id", tokens.size()},
                          {"content", token},
                          {"single_word", false},
                          {"lstrip", false},
                          {"rstrip", false},
                          {"normalized", false},
                          {"special", true}});
    return tokens;
}

} // namespace

std::string sampleTokenizer()
{
    const Json byteLevel = {
        {"type", "ByteLevel"}, {"add_prefix_space", false}, {"trim_offsets", true}, {"use_regex", true}};
    const Json tokenizer = {{"version", "1.0"},          {"truncation", nullptr},
                            {"padding", nullptr},        {"added_tokens", specialTokens()},
                            {"normalizer", nullptr},     {"pre_tokenizer", byteLevel},
                            {"post_processor", nullptr}, {"decoder", byteLevel},
                            {"model", bytePairModel()}};
    return tokenizer.dump(2) + '\n';
}

std::string sampleTokenizerConfig()
{
    const Json config = {{"tokenizer_class", "PreTrainedTokenizerFast"},
                         {"bos_token", kSpecialTokens[0]},
                         {"eos_token", kSpecialTokens[1]},
                         {"pad_token", kSpecialTokens[2]},
                         {"model_max_length", 2048},
                         {"clean_up_tokenization_spaces", false}};
    return config.dump(2) + '\n';
}

} // namespace layerloom::core
