"""The trial's settings for an operator's command, whether the trial is running at the moment or not."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from database.embedded import embedded_postgresql
from gateway.trial.layout import trial_from
from gateway.trial.secrets import load_or_create_secrets
from migrations.upgrade import upgrade


@contextmanager
def joined_environment(environment: Mapping[str, str]) -> Iterator[dict[str, str]]:
    """The environment completed by the trial's own database and keys, where the operator named none."""
    trial = trial_from(environment)
    if trial.database_url:
        yield {**environment}
        return
    secrets = load_or_create_secrets(trial.state_dir)
    with embedded_postgresql(trial.postgresql_dir) as url:
        upgrade(url)
        yield {**secrets.environment(), **environment, "TORITSUGI_DATABASE_URL": url}
