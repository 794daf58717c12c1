"""Tools for weather: forecasts, measurements, warnings, bulletins."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from negforge.worlds.atlas.schemas import DAY, WHERE, WINDOW, atlas, district_at, shown, window_of
from negforge.worlds.atlas.start import DAYS_AHEAD
from negforge.worlds.atlas.state import Sailing, Weather, hourly
from negforge.worlds.atlas.vocabulary import HAZARDS, MODELS
from negforge.worlds.world import Desk, FaultHold, Problem, tool

VARIABLES = ("temperature_min", "temperature_max", "rain", "rain_chance", "gust", "sun_hours")
HOURLY = {"temperature_max": "temperature", "rain": "rain", "gust": "gust"}


@tool(
    "Forecast for a place or point, by day or by hour (hourly: temperature_max, rain and gust only). Models reach seven days ahead of today; "
    "rows beyond have basis climatology, i.e. the long-term mean of the season and not a forecast.",
    {
        "where": WHERE,
        "window": WINDOW,
        "variables": {
            "type": "array",
            "items": {"type": "string", "enum": list(VARIABLES)},
            "minItems": 1,
            "uniqueItems": True,
        },
        "step": {"type": "string", "enum": ["day", "hour"], "default": "day"},
        "model": {
            "type": "string",
            "enum": list(MODELS),
            "default": "skua_2km",
            "description": "blend: calibrated mean of all.",
        },
        "units": {"type": "string", "enum": ["metric", "imperial", "nautical"], "default": "metric"},
    },
    required=["where", "window", "variables"],
    faults=FaultHold(
        rows="rows",
        volatile=("rows.*.gust", "rows.*.rain", "rows.*.temperature_max", "rows.*.sun_hours"),
        units=(("rows.*.gust", 0.6214, "units.gust", "mph"), ("rows.*.rain", 0.03937, "units.rain", "in")),
        renames=(("rows.*.gust", "wind_gust_max"), ("rows.*.rain", "precip_total")),
        echo=("where", "where"),
    ),
)
def forecast(
    desk: Desk,
    where: Any,
    window: dict[str, str],
    variables: list[str],
    step: str = "day",
    model: str = "skua_2km",
    units: str = "metric",
) -> Any:
    begin, end = window_of(window)
    if begin < desk.now.date() or (end - begin).days > (20 if step == "day" else 2):
        raise Problem(
            422, "window_out_of_reach", "From today on; at most 21 days by day, 3 by the hour.", window=window
        )
    district = atlas(desk).districts[district_at(desk, where)]
    rows: list[dict[str, Any]] = []
    for offset in range((end - begin).days + 1):
        day = begin + timedelta(days=offset)
        found = atlas(desk).weather(district.name, model, day)
        basis = "model" if found and day <= desk.now.date() + timedelta(days=DAYS_AHEAD) else "climatology"
        weather = found or district.usual
        if step == "day":
            rows.append({"day": day, "basis": basis} | {v: _in(units, v, _value(weather, v)) for v in variables})
            continue
        for hour in range(5, 23):
            temperature, rain, gust = hourly(weather, hour)
            values = {"temperature_max": temperature, "rain": rain, "gust": gust}
            row = {HOURLY[v]: _in(units, v, values[v]) for v in variables if v in HOURLY}
            rows.append({"time": f"{day}T{hour:02d}:00", "basis": basis} | row)
    return {
        "where": where,
        "district": district.name,
        "model": model,
        "issued": shown(desk.now.replace(hour=6, minute=0)),
        "units": {
            "temperature": "°F" if units == "imperial" else "°C",
            "rain": "in" if units == "imperial" else "mm",
            "gust": {"metric": "km/h", "imperial": "mph", "nautical": "kn"}[units],
        },
        "rows": rows,
    }


def _value(weather: Weather, variable: str) -> float:
    return {
        "temperature_min": weather.low,
        "temperature_max": weather.high,
        "rain": weather.rain,
        "rain_chance": weather.chance,
        "gust": weather.gust,
        "sun_hours": weather.sun,
    }[variable]


def _in(units: str, variable: str, value: float) -> float:
    if units == "imperial" and variable.startswith("temperature"):
        return round(value * 9 / 5 + 32, 1)
    if units == "imperial" and variable == "rain":
        return round(value / 25.4, 2)
    if variable == "gust" and units != "metric":
        return round(value * (0.621371 if units == "imperial" else 0.539957))
    return value


@tool(
    "What the nearest station has measured today so far, with the time of its last report.",
    {
        "where": WHERE,
        "quantities": {
            "type": "array",
            "items": {"type": "string", "enum": ["temperature", "highest_temperature", "strongest_gust", "rain_sum"]},
            "minItems": 1,
        },
    },
    required=["where"],
    faults=FaultHold(
        volatile=("measured.strongest_gust", "measured.rain_sum", "measured.highest_temperature"),
        units=(("measured.strongest_gust", 0.54, "units.gust", "kn"),),
        renames=(("measured.strongest_gust", "peak_wind"), ("measured.rain_sum", "precip_since_midnight")),
        echo=("where", "where"),
    ),
)
def observations(desk: Desk, where: Any, quantities: list[str] | None = None) -> Any:
    station = atlas(desk).districts[district_at(desk, where)].station
    values = {
        "temperature": station.temperature,
        "highest_temperature": station.highest,
        "strongest_gust": station.gust,
        "rain_sum": station.rain,
    }
    return {
        "where": where,
        "station": {"id": station.id, "name": station.name},
        "reported": shown(station.at),
        "measured": {key: value for key, value in values.items() if not quantities or key in quantities},
        "units": {"temperature": "°C", "gust": "km/h", "rain": "mm"},
    }


@tool(
    "Warnings by district, newest issue last; withdrawn ones stay listed with status withdrawn. Levels: 1 be aware, 2 be prepared, 3 act "
    "(trails of the district are closed while it lasts), 4 danger (the same).",
    {
        "districts": {"type": "array", "items": {"type": "string"}, "uniqueItems": True, "maxItems": 8},
        "hazards": {"type": "array", "items": {"type": "string", "enum": list(HAZARDS)}, "uniqueItems": True},
        "during": WINDOW,
        "at_least": {"type": "integer", "minimum": 1, "maximum": 4, "default": 1},
    },
    faults=FaultHold(rows="warnings", renames=(("warnings.*.level", "severity"),), note="warnings.*.text"),
)
def warnings(
    desk: Desk,
    districts: list[str] | None = None,
    hazards: list[str] | None = None,
    during: dict[str, str] | None = None,
    at_least: int = 1,
) -> Any:
    begin, end = window_of(during) if during else (desk.now.date(), desk.now.date() + timedelta(days=30))
    rows = [
        {
            "warning_id": w.id,
            "district": w.district,
            "hazard": w.hazard,
            "level": w.level,
            "from": shown(w.start),
            "to": shown(w.end),
            "status": w.status,
            "text": w.text,
        }
        for w in atlas(desk).warnings.values()
        if (not districts or w.district in districts)
        and (not hazards or w.hazard in hazards)
        and w.start.date() <= end
        and w.end.date() >= begin
        and w.level >= at_least
    ]
    return {"count": len(rows), "warnings": rows}


@tool(
    "A bulletin as plain text: ferries (timetable of a day, local time), tides (high and low water of a day), avalanche (danger by height) or weather (the blend's figures of a day by district, at most seven days ahead).",
    {
        "topic": {"type": "string", "enum": ["ferries", "tides", "avalanche", "weather"]},
        "day": DAY,
        "district": {"type": "string", "description": "Leave out for the whole island."},
    },
    required=["topic", "day"],
)
def bulletin(desk: Desk, topic: str, day: str, district: str = "") -> Any:
    state, when = atlas(desk), date.fromisoformat(day)
    if district and district not in state.districts:
        raise Problem(404, "district_unknown", f"No district {district}.", known=", ".join(state.districts))
    names = [district] if district else list(state.districts)
    head = f"{topic.upper()} BULLETIN {when:%a %d %b %Y}"
    if topic == "ferries":
        rows = [s for s in state.sailings if not district or state.places[s.start].district == district]
        lines = ["(* not on Sundays)", *(_line(desk, s) for s in rows)]
    elif topic == "tides":
        lines = [f"{name:<14}{'  '.join(tides(state.districts[name].tide, when))}" for name in names]
    elif topic == "weather":
        lines = [_figures(desk, name, when) for name in names]
    else:
        high = {n: state.districts[n].avalanche for n in names}
        lines = [f"{n:<14}below 600 m: {a}   above 600 m: {b}   (scale 1-5)" for n, (a, b) in high.items()]
    return "\n".join([head, "-" * len(head), *lines])


def _figures(desk: Desk, name: str, day: date) -> str:
    w = atlas(desk).weather(name, MODELS[0], day)
    if w is None:
        return f"{name:<14}no forecast for this day"
    return f"{name:<14}rain {w.rain:g} mm ({w.chance} %)  gust {w.gust} km/h  max {w.high} °C  sun {w.sun:g} h"


def _line(desk: Desk, line: Sailing) -> str:
    places = atlas(desk).places
    times = " ".join(t if t in line.sunday else f"{t}*" for t in line.leaves)
    ends = f"{places[line.start].name} ({places[line.start].district}) - {places[line.goal].name} ({places[line.goal].district})"
    return f"{line.line}  {ends}  {times}  crossing {line.minutes} min"


def tides(first: int, day: date) -> list[str]:
    """High and low water of a day: 12 h 25 min apart, and later by 50 minutes each day."""
    begin = (first + 50 * (day - date(2026, 1, 1)).days) % 745
    found = [(begin + 745 * n, "HW") for n in (0, 1)] + [(begin + 372 + 745 * n, "LW") for n in (-1, 0, 1)]
    midnight = datetime(2026, 1, 1)
    return [f"{what} {midnight + timedelta(minutes=at):%H:%M}" for at, what in sorted(found) if 0 <= at < 1440]
