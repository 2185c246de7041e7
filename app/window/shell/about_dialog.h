#pragma once

#include "core/engine/engine.h"

#include <QDialog>

#include <vector>

class QLabel;

namespace layerloom::app {

/// Version, licence, and what a report of a defect needs to say: Qt, the engine and its devices, which are looked for
/// when the box opens.
class AboutDialog : public QDialog {
    Q_OBJECT

public:
    explicit AboutDialog(QWidget* parent);

private:
    QLabel* m_facts;
};

/// The same facts as lines of text.
QString systemText(const std::vector<core::Device>& devices);

} // namespace layerloom::app
