#pragma once

#include "app/window/suggest/suggest_model.h"
#include "widgets/controls/row_delegate.h"

namespace layerloom::app {

/// Draws the stack of a row as a small picture.
class SuggestPicture : public widgets::RowDelegate {
    Q_OBJECT

public:
    static constexpr int kWidth = 152; ///< of the column, in pixels

    SuggestPicture(const SuggestModel& model, int rowHeight, QObject* parent)
        : RowDelegate(rowHeight, parent)
        , m_model(model)
    {}

    void paint(QPainter* painter, const QStyleOptionViewItem& option,
               const QModelIndex& index) const override;

private:
    const SuggestModel& m_model;
};

} // namespace layerloom::app
