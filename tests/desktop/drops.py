"""What other programs drop on the window, by the X11 protocol that they use: folders, files and text.

    drops.py PROGRAM SAMPLE

SAMPLE is the folder of a model with 32 layers. What the window makes of a drop is read over AT-SPI.
"""

import pathlib
import sys

import desktop as harness

YAML = """merge_method: passthrough
slices:
  - sources:
      - model: {0}
        layer_range: [0, 24]
  - sources:
      - model: {0}
        layer_range: [8, 32]
"""


def drop(kinds, at):
    import xdnd

    source = xdnd.Source(kinds)
    try:
        assert source.drop("Layerloom", at), "the drop was refused"
    finally:
        source.close()


def middle(desktop, item):
    box = item.get_component_iface().get_extents(desktop.atspi.CoordType.SCREEN)
    return box.x + box.width // 2, box.y + box.height // 2


def uris(*paths):
    """As file managers offer files: a list of addresses, and the same as text."""
    lines = "".join(pathlib.Path(path).as_uri() + "\r\n" for path in paths)
    return {"text/uri-list": lines.encode(), "text/plain": "\n".join(map(str, paths)).encode()}


def text(content):
    """As editors and browsers offer text."""
    return {"text/plain;charset=utf-8": content.encode(), "UTF8_STRING": content.encode()}


def run(desktop):
    model = sys.argv[2]
    desktop.start()
    page = middle(desktop, desktop.find_button("Open model folder"))
    drop(uris(model), page)
    loom = desktop.find("list", "Output layers")
    at = middle(desktop, loom)
    drop(text("range(20, 27)"), at)
    desktop.wait_for_layers(7)

    drop(text("A[0:4"), at)
    desktop.find("label", "A ] is missing")
    assert len(desktop.layers()) == 7

    drop(text("https://example.org/model"), at)
    drop({"text/uri-list": b"https://example.org/model\r\n"}, at)
    desktop.find("label", "Only files and folders of this computer")
    assert len(desktop.layers()) == 7

    recipe = pathlib.Path(desktop.home, "dus.yml")
    recipe.write_text(YAML.format(model))
    drop(uris(recipe), at)
    box = desktop.find("alert", "Unsaved changes")
    desktop.act(desktop.find_button("Discard", box))
    desktop.wait_for_layers(48)

    drop(text(YAML.format(model).replace("[8, 32]", "[20, 32]")), at)
    desktop.wait_for_layers(36)


if __name__ == "__main__":
    sys.exit(harness.main(run, modules=("Xlib.display",)))
