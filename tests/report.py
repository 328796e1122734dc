"""Reads what a test program says in automated mode, and prints a line for each test class and the whole of each failure.

Usage: PROGRAM -automated | report.py PROJECT LOG. Two projects run at once, so each line names its own. What the tests themselves print (expected errors, logs of hosts) goes to the file LOG.
"""
import json
import sys

ENDS = {"test-class-cleanup-failure", "test-collection-cleanup-failure", "test-assembly-cleanup-failure", "test-case-cleanup-failure", "test-method-cleanup-failure", "test-cleanup-failure", "error-message"}
names, classes = {}, {}
total = failed = skipped = errors = 0
finished = False


def say(text):
    print(text, flush=True)


def failure(name, message):
    say(f"    {name} [FAIL]")
    for kind, words, stack in zip(message.get("ExceptionTypes") or [""], message.get("Messages") or [""], message.get("StackTraces") or [""]):
        say("      " + f"{kind} : {words}".replace("\n", "\n      "))
        for line in (stack or "").splitlines()[:12]:
            say("        " + line.strip())
    for line in (message.get("Output") or "").splitlines():
        say("      | " + line)


project = sys.argv[1]
with open(sys.argv[2], "w", encoding="utf-8") as log:
    for line in sys.stdin:
        try:
            message = json.loads(line) if line.startswith('{"$type":') else None
        except ValueError:
            message = None
        if message is None:
            log.write(line)
            continue
        kind = message["$type"]
        if kind == "test-class-starting":
            classes[message["TestClassUniqueID"]] = message["TestClassName"]
        elif kind == "test-starting":
            names[message["TestUniqueID"]] = message["TestDisplayName"]
        elif kind == "test-failed":
            failure(names.get(message.get("TestUniqueID"), "a test"), message)
        elif kind in ENDS:
            errors += 1
            failure(f"{kind} of {names.get(message.get('TestUniqueID')) or classes.get(message.get('TestClassUniqueID')) or 'the tests'}", message)
        elif kind == "test-class-finished":
            bad, left = message["TestsFailed"], message["TestsSkipped"]
            good = message["TestsTotal"] - bad - left - message.get("TestsNotRun", 0)
            rest = (f", {bad} FAILED" if bad else "") + (f", {left} skipped" if left else "")
            say(f"  {message['ExecutionTime']:7.1f} s  {project} {classes.get(message['TestClassUniqueID'], '?').split('.')[-1]}: {good} passed{rest}")
        elif kind == "test-assembly-finished":
            finished = True
            total, failed, skipped = message["TestsTotal"], message["TestsFailed"], message["TestsSkipped"]

if finished:
    say(f"  {project} Total: {total}, Errors: {errors}, Failed: {failed}, Skipped: {skipped}")
