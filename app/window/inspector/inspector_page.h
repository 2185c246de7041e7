#pragma once

#include "app/document/document.h"
#include "app/window/controls/facts_grid.h"
#include "core/predict/predict.h"
#include "widgets/canvas/selection.h"

#include <QWidget>

#include <memory>
#include <optional>
#include <utility>

class QLabel;

namespace layerloom::app {

/// The head of the inspector: the badge of a source, a headline and a line below it.
struct InspectorTitle {
    std::optional<core::SourceIndex> source;
    QString headline;
    QString detail;
};

class InspectorHeader : public QWidget {
    Q_OBJECT

public:
    explicit InspectorHeader(QWidget* parent = nullptr);
    void show(const InspectorTitle& title);

private:
    QLabel* m_badge;
    QLabel* m_headline;
    QLabel* m_detail;
};

/// A page of the inspector, for one kind of selection.
class InspectorPage : public QWidget {
    Q_OBJECT

public:
    explicit InspectorPage(Document& document, QWidget* parent = nullptr);

    /// Shows the selection. REQUIRES: it is of the page's kind and valid in the document.
    virtual InspectorTitle show(const widgets::Selection& selection) = 0;
    /// Sets the prediction for the document's stack; null while there is none. Returns true when it has changed.
    bool setPrediction(const std::shared_ptr<const core::Prediction>& prediction)
    {
        return std::exchange(m_prediction, prediction) != prediction;
    }

Q_SIGNALS:
    /// Select this after a change that the page has made.
    void selectionWished(const layerloom::widgets::Selection& selection);

protected:
    const core::Stack& stack() const { return m_document.stack(); }
    const core::Preview& preview() const { return *m_document.preview(); }
    const core::Prediction* prediction() const { return m_prediction.get(); }
    Document& document() { return m_document; }
    FactsGrid::Fact parameters(std::uint64_t count) const;
    FactsGrid::Fact bytes(std::uint64_t count) const;

private:
    Document& m_document;
    std::shared_ptr<const core::Prediction> m_prediction;
};

} // namespace layerloom::app
