"""Reads [{"config": TEXT, "credentials": TEXT}, …] from stdin.

Prints the sections that botocore parses from each text, or null if botocore rejects it. A section
that is not a profile is called `sso-session.NAME` or `services.NAME`, as in the JavaScript SDK.
"""
import json
import os
import sys
import tempfile

from botocore.configloader import load_config, raw_config_parse


def flat(profile):
    for key, value in profile.items():
        if isinstance(value, dict):
            for sub, inner in value.items():
                yield f"{key}.{sub}", inner
        else:
            yield key, value


def config_sections(path):
    config = load_config(path)
    sections = dict(config["profiles"])
    for kind, key in (("sso-session", "sso_sessions"), ("services", "services")):
        for name, keys in config.get(key, {}).items():
            sections[f"{kind}.{name}"] = keys
    return sections


def parsed(text, parse):
    with tempfile.NamedTemporaryFile("w", newline="", encoding="utf-8", delete=False) as file:
        file.write(text)
    try:
        return {name: dict(flat(keys)) for name, keys in parse(file.name).items()}
    except Exception:
        return None
    finally:
        os.unlink(file.name)


print(json.dumps([
    {
        "config": parsed(files["config"], config_sections),
        "credentials": parsed(files["credentials"], raw_config_parse),
    }
    for files in json.load(sys.stdin)
]))
