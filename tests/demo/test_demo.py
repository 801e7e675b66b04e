"""The demo as a visitor has it: one command, links, pages, Ctrl-C."""

from __future__ import annotations

import json
import re
import socket
import sqlite3
import subprocess
import sys
from pathlib import Path

from websockets.sync.client import connect

from tests.demo.process import ROOT, Browser, running

EVENT = "/occitanie-events/aero-rendez-vous-2027/"


def test_a_first_start_then_a_second_one_then_afresh(tmp_path: Path):
    with running(tmp_path) as demo:
        assert set(demo.links) == {"organiser", "participant", "staff", "accountant"}

        organiser = Browser()
        organiser.send(demo.links["organiser"])
        assert organiser.url.endswith(f"/console{EVENT}")
        site = demo.links["organiser"].partition("/demo/")[0]
        dashboard = organiser.open(f"{site}/console{EVENT}")
        assert "Aéro Rendez-vous 2027" in dashboard
        assert ">120<" in dashboard
        assert ">630<" in dashboard

        participant = Browser()
        participant.send(demo.links["participant"])
        assert participant.url.endswith(f"/portal{EVENT}agenda/")
        staff = Browser()
        staff.send(demo.links["staff"])
        assert staff.url.endswith(f"/desk{EVENT}")
        accountant = Browser()
        accountant.send(demo.links["accountant"])
        assert accountant.url.endswith(f"/console{EVENT}orders/")
        assert "Béatrice Soum" in accountant.open(f"{site}/demo/")

        # What suppliers are asked, what some answered, and where each place is.
        registrations = organiser.open(f"{site}/console{EVENT}registrations/")
        table = re.search(r'href="(\S+/answers/)"', registrations)
        assert table
        answers = organiser.open(site + table[1])
        for answer in ("Compositech Landes", "plaquette.pdf", "340 kg", "L’après-midi"):
            assert answer in answers
        plan = organiser.open(f"{site}/console{EVENT}places/plan/")
        assert plan.count("</svg>repéré</small>") == 25

        # Static files are served although nothing was collected.
        assert "--accent" in organiser.open(f"{site}/static/css/tokens.css")
        assert "Style guide" in organiser.open(f"{site}/styleguide/")
        organiser.send(
            f"{site}/console{EVENT}types/add/", name_en="Cluster", name_fr="Pôle de compétitivité"
        )
        assert demo.interrupt() == 0
        assert "Traceback" not in demo.output
        assert "Stopped." in demo.output

    with running(tmp_path) as demo:
        assert "kept" in demo.output
        organiser = Browser()
        organiser.send(demo.links["organiser"])
        assert "Pôle de compétitivité" in organiser.open(f"{organiser.url}types/")
        assert demo.interrupt() == 0

    with running(tmp_path, "--reset") as demo:
        assert "kept" not in demo.output
        organiser = Browser()
        organiser.send(demo.links["organiser"])
        assert "Pôle de compétitivité" not in organiser.open(f"{organiser.url}types/")
        assert demo.interrupt() == 0


def test_what_a_worker_thread_publishes_reaches_a_socket_and_ctrl_c_stops_its_run(tmp_path: Path):
    with running(tmp_path) as demo:
        organiser = Browser()
        organiser.send(demo.links["organiser"])
        site = demo.links["organiser"].partition("/demo/")[0]
        planning = f"{site}/console{EVENT}planning/"
        with connect(
            f"{site.replace('http', 'ws', 1)}/ws/console{EVENT}runs/",
            origin=site,  # type: ignore[arg-type]
            additional_headers={"Cookie": f"sessionid={organiser.cookie('sessionid')}"},
        ) as sockets:
            organiser.send(planning, time_limit="1800", seed="1", number="1")
            # «Running» and progress are published by the worker's thread, not by the request's.
            kinds = set()
            while "run.progress" not in kinds:
                kinds.add(json.loads(sockets.recv(timeout=60))["type"])
        assert demo.interrupt() == 0
        assert "Traceback" not in demo.output

    with sqlite3.connect(tmp_path / "demo.sqlite3") as database:
        assert database.execute("SELECT state FROM meetings_run").fetchall() == [("cancelled",)]
    database.close()


def test_a_taken_port_is_named_and_another_proposed(tmp_path: Path):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        answer = subprocess.run(
            [sys.executable, "manage.py", "demo", "--port", str(port)],
            cwd=ROOT,
            env={
                "DJANGO_SETTINGS_MODULE": "vimeet.settings.demo",
                "VIMEET_DEMO_DATABASE": str(tmp_path / "demo.sqlite3"),
            },
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
    assert answer.returncode == 1
    assert f"Port {port} is taken" in answer.stderr
    assert not (tmp_path / "demo.sqlite3").exists()
