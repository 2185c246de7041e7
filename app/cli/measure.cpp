#include "app/cli/measure.h"

#include "app/cli/model_names.h"
#include "app/cli/run_job.h"
#include "app/cli/run_options.h"
#include "app/cli/terminal.h"
#include "app/cli/verb_output.h"
#include "core/base/text.h"
#include "core/io/json_matrix.h"
#include "core/sensitivity/measure_sensitivity.h"
#include "core/sensitivity/state_distances.h"

namespace layerloom::app {

namespace {

using Json = nlohmann::ordered_json;

struct MeasureOptions {
    std::vector<std::string> folders;
    core::TextChoice text;
    DeviceChoice device;
    bool json = false;
    bool quiet = false;
};

Json asJson(const core::Cached<core::Sensitivity>& kept)
{
    const core::Sensitivity& found = kept.value;
    Json json;
    json["base_loss"] = found.baseLoss;
    json["tokens"] = found.key.tokens;
    json["angular"] = core::matrixJson(found.angular);
    json["block_influence"] = found.blockInfluence;
    json["drop"] = found.drop;
    json["repeat"] = found.repeat;
    json["seconds"] = found.seconds;
    json["cached"] = kept.wasCached;
    json["window"] = found.key.window;
    json["compute_type"] = found.key.computeType;
    json["device"] = found.device;
    json["engine"] = found.engine;
    return json;
}

void print(const core::Cached<core::Sensitivity>& kept)
{
    const core::Sensitivity& found = kept.value;
    printLine("%s: %.4f nats per token on %s tokens, in %s on %s%s", found.model.c_str(), found.baseLoss,
              core::groupedDigits(found.key.tokens).c_str(), found.key.computeType.c_str(),
              found.device.c_str(),
              kept.wasCached ? ", measured before"
                             : (", " + std::to_string(static_cast<long>(found.seconds)) + " s").c_str());
    printBlankLine();
    printLine("layer    dropped    repeated      angle   influence");
    for (std::size_t layer = 0; layer < found.layers(); ++layer)
        printLine("%5zu   %+8.4f    %+8.4f   %8.4f    %8.4f", layer, found.drop[layer], found.repeat[layer],
                  found.angular.at(layer, layer + 1), found.blockInfluence[layer]);
    printBlankLine();
    printLine("Dropped, repeated: the loss increase, in nats per token. Angle: between the input and "
              "output of a layer, divided by pi");
}

/// What one or several models are measured on: the same tokens for all.
class MeasureRun {
public:
    MeasureRun(const MeasureOptions& options, const core::RecordCache& cache)
        : m_options(options)
        , m_cache(cache)
    {
        for (const std::string& folder : options.folders)
            m_sources.push_back(openSource({{}, folder}));
        for (const core::Source& source : m_sources) {
            const core::RunText text = readText(*source.model, options.text, core::kSensitivityTokens);
            if (!m_text.tokens.empty() && m_text.tokens != text.tokens)
                failUnusable("The tokenizers of " + m_sources[0].label + " and " + source.label
                             + " do not make the same tokens, so their states cannot be compared");
            m_text = text;
            usable(core::prepareRun(source.model)); // before an engine is loaded
        }
        m_device = openDevice(options.device);
    }

    void run() const
    {
        std::vector<core::Cached<core::Sensitivity>> found;
        for (const core::Source& source : m_sources)
            found.push_back(measured(source));
        const Json between = allBetween();
        Json models = Json::array();
        for (const core::Cached<core::Sensitivity>& kept : found)
            models.push_back(asJson(kept));
        Json json =
            found.size() == 1 ? models[0] : Json({{"models", std::move(models)}, {"between", between}});
        printResult(std::move(json), m_options.json, m_options.quiet, m_device, [&] {
            for (const core::Cached<core::Sensitivity>& kept : found)
                print(kept);
        });
    }

private:
    core::Cached<core::Sensitivity> measured(const core::Source& source) const
    {
        return runJob(m_options.quiet, [&](core::JobContext& job) {
            return core::findOrMeasureSensitivity({source.model, m_text, m_device}, m_cache, job);
        });
    }

    /// Every two models, in both directions.
    Json allBetween() const
    {
        Json list = Json::array();
        for (std::size_t first = 0; first < m_sources.size(); ++first)
            for (std::size_t second = 0; second < m_sources.size(); ++second)
                if (first != second)
                    list.push_back(
                        {{"from", m_sources[first].path},
                         {"to", m_sources[second].path},
                         {"angular", core::matrixJson(between(m_sources[first], m_sources[second]))}});
        return list;
    }

    core::Matrix between(const core::Source& first, const core::Source& second) const
    {
        return runJob(m_options.quiet,
                      [&](core::JobContext& job) {
                          return core::findOrMeasureStateDistances(
                              {first.model, second.model, m_text, m_device}, m_cache, job);
                      })
            .value.angular;
    }

    const MeasureOptions& m_options;
    std::vector<core::Source> m_sources;
    core::RunText m_text;
    core::RunDevice m_device;
    const core::RecordCache& m_cache;
};

} // namespace

void addMeasureVerb(CLI::App& program, const core::RecordCache& cache)
{
    CLI::App* verb =
        program.add_subcommand("measure", "Run a model and measure the sensitivity of its layers");
    auto options = std::make_shared<MeasureOptions>();
    verb->add_option(
            "DIR", options->folders,
            "Checkpoint folders, or names in the Hub's cache; several are also compared with each other")
        ->required()
        ->type_name("");
    addTextOptions(*verb, options->text, core::kSensitivityTokens);
    addDeviceOptions(*verb, options->device);
    addQuietOption(*verb, options->quiet);
    addJsonOption(*verb, options->json);
    verb->callback([options, cache] { MeasureRun(*options, cache).run(); });
}

} // namespace layerloom::app
