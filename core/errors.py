"""What can be wrong for a person: always what happened and what to do."""


class Refused(Exception):
    """The command can't be done; `what_to_do` says how to go on. Nothing was changed."""

    def __init__(self, text: str, what_to_do: str = "") -> None:
        super().__init__(text)
        self.text = text
        self.what_to_do = what_to_do


class FieldError(Exception):
    """One field's value can't be used; `field` is the form's own name of it. Nothing was changed."""

    def __init__(self, field: str, text: str) -> None:
        super().__init__(text)
        self.field = field
        self.text = text
