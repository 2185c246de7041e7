"""How long a person waits for the window and for the first line of the command line.

The window is started under a display of its own, without a window manager, and counts as visible when the
server says that it can be seen. Each round uses a fresh home folder, so nothing of the user's is read or
written.
"""

import os
import re
import statistics
import subprocess
import sys
import tempfile
import time

ROUNDS = 10
WINDOW_TARGET = 0.30
HELP_TARGET = 0.05


def start_display():
    """An X server and its name; it picks a free number itself."""
    reader, writer = os.pipe()
    server = subprocess.Popen(
        ["Xvfb", "-displayfd", str(writer), "-screen", "0", "1600x1000x24"],
        pass_fds=[writer], stderr=subprocess.DEVNULL)
    os.close(writer)
    with os.fdopen(reader) as numbers:
        number = numbers.readline().strip()
    if not number:
        sys.exit("Xvfb did not start")
    return server, ":" + number


def output_of(command, environment):
    return subprocess.run(command, env=environment, capture_output=True, text=True).stdout


def is_visible(environment):
    tree = output_of(["xwininfo", "-root", "-tree"], environment)
    for line in tree.splitlines():
        found = re.search(r'^\s+(0x[0-9a-f]+) .*\("layerloom" .*\)\s+(\d+)x(\d+)', line)
        if found and int(found[2]) >= 640 and int(found[3]) >= 400:
            return "IsViewable" in output_of(["xwininfo", "-id", found[1]], environment)
    return False


def seconds_to_window(program, display):
    with tempfile.TemporaryDirectory() as home:
        environment = {**os.environ, "DISPLAY": display, "QT_QPA_PLATFORM": "xcb", "HOME": home}
        for folder in ("XDG_CONFIG_HOME", "XDG_CACHE_HOME", "XDG_DATA_HOME"):
            environment.pop(folder, None)
        begin = time.perf_counter()
        window = subprocess.Popen([program], env=environment)
        try:
            while not is_visible(environment):
                if window.poll() is not None or time.perf_counter() - begin > 30:
                    sys.exit("The window did not appear")
                time.sleep(0.002)
            return time.perf_counter() - begin
        finally:
            window.kill()
            window.wait()


def seconds_to_help(program):
    begin = time.perf_counter()
    subprocess.run([program, "--help"], check=True, stdout=subprocess.DEVNULL)
    return time.perf_counter() - begin


def report(what, seconds, target):
    median = statistics.median(seconds)
    print(f"{what:<16} median {median * 1000:6.1f} ms   worst {max(seconds) * 1000:6.1f} ms"
          f"   target {target * 1000:.0f} ms")
    return median <= target


def main():
    fast = report("--help", [seconds_to_help(os.environ["LAYERLOOM_CLI"]) for _ in range(ROUNDS)], HELP_TARGET)
    server, display = start_display()
    try:
        rounds = [seconds_to_window(os.environ["LAYERLOOM_WINDOW"], display) for _ in range(ROUNDS)]
    finally:
        server.terminate()
        server.wait()
    fast = report("window visible", rounds, WINDOW_TARGET) and fast
    sys.exit(0 if fast else 1)


main()
