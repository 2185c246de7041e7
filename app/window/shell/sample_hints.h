#pragma once

#include <QObject>
#include <QRect>
#include <QString>

#include <functional>
#include <vector>

class QWidget;

namespace layerloom::widgets {
class HintCard;
class LoomCanvas;
} // namespace layerloom::widgets

namespace layerloom::app {

/// Three hints on the sample: at the bar of a slice, at a seam and at the Merge button. They are shown one after
/// the other, and never again once the last one was read or one of them was closed.
class SampleHints : public QObject {
    Q_OBJECT

public:
    /// All outlive this.
    SampleHints(QWidget& window, widgets::LoomCanvas& canvas, QWidget& mergeButton);

    /// Shows the first hint, unless they were seen before. REQUIRES: the output has a seam
    void start();

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    struct Hint {
        QString text;
        std::function<QRect()> place; ///< in the window
    };

    void show();
    void goOn();
    void end();

    QWidget& m_window;
    std::vector<Hint> m_hints;
    std::size_t m_current = 0;
    widgets::HintCard* m_card = nullptr; ///< null when none is shown
};

} // namespace layerloom::app
