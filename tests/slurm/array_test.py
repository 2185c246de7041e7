"""A merge as a Slurm job array gives the same bytes as one process.

Starts a Slurm of one node on the loopback with all its state in a temporary folder, runs the README's job script on
it, and stops it again. Needs no service of the machine, and touches none.
"""

import os
import pwd
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path

JOB_SCRIPT = Path(__file__).resolve().parent / "merge.sbatch"
README = Path(__file__).resolve().parents[2] / "README.md"
TIMEOUT = 120

SLURM_CONF = """\
ClusterName=layerloom
SlurmctldHost={host}(127.0.0.1)
SlurmctldPort={controller}
SlurmdPort={node}
SlurmUser={user}
SlurmdUser={user}
AuthType=auth/munge
AuthInfo=socket={work}/munge/socket
CredType=cred/munge
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
SelectType=select/cons_tres
SelectTypeParameters=CR_CPU
SchedulerType=sched/builtin
ReturnToService=2
MpiDefault=none
StateSaveLocation={work}/state
SlurmdSpoolDir={work}/spool
SlurmctldPidFile={work}/slurmctld.pid
SlurmdPidFile={work}/slurmd.pid
SlurmctldLogFile={work}/slurmctld.log
SlurmdLogFile={work}/slurmd.log
NodeName={host} NodeAddr=127.0.0.1 CPUs={cpus} State=UNKNOWN
PartitionName=all Nodes={host} Default=YES MaxTime=10 State=UP
"""


def free_ports(count):
    sockets = [socket.create_server(("127.0.0.1", 0)) for _ in range(count)]
    ports = [each.getsockname()[1] for each in sockets]
    for each in sockets:
        each.close()
    return ports


class Slurm:
    """A cluster of this machine alone; its daemons are our children and end with us."""

    def __init__(self, work):
        self.work = work
        self.daemons = []
        self.env = os.environ | {"SLURM_CONF": str(work / "slurm.conf")}

    def __enter__(self):
        for name in ("munge", "state", "spool"):
            (self.work / name).mkdir(mode=0o755)
        controller, node = free_ports(2)
        host = socket.gethostname().split(".")[0]
        facts = {"host": host, "controller": controller, "node": node, "work": self.work}
        facts |= {"user": pwd.getpwuid(os.getuid()).pw_name, "cpus": os.cpu_count()}
        (self.work / "slurm.conf").write_text(SLURM_CONF.format(**facts))
        key = self.work / "munge" / "key"
        key.write_bytes(os.urandom(1024))
        key.chmod(0o400)
        self.start_munge(key)
        self.start("slurmctld", "-D", "-i")
        self.start("slurmd", "-D", "-N", host)
        self.wait_for("idle nodes", lambda: "idle" in self.ask("sinfo", "--noheader", "--format=%T"))
        return self

    def __exit__(self, *_):
        for daemon in reversed(self.daemons):
            daemon.terminate()
            try:
                daemon.wait(20)
            except subprocess.TimeoutExpired:
                daemon.kill()
                daemon.wait()

    def start_munge(self, key):
        place = self.work / "munge"
        files = {"key-file": key, "socket": place / "socket", "pid-file": place / "pid"}
        files |= {"log-file": place / "log", "seed-file": place / "seed"}
        self.start("munged", "--foreground", "--force", *(f"--{name}={path}" for name, path in files.items()))
        self.wait_for("munged", (place / "socket").exists)

    def start(self, program, *arguments):
        log = open(self.work / f"{program}.out", "wb")
        path = shutil.which(program, path=os.environ["PATH"] + ":/usr/sbin:/sbin")
        self.daemons.append(subprocess.Popen([path, *arguments], stdout=log, stderr=log, env=self.env))

    def ask(self, *command):
        done = subprocess.run(command, capture_output=True, text=True, env=self.env, timeout=TIMEOUT)
        return done.stdout if done.returncode == 0 else ""

    def wait_for(self, what, is_there):
        end = time.monotonic() + TIMEOUT
        while not is_there():
            if time.monotonic() > end or any(daemon.poll() is not None for daemon in self.daemons):
                logs = [path.read_text(errors="replace") for path in sorted(self.work.glob("*.out"))]
                sys.exit(f"waited in vain for {what}\n" + "\n".join(logs))
            time.sleep(0.1)

    def submit(self, *arguments):
        """Runs a job to its end; its number."""
        command = ["sbatch", "--parsable", f"--output={self.work}/job-%A-%a.out", *map(str, arguments)]
        done = subprocess.run(command, capture_output=True, text=True, env=self.env, timeout=TIMEOUT)
        if done.returncode != 0:
            sys.exit(f"{' '.join(command)}: {done.stdout}{done.stderr}{self.job_output()}")
        return done.stdout.strip()

    def job_output(self):
        return "".join(path.read_text(errors="replace") for path in sorted(self.work.glob("job-*.out")))


def contents(folder):
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir())}


def main():
    assert JOB_SCRIPT.read_text().splitlines()[-1] in README.read_text(), "the README shows another job"
    cli = os.environ["LAYERLOOM_CLI"]
    with tempfile.TemporaryDirectory(prefix="layerloom-slurm-") as name:
        work = Path(name)
        # The README calls the program by its name.
        os.environ["PATH"] = f"{Path(cli).parent}:{os.environ['PATH']}"
        subprocess.run([cli, "sample", work / "sample"], check=True, stdout=subprocess.DEVNULL)
        stack, options = work / "sample" / "dus.loom", ["--shard-size", "600kB"]
        whole, woven = work / "whole", work / "woven"
        subprocess.run([cli, "merge", stack, "--output", whole, "--quiet", *options], check=True)
        with Slurm(work) as slurm:
            array = slurm.submit("--array=1-4", JOB_SCRIPT, stack, woven, *options)
            finish = ["layerloom-cli", "merge", str(stack), "--output", str(woven), *options, "--finish"]
            slurm.submit("--wait", f"--dependency=afterok:{array}", f"--wrap={' '.join(finish)}")
            said = slurm.job_output()
        shards = [file for file in contents(whole) if file.endswith(".safetensors")]
        assert len(shards) >= 4, shards
        for part in range(1, 5):
            assert f"part {part}/4" in said, said
        assert contents(woven) == contents(whole), said
        assert not (work / "woven.partial").exists()
        print(f"{len(shards)} shards, written by 4 jobs, are those of one process")


main()
