"""Fills Redis with bookings and messages, starts the services in one process, and asks what the console's pages ask. See bench/console."""
import concurrent.futures
import http.client
import json
import os
import socket
import subprocess
import sys
import threading
import time
import uuid

from console_data import FAILED, FAILURES, fail, fill, fill_logs

BOOKINGS, MESSAGES, PROGRAM = int(sys.argv[1]), int(sys.argv[2]), sys.argv[3]
KEY = "demo-key-of-standalone"
STAFF = -1001000000001
PRESSES, WARM, TURN = 1300, 100, 30


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Caller:
    def __init__(self, port):
        self.port, self.connection = port, http.client.HTTPConnection("127.0.0.1", port)

    def ask(self, path, body=None, method=None):
        began = time.perf_counter()
        self.connection.request(method or ("POST" if body else "GET"), path, body and json.dumps(body), {"X-Api-Key": KEY, "Content-Type": "application/json"})
        answer = self.connection.getresponse()
        text = answer.read()
        return answer.status, text, (time.perf_counter() - began) * 1000


    def ask_each(self, paths):
        """One path, or several one after the other, as a page does that needs the answer before."""
        answers = [self.ask(path) for path in ([paths] if isinstance(paths, str) else paths)]
        return max(status for status, _, _ in answers), answers[-1][1], sum(took for _, _, took in answers)


def share(times, part):
    times = sorted(times)
    return times[min(len(times) - 1, int(len(times) * part))]


def book(caller, prefix, count):
    ids = [f"{prefix}-{number}" for number in range(count)]
    for booking in ids:
        status, text, _ = caller.ask("/bookings", {"id": booking, "service": "Portrait", "date": "2099-12-24", "time_slots": ["10:00"], "client_name": "Anna", "client_phone": "+7 900 000-00-00", "people_count": 1, "total_price": 1})
        assert status == 202, text
    while json.loads(caller.ask(f"/bookings?q={prefix}&limit=1")[1])["counts"].get("awaiting_decision", 0) < count:
        time.sleep(0.2)
    return ids


def cards(emulator, count):
    """The numbers of the staff chat's cards, once so many are there."""
    while True:
        messages = json.loads(emulator.ask(f"/emulator/chats/{STAFF}/messages")[1])
        if len(messages) >= count:
            return [message["message_id"] for message in messages]
        time.sleep(0.5)


def press(emulator, messages, person):
    """Each by another person, for Telegram delivers one press of a person at a time. How long each waited for the popup with the outcome."""
    times = []
    for number, message in enumerate(messages):
        emulator.ask(f"/emulator/chats/{STAFF}/people", {"id": person + number, "first_name": "Anna"})
        status, text, took = emulator.ask(f"/emulator/chats/{STAFF}/messages/{message}/press?wait=15", {"from": person + number, "button": 0})
        assert status == 200 and json.loads(text)["answered"], text
        times.append(took)
    return times


def looking(gateway, paths, is_on, stop):
    """Five operators, each with a page that asks every five seconds, and a search with each of them."""
    mine = Caller(gateway)
    while not stop.wait(1):
        for path in paths if is_on.is_set() else []:
            mine.ask(path)


def compare(gateway, emulator, messages, paths):
    """Presses alone and beside pages, in turns, so that whatever else the machine does falls on both."""
    is_on, stop = threading.Event(), threading.Event()
    watcher = threading.Thread(target=looking, args=(gateway, paths, is_on, stop))
    watcher.start()
    times = {"alone": [], "while five operators look": []}
    press(emulator, messages[:WARM], 500_000)
    for turn, begin in enumerate(range(WARM, len(messages), TURN)):
        name = list(times)[(turn + turn // 2) % 2]
        (is_on.set if name != "alone" else is_on.clear)()
        times[name] += press(emulator, messages[begin:begin + TURN], 500_000 + begin)
    stop.set()
    watcher.join()
    alone, beside = times.values()
    print("\n| from the press to its popup | count | median | 95th percentile | 99th percentile |\n|---|---|---|---|---|")
    for name, waits in times.items():
        print(f"| {name} | {len(waits)} | {share(waits, 0.5):.1f} ms | {share(waits, 0.95):.1f} ms | {share(waits, 0.99):.1f} ms |")
    print(f"| ratio | | {share(beside, 0.5) / share(alone, 0.5):.2f} | {share(beside, 0.95) / share(alone, 0.95):.2f} | {share(beside, 0.99) / share(alone, 0.99):.2f} |")


def main():
    redis, gateway, emulator = free_port(), free_port(), free_port()
    store = subprocess.Popen(["redis-server", "--port", str(redis), "--save", "", "--appendonly", "no", "--maxmemory-policy", "noeviction"], stdout=subprocess.DEVNULL)
    services = None
    try:
        time.sleep(1)
        fill(redis, BOOKINGS, MESSAGES)
        fill_logs(redis)
        services = subprocess.Popen([PROGRAM], stdout=subprocess.DEVNULL, env=os.environ | {
            "REDIS_URL": f"redis://127.0.0.1:{redis}", "RABBITMQ_URL": os.environ["TEST_RABBITMQ_URL"], "ASPNETCORE_URLS": f"http://127.0.0.1:{gateway}", "EMULATOR_URL": f"http://127.0.0.1:{emulator}", "LOG_LEVEL": "Warning",
            # Only what is ours is measured: nobody limits the cards that are made for it.
            "TELEGRAM_RATE_LIMIT_REQUESTS": "0", "SENDER_GROUP_INTERVAL_MS": "0", "SENDER_GROUP_PER_MINUTE": "0"})
        caller = Caller(gateway)
        # The first question loads every booking: its callers hear 503 and ask again.
        for _ in range(240):
            try:
                if caller.ask("/bookings?limit=1")[0] == 200:
                    break
            except OSError:
                caller = Caller(gateway)
            time.sleep(0.5)
        chats = Caller(emulator)
        assert chats.ask("/emulator/limits", {"enabled": False}, "PUT")[0] == 200
        book(caller, "REAL", PRESSES)
        message = json.loads(caller.ask("/messages?limit=1")[1])["messages"][0]["message_id"]
        fail(FAILURES)
        pages = {
            "Overview": ["/status", "/bookings?state=awaiting_decision&limit=1", "/messages/counts?span=hour"],
            "Overview, a day": ["/status", "/bookings?state=awaiting_decision&limit=1", "/messages/counts?span=day"],
            "Bookings": ["/bookings"],
            "Bookings, half a phone number": ["/bookings?q=55512"],
            "Bookings, of a state and a decider": ["/bookings?state=confirmed&decided_by=Anna"],
            "Booking": ["/bookings/REAL-0"],
            "Messages": ["/messages"],
            "Messages, failed": ["/messages?state=failed"],
            "Messages, of a chat": ["/messages?chat_id=100001"],
            "Message": [f"/messages/{message}"],
            "Failed": ["/queues"],
            f"Failed, a queue of {FAILURES:,}": [[f"/queues/{FAILED}/reasons", f"/queues/{FAILED}/messages?limit=100"]],
            f"A message of {FAILURES:,} failed": [f"/queues/{FAILED}/messages/{uuid.UUID(int=FAILURES // 2)}"],
            "Templates": ["/templates"],
            "Callbacks": ["/outcomes"],
            "Chats": ["/chats"],
            "Keys and audit": ["/keys", "/audit"],
        }
        callers, together = [Caller(gateway) for _ in range(3)], concurrent.futures.ThreadPoolExecutor(3)
        print(f"| page ({BOOKINGS:,} bookings, {MESSAGES:,} messages) | median | 95th percentile |\n|---|---|---|")
        for name, paths in pages.items():
            times = []
            for _ in range(100):
                # As a page asks: all at once.
                answers = list(together.map(lambda one: one[0].ask_each(one[1]), zip(callers, paths)))
                assert all(status == 200 for status, _, _ in answers), answers
                times.append(max(took for _, _, took in answers))
            print(f"| {name} | {share(times, 0.5):.0f} ms | {share(times, 0.95):.0f} ms |", flush=True)

        compare(gateway, chats, cards(chats, PRESSES), pages["Overview"] + pages["Bookings, half a phone number"])
    finally:
        for process in (services, store):
            if process is not None:
                process.terminate()
                process.wait()


main()
