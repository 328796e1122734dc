#!/usr/bin/env python3
"""Makes bot-api.json from the published declarations of the Bot API: names, types and what is required, and nothing of their texts.

Source: the npm package @gramio/types (MIT), which is made from the Bot API's documentation by github.com/gramiojs/types. Its version is the Bot API's.

    npm pack @gramio/types@10.3.1 && tar xzf gramio-types-10.3.1.tgz && ./specification.py package/out 10.3.1 > bot-api.json

A name that ends with ? is optional. A type is number, string, boolean, the name of an object, a list of one ("Message[]"), or several with | between them.
"""
import json
import re
import sys

out, version = sys.argv[1], sys.argv[2]


def declarations(name):
    text = open(f"{out}/{name}.d.ts", encoding="utf-8").read()
    return re.sub(r"\n\s*\n", "\n", re.sub(r"/\*.*?\*/", "", text, flags=re.S))


def simple(type_):
    """A type in our words."""
    type_ = re.sub(r"\{[^{}]*\}", "object", type_)
    type_ = re.sub(r"Exclude<[^>]*>", "string", type_)
    parts = []
    for part in re.split(r"\|(?![^(]*\))", type_):
        part = part.strip().removeprefix("Objects.")
        lists = 0
        while part.endswith("[]"):
            part, lists = part[:-2].strip(), lists + 1
            if part.startswith("(") and part.endswith(")"):
                part = simple(part[1:-1])
        if not part or part == "object":
            continue
        if part.startswith('"') or part.startswith("`") or part.startswith("(string"):
            part = "string"
        elif re.fullmatch(r"-?\d+", part):
            part = "number"
        elif part in ("true", "false"):
            part = "boolean"
        part = part.replace("Objects.", "").replace("Telegram", "") + "[]" * lists
        if part not in parts:
            parts.append(part)
    return "|".join(parts) or "object"


def fields(body):
    found, depth, start = {}, 0, 0
    # A member ends at a line break outside of all brackets whose next line begins another member.
    for member in re.split(r"\n(?=    \w+\??:)", "\n" + body):
        match = re.match(r"\s*(\w+)(\?)?:\s*(.*)", member, flags=re.S)
        if match:
            found[match[1] + (match[2] or "")] = simple(" ".join(match[3].split()))
    return found


def interfaces(text):
    return {name: fields(body) for name, body in re.findall(r"export interface (\w+)[^{\n]*\{(?:\}|\n(.*?)\n\})", text, flags=re.S) if not name.startswith("API")}


objects, params, methods = declarations("objects"), declarations("params"), declarations("methods")
types = {name.removeprefix("Telegram"): found for name, found in interfaces(objects).items()}
for name, alias in re.findall(r"export type (\w+) =(.*?)(?=\nexport|\nimport|\Z)", objects, flags=re.S):
    if not name.startswith("API"):
        types[name.removeprefix("Telegram")] = simple(" ".join(alias.split()))
parameters = interfaces(params)
# Lists of words have names of their own; for us they are texts.
words = {name: simple(" ".join(alias.split())) for name, alias in re.findall(r"export type (\w+) =(.*?)(?=\nexport|\nimport|\Z)", params, flags=re.S)}
parameters = {name: {field: words.get(type_, type_) for field, type_ in found.items()} for name, found in parameters.items()}
calls = {}
for name, kind, inside in re.findall(r"    (\w+): (CallAPI\w*)<(.*?)>(?=\n    \w+: CallAPI|\n\})", methods, flags=re.S):
    parts = [part.strip() for part in re.split(r",(?![^<(]*[>)])", " ".join(inside.split()).rstrip(", "))]
    calls[name] = {"returns": simple(parts[-1]), "parameters": parameters[parts[0].removeprefix("Params.")] if kind != "CallAPIWithoutParams" else {}}
lines = [f'{{"version": "{version}", "methods": {{']
lines += [",\n".join(f" {json.dumps(name)}: {json.dumps(call, ensure_ascii=False)}" for name, call in calls.items())]
lines += ['}, "types": {', ",\n".join(f" {json.dumps(name)}: {json.dumps(found, ensure_ascii=False)}" for name, found in types.items()), "}}"]
print("\n".join(lines))
