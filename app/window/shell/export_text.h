#pragma once

#include "app/document/document.h"

#include <QString>

namespace layerloom::app {

/// The document as a mergekit configuration.
QString yamlOf(const Document& document);
/// The output as a table with tabs, one layer a line.
QString tableOf(const Document& document);

} // namespace layerloom::app
