"""Why the trial cannot start or go on, in one sentence for each reader. Nothing personal stands in them."""


class TrialError(Exception):
    """The text is one English sentence and, on the line below it, the same in Japanese."""

    code = "trial_failed"

    def __init__(self, english: str, japanese: str) -> None:
        super().__init__(f"{english}\n{japanese}")
        self.english = english
        self.japanese = japanese


class AlreadyRunningError(TrialError):
    code = "already_running"


class PortTakenError(TrialError):
    code = "port_taken"


class DiskFullError(TrialError):
    code = "disk_full"


class StateFolderError(TrialError):
    code = "state_folder_unusable"


class InvalidSettingError(TrialError):
    code = "invalid_setting"


class BotEnvironmentMissingError(TrialError):
    code = "bot_environment_missing"


class BotFilesMissingError(TrialError):
    code = "bot_files_missing"


class TrainingFailedError(TrialError):
    code = "training_failed"


class ModelCorruptedError(TrialError):
    code = "model_corrupted"


class SecretsUnreadableError(TrialError):
    code = "secrets_unreadable"


class StepFailedError(TrialError):
    code = "step_failed"


class ServiceDidNotStartError(TrialError):
    code = "service_did_not_start"
