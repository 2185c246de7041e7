#pragma once

#include "core/checks/preview.h"
#include "core/stack/stack.h"
#include "widgets/controls/theme.h"

#include <QAbstractButton>
#include <QString>
#include <QWidget>

#include <memory>
#include <vector>

class QMenu;
class QToolButton;

namespace layerloom::widgets {

/// One number of the summary: value, difference to the base model, and its name below. text() is the value.
class SummaryItem : public QAbstractButton {
    Q_OBJECT
public:
    struct Look {
        QString value;
        QString note; ///< in the secondary colour, beside the value: "+57"
        QString label;
        QString icon = {}; ///< instead of a note
        QColor Theme::*iconColor = nullptr;
        bool isPreview = false; ///< in italics: the value of a preview
    };
    /// What of it is drawn where there is little room.
    struct Room {
        bool note = true;
        bool wholeLabel = true; ///< false: the short one
        bool item = true;
        bool operator==(const Room&) const = default;
    };

    /// `shortLabel`: what names the value where there is little room.
    SummaryItem(const QString& name, QString shortLabel, QWidget* parent);

    void setLook(const Look& look);
    QString note() const { return m_look.note; }
    bool isPreview() const { return m_look.isPreview; }
    /// True where something is to be shown.
    bool isUsed() const { return !m_look.value.isEmpty(); }
    /// False when a text of it is not drawn.
    bool isWhole() const;
    void setRoom(const Room& room);
    /// Width of what is drawn in that room.
    int widthIn(const Room& room) const;
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override { return sizeHint(); }

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    const QString& label(const Room& room) const;

    Look m_look;
    QString m_shortLabel;
    Room m_room;
};

/// The numbers of the output above the canvas; during a preview those of its result, in italics. It takes the width that
/// there is: what does not fit is left out whole, notes first, then long labels, then numbers, which a button lists.
class SummaryStrip : public QWidget {
    Q_OBJECT
public:
    enum class Item { Layers, Parameters, Bytes, Seams, MaxDistance, Problems, Loss };

    explicit SummaryStrip(QWidget* parent = nullptr);

    /// REQUIRES: `preview` was made of `stack`.
    void setFacts(std::shared_ptr<const core::Stack> stack, std::shared_ptr<const core::Preview> preview);
    /// Shows the result of a drag or a recipe; null ends the preview.
    void setPreview(std::shared_ptr<const core::Stack> stack, std::shared_ptr<const core::Preview> preview);

    /// Shows the loss; an empty value hides it.
    void setLoss(const SummaryItem::Look& look, const QString& toolTip);

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

Q_SIGNALS:
    /// A number was clicked: open its detail.
    void activated(layerloom::widgets::SummaryStrip::Item item);

protected:
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;

private:
    using Rooms = std::vector<SummaryItem::Room>;

    void addItems();
    void refresh();
    void fit();
    void place(const Rooms& rooms, int gap);
    int widthOf(const Rooms& rooms, int gap) const;
    void fillMore();
    void showSize(const core::Stack& stack, const core::Totals& totals, bool isPreview);
    void showSeams(const core::Totals& totals, bool isPreview);
    void showProblems(const core::Preview& preview, bool isPreview);
    SummaryItem& item(Item which) { return *m_items[static_cast<std::size_t>(which)]; }

    std::shared_ptr<const core::Stack> m_stack, m_previewStack;
    std::shared_ptr<const core::Preview> m_facts, m_previewFacts;
    std::vector<SummaryItem*> m_items;
    QToolButton* m_more = nullptr;
    QMenu* m_moreMenu;
};

} // namespace layerloom::widgets
