"""What bench/console.py asks for, put where the services would: bookings, messages, callbacks and the audit into Redis, failed messages into RabbitMQ."""
import base64
import datetime
import http.client
import json
import os
import random
import subprocess
import urllib.parse
import uuid

CALLBACKS, RECORDS, FAILURES = 10_000, 20_000, 1000
FAILED = "send-normal_error"
NOW = datetime.datetime.now(datetime.timezone.utc)
STATES = ["awaiting_decision", "confirmed", "confirmed", "confirmed", "rejected", "cancelled", "expired"]


def command(*parts):
    parts = [part if isinstance(part, bytes) else str(part).encode() for part in parts]
    return b"*%d\r\n" % len(parts) + b"".join(b"$%d\r\n%s\r\n" % (len(part), part) for part in parts)


def fill(port, bookings, messages):
    """As the services write them: rows of bookings with the number of their change, entries of messages with their lists."""
    pipe = subprocess.Popen(["redis-cli", "-p", str(port), "--pipe"], stdin=subprocess.PIPE, stdout=subprocess.DEVNULL)
    chance = random.Random(1)
    for number in range(bookings):
        booking, state = uuid.UUID(int=chance.getrandbits(128)), "confirmed" if number > 200 and number % 7 == 0 else chance.choice(STATES if number % 50 else STATES[1:])
        came = (NOW - datetime.timedelta(minutes=10 * (bookings - number))).isoformat()
        decided = None if state == "awaiting_decision" else came
        row = {"Booking": str(booking), "Revision": 1, "Chats": ["-1001000000001"], "Summary": {
            "BookingId": f"PH-{number}", "State": state, "CreatedAt": came, "DecidedBy": decided and chance.choice(["Anna", "Boris", "Vera"]), "DecidedAt": decided, "Service": "Family session",
            "Date": "2026-12-24", "TimeSlots": ["10:00"], "ClientName": f"Customer {number}", "ClientPhone": f"+7 9{chance.randrange(10**8):08d}", "PeopleCount": 2, "TotalPrice": 8000}}
        pipe.stdin.write(command("HSET", "webhook:bookings", booking.hex, json.dumps(row)) + command("ZADD", "webhook:bookings:changes", number + 1, booking.hex))
    pipe.stdin.write(command("SET", "webhook:bookings:sequence", bookings))
    for number in range(messages):
        message, at = uuid.UUID(int=chance.getrandbits(128)), NOW - datetime.timedelta(seconds=6 * 86400 * (messages - number) / messages)
        failed = number % 500 == 0
        entry = {"MessageId": str(message), "State": "failed" if failed else "sent", "ChatId": str(100000 + number % 5000), "At": at.isoformat(), "BookingId": f"PH-{number % bookings}",
                 "Template": "booking_notification", "CreatedAt": at.isoformat(), "Attempts": 1}
        step = json.dumps({"At": at.isoformat(), "What": entry["State"], "Attempts": 1})
        place = int(at.timestamp() * 1000)
        lists = ["phstudio:gateway:messages", f"phstudio:gateway:messages:chat:{entry['ChatId']}", f"phstudio:gateway:messages:booking:{entry['BookingId']}"] + (["phstudio:gateway:messages:failed"] if failed else [])
        pipe.stdin.write(command("SET", f"phstudio:gateway:message:{message.hex}", f"{3 if failed else 4}{json.dumps(entry)}\n{step}") + b"".join(command("ZADD", name, place, message.hex) for name in lists))
    pipe.stdin.close()
    pipe.wait()


def fill_logs(port):
    """Callbacks and the audit, as the Gateway writes them."""
    pipe = subprocess.Popen(["redis-cli", "-p", str(port), "--pipe"], stdin=subprocess.PIPE, stdout=subprocess.DEVNULL)
    for number in range(CALLBACKS):
        name, at = f"msg_{number}", int((NOW - datetime.timedelta(minutes=3 * (CALLBACKS - number))).timestamp() * 1000)
        pipe.stdin.write(command("HSET", f"phstudio:gateway:callback:{name}", "first", at, "last", at, "body", "{}", "type", "booking.confirmed", "state", 3, "booking", f"PH-{number}", "attempts", 1, "status", 200, "duration", 20, "error", ""))
        pipe.stdin.write(command("ZADD", "phstudio:gateway:callbacks", at, name))
    for number in range(RECORDS):
        at = NOW - datetime.timedelta(minutes=20 * (RECORDS - number))
        record = {"At": at.isoformat(), "Key": "platform", "What": "POST /bookings", "Target": f"PH-{number}"}
        pipe.stdin.write(command("XADD", "phstudio:gateway:audit", f"{int(at.timestamp() * 1000)}-{number}", "r", json.dumps(record), "b", "", "t", ""))
    pipe.stdin.close()
    pipe.wait()


def fail():
    """Messages that were given up, in the error queue of a lane."""
    address = urllib.parse.urlsplit(os.environ["TEST_RABBITMQ_MANAGEMENT_URL"])
    broker, user = http.client.HTTPConnection(address.hostname, address.port), base64.b64encode(f"{address.username}:{address.password}".encode()).decode()
    for number in range(FAILURES):
        body = {"routing_key": FAILED, "payload": json.dumps({"number": number}), "payload_encoding": "string", "properties": {
            "delivery_mode": 2, "message_id": str(uuid.UUID(int=number + 1)), "headers": {"MT-Fault-Message": f"Telegram said {number % 5}", "MT-Fault-Timestamp": NOW.isoformat()}}}
        broker.request("POST", "/api/exchanges/%2F/amq.default/publish", json.dumps(body), {"Authorization": f"Basic {user}", "Content-Type": "application/json"})
        answer = broker.getresponse()
        assert json.loads(answer.read()).get("routed"), answer.status
