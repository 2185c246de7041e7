#pragma once

#include "app/document/document.h"

#include <QString>

namespace layerloom::app {

/// The document as a mergekit configuration.
QString yamlOf(const Document& document);
/// The output in one line, for pictures: "48 layers, 1.72 M parameters · A loomling-32".
QString factsOf(const Document& document);
/// The output as tab-separated values, one layer per line.
QString tableOf(const Document& document);

} // namespace layerloom::app
