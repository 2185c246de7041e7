#pragma once

#include "app/window/shell/analysis_views.h"
#include "tests/app/window_fixture.h"
#include "widgets/controls/summary_strip.h"

#include <QComboBox>
#include <QLabel>
#include <QPushButton>
#include <QSignalSpy>

#include <cmath>

namespace layerloom::tests {

/// A window with models and layers, and what it says of measuring.
struct MeasuringWindow : TestWindow {
    explicit MeasuringWindow(const QStringList& models, const QString& expression)
    {
        open(models);
        typeExpression(expression);
    }

    app::AnalysisViews& analysis() { return window.analysis(); }
    const app::ModelSensitivity* model(std::size_t source = 0)
    {
        return analysis().models().find(document().stack().setup.sources[source]);
    }
    widgets::SummaryItem* loss() { return find<widgets::SummaryItem>("summaryLoss"); }
    QString offer() { return find<QLabel>("measureText")->text(); }
    void lookUp()
    {
        QTRY_VERIFY_WITH_TIMEOUT(model() && model()->state != app::ModelSensitivity::State::LookingUp,
                                 kPatience);
    }
    void measure()
    {
        lookUp();
        if (model()->state == app::ModelSensitivity::State::NotMeasured)
            click("summaryLoss");
        QTRY_VERIFY_WITH_TIMEOUT(model()->state == app::ModelSensitivity::State::Measured, kPatience);
    }
    void chooseMetric(int index)
    {
        auto* combo = find<QComboBox>("distanceMetric");
        combo->setFocus();
        while (combo->currentIndex() != index)
            QTest::keyClick(combo, combo->currentIndex() < index ? Qt::Key_Down : Qt::Key_Up);
        Q_EMIT combo->activated(index);
    }
    core::Prediction predicted(const core::Stack& stack)
    {
        return core::predict(stack.blocks, analysis().models().predictionInput(stack).value());
    }
    core::LossRange expected(const core::Stack& stack)
    {
        return analysis().models().scaleFor(stack).expected(predicted(stack).deltaLoss);
    }
    /// Lets base and stack write two tokens; what runs waits.
    void startTrying()
    {
        QTest::keyClick(&window, Qt::Key_T, Qt::ControlModifier);
        setNumber("tryTokens", 2);
        QTRY_VERIFY_WITH_TIMEOUT(find<QPushButton>("tryStart")->isVisible(), kPatience);
        QSignalSpy paused(&window.engineQueue(), &app::EngineQueue::paused);
        click("tryStart");
        QTRY_VERIFY_WITH_TIMEOUT(!paused.isEmpty(), kPatience);
    }
    bool isTrying() { return find<QPushButton>("tryStart")->text() == QStringLiteral("Stop"); }
};

/// A loss as the window writes it: "+0.42", "−0.01", "0.00".
inline QString lossOf(double loss)
{
    QString size = QString::number(std::abs(loss), 'f', 2);
    if (size == QStringLiteral("0.00"))
        return size;
    return (loss < 0 ? QString(QChar(0x2212)) : QStringLiteral("+")) + size;
}

} // namespace layerloom::tests
