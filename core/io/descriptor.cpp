#include "core/io/descriptor.h"

#include <unistd.h>

namespace layerloom::core {

Descriptor::~Descriptor()
{
    if (isOpen())
        ::close(m_number);
}

} // namespace layerloom::core
