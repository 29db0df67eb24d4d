"""A client that knows nothing of this project but its documented JSON and a signing key.

Starts a case, sends signed decisions as signals and as an update, reads the case by a query, and sends
messages that no service should stumble over. Prints one JSON object.
"""

import asyncio
import json
import os
import sys
import time
import uuid

from temporalio.client import Client, WorkflowUpdateFailedError
from temporalio.common import RawValue
from temporalio.api.common.v1 import Payload

from signing import Officer


async def state_when(handle, seq: int) -> dict:
    """The case view once the file has come to `seq`; the query answers with what stands."""
    deadline = time.time() + 60
    while True:
        view = await handle.query("case")
        if view["seq"] >= seq or time.time() > deadline:
            return view
        await asyncio.sleep(0.05)


async def main(address: str, keys: str, case: str) -> None:
    client = await Client.connect(address)
    officer = Officer(keys, "EMB-CO-1")
    start = {
        "caseNo": case,
        "procedure": "outbound",
        "subjectRef": f"synthetic/{case}",
        "facts": {"province": "Jilin", "adult": True},
        "clock": "recorded",
    }
    handle = await client.start_workflow(
        "crossingCase", start, id=f"crossing-case/{case}", task_queue="crossing-cases"
    )
    verified = {
        "id": f"{case}-01",
        "type": "identity.verified",
        "at": "1958-01-10",
        "by": "EMB-CO-1",
        "evidenceRef": "ID-1",
    }
    screened = {
        "id": f"{case}-02",
        "type": "screening.completed",
        "at": "1958-01-15",
        "by": "EMB-CO-1",
        "nationality": "PRC",
        "illegalCrossing": True,
        "crossedOn": "1957-09",
    }
    await handle.signal("submit", officer.submission(case, verified))
    outcome = await handle.execute_update(
        "submit", officer.submission(case, screened), id=str(uuid.uuid4())
    )
    # What no service should stumble over: Python's NaN is not JSON, nor are bytes of nothing.
    await handle.signal("submit", float("nan"))
    raw = Payload(metadata={"encoding": b"json/plain"}, data=b"\xff\xfe not JSON")
    await handle.signal("submit", RawValue(raw))
    await handle.signal("submit", {"event": {**verified, "id": "forged"}, "attestations": []})
    try:
        await handle.execute_update("submit", {"nothing": "of use"})
        refusal = None
    except WorkflowUpdateFailedError as error:
        refusal = error.cause.type
    round_held = {
        "id": f"{case}-03",
        "type": "mobilization.round-held",
        "at": "1958-02-10",
        "by": "EMB-CO-1",
        "round": 1,
        "language": "ko",
    }
    await handle.signal("submit", officer.submission(case, round_held))
    view = await state_when(handle, 4)
    # What the Web UI tells of a case can be read too, where it has no date that is due.
    told = dict((await handle.describe()).search_attributes)
    told = {name: told.get(name) for name in ("CrossingState", "CrossingDue")}
    print(json.dumps({"outcome": outcome, "refusal": refusal, "view": view, "told": told}))


asyncio.run(main(*sys.argv[1:4]))
sys.stdout.flush()
# The SDK's native threads may outlive the interpreter's end and abort it: leave without unwinding.
os._exit(0)
