#pragma once

#include "core/stack/stack.h"

#include <QWidget>

namespace layerloom::app {

/// The slices of the output as a strip in the colours of their sources.
class StackStrip : public QWidget {
    Q_OBJECT

public:
    explicit StackStrip(QWidget* parent = nullptr);
    void show(const core::Stack& stack);

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    core::Stack m_stack;
};

/// A disk: the used space and the space this merge adds.
class DiskMeter : public QWidget {
    Q_OBJECT

public:
    explicit DiskMeter(QWidget* parent = nullptr);
    /// Fractions of the disk, 0 to 1.
    void show(double used, double added);

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    double m_used = 0;
    double m_added = 0;
};

} // namespace layerloom::app
