"""Signs an event as an officer does, with a private key (a JWK) and nothing of this project."""

import base64
import hashlib
import json
import time

import jwt
import rfc8785


def b64url(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


class Officer:
    """Signs for one officer with the private key (a JWK) that the service wrote for it."""

    def __init__(self, keys: str, name: str) -> None:
        with open(f"{keys}/{name}.jwk", encoding="utf-8") as file:
            self.jwk = json.load(file)
        self.name = name

    def sign(self, case: str, event: dict, act: str = "submit") -> str:
        now = int(time.time())
        claims = {
            "iss": self.name,
            "sub": self.name,
            "aud": "crossing-cases",
            "act": act,
            "case": case,
            "jti": event["id"],
            "dig": b64url(hashlib.sha256(rfc8785.dumps(event)).digest()),
            "iat": now,
            "exp": now + 7 * 86400,
        }
        key = jwt.PyJWK(self.jwk, algorithm="EdDSA").key
        return jwt.encode(claims, key, algorithm="EdDSA", headers={"kid": self.jwk["kid"]})

    def submission(self, case: str, event: dict) -> dict:
        return {"event": event, "attestations": [self.sign(case, event)]}
