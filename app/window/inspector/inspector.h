#pragma once

#include "app/document/document.h"
#include "app/document/shared_selection.h"
#include "core/predict/predict.h"

#include <QScrollArea>

#include <memory>

namespace layerloom::app {

class InspectorHeader;
class InspectorPage;

/// What is known about what is chosen (the output, layers, a slice, a seam, a part), and its numbers to change.
class Inspector : public QScrollArea {
    Q_OBJECT

public:
    Inspector(Document& document, SharedSelection& selection, QWidget* parent = nullptr);

    /// What is predicted of the document's stack; null while it is not known.
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
