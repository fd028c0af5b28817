"""`python -m migrations.revision "message"`: write the next revision from the difference to the models."""

import sys
import tempfile
from pathlib import Path

from alembic import command
from sqlalchemy import create_engine

from database.embedded import embedded_postgresql
from database.engine import driver_url
from migrations.upgrade import alembic_config, upgrade


def main() -> None:
    with tempfile.TemporaryDirectory() as folder, embedded_postgresql(Path(folder) / "postgresql") as url:
        upgrade(url)
        with create_engine(driver_url(url)).connect() as connection:
            config = alembic_config()
            config.attributes["connection"] = connection
            command.revision(config, message=sys.argv[1], autogenerate=True, rev_id=None)


if __name__ == "__main__":
    main()
