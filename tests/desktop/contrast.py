"""High contrast and a dark look follow the desktop's portal, at the start and when they change.

    contrast.py PROGRAM SAMPLE
"""

import sys
import threading

import desktop as harness
from desktop import wait

INTERFACE = """<node><interface name="org.freedesktop.portal.Settings">
  <method name="ReadAll"><arg type="as" direction="in"/><arg type="a{sa{sv}}" direction="out"/></method>
  <signal name="SettingChanged"><arg type="s"/><arg type="s"/><arg type="v"/></signal>
</interface></node>"""
PATH = "/org/freedesktop/portal/desktop"


class Portal:
    """The part of a desktop's portal that tells programs how to look."""

    def __init__(self, **settings):
        from gi.repository import Gio, GLib

        self.glib = GLib
        self.settings = settings
        self.bus = Gio.bus_get_sync(Gio.BusType.SESSION)
        node = Gio.DBusNodeInfo.new_for_xml(INTERFACE)
        context = GLib.MainContext.default()
        self.loop = GLib.MainLoop(context)
        self.bus.register_object(PATH, node.interfaces[0], self._call, None, None)
        Gio.bus_own_name_on_connection(self.bus, "org.freedesktop.portal.Desktop", Gio.BusNameOwnerFlags.NONE, None, None)
        threading.Thread(target=self.loop.run, daemon=True).start()

    def _call(self, _bus, _sender, _path, _interface, _method, _parameters, invocation):
        values = {key: self.glib.Variant("u", value) for key, value in self.settings.items()}
        invocation.return_value(
            self.glib.Variant("(a{sa{sv}})", ({"org.freedesktop.appearance": values},)))

    def change(self, key, value):
        self.settings[key] = value
        self.bus.emit_signal(None, PATH, "org.freedesktop.portal.Settings", "SettingChanged", self.glib.Variant(
            "(ssv)", ("org.freedesktop.appearance", key, self.glib.Variant("u", value))))


def colour_at(x, y):
    """Of a pixel of the screen."""
    from Xlib import X
    from Xlib.display import Display

    display = Display()
    try:
        data = display.screen().root.get_image(x, y, 1, 1, X.ZPixmap, 0xFFFFFF).data
        return data[2], data[1], data[0]
    finally:
        display.close()


def run(desktop):
    portal = Portal(**{"contrast": 1, "color-scheme": 0})
    desktop.start()
    bar = desktop.find("status bar", "").get_component_iface().get_extents(desktop.atspi.CoordType.SCREEN)
    corner = bar.x + 3, bar.y + 3
    wait("white background of high contrast", lambda: colour_at(*corner) == (255, 255, 255))
    portal.change("color-scheme", 1)
    wait("black background of high contrast", lambda: colour_at(*corner) == (0, 0, 0))
    portal.change("contrast", 0)
    wait("dark background", lambda: colour_at(*corner) != (0, 0, 0) and max(colour_at(*corner)) < 80)
    portal.change("color-scheme", 0)
    wait("light background", lambda: 230 < min(colour_at(*corner)) < 255)


if __name__ == "__main__":
    sys.exit(harness.main(run, modules=("Xlib.display",)))
