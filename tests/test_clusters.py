"""Sweeps on Dask's workers, and into an object store: the same bytes, whatever dies on the way."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import pytest

from tconv_anim import InputError, sweep
from tests.command import COMMAND, ENVIRONMENT, complaint, made, run
from tests.killing import killed_while_writing

pytestmark = pytest.mark.clusters

SPEC: dict[str, Any] = {
    "kernel_size": [1, 2, 3],
    "stride": [1, 2],
    "output_padding": [0, 1],
    "seed": list(range(20)),
    "input_size": 2,
    "cell": 16,
    "suffix": ".gif",
}
"""240 combinations, of which 60 are illegal: some ten seconds."""


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port: int = one.getsockname()[1]
        return port


@contextmanager
def process(*words: str, says: str) -> Iterator[subprocess.Popen[bytes]]:
    """A process that has said that it is ready; it ends with the block."""
    with subprocess.Popen(
        [sys.executable, *words], env=ENVIRONMENT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    ) as one:
        try:
            assert one.stdout
            lines = iter(one.stdout.readline, b"")
            assert any(says.encode() in line for line in lines), f"{words} ended"
            yield one
        finally:
            one.kill()


@contextmanager
def cluster() -> Iterator[tuple[str, list[subprocess.Popen[bytes]]]]:
    """A scheduler of Dask's and two workers with a process each, which nobody starts again."""
    address = f"tcp://127.0.0.1:{free_port()}"
    asked = ("--host", address, "--no-dashboard")
    alone = ("--no-nanny", "--nthreads", "1", "--no-dashboard")
    with ExitStack() as open_:
        open_.enter_context(process("-m", "distributed.cli.dask_scheduler", *asked, says="Scheduler at"))
        worker = ("-m", "distributed.cli.dask_worker", address, *alone)
        yield address, [open_.enter_context(process(*worker, says="Registered to")) for _ in range(2)]


def gifs(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.glob("*.gif")}


def outcome(folder: Path) -> list[tuple[str, str]]:
    listed = json.loads((folder / "manifest.json").read_text("utf-8"))
    return [(one.get("file", ""), one.get("sha256", "")) for one in listed]


def test_two_workers_of_which_one_is_killed_make_the_same_bytes(tmp_path: Path) -> None:
    sweep(SPEC, tmp_path / "alone", jobs=2)
    killed: list[int] = []
    with cluster() as (scheduler, (victim, _)):

        def kill(done: int, _: Any) -> None:
            if done >= 40 and not killed:
                victim.send_signal(signal.SIGKILL)
                killed.append(victim.wait())

        counts = sweep(SPEC, tmp_path / "dask", scheduler=scheduler, batch=8, progress=kill)
    assert killed == [-signal.SIGKILL]
    assert (counts.made + counts.kept, counts.skipped, counts.failed) == (180, 60, 0)
    assert gifs(tmp_path / "dask") == gifs(tmp_path / "alone")
    assert outcome(tmp_path / "dask") == outcome(tmp_path / "alone")


def test_the_command_takes_a_scheduler_s_address_and_means_its_own_folder(tmp_path: Path) -> None:
    (tmp_path / "spec.toml").write_text('preset = "k2_s2"\nview = ["scatter", "gather"]\n')
    with cluster() as (scheduler, _):
        made("sweep", "spec.toml", "-o", "there", "--scheduler", scheduler, cwd=tmp_path)
    assert len(gifs(tmp_path / "there")) == 2


def test_a_scheduler_that_is_not_there_is_named(tmp_path: Path) -> None:
    address = f"tcp://127.0.0.1:{free_port()}"
    with pytest.raises(InputError, match=f"scheduler is '{address}', and none answers there"):
        sweep(SPEC, tmp_path, scheduler=address)


@pytest.fixture
def bucket(monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[str, Any]]:
    """The URL of a bucket of a server like S3's on this machine, and a client that sees it."""
    import boto3
    from moto.server import ThreadedMotoServer

    server = ThreadedMotoServer("127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    said = {
        "AWS_ENDPOINT_URL": f"http://{host}:{port}",
        "AWS_ACCESS_KEY_ID": "x",
        "AWS_SECRET_ACCESS_KEY": "x",
        "AWS_DEFAULT_REGION": "us-east-1",
    }
    for name, value in said.items():
        monkeypatch.setenv(name, value)
        monkeypatch.setitem(ENVIRONMENT, name, value)
    try:
        client = boto3.client("s3")
        client.create_bucket(Bucket="pictures")
        yield "s3://pictures/there", client
    finally:
        server.stop()


def objects(client: Any) -> dict[str, bytes]:
    pages = client.get_paginator("list_objects_v2").paginate(Bucket="pictures", Prefix="there/")
    names = [one["Key"] for page in pages for one in page.get("Contents", ())]
    return {name: client.get_object(Bucket="pictures", Key=name)["Body"].read() for name in names}


def test_a_sweep_into_s3_is_killed_and_goes_on(bucket: tuple[str, Any], tmp_path: Path) -> None:
    url, client = bucket
    spec = {**SPEC, "seed": list(range(4))}
    (tmp_path / "spec.toml").write_text(
        "".join(f"{name} = {json.dumps(one)}\n" for name, one in spec.items())
    )
    words = [str(COMMAND), "sweep", "spec.toml", "-o", url, "--batch", "4", "--jobs", "2"]
    for least in (5, 15):
        running = subprocess.Popen(words, cwd=tmp_path, env=ENVIRONMENT, start_new_session=True)
        deadline = time.monotonic() + 60
        while len(objects(client)) < least and time.monotonic() < deadline:
            assert running.poll() is None
            time.sleep(0.05)
        os.killpg(running.pid, signal.SIGKILL)
        running.wait()
    told = made("sweep", "spec.toml", "-o", url, "--check", "--parquet", cwd=tmp_path)
    assert told.startswith(f"{url}  36 animations (")
    assert "(0 kept)" not in told
    sweep(spec, tmp_path / "here", jobs=2)
    there = {name.removeprefix("there/"): data for name, data in objects(client).items()}
    assert {name: data for name, data in there.items() if name.endswith(".gif")} == gifs(tmp_path / "here")
    assert len(json.loads(there["manifest.json"])) == 48
    assert there["manifest.parquet"].startswith(b"PAR1")


def test_who_is_killed_while_writing_to_s3_leaves_nothing_of_that_name(bucket: tuple[str, Any]) -> None:
    url, client = bucket
    assert killed_while_writing(url, "large", 60 * 2**20)  # more than a part of an upload
    assert objects(client) == {}


def test_a_bucket_that_is_not_there_is_named(bucket: tuple[str, Any], tmp_path: Path) -> None:
    (tmp_path / "spec.toml").write_text('preset = "k2_s2"\n')
    done = run("sweep", "spec.toml", "-o", "s3://none/there", cwd=tmp_path)
    assert "'s3://none/there/" in complaint(done)
