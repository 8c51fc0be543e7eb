"""Answers one JSON line for each JSON line: {"format", "text"} -> families or an error."""

import json
import sys

from prometheus_client.openmetrics import parser as openmetrics
from prometheus_client import parser as text

PARSERS = {
    "openmetrics": openmetrics.text_string_to_metric_families,
    "text": text.text_string_to_metric_families,
}


def number(value):
    """As text, because JSON has no NaN and no infinities."""
    return repr(float(value)) if value is not None else None


def plain(sample):
    exemplar = sample.exemplar
    return {
        "name": sample.name,
        "labels": sample.labels,
        "value": number(sample.value),
        "timestamp": number(sample.timestamp),
        "exemplar": exemplar
        and {
            "labels": exemplar.labels,
            "value": number(exemplar.value),
            "timestamp": number(exemplar.timestamp),
        },
    }


def answer(request):
    try:
        families = list(PARSERS[request["format"]](request["text"]))
    except Exception as error:  # A parser says no with whatever error it came across.
        return {"error": f"{type(error).__name__}: {error}"}
    return {
        "families": [
            {
                "name": family.name,
                "type": family.type,
                "help": family.documentation,
                "unit": family.unit,
                "samples": [plain(sample) for sample in family.samples],
            }
            for family in families
        ]
    }


for line in sys.stdin:
    print(json.dumps(answer(json.loads(line))), flush=True)
