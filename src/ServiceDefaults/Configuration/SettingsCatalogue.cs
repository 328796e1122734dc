namespace PhStudio.Messaging.ServiceDefaults.Configuration;

/// <summary>What each setting is for, by its name: one sentence, its unit where a number has one, and the group under which <c>--help</c> shows it.</summary>
public static class SettingsCatalogue
{
    private const string Servers = "Servers";
    private const string Gateway = "Gateway";
    private const string Outcomes = "Outcomes to the platform";
    private const string Bot = "Bot";
    private const string Sending = "Sending";
    private const string Decisions = "Decisions";
    private const string Texts = "Texts and languages";
    private const string Watching = "Logs and traces";

    private static readonly Dictionary<string, Entry> All = new(StringComparer.Ordinal)
    {
        ["RABBITMQ_URL"] = new(Servers, "The broker that carries all messages."),
        ["REDIS_URL"] = new(Servers, "The Redis that keeps bookings, schedules, limits and the send ledger."),
        ["REDIS_CA_FILE"] = new(Servers, "The authorities that Redis's certificate may come from."),
        ["RABBITMQ_CA_FILE"] = new(Servers, "The authorities that the broker's certificate may come from; unset, the machine's."),
        ["RABBITMQ_HEARTBEAT"] = new(Servers, "The heartbeat of the connections to the broker: one on which nothing is heard for two of them is given up.", "seconds"),
        ["RABBITMQ_MANAGEMENT_URL"] = new(Servers, "RabbitMQ's management API, which gives GET /queues the unacknowledged messages and the rate; the user of RABBITMQ_URL needs the tag management there."),
        ["ALLOW_PLAIN_HTTP"] = new(Servers, "Lets addresses outside this machine be http://, where nobody else can listen."),
        ["SERVICES_SECRET"] = new(Servers, "Signs the messages between our services on the bus; when it is set, messages without the mark are refused, except those that a platform may publish."),
        ["SERVICES_SECRET_PREVIOUS"] = new(Servers, "The previous secret, whose marks are still accepted."),
        ["TELEGRAM_QUEUE_NAME"] = new(Servers, "The start of the names of the lanes of outgoing messages."),
        ["TELEGRAM_DLQ_NAME"] = new(Servers, "One error queue for all lanes instead of one each. Alerts and the broker's policies know it where it ends in _error or _dlq."),
        ["ASPNETCORE_URLS"] = new(Servers, "The addresses that the service listens on."),
        ["ALLOWED_HOSTS"] = new(Servers, "Host names by which this service is called; IP addresses and names without a dot are always accepted. Unset, host names are checked on loopback only."),
        ["EMULATOR_URL"] = new(Servers, "The address of the emulated Telegram and its page."),

        ["GATEWAY_API_KEY"] = new(Gateway, "One key that may do everything, and whose holder says who decided."),
        ["GATEWAY_API_KEYS"] = new(Gateway, "Keys with names and roles, as hashes; gateway keys new makes their entries."),
        ["RETENTION_AUDIT_DAYS"] = new(Gateway, "How long records of GET /audit are kept.", "days"),
        ["RETENTION_MESSAGES_DAYS"] = new(Sending, "How long the state of a message is kept; the same for the Gateway and the Sender.", "days"),
        ["RETENTION_BOOKINGS_DAYS"] = new(Decisions, "How long a booking is kept after its session or its last decision, whichever is later; then it is deleted.", "days"),
        ["LEGACY_API"] = new(Gateway, "Answers POST /send, POST /webhook and GET /status as the system before this one did; ?legacy=true and ?legacy=false choose for one call."),
        ["UPLOADS_MAX_MB"] = new(Gateway, "The limit of all uploaded photos in Redis; each is kept for a week after its message is due, or its booking came.", "MB"),
        ["LEGACY_QUEUE"] = new(Gateway, "The Redis list of the system before this one whose messages are taken over; unset, none are."),
        ["LEGACY_DLQ"] = new(Gateway, "The Redis list of messages that system gave up, which are moved to the error queue; unset, they stay."),
        ["LEGACY_QUEUE_END"] = new(Gateway, "The end of these lists from which that system takes: right where its producer pushes by LPUSH, left where by RPUSH."),
        ["GATEWAY_REFUSAL_DELAY"] = new(Gateway, "How long a call with a wrong key waits for its refusal.", "seconds"),
        ["GATEWAY_PATH_BASE"] = new(Gateway, "The prefix of every path, behind a reverse proxy that keeps its own."),

        ["BOOKING_CALLBACK_URL"] = new(Outcomes, "Where the platform is told what was decided."),
        ["BOOKING_CALLBACK_CA_FILE"] = new(Outcomes, "The authorities that the platform's certificate may come from."),
        ["BOOKING_CALLBACK_SECRET"] = new(Outcomes, "Signs what is posted to the platform."),
        ["CALLBACK_EVENTS"] = new(Outcomes, "What the platform is told besides the outcomes of bookings."),
        ["BOOKING_CALLBACK_SECRET_NEXT"] = new(Outcomes, "The next secret: while both are set, both sign."),

        ["TELEGRAM_BOT_TOKEN"] = new(Bot, "The bot's token; the Sender alone has it."),
        ["TELEGRAM_CHAT_ID"] = new(Bot, "The staff chat."),
        ["TELEGRAM_API_BASE_URL"] = new(Bot, "The Bot API: Telegram's own, a local server or the emulator."),
        ["TELEGRAM_API_CA_FILE"] = new(Bot, "The authorities that the certificate of your own Bot API server may come from."),
        ["TELEGRAM_WEBHOOK_URL"] = new(Bot, "Where Telegram delivers updates; unset, the Sender polls. When it is set the Gateway requires the secret."),
        ["TELEGRAM_WEBHOOK_SECRET"] = new(Bot, "Proves that an update comes from Telegram; the same for Sender and Gateway."),
        ["TELEGRAM_WEBHOOK_SECRET_NEXT"] = new(Bot, "The next secret: the Gateway accepts both."),
        ["WEBHOOK_HOSTS"] = new(Bot, "The hosts to which PUT /bot/webhook may point the bot; unset, the one of TELEGRAM_WEBHOOK_URL."),
        ["WEBHOOK_PRESS_WAIT"] = new(Bot, "How long a press waits for its decision before its popup says \"accepted\".", "seconds"),

        ["TELEGRAM_API_TIMEOUT"] = new(Sending, "How long one call of the Bot API may take.", "seconds"),
        ["TELEGRAM_POOL_SIZE"] = new(Sending, "How many calls are under way at once; of all Senders together never more than the bot may send at once, less five.", "calls"),
        ["SHADOW"] = new(Sending, "Sends nothing and changes nothing of the bot: calls are noted for gateway shadow report. Give it a Redis database and a virtual host of its own."),
        ["SENDER_RETRIES"] = new(Sending, "How often a call is tried again at once.", "repetitions"),
        ["SENDER_RETRY_PAUSE"] = new(Sending, "The pause before the first of these.", "seconds"),
        ["TELEGRAM_RETRY_BACKOFF"] = new(Sending, "By how much each later pause is longer than the one before.", "factor"),
        ["TELEGRAM_MAX_RETRIES"] = new(Sending, "How often a call is made in all, as the system before this one counted; unset, SENDER_RETRIES applies.", "attempts"),
        ["SENDER_REDELIVERY_MINUTES"] = new(Sending, "When a message is tried again after these failed.", "minutes"),
        ["TELEGRAM_RATE_LIMIT_REQUESTS"] = new(Sending, "How many messages the bot sends in one window; 0 is no limit.", "messages"),
        ["TELEGRAM_RATE_LIMIT_WINDOW"] = new(Sending, "That window.", "seconds"),
        ["TELEGRAM_ALLOW_PAID_BROADCAST"] = new(Sending, "Sends up to 1000 messages a second for Telegram Stars."),
        ["SENDER_PRIVATE_INTERVAL_MS"] = new(Sending, "The interval between messages to one person.", "milliseconds"),
        ["SENDER_PRIVATE_BURST"] = new(Sending, "How many messages to one person may be sent at once.", "messages"),
        ["SENDER_GROUP_INTERVAL_MS"] = new(Sending, "The interval between messages to one group.", "milliseconds"),
        ["SENDER_GROUP_BURST"] = new(Sending, "How many messages to one group may be sent at once.", "messages"),
        ["SENDER_GROUP_PER_MINUTE"] = new(Sending, "How many messages to one group in a minute; 0 is no limit.", "messages"),
        ["SENDER_CIRCUIT_FAILURES"] = new(Sending, "How many failed calls within the window stop all calls, where they are at least as many as the successes since the first of them.", "calls"),
        ["SENDER_CIRCUIT_WINDOW"] = new(Sending, "That window.", "seconds"),
        ["SENDER_CIRCUIT_PAUSE"] = new(Sending, "How long calls stop before one tries again.", "seconds"),
        ["SENDER_LEDGER_DAYS"] = new(Sending, "How long sent messages are remembered, and an unknown message can be resolved.", "days"),

        ["CALLBACK_SIGNING_KEY"] = new(Decisions, "Signs the buttons under messages."),
        ["CALLBACK_SIGNING_KEY_PREVIOUS"] = new(Decisions, "The previous key, whose buttons still work."),
        ["LEGACY_BUTTONS"] = new(Decisions, "Takes the unsigned buttons of the system before this one."),
        ["EPHEMERAL"] = new(Decisions, "Shows reasons, lists and refusals in a group to the asking user only, where the Bot API server and the group allow it."),
        ["STAFF_ROLES"] = new(Decisions, "Who may see, decide and take back; unset, every member of the staff chats may decide."),
        ["STAFF_ANONYMOUS_ROLE"] = new(Decisions, "The role of anonymous administrators, who write as the staff chat itself; unset, that of people who are not in STAFF_ROLES."),
        ["STAFF_CHATS"] = new(Decisions, "Which bookings go to which staff chats; unset, all go to TELEGRAM_CHAT_ID."),
        ["STAFF_FALLBACK_CHAT"] = new(Decisions, "The chat that is asked and told where a staff chat cannot be reached; unset, the managers in their own chats."),
        ["REJECT_REASONS"] = new(Decisions, "The reasons that Reject offers, by language; none rejects with one press; unset, the texts reject_reason_taken, reject_reason_staff and reject_reason_closed of each language."),
        ["DECISION_REMIND_AFTER"] = new(Decisions, "After how long staff are reminded of an open booking; 0 is never.", "seconds"),
        ["DECISION_REMIND_TIMES"] = new(Decisions, "How often they are reminded.", "times"),
        ["DECISION_ESCALATE_AFTER"] = new(Decisions, "After how long the managers are notified; 0 is never.", "seconds"),
        ["DECISION_EXPIRE_AFTER"] = new(Decisions, "After how long an open booking expires; 0 is never.", "seconds"),
        ["UNDO_WINDOW"] = new(Decisions, "For how long a decision can be taken back; 0 is not at all.", "seconds"),
        ["QUIET_HOURS"] = new(Decisions, "The hours of each day in which nobody is reminded and customers are told nothing; it comes in the morning, in one message."),
        ["QUIET_ASK"] = new(Decisions, "Whether staff are asked about a new booking in the quiet hours too."),
        ["DIGEST_AT"] = new(Decisions, "When the staff chats are told once a day what was booked yesterday, what waits and what is today; unset, never."),
        ["CLIENT_REMIND_BEFORE"] = new(Decisions, "How long before the session the customer is reminded; 0 is never.", "seconds"),
        ["CLIENT_LINK_LIFE"] = new(Decisions, "How long the customer's link can be opened.", "seconds"),

        ["DEFAULT_LANGUAGE"] = new(Texts, "The studio's language."),
        ["TEMPLATES_PATH"] = new(Texts, "A folder with your own templates; changes apply within seconds."),
        ["STUDIO_TIME_ZONE"] = new(Texts, "The time zone in which days and time slots are meant."),

        ["METRICS_PORT"] = new(Watching, "The port of GET /metrics, which the scraper must then ask (infra/observability/prometheus.yaml); unset, it is on the service's own port."),
        ["LOG_LEVEL"] = new(Watching, "The minimum level of our own logged lines; of ASP.NET Core and MassTransit warnings and errors are logged always."),
        ["LOG_FORMAT"] = new(Watching, "The format of log lines."),
        ["OTEL_EXPORTER_OTLP_ENDPOINT"] = new(Watching, "The collector that gets traces and metrics; unset, nothing is sent."),
        ["OTEL_EXPORTER_OTLP_PROTOCOL"] = new(Watching, "The protocol of the collector."),
    };

    /// <summary>What is said of a setting; null where nothing is.</summary>
    public static Entry? Find(string name) => All.GetValueOrDefault(name);

    /// <summary>What is said of one setting.</summary>
    /// <param name="Group">The heading under which it stands.</param>
    /// <param name="Meaning">What it is for, one sentence.</param>
    /// <param name="Unit">The unit of its number; null where there is none.</param>
    public sealed record Entry(string Group, string Meaning, string? Unit = null);
}
