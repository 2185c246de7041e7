"""A desktop for one test: Xvfb, a session bus and an accessibility bus of its own, the window, and its accessible objects.

A test is a script with `run(desktop)`, which calls `main(run)`. It ends with 77 where a part is missing.
"""

import contextlib
import importlib
import os
import shutil
import subprocess
import sys
import tempfile
import time
import warnings

SKIPPED = 77
PATIENCE = 60.0
BUTTON = ("push button", "button")  # the names of different releases
RIGHT, RETURN, F8, ALT, SHIFT, QUESTION = 0xFF53, 0xFF0D, 0xFFC5, 0xFFE9, 0xFFE1, 0x3F  # keysyms
KEYCODES = {ALT: 64, SHIFT: 50, RETURN: 36, QUESTION: 61}  # of Xvfb's keyboard


def missing(modules):
    absent = [name for name in ("Xvfb", "dbus-run-session") if not shutil.which(name)]
    if not os.path.exists("/usr/share/dbus-1/services/org.a11y.Bus.service"):
        absent.append("at-spi2-core")
    for name in modules:
        try:
            importlib.import_module(name)
        except ImportError:
            absent.append("Python module " + name)
    try:
        import gi

        gi.require_version("Atspi", "2.0")
    except (ImportError, ValueError):
        absent.append("python3-gi with gir1.2-atspi-2.0")
    return absent


def wait(what, get, patience=PATIENCE):
    """What `get` returns once that is true."""
    end = time.monotonic() + patience
    last = None
    while time.monotonic() < end:
        try:
            found = get()
        except AssertionError:
            raise
        except Exception as error:  # an object went away while it was read
            found, last = None, error
        if found:
            return found
        time.sleep(0.1)
    raise AssertionError(f"there is no {what}" + (f" ({last})" if last else ""))


class Desktop:
    """The window and its accessible objects."""

    def __init__(self, atspi, program, home):
        self.atspi = atspi
        self.program_path = program
        self.home = home
        self.child = None
        self.program = None

    def start(self, *arguments):
        environment = dict(os.environ, HOME=self.home, XDG_CACHE_HOME=self.home + "/cache",
                           XDG_CONFIG_HOME=self.home + "/config", XDG_STATE_HOME=self.home + "/state",
                           XDG_DATA_HOME=self.home + "/data", XDG_RUNTIME_DIR=self.home, QT_QPA_PLATFORM="xcb",
                           QT_LINUX_ACCESSIBILITY_ALWAYS_ON="1", LC_ALL="C.UTF-8")
        self.child = subprocess.Popen([self.program_path, *arguments], env=environment)
        self.program = wait("program on the accessibility bus", self._program)

    def stop(self):
        if self.child:
            self.child.terminate()
            self.child.wait(20)

    def _program(self):
        desktop = self.atspi.get_desktop(0)
        for i in range(desktop.get_child_count()):
            child = desktop.get_child_at_index(i)
            if child and child.get_name().lower() == "layerloom":
                return child
        return None

    def walk(self, top=None):
        top = top or self.program
        top.clear_cache()
        yield top
        if top.get_role_name() == "list" and top.get_name() == "Output layers":
            return  # its items are read where they are wanted
        for i in range(top.get_child_count()):
            child = top.get_child_at_index(i)
            if child:
                yield from self.walk(child)

    def has(self, item, state):
        return item.get_state_set().contains(getattr(self.atspi.StateType, state))

    def showing(self, top=None):
        return [item for item in self.walk(top) if self.has(item, "SHOWING")]

    def find(self, role, name, top=None):
        """The item of a role (or one of several) whose name begins so, once it shows."""
        roles = (role,) if isinstance(role, str) else role

        def look():
            for item in self.showing(top):
                if item.get_role_name() in roles and item.get_name().startswith(name):
                    return item
            return None

        try:
            return wait(f"{roles} {name!r}", look)
        except AssertionError as error:
            there = sorted({f"{item.get_role_name()} {item.get_name()!r}" for item in self.showing()})
            raise AssertionError(f"{error}, only\n" + "\n".join(there)) from error

    def find_button(self, name, top=None):
        return self.find(BUTTON, name, top)

    def act(self, item, *names):
        """Does the first of the named actions that the item offers; "Press" unless one is named."""
        actions = item.get_action_iface()
        offered = [actions.get_action_name(i) for i in range(actions.get_n_actions())]
        for name in names or ("Press",):
            if name in offered:
                assert actions.do_action(offered.index(name))
                return
        raise AssertionError(f"{item.get_name()!r} offers {offered}, not {names}")

    def layers(self):
        loom = self.find("list", "Output layers")
        loom.clear_cache()
        return [loom.get_child_at_index(i) for i in range(loom.get_child_count())]

    def wait_for_layers(self, count):
        wait(f"output of {count} layers", lambda: len(self.layers()) == count)

    def type_into(self, item, text):
        assert item.get_editable_text_iface().set_text_contents(text), item.get_name()

    def press_key(self, keysym):
        assert self.atspi.generate_keyboard_event(keysym, None, self.atspi.KeySynthType.SYM)
        time.sleep(0.2)

    def press_keys(self, modifier, keysym):
        """A key while a modifier is held."""
        kind = self.atspi.KeySynthType
        for code, what in ((modifier, kind.PRESS), (keysym, kind.PRESSRELEASE), (modifier, kind.RELEASE)):
            assert self.atspi.generate_keyboard_event(KEYCODES[code], None, what)
            time.sleep(0.1)


def _inside(run, program):
    import gi

    gi.require_version("Atspi", "2.0")
    from gi.repository import Atspi

    warnings.simplefilter("ignore")  # newer names of libatspi's functions are missing in older ones
    Atspi.init()
    with tempfile.TemporaryDirectory() as home:
        desktop = Desktop(Atspi, program, home)
        try:
            run(desktop)
        finally:
            desktop.stop()


@contextlib.contextmanager
def _screen():
    """An X server; gives the number of its display."""
    read, write = os.pipe()
    with tempfile.TemporaryFile() as noise:
        server = subprocess.Popen(
            ["Xvfb", "-displayfd", str(write), "-screen", "0", "1440x900x24", "-nolisten", "tcp", "-noreset"],
            pass_fds=[write], stderr=noise)
        os.close(write)
        try:
            yield os.read(read, 16).decode().strip()
        finally:
            os.close(read)
            server.terminate()
            server.wait(20)


def main(run, modules=()):
    """`SCRIPT PROGRAM [ARGUMENT...]`: calls run(desktop) on a desktop of its own; `modules` are imported by it."""
    if sys.argv[1] == "--inside":
        sys.argv.remove("--inside")
        _inside(run, sys.argv[1])
        print(os.path.basename(sys.argv[0]) + " passed")
        return 0
    if absent := missing(modules):
        print("skipped: there is no " + ", no ".join(absent))
        return SKIPPED
    with _screen() as number:
        environment = {key: value for key, value in os.environ.items()
                       if key not in ("DBUS_SESSION_BUS_ADDRESS", "AT_SPI_BUS_ADDRESS", "WAYLAND_DISPLAY")}
        environment["DISPLAY"] = ":" + number
        return subprocess.run(["dbus-run-session", "--", sys.executable, sys.argv[0], "--inside", *sys.argv[1:]],
                              env=environment, check=False).returncode
