#pragma once

#include <QByteArray>

#include <string>
#include <vector>

namespace layerloom::tests {

/// A header that must be refused. They live in a file of their own because moc loses its way in raw strings.
struct HeaderCase {
    const char* rule;
    QByteArray header;
    int payload;
    QByteArray sentence; ///< behind the file's name
};

/// One for each rule of the format.
std::vector<HeaderCase> headersAgainstTheRules();
/// Texts that are no JSON; the sentence is where and why.
std::vector<HeaderCase> brokenJsonHeaders();
/// Three tensors in 16 bytes, described in another order than they lie, and metadata.
std::string soundHeader();

} // namespace layerloom::tests
