"""Makes a trained model depend on its inputs alone: `python scripts/settle_model.py models/toritsugi.tar.gz`.

Rasa packs the time of the training, random ids and the times of its temporary files into the archive. Without them the
same inputs give the same bytes on the same machine, and the checksum of the file says whether two models are equal.
Rasa also writes sets in the order of their hashes: train with PYTHONHASHSEED=0, as `toritsugi train` does.
"""

import gzip
import hashlib
import io
import json
import sys
import tarfile
from pathlib import Path
from typing import Any

METADATA = "metadata.json"
RANDOM_ID = "output_fingerprint"
NO_TIME = "1970-01-01T00:00:00.000000"


def settled_metadata(text: bytes, identity: str) -> bytes:
    """`identity` stands for the content; Rasa tells it as the model's id."""
    metadata = without_random_ids(json.loads(text)) | {"model_id": identity, "trained_at": NO_TIME}
    return json.dumps(metadata, ensure_ascii=False, indent=1).encode()


def without_random_ids(part: Any) -> Any:  # noqa: ANN401  # Any JSON.
    """Each trained component has a random id that Rasa reads only for its cache of trainings."""
    if isinstance(part, dict):
        return {name: "" if name == RANDOM_ID else without_random_ids(value) for name, value in part.items()}
    return [without_random_ids(value) for value in part] if isinstance(part, list) else part


def content(model: Path) -> dict[str, bytes]:
    with tarfile.open(model) as archive:
        files = {member.name.removeprefix("./"): archive.extractfile(member) for member in archive}
        return {name: file.read() for name, file in files.items() if file is not None}


def settle(model: Path) -> str:
    """Rewrite the archive in place; the digest of its content without times and random ids."""
    files = content(model)
    files[METADATA] = settled_metadata(files[METADATA], "")
    digest = hashlib.sha256()
    for name in sorted(files):
        digest.update(f"{name}\0{hashlib.sha256(files[name]).hexdigest()}\n".encode())
    identity = digest.hexdigest()
    files[METADATA] = settled_metadata(files[METADATA], identity[:32])
    unfinished = model.with_name(f"{model.name}.unfinished")
    with (
        unfinished.open("wb") as raw,
        gzip.GzipFile(fileobj=raw, mode="wb", compresslevel=6, filename="", mtime=0) as packed,
        tarfile.open(fileobj=packed, mode="w", format=tarfile.USTAR_FORMAT) as archive,
    ):
        for name in sorted(files):
            entry = tarfile.TarInfo(name)
            entry.size = len(files[name])
            archive.addfile(entry, io.BytesIO(files[name]))
    unfinished.replace(model)
    return identity


if __name__ == "__main__":
    print(settle(Path(sys.argv[1])))
