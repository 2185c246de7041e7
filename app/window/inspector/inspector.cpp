#include "app/window/inspector/inspector.h"

#include "app/window/inspector/layers_page.h"
#include "app/window/inspector/output_page.h"
#include "app/window/inspector/part_page.h"
#include "app/window/inspector/seam_page.h"
#include "app/window/inspector/slice_page.h"

#include <QVBoxLayout>

namespace layerloom::app {

Inspector::Inspector(Document& document, SharedSelection& selection, QWidget* parent)
    : FormScroll(new QWidget, parent)
    , m_document(document)
    , m_selection(selection)
    , m_header(new InspectorHeader)
    , m_output(newOutputPage(document, this))
    , m_layers(newLayersPage(document, this))
    , m_slice(newSlicePage(document, this))
    , m_seam(newSeamPage(document, this))
    , m_part(newPartPage(document, this))
{
    setObjectName(QStringLiteral("inspector"));
    setAccessibleName(tr("Inspector"));
    setFocusPolicy(Qt::StrongFocus);
    auto* column = new QVBoxLayout(widget());
    column->setContentsMargins(12, 4, 12, 12);
    column->setSpacing(12);
    column->addWidget(m_header);
    for (InspectorPage* page : {m_output, m_layers, m_slice, m_seam, m_part}) {
        column->addWidget(page);
        connect(page, &InspectorPage::selectionWished, &selection, &SharedSelection::set);
    }
    column->addStretch();
    connect(&document, &Document::changed, this, &Inspector::follow);
    connect(&selection, &SharedSelection::changed, this, &Inspector::follow);
    follow();
}

QSize Inspector::sizeHint() const
{
    return {264, 300};
}

InspectorPage* Inspector::pageFor(const widgets::Selection& selection) const
{
    if (selection.part)
        return m_part;
    if (selection.seam)
        return m_seam;
    if (selection.isEmpty())
        return m_output;
    return widgets::selectedSlice(*m_document.preview(), selection) ? m_slice : m_layers;
}

void Inspector::setPrediction(const std::shared_ptr<const core::Prediction>& prediction)
{
    // Only the seam page shows predictions. The others are not refreshed: a number may be being typed there.
    if (m_seam->setPrediction(prediction) && m_selection.value().seam)
        follow();
}

void Inspector::follow()
{
    const widgets::Selection selection = widgets::clamped(m_selection.value(), m_document.stack());
    InspectorPage* page = pageFor(selection);
    for (InspectorPage* each : {m_output, m_layers, m_slice, m_seam, m_part})
        each->setVisible(each == page);
    m_header->show(page->show(selection));
}

} // namespace layerloom::app
