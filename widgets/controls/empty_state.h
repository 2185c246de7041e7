#pragma once

#include <QString>
#include <QWidget>

#include <vector>

class QGridLayout;
class QLabel;
class QPushButton;
class QVBoxLayout;

namespace layerloom::widgets {

/// The page shown when nothing is loaded: the purpose of the program, three ways to start, and recent files.
class EmptyState : public QWidget {
    Q_OBJECT
public:
    struct Recent {
        QString path;
        QString name; ///< "goliath-137.loom"
        QString facts; ///< "137 layers · 117.75 B", or why it cannot be opened
        QString when; ///< "today 14:32"
        bool missing = false;
    };

    explicit EmptyState(QWidget* parent = nullptr);

    void setRecents(const std::vector<Recent>& recents);

Q_SIGNALS:
    void openRequested();
    void sampleRequested();
    void pasteRequested();
    void recentRequested(const QString& path);

private:
    void addButtons(QVBoxLayout& column);

    QLabel* m_recentTitle;
    QWidget* m_recents;
    QVBoxLayout* m_rows;
};

} // namespace layerloom::widgets
