"""Uses the client that openapi-python-client makes from the document of the API: opens a case, submits a
signed event, reads the outcome and the list. Prints one JSON object."""

import json
import sys

from signing import Officer

from crossing import AuthenticatedClient
from crossing.api.cases import get_case, get_case_outcome, get_cases, post_case_events, post_cases
from crossing.models import Opening, OpeningFacts, OpeningProcedure, Outcome, Submission

url, token, keys, case = sys.argv[1:]
client = AuthenticatedClient(base_url=url, token=token, raise_on_unexpected_status=True, timeout=60)

opening = Opening(
    case_no=case,
    procedure=OpeningProcedure.OUTBOUND,
    subject_ref=f"synthetic/{case}",
    facts=OpeningFacts.from_dict({"province": "Jilin", "adult": True}),
)
opened = post_cases.sync_detailed(client=client, body=opening, idempotency_key=f"key-{case}")
again = post_cases.sync_detailed(client=client, body=opening, idempotency_key=f"key-{case}")

event = {
    "id": "made-1",
    "type": "identity.verified",
    "at": "2020-01-02",
    "by": "EMB-CO-1",
    "evidenceRef": "ID-1",
}
submission = Submission.from_dict(Officer(keys, "EMB-CO-1").submission(case, event))
outcome = post_case_events.sync(case, client=client, body=submission)
assert isinstance(outcome, Outcome), outcome
read = get_case_outcome.sync(case, "made-1", client=client)
view = get_case.sync(case, client=client)
listed = get_cases.sync(client=client, q=case)

print(
    json.dumps(
        {
            "opened": [opened.status_code, again.status_code],
            "outcome": outcome.to_dict(),
            "read": read.to_dict(),
            "state": view.state,
            "listed": [one.case_no for one in listed.cases],
        }
    )
)
