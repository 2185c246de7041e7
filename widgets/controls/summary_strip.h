#pragma once

#include "core/checks/preview.h"
#include "core/stack/stack.h"

#include <QAbstractButton>
#include <QString>
#include <QWidget>

#include <memory>
#include <vector>

namespace layerloom::widgets {

/// One number of the summary: value, what it is more or less than, and its name below. text() is the value.
class SummaryItem : public QAbstractButton {
    Q_OBJECT
public:
    struct Look {
        QString value;
        QString note; ///< quieter, beside the value: "+57"
        QString label;
        QString icon = {}; ///< instead of a note
        QColor (*iconColor)(const QPalette&) = nullptr;
        bool wouldBe = false; ///< in italics: not so yet
    };

    explicit SummaryItem(const QString& name, QWidget* parent);

    void setLook(const Look& look);
    QString note() const { return m_look.note; }
    bool isWouldBe() const { return m_look.wouldBe; }
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override { return sizeHint(); }

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    Look m_look;
};

/// The numbers of the output above the canvas, always of this moment; those of a drag in italics.
class SummaryStrip : public QWidget {
    Q_OBJECT
public:
    enum class Item { Layers, Parameters, Bytes, Seams, MaxDistance, Problems, Loss };

    explicit SummaryStrip(QWidget* parent = nullptr);

    /// REQUIRES: `preview` was made of `stack`.
    void setFacts(std::shared_ptr<const core::Stack> stack, std::shared_ptr<const core::Preview> preview);
    /// What a drag or a recipe would make; null ends it.
    void setWouldBe(std::shared_ptr<const core::Stack> stack, std::shared_ptr<const core::Preview> preview);

    /// What is known of the loss; an empty value hides it.
    void setLoss(const SummaryItem::Look& look, const QString& toolTip);

    QSize sizeHint() const override;

Q_SIGNALS:
    /// A number was clicked: open its detail.
    void activated(layerloom::widgets::SummaryStrip::Item item);

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    void refresh();
    void showSize(const core::Stack& stack, const core::Totals& totals, bool wouldBe);
    void showSeams(const core::Totals& totals, bool wouldBe);
    void showProblems(const core::Preview& preview, bool wouldBe);
    SummaryItem& item(Item which) { return *m_items[static_cast<std::size_t>(which)]; }

    std::shared_ptr<const core::Stack> m_stack, m_wouldBeStack;
    std::shared_ptr<const core::Preview> m_preview, m_wouldBePreview;
    std::vector<SummaryItem*> m_items;
};

} // namespace layerloom::widgets
