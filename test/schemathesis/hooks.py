"""What schemathesis is told of the service: who makes which call, what is there to be found, and what a
schema cannot say. Reads the file that SEEDS names; writes to SEEN which statuses each call was answered
with."""

import atexit
import base64
import hashlib
import json
import os
from collections import Counter, defaultdict

import schemathesis
from hypothesis import strategies as st

with open(os.environ["SEEDS"], encoding="utf-8") as file:
    SEEDS = json.load(file)

METHODS = ("get", "put", "post", "delete", "patch")
seen: dict[str, Counter] = defaultdict(Counter)
turn: Counter = Counter()
fresh: Counter = Counter()


@atexit.register
def write() -> None:
    with open(os.environ["SEEN"], "w", encoding="utf-8") as out:
        json.dump(seen, out)


@schemathesis.auth(refresh_interval=None)
class Callers:
    """Those who can get a call done take turns."""

    def get(self, case, context):
        label = context.operation.label
        callers = SEEDS["calls"].get(label, {}).get("callers", [])
        if not callers:
            return None
        turn[label] += 1
        return SEEDS["tokens"][callers[(turn[label] - 1) % len(callers)]]

    def set(self, case, data, context):
        if data is not None:
            case.headers["Authorization"] = f"Bearer {data}"


@schemathesis.hook
def before_load_schema(context, raw_schema):
    """What is there is asked for as often as anything else; a cursor is one that a list gave."""
    for path, item in raw_schema["paths"].items():
        for method in METHODS:
            call = SEEDS["calls"].get(f"{method.upper()} {path}")
            if method not in item or call is None:
                continue
            operation = item[method]
            parameters = operation.get("parameters", [])
            for parameter in parameters:
                there = call["there"].get(parameter["name"], [])
                if there and parameter["in"] == "path":
                    parameter["schema"] = {"anyOf": [{"enum": there}, parameter["schema"]]}
                    # Calls without any example are passed over before they are given some.
                    parameter["example"] = there[0]
                if is_cursor(path, parameter["name"]) and call["cursors"]:
                    parameter["schema"] = {"enum": call["cursors"]}
            media = operation.get("requestBody", {}).get("content", {}).get("application/json")
            bodies = [one["body"] for one in call["requests"] if "body" in one]
            if media is not None and bodies:
                media["example"] = bodies[0]
            operation["parameters"] = [
                one for one in parameters if not is_cursor(path, one["name"]) or call["cursors"]
            ]


def is_cursor(path, name) -> bool:
    return name == "cursor" or (path == "/v1/registry/check/workflows" and name == "after")


@schemathesis.hook
def before_add_examples(context, examples):
    """Requests that find what they ask for."""
    operation = context.operation
    wanted = SEEDS["calls"].get(operation.label, {}).get("requests", [])
    made = [
        operation.Case(
            path_parameters=dict(one.get("path", {})),
            query=dict(one.get("query", {})),
            headers=dict(one.get("headers", {})),
            **(
                {"body": one["body"], "media_type": one.get("mediaType", "application/json")}
                if "body" in one
                else {}
            ),
        )
        for one in wanted
    ]
    examples[:0] = made


@schemathesis.hook
def before_call(context, case, kwargs):
    """Two fields of a request that fit each other, where no schema can ask for it. Who calls in this run
    stays who he is: a list tells of his key, and of changes of the registers."""
    if SEEDS["own"].get(case.operation.label) is not None:
        own = SEEDS["own"][case.operation.label]
        if case.path_parameters.get("id") in own["spared"] or own["only"]:
            case.path_parameters["id"] = own["instead"]
    if case.meta is None or not case.meta.generation.mode.is_positive:
        return
    label = case.operation.label
    # Mostly a fresh one: else what comes second under the key of an example is refused for that alone.
    key = header(case, "idempotency-key")
    if key is not None and case.headers[key]:
        fresh["keys"] += 1
        if fresh["keys"] % 8:
            case.headers[key] = f"fresh-{fresh['keys']}"
    if label == "GET /v1/tasks" and case.query.get("closed") == "true":
        case.query["case"] = SEEDS["case"]
        case.query.pop("cursor", None)
    if label == "POST /v1/cases/{no}/stored-files":
        given = header(case, "content-digest")
        if given is not None:
            del case.headers[given]
            if isinstance(case.body, bytes):
                digest = base64.b64encode(hashlib.sha256(case.body).digest()).decode()
                case.headers["content-digest"] = f"sha-256=:{digest}:"
    if label == "POST /v1/register-changes" and isinstance(case.body, dict):
        for name in ("officer", "substitution"):
            follow(case.body.get(name))


def header(case, wanted):
    """The name under which a header was given; `None` where it was not."""
    return next((name for name in case.headers if name.lower() == wanted), None)


def follow(entry) -> None:
    """A term ends after it began; one stands in for another of his body, for what there is."""
    if not isinstance(entry, dict):
        return
    if "from" in entry and "until" in entry and entry["from"] >= entry["until"]:
        entry["from"], entry["until"] = "2031-01-01T00:00:00.000Z", "2031-02-01T00:00:00.000Z"
    if "absentee" in entry:
        entry["absentee"], entry["substitute"] = "EMB-CO-8", "EMB-CO-9"
        if entry.get("scope"):
            entry["scope"] = {"procedures": ["outbound"], "events": ["passport.proposed"]}


@schemathesis.hook
def after_call(context, case, response):
    seen[case.operation.label][str(response.status_code)] += 1


@schemathesis.check
def says_when_to_come_back(ctx, response, case) -> None:
    """What is away for the moment says until when."""
    if response.status_code == 503:
        assert "retry-after" in response.headers, "503 without Retry-After"


def file_beginning(signature: bytes):
    return st.binary(max_size=64).map(lambda rest: signature + rest)


PRINTED = st.characters(exclude_categories=("C",), exclude_characters="\ufffe\uffff")
schemathesis.openapi.media_type("application/pdf", file_beginning(b"%PDF-"))
schemathesis.openapi.media_type("image/png", file_beginning(b"\x89PNG\r\n\x1a\n"))
schemathesis.openapi.media_type("image/jpeg", file_beginning(b"\xff\xd8\xff"))
schemathesis.openapi.media_type(
    "text/plain", st.text(PRINTED, min_size=1, max_size=64).map(lambda text: text.encode())
)
