"""The main job (open, DUS, check, merge) with nothing but a screen reader's means: AT-SPI and keys.

    main_job.py PROGRAM SAMPLE

SAMPLE is the folder of a model with 32 layers.
"""

import os
import sys

import desktop as harness
from desktop import ALT, F8, QUESTION, RETURN, RIGHT, SHIFT, wait

CONTROLS = ("push button", "button", "toggle button", "check box", "combo box", "text", "spin button", "slider", "table",
            "tree", "tree table", "list", "radio button", "page tab", "menu item")


def check_names(desktop):
    """Every control that shows has a role and a name, and every layer of the output a place."""
    nameless = []
    for item in desktop.showing():
        role = item.get_role_name()
        # Qt names a combo box by its value.
        name = item.get_description() if role == "combo box" else item.get_name()
        focusable = desktop.has(item, "FOCUSABLE") and role in ("filler", "unknown", "panel", "invalid")
        if (role in CONTROLS and not name.strip()) or (focusable and not name.strip()):
            parents = []
            parent = item.get_parent()
            while parent and len(parents) < 4:
                parents.append(f"{parent.get_role_name()} {parent.get_name()!r}")
                parent = parent.get_parent()
            nameless.append(f"{role} in {', '.join(parents)}")
    assert not nameless, "\n".join(nameless)


def focus_layer(desktop, index):
    desktop.act(desktop.layers()[index], "SetFocus")
    wait("focus on the layer at the caret", lambda: desktop.has(desktop.layers()[index], "FOCUSED"))


def check_panels(desktop):
    """Behind every tab, and in the sheet of keys, controls have names."""
    tabs = [item.get_name() for item in desktop.showing() if item.get_role_name() == "page tab"]
    assert len(tabs) >= 5, tabs
    for name in tabs:
        desktop.act(desktop.find("page tab", name), "Press")
        check_names(desktop)
    focus_layer(desktop, 0)
    desktop.press_keys(SHIFT, QUESTION)
    sheet = desktop.find("dialog", "Keys and gestures")
    check_names(desktop)
    desktop.type_into(desktop.find("text", "Search", sheet), "roll seam")
    desktop.find("table cell", "Roll the seam to the input side", sheet)
    desktop.act(desktop.find_button("Close", sheet))
    focus_layer(desktop, 0)  # without a window manager nobody gives the keyboard back


def open_model(desktop, folder):
    desktop.act(desktop.find_button("Open model folder"))
    dialog = desktop.find("dialog", "Open model folder")
    desktop.type_into(desktop.find("text", "Directory", dialog), folder)
    desktop.act(desktop.find_button("Choose", dialog))
    wait("opened model", lambda: desktop.find("list", "Output layers"))


def apply_dus(desktop):
    wait("named list of recipes", lambda: [item for item in desktop.showing() if item.get_role_name() == "combo box"
                                           and item.get_description().startswith("Recipe.")])
    desktop.act(desktop.find_button("Depth up-scaling"))
    desktop.wait_for_layers(48)


def check_layers(desktop):
    layers = desktop.layers()
    assert layers[0].get_role_name() == "list item"
    names = [layer.get_name() for layer in layers]
    assert names[0].startswith("Output layer 0, A layer 0"), names[0]
    assert "after seam 23 to 8, layer distance 15" in names[24], names[24]
    assert [i for i, name in enumerate(names) if "seam" in name] == [24], names
    assert layers[24].get_description() == "25 of 48", layers[24].get_description()
    desktop.act(layers[30], "Press")
    wait("selected layer", lambda: desktop.has(desktop.layers()[30], "SELECTED"))
    assert not desktop.has(desktop.layers()[29], "SELECTED")
    boxes = [layer.get_component_iface().get_extents(desktop.atspi.CoordType.SCREEN) for layer in layers]
    assert all(box.width > 0 and box.height > 0 for box in boxes)
    assert all(left.x < right.x for left, right in zip(boxes, boxes[1:]))
    focus_layer(desktop, 30)
    desktop.press_key(RIGHT)
    wait("focus that follows the caret", lambda: desktop.has(desktop.layers()[31], "FOCUSED"))
    assert not desktop.has(desktop.layers()[30], "FOCUSED")


def check_problems(desktop):
    """A problem is read, found with F8, mended and gone."""
    expression = desktop.find("text", "Layer expression")
    desktop.type_into(expression, "A[0:24] A[8:31]")
    expression.get_component_iface().grab_focus()
    desktop.press_key(RETURN)
    desktop.wait_for_layers(47)
    desktop.act(desktop.find_button("1 problem"))
    sentence = desktop.find("table cell", "The range ends before layer 31")
    assert "[8, 31]" in sentence.get_name(), sentence.get_name()
    desktop.find("table cell", "Include layer 31")
    desktop.press_key(F8)
    desktop.press_keys(ALT, RETURN)
    desktop.wait_for_layers(48)
    desktop.find_button("0 problems")


def merge(desktop):
    desktop.act(desktop.find_button("Merge"))
    dialog = desktop.find("dialog", "Merge")
    check_names(desktop)
    desktop.type_into(desktop.find("text", "Folder", dialog), desktop.home)
    desktop.type_into(desktop.find("text", "Name", dialog), "dus-48")
    desktop.act(wait("Merge button that works", lambda: next(
        (item for item in desktop.showing(dialog) if item.get_role_name() in harness.BUTTON
         and item.get_name() == "Merge" and desktop.has(item, "ENABLED")), None)))
    wait("written checkpoint", lambda: os.path.exists(os.path.join(desktop.home, "dus-48", "config.json")))
    desktop.find("label", "Every byte compared")
    for offer in ("Open folder", "Add as source", "Try it", "Copy Python"):
        desktop.find_button(offer)


def run(desktop):
    desktop.start()
    check_names(desktop)
    open_model(desktop, sys.argv[2])
    apply_dus(desktop)
    check_layers(desktop)
    check_names(desktop)
    check_panels(desktop)
    check_problems(desktop)
    merge(desktop)


if __name__ == "__main__":
    sys.exit(harness.main(run))
