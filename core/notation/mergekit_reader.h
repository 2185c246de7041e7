#pragma once

#include "core/notation/mergekit_scale.h"
#include "core/notation/mergekit_yaml.h"
#include "core/notation/yaml_value.h"

#include <map>
#include <string>
#include <vector>

namespace layerloom::core {

/// Reads the documents of one mergekit file into a stack; later documents may use earlier ones by name.
class MergekitReader {
public:
    explicit MergekitReader(const FindModel& findModel);

    /// Throws Error.
    MergekitImport read(const std::vector<YamlValue>& documents);

private:
    /// What a document stacks, and who gives what is around the layers.
    struct Woven {
        Blocks blocks;
        std::optional<SourceIndex> embeddings;
        std::optional<SourceIndex> normAndHead;
        std::optional<SourceIndex> base;
    };
    /// One entry of a slice's `sources`, or of `models`.
    struct Item {
        std::string model;
        std::optional<std::pair<std::uint32_t, std::uint32_t>> range; ///< nullopt: all layers
        std::vector<const YamlValue*> parameters; ///< source, slice, module, top
        int line = 0;
    };
    using Items = std::vector<Item>;
    /// Where the layers of an item come from: an earlier document, or a source.
    struct Donor {
        const Woven* woven = nullptr;
        SourceIndex source = 0;
        std::uint32_t depth = 0;
    };
    struct Place {
        bool isFirst = false;
        bool isLast = false;
    };

    Woven readDocument(const YamlValue& document);
    Woven readLegacy(const YamlValue& document);
    Woven weave(const std::vector<Items>& slices, const std::string& method);
    const YamlValue& stackModule(const YamlValue& document);
    std::vector<Items> readSlices(const YamlValue& holder, const std::vector<const YamlValue*>& outer);
    std::vector<Items> readModels(const YamlValue& holder, const std::vector<const YamlValue*>& outer,
                                  const std::string& method);
    Item readItem(const YamlValue& value, std::vector<const YamlValue*> parameters, bool needsRange);
    const Item* chosen(const Items& items, const std::string& method, std::size_t number);
    Donor donorOf(const Item& item);
    std::pair<std::uint32_t, std::uint32_t> rangeOf(const Item& item, const Donor& donor) const;
    std::vector<ConditionalValue> layerScales(const Item& item, const Donor& donor, const std::string& method,
                                              Place place);
    void rescale(Block& block, std::vector<Scale> scales, const std::string& model);
    void countLayers(const Item& item, std::size_t layers);
    void countScales(const Item& item, const std::vector<Scale>& scales);
    void append(Woven& woven, const Item& item, const std::string& method, Place place);
    void noteScalesOutside(const std::vector<ConditionalValue>& scales, Place place);
    void readParts(const YamlValue& document);
    void readTokenizer(const YamlValue& document);
    void readDtype(const YamlValue& document);
    void noteUnknownKeys(const YamlValue& document);
    void finish(Woven woven);

    std::string nameOf(const YamlValue& model);
    SourceIndex sourceNamed(const std::string& name);
    std::vector<ConditionalValue> scalesOf(const Item& item, const std::string& method) const;
    std::string describeSlice(const Items& items, std::size_t number) const;
    void note(std::string sentence);

    const FindModel& m_findModel;
    MergekitImport m_import;
    std::map<std::string, SourceIndex> m_sources;
    std::map<std::string, Woven> m_earlier;
    std::size_t m_blocks = 0; ///< of all documents together
    std::size_t m_scales = 0; ///< of all documents together
};

} // namespace layerloom::core
