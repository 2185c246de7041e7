#include "widgets/controls/task_offer.h"

#include "widgets/controls/caption.h"
#include "widgets/controls/plain_text.h"
#include "widgets/controls/text.h"

#include <QLabel>
#include <QProgressBar>
#include <QPushButton>
#include <QVBoxLayout>

#include <cmath>

using namespace Qt::StringLiterals;

namespace layerloom::widgets {

namespace {

constexpr int kSteps = 1000;

} // namespace

TaskOffer::TaskOffer(QWidget* parent)
    : QWidget(parent)
    , m_text(new PlainLabel(this))
    , m_bar(new QProgressBar(this))
    , m_button(new QPushButton(this))
{
    setObjectName(u"taskOffer"_s);
    m_text->setObjectName(u"measureText"_s);
    setCaption(*m_text);
    m_bar->setObjectName(u"measureBar"_s);
    m_bar->setAccessibleName(tr("Progress"));
    m_bar->setRange(0, kSteps);
    m_bar->setTextVisible(false);
    m_button->setObjectName(u"measureButton"_s);
    m_button->setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(8);
    column->addWidget(m_text);
    column->addWidget(m_bar);
    column->addWidget(m_button);
    connect(m_button, &QPushButton::clicked, this,
            [this] { m_look.share ? Q_EMIT cancelled() : Q_EMIT accepted(); });
    hide();
}

void TaskOffer::setLook(const Look& look)
{
    m_look = look;
    m_text->setText(look.text);
    m_bar->setVisible(look.share.has_value());
    m_bar->setValue(static_cast<int>(std::lround(look.share.value_or(0) * kSteps)));
    m_button->setVisible(!look.button.isEmpty());
    m_button->setText(look.button);
    setVisible(!look.text.isEmpty());
}

} // namespace layerloom::widgets
