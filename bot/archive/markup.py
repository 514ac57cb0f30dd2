"""XML as the archive's standards write it: elements by prefix, and text without what XML can't hold."""

import re
from collections.abc import Mapping
from xml.etree import ElementTree as ET

NAMESPACES = {
    "mets": "http://www.loc.gov/METS/",
    "csip": "https://DILCIS.eu/XML/METS/CSIPExtensionMETS",
    "sip": "https://DILCIS.eu/XML/METS/SIPExtensionMETS",
    "premis": "http://www.loc.gov/premis/v3",
    "xlink": "http://www.w3.org/1999/xlink",
    "xsi": "http://www.w3.org/2001/XMLSchema-instance",
    "dc": "http://purl.org/dc/elements/1.1/",
    "oai_dc": "http://www.openarchives.org/OAI/2.0/oai_dc/",
    "log": "urn:somerad:logg:1",
}
# What XML 1.0 has no place for, whoever wrote it.
_UNWRITABLE = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")

for _prefix, _uri in NAMESPACES.items():
    ET.register_namespace(_prefix, _uri)

Inside = ET.Element | str | None


def element(name: str, attributes: Mapping[str, str | None] | None = None, *inside: Inside) -> ET.Element:
    """An element by its prefixed name, with the attributes that have a value, and what is in it but for nothing."""
    given = {_name(key): clean(value) for key, value in (attributes or {}).items() if value is not None}
    made = ET.Element(_name(name), given)
    for each in inside:
        if isinstance(each, str):
            made.text = clean(each)
        elif each is not None:
            made.append(each)
    return made


def clean(text: str) -> str:
    """The text with a sign in the place of each that XML can't hold."""
    return _UNWRITABLE.sub("\N{REPLACEMENT CHARACTER}", text)


def written(root: ET.Element) -> bytes:
    """The document, indented, in UTF-8."""
    ET.indent(root)
    made: bytes = ET.tostring(root, encoding="UTF-8", xml_declaration=True)
    return made + b"\n"


def _name(name: str) -> str:
    prefix, colon, local = name.partition(":")
    return f"{{{NAMESPACES[prefix]}}}{local}" if colon else name
