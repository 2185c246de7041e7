#pragma once

#include "core/engine/engine.h"

#include <QDialog>

#include <vector>

class QLabel;

namespace layerloom::app {

/// Version, licence and the facts a bug report needs: Qt, system, and devices, which are listed when the dialog opens.
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
