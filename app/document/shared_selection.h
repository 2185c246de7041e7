#pragma once

#include "widgets/canvas/selection.h"

#include <QObject>

namespace layerloom::app {

/// What is chosen in the document: canvas, layer table, inspector and map show the same.
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
