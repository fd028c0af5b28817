"""Words that staff have typed, as they are kept: plain text, whatever they look like."""

import re

_FORBIDDEN = re.compile("[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\ud800-\udfff\ufffe\uffff]")


def cleaned(text: str) -> str:
    """Without control characters, lone surrogates and outer white space; every line end is a line feed."""
    return _FORBIDDEN.sub("", text.replace("\r\n", "\n").replace("\r", "\n")).strip()
