#include "app/document/shared_selection.h"

namespace layerloom::app {

void SharedSelection::set(const widgets::Selection& value)
{
    if (value == m_value)
        return;
    m_value = value;
    Q_EMIT changed();
}

} // namespace layerloom::app
