"""``sim compare``, ``sim corridors``, ``sim run --brief`` and the days that somebody asks for."""

import json
from datetime import date
from pathlib import Path

import pandas as pd
import pytest
import typer

from sim.cli.corridors import LIMITS
from sim.cli.days import after, first_of

ROAD = """\
title: The road is cut
extends: tiny
passages: {gate: {title: The gate, country: CN, kind: road}}
routes: {road: {mode: road, lead: 5 d, passages: {gate: 50 %}}}
disruptions:
  cut: {kind: route_closure, passage: gate, start: 2024-02-01, length: 60 d}
"""


@pytest.fixture
def road(folder: Path) -> str:
    (folder / "scenarios" / "road.yaml").write_text(ROAD)
    return "road"


@pytest.mark.parametrize(
    ("text", "first", "end"),
    [
        ("2026", date(2026, 1, 1), date(2027, 1, 1)),
        ("2026-02", date(2026, 2, 1), date(2026, 3, 1)),
        ("2026-12", date(2026, 12, 1), date(2027, 1, 1)),
        ("2026-02-28", date(2026, 2, 28), date(2026, 3, 1)),
    ],
)
def test_a_day_a_month_or_a_year_is_its_first_day_and_its_last_included(text, first, end):
    assert (first_of(text), after(text)) == (first, end)


@pytest.mark.parametrize("text", ["26", "2026-13", "2026-02-30", "soon", "", "2026-01-01-01"])
def test_what_is_no_day_is_refused(text):
    with pytest.raises(typer.BadParameter, match="no day, month or year"):
        first_of(text)


def test_compare_prints_totals_that_add_up_and_writes_its_table(sim):
    ended = sim("compare", "tiny", "stopped", "--replications", "2", "--workers", "1", "--out", "out")
    assert ended.exit_code == 0
    assert "“The tiny mine stops” against “A tiny world”" in ended.stdout
    lines = {line.split("  ")[0].strip() or line.split()[0]: line for line in ended.stdout.splitlines() if line}
    assert "all buyers, t" in lines
    assert "Not delivered is short and given up." in ended.stdout
    assert {path.name for path in Path("out").iterdir()} == {"comparison.csv", "comparison.svg"}
    assert "Written to out" in ended.stderr


def test_first_stops_and_recoveries_have_headings_of_their_own(sim):
    text = sim("compare", "tiny", "stopped", "--replications", "1", "--workers", "1").stdout
    heading = next(line for line in text.splitlines() if line.startswith("region") and "first stop" in line)
    columns = [part.strip() for part in heading.split("  ") if part.strip()]
    assert columns == [
        "region", "first stop, tiny", "first stop, stopped", "days", "95 %",
        "recovery, tiny", "recovery, stopped", "days", "95 %",
    ]  # fmt: skip


def test_places_that_differ_by_a_trace_are_left_to_the_file(sim):
    text = sim("compare", "tiny", "stopped", "--replications", "2", "--workers", "1").stdout
    assert "Nd       JP " in text and "more than chance and 0.1 % of need:" in text
    assert "Ce       JP" not in text
    alike = sim("compare", "stopped", "stopped", "--replications", "2", "--workers", "1").stdout
    assert "In no region does what is not delivered of an element differ" in alike


def test_compare_as_json_and_with_a_changed_value(sim):
    asked = ("compare", "stopped", "stopped", "--replications", "2", "--workers", "1", "--json")
    same = json.loads(sim(*asked).stdout)
    assert all(abs(row["difference"] or 0.0) < 1e-9 for row in same["differences"])
    assert same["window"] == {"start": "2024-01-01", "end": "2025-01-01"}
    ended = sim(*asked, "-s", "disruptions.stop.length=40 d", "--from", "2024-03", "--to", "2024-10")
    shorter = json.loads(ended.stdout)
    assert ended.stderr == ""
    assert shorter["window"] == {"start": "2024-03-01", "end": "2024-11-01"}
    short = [r for r in shorter["differences"] if (r["metric"], r["element"], r["region"]) == ("short_t", "all", "all")]
    assert short[0]["difference"] < 0
    assert short[0]["high"] < 0


def test_another_question_about_the_same_two_has_a_folder_of_its_own(sim):
    first, again, other = (
        json.loads(sim("compare", "tiny", "stopped", "--replications", "1", "--workers", "1", "--json", *more).stdout)[
            "folder"
        ]
        for more in ([], [], ["--seed", "7"])
    )
    assert first == again != other
    assert all((Path(folder) / "comparison.csv").exists() for folder in (first, other))


def test_days_outside_the_run_are_one_line(sim):
    ended = sim("compare", "tiny", "stopped", "--from", "2023-01")
    assert (ended.exit_code, ended.stdout) == (2, "")
    assert "both runs cover the days from 2024-01-01" in ended.stderr
    assert "up to 2025-01-01, not from" in sim("run", "stopped", "--from", "2023").stderr
    assert sim("run", "stopped", "--to", "2030", "--replications", "2").exit_code == 2
    assert "no days were asked for" in sim("run", "stopped", "--from", "2024-05", "--to", "2024-03").stderr
    assert sim("corridors", "stopped", "a", "--from", "2030").exit_code == 2


def test_a_sweep_that_is_run_and_a_scenario_that_is_swept_are_told_in_one_line(sim):
    for command, file, told in (
        ("run", "plan.yaml", "plan.yaml:4:1: this is a sweep, and no scenario (run it with 'sim sweep')"),
        ("sweep", "scenarios/tiny.yaml", "1:1: this is a scenario, and no sweep: nothing in it varies (run it with"),
    ):
        ended = sim(command, file)
        assert (ended.exit_code, ended.stdout, len(ended.stderr.splitlines())) == (2, "", 1)
        assert told in ended.stderr


def test_a_run_counts_the_days_that_are_asked_for(sim):
    whole, first, rest = (
        json.loads(sim("run", "stopped", "--json", *asked).stdout)
        for asked in ((), ("--to", "2024-08"), ("--from", "2024-09"))
    )
    assert first["window"] == {"start": "2024-01-01", "end": "2024-09-01"}
    assert rest["window"]["start"] == "2024-09-01"
    short = [sum(row["shortfall_t"] for row in answer["summary"]) for answer in (whole, first, rest)]
    assert 0 < short[1] < short[0] and 0 < short[2] < short[0]
    assert short[1] + short[2] == pytest.approx(short[0]), "a week that is cut counts once, by its last day"
    text = sim("run", "stopped", "--to", "2024-08").stdout
    assert "between 1 January 2024 and 1 September 2024, the days asked for" in text
    assert "Counted from 1 January 2024 up to 1 September 2024, the days asked for." in text


def test_many_runs_count_the_days_that_are_asked_for(sim):
    asked = ("--replications", "2", "--workers", "1", "--from", "2024-08", "--to", "2024-10", "--out", "out")
    answer = json.loads(sim("run", "stopped", "--json", *asked).stdout)
    assert answer["window"] == {"start": "2024-08-01", "end": "2024-11-01"}
    assert "the days asked for" in Path("out/report.html").read_text()


def test_corridors_are_those_through_what_the_scenario_closes(sim, road):
    ended = sim("corridors", road, "--replications", "2", "--workers", "1", "--from", "2024-01", "--to", "2024-03")
    assert ended.exit_code == 0
    head, _, told, undisturbed, *_ = ended.stdout.splitlines()
    assert head.split()[2:4] == ["5", "d"] and head.split()[-2:] == ["120", "d"]
    assert told.startswith("road") and undisturbed.split()[0] == "undisturbed"
    shares, calm = ([int(p) for p in row.replace("%", " ").split() if p.isdigit()] for row in (told, undisturbed))
    assert shares == sorted(shares) and shares[-1] == 100
    assert shares[2] < 60 < calm[2] == 100, "within twenty days"


def test_corridors_as_json_and_by_name(sim, road):
    asked = ("corridors", road, "mine to glass=a,b", "--replications", "2", "--workers", "1", "--json", "--out", "out")
    ended = sim(*asked)
    answer = json.loads(ended.stdout)
    assert answer["corridors"] == {"mine to glass": ["a", "b"]}
    assert {row["days"] for row in answer["delivered_within"]} == set(LIMITS)
    assert {row["world"] for row in answer["delivered_within"]} == {"as told", "undisturbed"}
    assert len(pd.read_csv("out/corridors.csv")) == 2 * len(LIMITS)


def test_corridors_that_are_none_are_told(sim, road):
    assert sim("corridors", road, "a,a", "--replications", "1").exit_code == 2
    ended = sim("corridors", "stopped", "--replications", "1")
    assert (ended.exit_code, ended.stdout) == (2, "")
    assert "name lanes or routes" in ended.stderr


def test_a_brief_is_five_lines(sim):
    ended = sim("run", "stopped", "--brief")
    lines = ended.stdout.splitlines()
    assert [line.partition(":")[0] for line in lines] == ["What", "Who", "When", "How much", "Why"]
    assert lines[0].startswith("What: The tiny mine stops. 1 March 2024 to 29 June 2024: mine: stopped")
    assert "Japan's glass buyers" in lines[1]
    assert "t short and 0.00 t given up" in lines[3]
    assert lines[4] == "Why: 100 % of what is short was held up by “stop” (outage)."
    assert "report.html" in ended.stderr


def test_a_brief_of_many_runs_and_of_none_short(sim):
    many = sim("run", "stopped", "--brief", "--replications", "2", "--workers", "1").stdout.splitlines()
    assert len(many) == 5
    calm = sim("run", "tiny", "--brief", "-q")
    assert calm.stdout.splitlines()[1] == "Who: Nobody runs short of any rare earth."
    assert calm.stderr == ""


def test_a_brief_counts_days_from_the_first_disruption_only_where_there_is_one(sim):
    told = sim("run", "stopped", "--brief").stdout.splitlines()[2]
    assert "days after the first disruption (Japan's glass buyers)" in told
    poor = ("-s", "nodes.mine.capacity=100 t/yr", "-s", "buyers.glass.needs.NdPr=300 t/yr")
    calm = sim("run", "tiny", *poor, "--brief").stdout.splitlines()
    assert "no disruption begins" in calm[0]
    assert calm[2].startswith("When: The first stop on 1") and "disruption" not in calm[2]


def test_a_brief_says_what_would_have_helped(sim, monkeypatch):
    frame = pd.DataFrame(
        {
            "lever": ["pool", "air_freight", "thrifting"], "delivered_t": [40.0, 30.0, -60.0],
            "saved_t": [120.0, 30.0, 300.0], "saved_share": [0.4, 0.1, 0.9], "days_saved": [31.0, 2.0, 1.0],
            "first_stop": [None] * 3, "last_day_that_helps": [date(2024, 4, 1), None, None],
            "given_up_t": [90.0, 0.0, 310.0],
        }
    )  # fmt: skip
    monkeypatch.setattr("sim.explore.remedies.remedies", lambda *_, **__: frame)
    last = sim("run", "stopped", "--brief", "--remedies").stdout.splitlines()[-1]
    assert last == (
        "Help: Of 3 levers by themselves, most would be delivered by pool (120 t less short, 40 %, with 90.0 t more "
        "given up) and air freight (30.0 t less short, 10 %); of the best, decided by 1 April 2024 it spares those who "
        "stop first."
    )


def test_a_lever_that_only_lets_buyers_give_up_is_told_as_that(sim, monkeypatch):
    frame = pd.DataFrame(
        {
            "lever": ["thrifting"], "delivered_t": [-60.0], "saved_t": [300.0], "saved_share": [0.9],
            "days_saved": [1.0], "first_stop": [None], "last_day_that_helps": [None], "given_up_t": [310.0],
        }
    )  # fmt: skip
    monkeypatch.setattr("sim.explore.remedies.remedies", lambda *_, **__: frame)
    moved = "Thrifting delivers no more: by the end of the run 300 t less are short, and 360 t more given up or late."
    brief = sim("run", "stopped", "--brief", "--remedies", "--out", "out").stdout.splitlines()[-1]
    assert brief == f"Help: None of 1 levers by themselves would have delivered what is short. {moved}"
    assert moved in sim("run", "stopped", "--remedies", "--out", "out").stdout.splitlines()
    assert f"{moved}</p>" in Path("out/report.html").read_text()


def test_the_brief_and_the_headline_agree_on_whether_all_recover(sim):
    """Of one run the rows alone do not know of relapses that the sentence counts."""
    for name, *changes in (("stopped",), ("stopped", "-s", "disruptions.stop.length=3 yr")):
        brief = sim("run", name, *changes, "--brief", "-q").stdout
        sentence = sim("run", name, *changes, "-q").stdout.splitlines()[0]
        assert ("have recovered by the end" in brief) == ("have recovered by then" in sentence)
        assert ("the last recover on" in brief) == ("when the last recover" in sentence)


def test_what_never_acts_is_named(sim, folder: Path):
    reserve = "{stage: stock, country: JP, form: oxide, replenishes: no, initial: {NdPr: 5 t}}"
    rule = "element: Nd, when: {cover_below: 2 d}, rate: 1 t/month"
    release = f"{{kind: stockpile_release, stock: reserve, to: glass, {rule}}}"
    for name, base in (("calm", "tiny"), ("short", "stopped")):
        entries = [f"title: {name}", f"extends: {base}", f"nodes: {{reserve: {reserve}}}"]
        (folder / f"{name}.yaml").write_text("\n".join([*entries, f"policies: {{release: {release}}}"]))
    assert "Never acted in the run: release." in sim("run", "calm.yaml").stdout
    assert "Never acted" not in sim("run", "short.yaml").stdout


def test_a_lane_that_there_is_not_is_told_with_what_may_be_meant(sim, road):
    for asked, hint in (("rod", "did you mean 'road'?"), ("qqqq", "see sim list lanes")):
        ended = sim("corridors", "tiny", asked)
        assert ended.exit_code == 2
        assert hint in ended.stderr
