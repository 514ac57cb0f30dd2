"""The verdict of E-ARK's own validator on a package, without its way to the web: it has its vocabularies with it."""

import io
import urllib.request
from functools import cache
from importlib import import_module
from importlib.resources import files
from pathlib import Path
from typing import Any
from unittest import mock

BLAMES = frozenset({"Error", "Warn", "Warning"})


@cache
def validator() -> Any:
    """`eark_validator.packages`. At import it asks the web for vocabularies; it gets the copies it brings along."""
    resources = files("eark_validator").joinpath("ipxml", "resources", "vocabs")

    def opened(url: str) -> io.BytesIO:
        return io.BytesIO(resources.joinpath(url.rpartition("/")[2]).read_bytes())

    with mock.patch.object(urllib.request, "urlopen", opened):
        return import_module("eark_validator.packages")


def verdict(package: Path) -> Any:
    """Its report on a zip."""
    return validator().PackageValidator(package).validation_report


def findings(report: Any) -> list[str]:
    """What it blames in structure, schema, CSIP and SIP: severity and rule, a line each."""
    results = [
        *report.structure.messages,
        *report.metadata.schema_results.messages,
        *report.metadata.schematron_results.messages,
    ]
    return _blamed(results)


def representation_findings(mets: bytes, folder: Path) -> list[str]:
    """What it blames in a representation's METS, by its schema and CSIP's rules for the header and the files."""
    validator()
    file = folder / "METS.xml"
    file.write_bytes(mets)
    checked = import_module("eark_validator.mets").MetsValidator(str(folder))
    checked.validate_mets("METS.xml")
    kinds = import_module("eark_validator.specifications.specification")
    profile = import_module("eark_validator.rules").ValidationProfile(
        kinds.SpecificationType.CSIP, kinds.SpecificationVersion.V2_1_0
    )
    profile.validate(file)
    only_of_packages = {"CSIP17", "CSIP60", "CSIP113", "CSIP114", "CSIP88", "CSIP90", "CSIP93", "CSIP95", "CSIP97",
                        "CSIP99", "CSIP101", "CSIP103", "CSIP105", "CSIP92"}  # fmt: skip
    blamed = _blamed([*checked.validation_errors, *profile.get_all_results()])
    return [line for line in blamed if line.split()[1] not in only_of_packages]


def _blamed(results: list[Any]) -> list[str]:
    return [f"{each.severity.value} {each.rule_id}" for each in results if each.severity.value in BLAMES]
