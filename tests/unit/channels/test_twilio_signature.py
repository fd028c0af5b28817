"""The signature check against published vectors, vectors of our own, and several hundred altered requests."""

import string
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import quote, urlsplit

import httpx2
import pytest
from fastapi import FastAPI, Request
from structlog.testing import capture_logs
from twilio.request_validator import RequestValidator

from gateway.channels.twilio.forms import UnreadableFormError, check_names, parse_form
from gateway.channels.twilio.guard import signed_form
from gateway.channels.twilio.signature import Form, SignatureCheck
from gateway.errors import install_error_handlers

pytestmark = pytest.mark.unit

TOKEN, OTHER_TOKEN = "12345", "54321"
Pairs = Sequence[tuple[str, str]]

# Published with twilio-python (tests/unit/test_request_validator.py).
F: Pairs = [
    ("CallSid", "CA1234567890ABCDE"),
    ("Digits", "1234"),
    ("From", "+14158675309"),
    ("To", "+18005551212"),
    ("Caller", "+14158675309"),
]
REPEATED: Pairs = [
    ("Sid", "CA123"),
    ("SidAccount", "AC123"),
    ("Digits", "5678"),
    ("Digits", "1234"),
    ("Digits", "1234"),
]
U = "https://mycompany.com/myapp.php?foo=1&bar=2"
DIGEST = "0a1ff7634d9ab3b95db5c9a2dfe9416e41502b283a80c7cf19632632f96e6620"
JSON_URL = f"{U}&bodySHA256={DIGEST}"
JSON_BODY, JSON_SIGNATURE = '{"property": "value", "boolean": true}', "a9nBmqA0ju/hNViExpshrM61xv4="
PUBLISHED = [
    (U, F, "RSOYDt4T1cUTdK1PDd93/VVr8B8="),
    (U, REPEATED, "IK+Dwps556ElfBT0I3Rgjkr1wJU="),
    ("http://mycompany.com:1234/myapp.php?foo=1&bar=2", F, "Zmvh+3yNM1Phv2jhDCwEM3q5ebU="),
    (U, F, "kvajT1Ptam85bY51eRf/AJRuM3w="),
    ("http://mycompany.com/myapp.php?foo=1&bar=2", F, "0ZXoZLH/DfblKGATFgpif+LLRf4="),
]

JAPANESE: Pairs = [("Body", "引っ越しました。住所を変えたいです 🚚"), ("From", "+819000001234"), ("Empty", "")]
OWN: list[tuple[str, Pairs]] = [
    ("https://ex.example/twilio/sms", JAPANESE),
    (f"https://ex.example/{quote('電話')}/sms?{quote('種類')}={quote('写真')}", JAPANESE),
    ("https://ex.example/twilio/a%2Fb/sms?next=%2Fc", F),
    ("https://ex.example/twilio/sms", [("Body", ""), ("NumMedia", ""), ("From", "")]),
    ("https://ex.example/twilio/sms", [("Body", "b"), ("Body", "a"), ("Body", "b"), ("Body", "")]),
    ("https://ex.example/twilio/voice?step=1", []),
    ("https://ex.example:8443/twilio/sms?a=&b=1", F),
    ("http://127.0.0.1:8000/twilio/sms", F),
]


@dataclass(frozen=True)
class Sent:
    """A request on its way: what a server would hand us of it."""

    base: str
    path: str
    query: str
    form: Pairs
    headers: Sequence[tuple[str, str]]

    @property
    def scope(self) -> dict[str, Any]:
        headers = [(name.lower().encode(), value.encode()) for name, value in self.headers]
        return {
            "type": "http",
            "headers": headers,
            "raw_path": self.path.encode(),
            "query_string": self.query.encode(),
        }


def form_of(pairs: Pairs) -> Form:
    return Form(list(pairs))


def sign(url: str, pairs: Pairs, token: str = TOKEN) -> str:
    return str(RequestValidator(token).compute_signature(url, form_of(pairs)))


def sent(url: str, pairs: Pairs, signature: str) -> Sent:
    parts = urlsplit(url)
    base = f"{parts.scheme}://{parts.netloc}"
    return Sent(base, parts.path, parts.query, pairs, [("X-Twilio-Signature", signature)])


def is_accepted(request: Sent, tokens: tuple[str, ...] = (TOKEN,)) -> bool:
    return SignatureCheck(tokens, request.base).accepts_form(request.scope, form_of(request.form))


@pytest.mark.parametrize(("url", "pairs", "signature"), PUBLISHED)
def test_published_vectors_are_accepted(url: str, pairs: Pairs, signature: str) -> None:
    assert is_accepted(sent(url, pairs, signature))


@pytest.mark.parametrize(("url", "pairs"), OWN)
def test_our_vectors_are_accepted(url: str, pairs: Pairs) -> None:
    assert is_accepted(sent(url, pairs, sign(url, pairs)))


def test_the_published_json_vector_is_accepted_and_no_other_body() -> None:
    request = sent(JSON_URL, [], JSON_SIGNATURE)
    check = SignatureCheck((TOKEN,), request.base)
    assert check.accepts_json(request.scope, JSON_BODY)
    assert not check.accepts_json(request.scope, JSON_BODY.replace("true", "false"))
    assert not check.accepts_json(request.scope, "")


@pytest.mark.parametrize("query", ["foo=1&bar=2", "bodySHA256=", f"bodySHA256={DIGEST}&bodySHA256={DIGEST}"])
@pytest.mark.parametrize("body", ["", JSON_BODY])
def test_json_needs_exactly_one_digest(query: str, body: str) -> None:
    url = f"https://mycompany.com/myapp.php?{query}"
    request = sent(url, [], sign(url, []))
    assert not SignatureCheck((TOKEN,), request.base).accepts_json(request.scope, body)


def test_a_signed_json_request_is_no_form() -> None:
    assert not is_accepted(sent(JSON_URL, [], JSON_SIGNATURE))


@pytest.mark.parametrize("token", [TOKEN, OTHER_TOKEN])
def test_both_tokens_are_good_during_a_rotation(token: str) -> None:
    assert is_accepted(sent(U, F, sign(U, F, token)), (TOKEN, OTHER_TOKEN))


@pytest.mark.parametrize("tokens", [(), ("",), ("", "")])
def test_without_a_token_nothing_is_accepted(tokens: tuple[str, ...]) -> None:
    assert not is_accepted(sent(U, F, sign(U, F, "")), tokens)


def test_a_header_never_chooses_another_key() -> None:
    request = sent(U, F, RequestValidator(TOKEN).compute_signature(U, form_of(F), "HMAC_SHA256"))
    settings = ("X-Twilio-Webhooks-Signature-Settings", "key=k,algorithm=HMAC_SHA256")
    assert not is_accepted(replace(request, headers=[*request.headers, settings]))


def altered_forms(pairs: Pairs) -> Iterator[Pairs]:
    for index, (name, value) in enumerate(pairs):
        before, after = list(pairs[:index]), list(pairs[index + 1 :])
        yield [*before, *after]
        for changed in (value + "1", value[:-1], value[1:], value.swapcase() + " ", value + "\x00", value + "\u200b"):
            if changed != value:
                yield [*before, (name, changed), *after]
        for other in (name + "x", name.swapcase(), name[:-1]):
            yield [*before, (other, value), *after]
        yield [*pairs, (name, value + "another")]
    for name in string.ascii_uppercase:
        yield [*pairs, (name, "1")]
    yield []


def altered_addresses(request: Sent) -> Iterator[Sent]:
    scheme, host = request.base.split("://")
    bases = ("wss://" + host, scheme + "://www." + host, scheme + "://" + host.upper(), request.base + "/prefix")
    yield from (replace(request, base=base) for base in bases)
    yield replace(request, base=f"{'http' if scheme == 'https' else 'https'}://{host}")
    for path in ("/", "x", "%20", "//", "/../sms", "%2F", ";a", "電話"):
        yield replace(request, path=request.path + path)
    yield replace(request, path=request.path[:-1])
    yield replace(request, path=request.path.upper())
    for query in ("a=1", "&", "&x=", "#rc=5", "%00", "=", "?"):
        yield replace(request, query=request.query + query)


def altered_headers(request: Sent) -> Iterator[Sent]:
    name, signature = request.headers[0]
    others = [
        "",
        " ",
        "x",
        signature[:-1],
        signature + "=",
        signature.swapcase(),
        signature[::-1],
        "署名",
        signature.replace(signature[3], "_"),
        "A" * 28,
        "A" * 100_000,
        sign("https://ex.example/", [], OTHER_TOKEN),
    ]
    yield replace(request, headers=[])
    yield replace(request, headers=[("X-Twilio-Signatures", signature)])
    yield replace(request, headers=[(name, signature), (name, signature)])
    yield replace(request, headers=[(name, "x"), (name, signature)])
    yield from (replace(request, headers=[(name, other)]) for other in others)


def mutations() -> list[Sent]:
    requests = [sent(url, pairs, signature) for url, pairs, signature in PUBLISHED[:2]]
    requests += [sent(url, pairs, sign(url, pairs)) for url, pairs in OWN if pairs]
    return [altered for request in requests for altered in all_altered(request) if altered != request]


def all_altered(request: Sent) -> Iterator[Sent]:
    # A field repeated with the same value is signed like one: who reads the form refuses it.
    forms = [form for form in altered_forms(request.form) if set(form) != set(request.form)]
    yield from (replace(request, form=form) for form in forms)
    yield from altered_addresses(request)
    yield from altered_headers(request)


def test_no_altered_request_is_accepted_and_none_raises() -> None:
    altered = mutations()
    assert len(altered) >= 300
    assert [request for request in altered if is_accepted(request)] == []


@pytest.mark.parametrize("base", ["https://ex.example:99999", "https://[::1", "", "not a url"])
def test_a_base_that_cannot_be_read_is_refused(base: str) -> None:
    assert not is_accepted(replace(sent(U, F, sign(U, F)), base=base))


@pytest.mark.parametrize("left_out", ["raw_path", "query_string"])
def test_a_server_that_hands_on_no_raw_address_is_refused(left_out: str) -> None:
    request = sent(U, F, sign(U, F))
    scope = {name: value for name, value in request.scope.items() if name != left_out}
    assert not SignatureCheck((TOKEN,), request.base).accepts_form(scope, form_of(F))


def test_a_form_keeps_blanks_repetitions_and_japanese() -> None:
    form = parse_form("Body=%E5%BC%95%E3%81%A3%E8%B6%8A%E3%81%97&Digits=1&Digits=1&Empty=&Bare&Raw=電話".encode())
    assert form.multi_items() == [
        ("Body", "引っ越し"),
        ("Digits", "1"),
        ("Digits", "1"),
        ("Empty", ""),
        ("Bare", ""),
        ("Raw", "電話"),
    ]


@pytest.mark.parametrize("body", [b"Body=%FF", b"Body=\xff", b"&".join(b"a=1" for _ in range(201))])
def test_a_form_nobody_can_read_is_malformed(body: bytes) -> None:
    with pytest.raises(UnreadableFormError, match="malformed"):
        parse_form(body)


@pytest.mark.parametrize("name", ["Bodyx", "From1", "Digits1", "MessageSidS", "CallSidC", "2AccountSid", "ToBe"])
def test_a_name_that_may_hold_a_piece_of_a_value_is_malformed(name: str) -> None:
    with pytest.raises(UnreadableFormError, match="malformed"):
        check_names(form_of([("Body", "x"), (name, "1")]))


@pytest.mark.parametrize("name", ["FromCity", "MediaUrl0", "DialCallStatus", "SomethingNew", "StirVerstat"])
def test_documented_and_unrelated_names_are_fine(name: str) -> None:
    check_names(form_of([("Body", "x"), (name, "1")]))


def test_a_field_we_act_upon_stands_once() -> None:
    with pytest.raises(UnreadableFormError, match="malformed"):
        check_names(form_of([("Body", "x"), ("Body", "x")]))


BASE = "https://ex.example"


async def post(
    content: bytes, *, account_sid: str = "", path: str = "/hook", url: str | None = None, **headers: str
) -> httpx2.Response:
    app = FastAPI()
    install_error_handlers(app)
    check = SignatureCheck((TOKEN,), BASE, account_sid)

    @app.post("/{rest:path}")
    async def hook(request: Request, rest: str) -> Mapping[str, str]:
        return dict(await signed_form(request, check))

    pairs = [tuple(pair.split("=", 1)) for pair in content.decode().split("&") if "=" in pair]
    signed = sign(url or f"{BASE}{path}", [(name, value) for name, value in pairs])
    sent_headers = {"Content-Type": "application/x-www-form-urlencoded", "X-Twilio-Signature": signed, **headers}
    async with httpx2.AsyncClient(transport=httpx2.ASGITransport(app), base_url="http://inside:8000") as http:
        return await http.post(path, content=content, headers=sent_headers)


async def test_a_signed_form_comes_through_a_proxy() -> None:
    answer = await post(b"Body=hello&From=%2B1".replace(b"%2B", b""), path="/a%2Fb/hook?step=1")
    assert (answer.status_code, answer.json()) == (200, {"Body": "hello", "From": "1"})


@pytest.mark.parametrize(
    ("content", "headers", "refusal"),
    [
        (b"Body=x", {"X-Twilio-Signature": "x"}, (403, "signature_invalid")),
        (b"Body=x", {"X-Twilio-Signature": ""}, (403, "signature_invalid")),
        (b"Body=" + b"x" * 64_001, {}, (413, "body_too_large")),
        (b"&".join(b"a=1" for _ in range(201)), {}, (400, "malformed")),
        (b'{"Body": "x"}', {"Content-Type": "application/json"}, (400, "malformed")),
        (b"Body=x", {"Content-Type": "multipart/form-data"}, (400, "malformed")),
        (b"Body=x&Body=x", {}, (400, "malformed")),
        (b"From=1&Bodyx=y", {}, (400, "malformed")),
    ],
)
async def test_refusals_have_a_code_and_log_nothing_else(
    content: bytes, headers: dict[str, str], refusal: tuple[int, str]
) -> None:
    with capture_logs() as logs:
        answer = await post(content, **headers)
    assert (answer.status_code, answer.json()["error"]["code"]) == refusal
    told = {"event": "carrier_request_refused", "code": refusal[1], "log_level": "warning"}
    assert logs == [told]


@pytest.mark.parametrize(("content", "status"), [(b"AccountSid=AC1", 200), (b"AccountSid=AC2", 403), (b"Body=x", 200)])
async def test_only_our_account_is_served(content: bytes, status: int) -> None:
    assert (await post(content, account_sid="AC1")).status_code == status


async def test_the_address_that_counts_is_the_public_one() -> None:
    answer = await post(b"Body=x", url="http://inside:8000/hook")
    assert answer.status_code == 403
