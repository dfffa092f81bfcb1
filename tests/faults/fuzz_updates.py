"""Fuzzing of updates with atheris, by hand: malformed and hostile updates, led by coverage.

Atheris is not among the locked tools. With it in an environment of its own, and the project's:

    python3 -m venv /tmp/fuzz && /tmp/fuzz/bin/pip install atheris
    PYTHONPATH=$PWD:$(.venv/bin/python -c 'import site; print(site.getsitepackages()[0])') \\
      nice /tmp/fuzz/bin/python -m tests.faults.fuzz_updates -max_total_time=600 -max_len=4096

It ends with a trace at the first update that breaks a turn, delays somebody else's, or is logged
as an error. What comes in is either raw JSON, or what Hypothesis makes of the bytes.
"""

import json
import logging
import sys
from contextlib import suppress
from importlib import import_module
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

EXAMPLE = {
    "message": {
        "message_id": 1, "date": 1, "text": "stop", "chat": {"id": 1, "type": "private"},
        "from": {"id": 1, "is_bot": False, "first_name": "P"},
    }
}  # fmt: skip


def main() -> None:
    """Fuzz for as long as the arguments of libFuzzer say."""
    atheris: Any = import_module("atheris")
    with atheris.instrument_imports(include=["bot", "conversations", "telegram"]):
        hostile: Any = import_module("tests.faults.hostile")
        hall: Any = import_module("tests.bot.delivery.hall")
    from hypothesis import HealthCheck, given, settings  # noqa: PLC0415  after what is watched
    from hypothesis import strategies as st  # noqa: PLC0415

    from bot.store.database import Database  # noqa: PLC0415

    logging.disable(logging.WARNING)
    with TemporaryDirectory() as folder, Database(f"sqlite:///{folder}/heard.db") as database:
        database.upgrade()
        door = hostile.Door(hall.Hall(database))

        @settings(deadline=None, database=None, suppress_health_check=list(HealthCheck))
        @given(data=st.data())
        def made(data: st.DataObject) -> None:
            door.take_in(data.draw(hostile.updates(door.people)))

        def fuzz(sent: bytes) -> None:
            if sent[:1] == b"{":
                with suppress(ValueError, RecursionError):
                    read = json.loads(sent)
                    door.take_in({key: value for key, value in read.items() if key != "update_id"})
            else:
                made.hypothesis.fuzz_one_input(sent)  # type: ignore[attr-defined]

        corpus = Path(folder) / "corpus"
        corpus.mkdir()
        (corpus / "example").write_text(json.dumps(EXAMPLE))
        atheris.Setup([sys.argv[0], str(corpus), *sys.argv[1:]], fuzz)
        atheris.Fuzz()


if __name__ == "__main__":
    main()
