"""Posts mutated Telegram updates to a Gateway with its services behind it, on the servers that bench/fuzz started, and prints what they answer and hold."""
import base64, http.client, json, os, random, socket, subprocess, sys, threading, time, urllib.error, urllib.request

COUNT = int(sys.argv[1])
ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
SECRET = "the_secret-of-the-fuzz"
TOKEN = "7000000001:EmulatorDemoTokenThatOpensNothingElse"
SERVERS = dict(RABBITMQ_URL=os.environ["TEST_RABBITMQ_URL"], REDIS_URL=os.environ["TEST_REDIS_URL"])


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def start(project, **settings):
    folder, port = f"{ROOT}/src/{project}/bin/Release/net10.0", free_port()
    environment = dict(os.environ, ASPNETCORE_URLS=f"http://127.0.0.1:{port}", DOTNET_gcServer="0", LOG_LEVEL="Fatal", **settings)
    return subprocess.Popen([f"{folder}/PhStudio.Messaging.{project}"], cwd=folder, env=environment, stdout=subprocess.DEVNULL), port


def wait_ready(port):
    for _ in range(300):
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/health/ready", timeout=5):
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.2)
    sys.exit("A service did not become ready within a minute.")


chance, ids = random.Random(5), iter(range(10**9, 10**10))


def update():
    number = next(ids)
    person = {"id": chance.randrange(1, 99), "is_bot": False, "first_name": "A", "language_code": "ru"}
    # A command that is older than ten minutes is passed over, and one in a private chat of somebody else.
    chat = chance.choice([-1001, -1002, person["id"]])
    message = {"message_id": chance.randrange(1, 999), "date": int(time.time()), "chat": {"id": chat, "type": "private" if chat > 0 else "supergroup"}}
    data = base64.urlsafe_b64encode(bytes(chance.randrange(256) for _ in range(45))).decode()
    press = {"update_id": number, "callback_query": {"id": str(number), "from": person, "message": message, "chat_instance": "1", "data": data}}
    text = {"update_id": number, "message": dict(message, **{"from": person, "text": chance.choice(["/start", "/help", "/pending", "/today", "hello", "/x"])})}
    kind = chance.randrange(5)
    if kind < 2:
        return json.dumps([press, text][kind])
    if kind == 2:
        return json.dumps({"update_id": number, chance.choice(["poll", "my_chat_member", "chat_boost", "edited_message"]): {"id": str(number)}})
    letters = list(json.dumps(chance.choice([press, text])))
    for _ in range(chance.randrange(1, 4)):
        place = chance.randrange(len(letters))
        if chance.random() < 0.5:
            letters[place] = chr(chance.randrange(32, 1200))
        else:
            del letters[place:place + chance.randrange(1, 20)]
        letters = letters or ["x"]
    return "".join(letters)


def post(port, count, secret):
    lock, left, statuses = threading.Lock(), [count], {}

    def work():
        connection = http.client.HTTPConnection("127.0.0.1", port)
        while True:
            with lock:
                if left[0] == 0:
                    return
                left[0] -= 1
                body = update().encode()
            connection.request("POST", "/webhook", body, {"Content-Type": "application/json", "X-Telegram-Bot-Api-Secret-Token": secret})
            answer = connection.getresponse()
            answer.read()
            with lock:
                statuses[answer.status] = statuses.get(answer.status, 0) + 1

    threads = [threading.Thread(target=work) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return statuses


def megabytes(process):
    with open(f"/proc/{process.pid}/status") as status:
        return next(int(line.split()[1]) for line in status if line.startswith("VmRSS")) // 1024


telegram, telegram_port = start("TelegramEmulator", EMULATOR_LIMITS="off")
gateway, port = start("Gateway", GATEWAY_API_KEY="a-gateway-key-of-the-fuzz", TELEGRAM_WEBHOOK_SECRET=SECRET, GATEWAY_REFUSAL_DELAY="0", **SERVERS)
processor, processor_port = start("WebhookProcessor", TELEGRAM_CHAT_ID="-1001", CALLBACK_SIGNING_KEY="a-signing-key-of-the-fuzz-0123456789", LEGACY_BUTTONS="true", **SERVERS)
sender, sender_port = start(
    "Sender", TELEGRAM_BOT_TOKEN=TOKEN, TELEGRAM_API_BASE_URL=f"http://127.0.0.1:{telegram_port}", TELEGRAM_RATE_LIMIT_REQUESTS="0", SENDER_GROUP_PER_MINUTE="0",
    SENDER_GROUP_INTERVAL_MS="0", TELEGRAM_WEBHOOK_URL=f"http://127.0.0.1:{port}/webhook", TELEGRAM_WEBHOOK_SECRET=SECRET, **SERVERS)
services = {"Gateway": gateway, "WebhookProcessor": processor, "Sender": sender}
try:
    for each in (port, processor_port, sender_port):
        wait_ready(each)
    print("warm-up", post(port, COUNT // 10, SECRET), flush=True)
    for tenth in range(1, 11):
        statuses = post(port, COUNT // 10, SECRET)
        print(f"{tenth * COUNT // 10} updates", statuses, ", ".join(f"{name} {megabytes(process)} MB" for name, process in services.items()), flush=True)
    print("wrong secret", post(port, COUNT // 10, "wrong"))
finally:
    for process in [*services.values(), telegram]:
        process.terminate()
    for name, process in services.items():
        print(name, "ended with", process.wait())
    telegram.wait()
