"""Drops data on a window as another program does: the source's side of the XDND protocol, version 5."""

import time

from Xlib import X, Xatom
from Xlib.display import Display
from Xlib.protocol.event import ClientMessage, SelectionNotify

VERSION = 5
PATIENCE = 20.0


class Source:
    """`kinds`: MIME types, best first, and their bytes."""

    def __init__(self, kinds):
        self.display = Display()
        self.kinds = {self.display.intern_atom(kind): data for kind, data in kinds.items()}
        self.window = self.display.screen().root.create_window(0, 0, 1, 1, 0, X.CopyFromParent)
        self.window.change_property(self._atom("XdndTypeList"), Xatom.ATOM, 32, list(self.kinds))
        self.window.set_selection_owner(self._atom("XdndSelection"), X.CurrentTime)

    def close(self):
        self.display.close()

    def drop(self, title, at):
        """Drops at a place of the screen on the window whose title contains `title`. False: it was refused."""
        target = self._find(title)
        self._send(target, "XdndEnter", VERSION << 24 | 1, *list(self.kinds)[:3])
        self._send(target, "XdndPosition", 0, at[0] << 16 | at[1], X.CurrentTime, self._atom("XdndActionCopy"))
        if not self._answer("XdndStatus").data[1][1] & 1:
            self._send(target, "XdndLeave")
            return False
        self._send(target, "XdndDrop", 0, X.CurrentTime)
        return bool(self._answer("XdndFinished").data[1][1] & 1)

    def _atom(self, name):
        return self.display.intern_atom(name)

    def _find(self, title):
        for window in self.display.screen().root.query_tree().children:
            name = window.get_full_text_property(self._atom("_NET_WM_NAME"))
            aware = window.get_full_property(self._atom("XdndAware"), X.AnyPropertyType)
            if aware and name and title in name and window.get_attributes().map_state == X.IsViewable:
                return window
        raise AssertionError(f"no window takes drops and has the title {title!r}")

    def _send(self, target, kind, *data):
        values = [self.window.id, *data]
        target.send_event(ClientMessage(window=target, client_type=self._atom(kind),
                                        data=(32, values + [0] * (5 - len(values)))))
        self.display.flush()

    def _answer(self, kind):
        """The target's message; its requests for data are served meanwhile."""
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            if not self.display.pending_events():
                time.sleep(0.01)
                continue
            event = self.display.next_event()
            if event.type == X.SelectionRequest:
                self._serve(event)
            elif event.type == X.ClientMessage and event.client_type == self._atom(kind):
                return event
        raise AssertionError(f"the window sent no {kind}")

    def _serve(self, request):
        data = self.kinds.get(request.target)
        if data is not None:
            request.requestor.change_property(request.property, request.target, 8, data)
        request.requestor.send_event(SelectionNotify(
            time=request.time, requestor=request.requestor, selection=request.selection, target=request.target,
            property=request.property if data is not None else X.NONE))
        self.display.flush()
