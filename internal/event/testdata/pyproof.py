"""Reads event files as the official recipe does, with PyYAML and dataclasses-json, for the tests in python_test.go.

    pyproof.py json < LINES      each line a file and our JSON of it; printed: what Python's library makes of both
    pyproof.py texts < LINES     each line a file; printed: its keys and values as PyYAML reads them, or that it does not
    pyproof.py places < LINES    each line a file and the way to a node; printed: the line and column of that node

Every line, read or printed, is a JSON object. Needs Debian's python3-yaml and python3-dataclasses-json.
"""

import importlib.metadata
import json
import sys
from dataclasses import dataclass, is_dataclass
from datetime import datetime
from typing import List, Optional, get_args, get_origin, get_type_hints
from zoneinfo import ZoneInfo

import yaml
from dataclasses_json import DataClassJsonMixin

# The pipelines' version. Others decode differently.
DATACLASSES_JSON = "0.5.7"

# The model of cdp_backend/pipeline/ingestion_models.py at commit fda26250: names, order, types and defaults.


@dataclass
class Body(DataClassJsonMixin):
    name: str
    is_active: bool = True
    start_datetime: Optional[datetime] = None
    description: Optional[str] = None
    end_datetime: Optional[datetime] = None
    external_source_id: Optional[str] = None


@dataclass
class Role(DataClassJsonMixin):
    title: str
    body: Optional[Body] = None
    start_datetime: Optional[datetime] = None
    end_datetime: Optional[datetime] = None
    external_source_id: Optional[str] = None


@dataclass
class Seat(DataClassJsonMixin):
    name: str
    electoral_area: Optional[str] = None
    electoral_type: Optional[str] = None
    image_uri: Optional[str] = None
    external_source_id: Optional[str] = None
    roles: Optional[List[Role]] = None


@dataclass
class Person(DataClassJsonMixin):
    name: str
    is_active: bool = True
    router_string: Optional[str] = None
    email: Optional[str] = None
    phone: Optional[str] = None
    website: Optional[str] = None
    picture_uri: Optional[str] = None
    seat: Optional[Seat] = None
    external_source_id: Optional[str] = None


@dataclass
class Vote(DataClassJsonMixin):
    person: Person
    decision: str
    external_source_id: Optional[str] = None


@dataclass
class SupportingFile(DataClassJsonMixin):
    name: str
    uri: str
    external_source_id: Optional[str] = None


@dataclass
class Matter(DataClassJsonMixin):
    name: str
    matter_type: str
    title: str
    result_status: Optional[str] = None
    sponsors: Optional[List[Person]] = None
    external_source_id: Optional[str] = None


@dataclass
class MinutesItem(DataClassJsonMixin):
    name: str
    description: Optional[str] = None
    external_source_id: Optional[str] = None


@dataclass
class EventMinutesItem(DataClassJsonMixin):
    minutes_item: MinutesItem
    index: Optional[int] = None
    matter: Optional[Matter] = None
    supporting_files: Optional[List[SupportingFile]] = None
    decision: Optional[str] = None
    votes: Optional[List[Vote]] = None


@dataclass
class Session(DataClassJsonMixin):
    session_datetime: datetime
    video_uri: str
    session_index: int
    video_start_time: Optional[str] = None
    video_end_time: Optional[str] = None
    caption_uri: Optional[str] = None
    external_source_id: Optional[str] = None

    def __post_init__(self):
        if self.video_start_time and self.video_end_time:
            start, end = (
                [int(part) for part in ("00:00:0" + text).split(":")[-3:]]
                for text in (self.video_start_time, self.video_end_time)
            )
            if start >= end:
                raise ValueError(f"{start} is not before {end}")


@dataclass
class EventIngestionModel(DataClassJsonMixin):
    body: Body
    sessions: List[Session]
    event_minutes_items: Optional[List[EventMinutesItem]] = None
    agenda_uri: Optional[str] = None
    minutes_uri: Optional[str] = None
    static_thumbnail_uri: Optional[str] = None
    hover_thumbnail_uri: Optional[str] = None
    external_source_id: Optional[str] = None


@dataclass
class Node:
    """A node of a file. What an alias stands for has the place of the alias."""

    mark: yaml.Mark
    value: object  # a text, None for null, a list of pairs, or a list of nodes


def compose(text, loader):
    """The root of a file with one document."""
    events = (e for e in yaml.parse(text, Loader=loader) if isinstance(e, yaml.NodeEvent | yaml.CollectionEndEvent))
    anchors = {}

    def node(event):
        if isinstance(event, yaml.AliasEvent):
            return Node(event.start_mark, anchors[event.anchor].value)
        here = Node(event.start_mark, None)
        if event.anchor:
            anchors[event.anchor] = here
        if isinstance(event, yaml.ScalarEvent):
            if not event.implicit[0] or event.value not in ("", "~", "null", "Null", "NULL"):
                here.value = event.value
            return here
        here.value = []
        while not isinstance(first := next(events), yaml.CollectionEndEvent):
            if isinstance(event, yaml.MappingStartEvent):
                here.value.append((node(first), node(next(events))))
            else:
                here.value.append(node(first))
        return here

    return node(next(events))


def build(kind, node, zone):
    """The value of a type that a node stands for."""
    if get_origin(kind) is list:
        return [build(get_args(kind)[0], element, zone) for element in node.value]
    if get_origin(kind) is not None:  # Optional
        return None if node.value is None else build(get_args(kind)[0], node, zone)
    if is_dataclass(kind):
        types = get_type_hints(kind)
        return kind(**{key.value: build(types[key.value], value, zone) for key, value in node.value})
    if kind is datetime:
        moment = datetime.fromisoformat(node.value)
        return moment if moment.tzinfo else moment.replace(tzinfo=zone)
    if kind is bool:
        return {"true": True, "false": False}[node.value.lower()]
    return kind(node.value)


def in_json(case):
    """Python's own JSON of a file, and what it decodes our full and our compact form to."""
    event = build(EventIngestionModel, compose(case["yaml"], yaml.CSafeLoader), ZoneInfo(case["zone"]))
    full = EventIngestionModel.from_json(case["full"])
    compact = EventIngestionModel.from_json(case["compact"])
    return {"json": event.to_json(), "full": full.to_json(), "compact": compact.to_json(), "equal": full == compact}


def place(case):
    """Where a node begins. The path has the indexes of pairs and elements; the target is its "value", its "key", or the
    "first key" in it."""
    node = compose(case["yaml"], yaml.SafeLoader)
    for index in case["path"]:
        child = node.value[index]
        key, node = child if isinstance(child, tuple) else (None, child)
    if case["target"] == "key":
        node = key
    if case["target"] == "first key" and node.value:
        node = node.value[0][0]
    return {"line": node.mark.line + 1, "column": node.mark.column + 1}


def in_lists(node):
    """A node as it is written: the text of a single value, or a list of elements, or of keys and values in turn."""
    if isinstance(node, yaml.ScalarNode):
        return node.value
    return [in_lists(part) for child in node.value for part in (child if isinstance(child, tuple) else (child,))]


def texts(case):
    try:
        node = yaml.compose(case["yaml"], yaml.SafeLoader)
    except yaml.YAMLError:
        return {"unread": True}
    return {"text": json.dumps(None if node is None else in_lists(node), ensure_ascii=False, separators=(",", ":"))}


def main(what):
    if (version := importlib.metadata.version("dataclasses-json")) != DATACLASSES_JSON:
        sys.exit(f"dataclasses-json {DATACLASSES_JSON} is needed, and this is {version}")
    answer = {"json": in_json, "places": place, "texts": texts}[what]
    for line in sys.stdin:
        print(json.dumps(answer(json.loads(line))))


if __name__ == "__main__":
    main(*sys.argv[1:])
