#pragma once

#include "app/document/document.h"
#include "app/document/shared_selection.h"
#include "core/predict/predict.h"
#include "widgets/controls/form_scroll.h"

#include <memory>

namespace layerloom::app {

class InspectorHeader;
class InspectorPage;

/// Facts about the selection (the output, layers, a slice, a seam or a part), and controls to change it.
class Inspector : public widgets::FormScroll {
    Q_OBJECT

public:
    Inspector(Document& document, SharedSelection& selection, QWidget* parent = nullptr);

    /// The prediction for the document's stack; null while there is none.
    void setPrediction(const std::shared_ptr<const core::Prediction>& prediction);

    QSize sizeHint() const override;

private:
    void follow();
    InspectorPage* pageFor(const widgets::Selection& selection) const;

    Document& m_document;
    SharedSelection& m_selection;
    InspectorHeader* m_header;

    InspectorPage* m_output;
    InspectorPage* m_layers;
    InspectorPage* m_slice;
    InspectorPage* m_seam;
    InspectorPage* m_part;
};

} // namespace layerloom::app
