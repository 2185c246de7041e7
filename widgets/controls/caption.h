#pragma once

class QLabel;

namespace layerloom::widgets {

/// Makes a label a caption: small, in the secondary colour, in as many lines as it needs.
void setCaption(QLabel& label);

} // namespace layerloom::widgets
