#pragma once

#include "widgets/canvas/selection.h"

#include <QObject>

namespace layerloom::app {

/// The selection in the document, shared by canvas, layer table, inspector and map.
class SharedSelection : public QObject {
    Q_OBJECT

public:
    using QObject::QObject;

    const widgets::Selection& value() const { return m_value; }
    void set(const widgets::Selection& value);

Q_SIGNALS:
    void changed();

private:
    widgets::Selection m_value;
};

} // namespace layerloom::app
