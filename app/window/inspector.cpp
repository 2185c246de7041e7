#include "app/window/inspector.h"

#include "app/window/inspector_page.h"

#include <QStackedWidget>
#include <QVBoxLayout>

namespace layerloom::app {

Inspector::Inspector(Document& document, SharedSelection& selection, QWidget* parent)
    : QScrollArea(parent)
    , m_document(document)
    , m_selection(selection)
    , m_header(new InspectorHeader)
    , m_pages(new QStackedWidget)
    , m_output(newOutputPage(document, m_pages))
    , m_layers(newLayersPage(document, m_pages))
    , m_slice(newSlicePage(document, m_pages))
    , m_seam(newSeamPage(document, m_pages))
    , m_part(newPartPage(document, m_pages))
{
    setObjectName(QStringLiteral("inspector"));
    setAccessibleName(tr("Inspector"));
    setFrameShape(QFrame::NoFrame);
    setWidgetResizable(true);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    auto* content = new QWidget(this);
    auto* column = new QVBoxLayout(content);
    column->setContentsMargins(12, 4, 12, 12);
    column->setSpacing(12);
    column->addWidget(m_header);
    m_pages->setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Maximum);
    column->addWidget(m_pages);
    column->addStretch();
    for (InspectorPage* page : {m_output, m_layers, m_slice, m_seam, m_part}) {
        m_pages->addWidget(page);
        connect(page, &InspectorPage::selectionWished, &selection, &SharedSelection::set);
    }
    setWidget(content);
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

void Inspector::follow()
{
    const widgets::Selection selection = widgets::clamped(m_selection.value(), m_document.stack());
    InspectorPage* page = pageFor(selection);
    // Only the page that is shown asks for room.
    for (int i = 0; i < m_pages->count(); ++i)
        m_pages->widget(i)->setSizePolicy(QSizePolicy::Preferred,
                                          m_pages->widget(i) == page ? QSizePolicy::Preferred
                                                                     : QSizePolicy::Ignored);
    m_header->show(page->show(selection));
    m_pages->setCurrentWidget(page);
}

} // namespace layerloom::app
