using PhStudio.Messaging.Contracts;
using PhStudio.Messaging.Gateway.Access;
using PhStudio.Messaging.Gateway.Hosting;
using PhStudio.Messaging.Gateway.Operations.Erasure;
using PhStudio.Messaging.ServiceDefaults.Replay;

namespace PhStudio.Messaging.Gateway.Operations;

/// <summary>What the API document says of the calls for operators.</summary>
internal static class OperationReferences
{
    private const string Message = "c4a1f7d0-1c2e-4f3a-9b7d-2e5f6a7b8c9d";
    private static readonly DateTimeOffset Morning = new(2026, 12, 1, 9, 0, 0, TimeSpan.Zero);

    private static readonly ParameterReference MessageId = ParameterReference.InPath("id", "The AMQP message id; of a message without one body- and a digest.", Message);

    private static readonly IReadOnlyList<ParameterReference> Filters =
    [
        new("reason", "The reason, or how it begins, in capitals or not.", "unavailable"),
        new("reason_is", "The whole reason, as it was listed. In a list an empty one selects messages without a reason.", "unavailable: Telegram answered 502"),
        .. ParameterReference.Period,
        new("id", "A message, as often as wanted.", Message) { IsMany = true },
    ];

    private static readonly FailedMessage Failed = new(Message, "send-normal", "SendMessage", "unavailable: Telegram answered 502", "2026-12-01T09:00:00Z", 0, "SendMessageConsumer", 5);

    private static readonly UnsentApi.UnsentMessage Unsent = new("c4a1f7d01c2e4f3a9b7d2e5f6a7b8c9d", "schedule", "SendMessage", "send-normal", "OperationInterruptedException: ACCESS_REFUSED", Morning, Morning.AddMinutes(9));

    private static readonly Replayed Moved = new("send-normal_error", 1, 0) { Ids = [Message] };

    private static readonly IReadOnlyDictionary<int, string> NoQueue = new Dictionary<int, string> { [404] = "There is no such error queue." };

    private static readonly IReadOnlyDictionary<int, string> NoMessage = new Dictionary<int, string> { [404] = "There is no such error queue, or no such message in it." };

    private static readonly BotStatus Bot = new() { Connected = true, BotId = 123456789, BotUserName = "studio_bot", BotName = "Studio", Updates = "webhook", WebhookUrl = "https://studio.example/webhook" };

    public static IReadOnlyList<CallReference> All { get; } =
    [
        new("GET", "/status", "getStatus", "Is all well: bot, webhook, broker, Redis, circuit, queues")
        {
            Description = "With legacy=true only status, bot_info, webhook_configured and, where something is wrong, error.",
            Parameters = [LegacyAnswers.Reference],
            Answers =
            [
                new(200, "The state; \"error\" names what is wrong.", new StatusAnswer
                {
                    Status = "connected", BotInfo = new StatusApi.BotInfo(123456789, "studio_bot", "Studio"), WebhookConfigured = true, Updates = "webhook", WebhookUrl = "https://studio.example/webhook", PendingUpdates = 0,
                    Circuit = "closed", Parts = new Dictionary<string, string> { ["broker"] = "healthy", ["redis"] = "healthy", ["telegram"] = "healthy" }, Queues = new Dictionary<string, long>(), Waiting = 0,
                }),
            ],
            NeedsOthers = false,
        },
        new("GET", "/queues", "listQueues", "Every queue that is there, with what waits in it")
        {
            Description = "unacknowledged and rate (messages a second) come from RabbitMQ's management API, where RABBITMQ_MANAGEMENT_URL names it, and are left out elsewhere. How long the oldest message to be sent waits GET /status says.",
            Parameters = [new("oldest", "With true, error queues of up to 200 messages say when the oldest of them failed (oldest_at): they are gone through for it, once a minute at most.", "true") { Words = ["true", "false"] }],
            Answers = [new(200, "The queues.", new QueuesApi.ListedQueues([new QueuesApi.ListedQueue("send-high", "work", 3, 1, Unacknowledged: 8, Rate: 12.4), new QueuesApi.ListedQueue("send-high_error", "failed", 2, 0, Unacknowledged: 0, Rate: 0, Morning)]))],
        },
        new("GET", "/queues/{queue}/reasons", "listFailureReasons", "What lies in an error queue, grouped by its reason")
        {
            Parameters = [ParameterReference.ErrorQueue],
            Answers = [new(200, "The groups.", new FailuresApi.ListedReasons("send-normal_error", [new FailureGroup("unavailable: Telegram answered 502", 3, "2026-12-01T08:50:00Z", "2026-12-01T09:00:00Z")]))],
            Refusals = NoQueue,
        },
        new("GET", "/queues/{queue}/messages", "listFailedMessages", "What lies in an error queue, the last failure first")
        {
            Parameters = [ParameterReference.ErrorQueue, .. Filters, ParameterReference.Limit(100, 1000)],
            Answers = [new(200, "The messages.", new FailuresApi.ListedFailures("send-normal_error", [Failed]))],
            Refusals = NoQueue,
        },
        new("GET", "/queues/{queue}/messages/{id}", "getFailedMessage", "A failed message with its headers and, for the role operate, its body")
        {
            Parameters = [ParameterReference.ErrorQueue, MessageId],
            Answers = [new(200, "The message.", new FailuresApi.FailedDetails(Failed, new Dictionary<string, string?> { ["MT-Reason"] = "fault" }, """{"chatId":"-1001234567890","text":"Hello"}"""))],
            Refusals = NoMessage,
        },
        new("PUT", "/queues/{queue}/messages/{id}", "replaceFailedMessage", "Moves a failed message back with another body; the old one stays in the audit")
        {
            Parameters = [ParameterReference.ErrorQueue, MessageId],
            Body = new(typeof(System.Text.Json.JsonElement), "AnyMessage", """{"message_id":"0b0f8c2e-4a52-4d0a-9a86-5c6a3f1f7d11","chat_id":"-1001234567890","text":"Hello","created_at":"2026-12-01T09:00:00Z"}"""),
            Answers = [new(200, "It was moved.", Moved)],
            Refusals = NoMessage,
        },
        new("DELETE", "/queues/{queue}/messages", "discardFailedMessages", "Throws failed messages away: of a reason, or by their ids")
        {
            Parameters = [ParameterReference.ErrorQueue, .. Filters, ParameterReference.Limit(10_000, 10_000)],
            Body = new(typeof(FailedQuery.ChosenFailures), "ChosenFailures", $$"""{"ids":["{{Message}}"]}""") { IsRequired = false },
            Answers = [new(200, "So many are gone.", Moved)],
            Refusals = NoQueue,
        },
        new("POST", "/queues/{queue}/replay", "replayFailedMessages", "Moves failed messages back to where they failed: all, of a reason, or by their ids")
        {
            Parameters = [ParameterReference.ErrorQueue, .. Filters, ParameterReference.Limit(10_000, 10_000)],
            Body = new(typeof(FailedQuery.ChosenFailures), "ChosenFailures", """{"reason":"unavailable"}""") { IsRequired = false },
            Answers = [new(200, "So many were moved, so many are left.", Moved)],
            Refusals = NoQueue,
        },
        new("GET", "/unsent", "listUnsent", "What waited in Redis and was given up, since the broker refused it ten times")
        {
            Parameters = [ParameterReference.Limit(100, 1000)],
            Answers = [new(200, "The messages.", new UnsentApi.ListedUnsent([Unsent]))],
        },
        new("POST", "/unsent/replay", "replayUnsent", "Sends what was given up in Redis again: all, or by their ids")
        {
            Parameters = [new("id", "A message, as often as wanted.", Unsent.Id) { IsMany = true }],
            Answers = [new(200, "So many are sent again.", new UnsentApi.ReplayedUnsent(1, [Unsent.Id]))],
        },
        new("GET", "/chats", "listChats", "Chats in whose way something is: unreachable, migrated, limited")
        {
            Parameters = [new("state", "What is in the way.", "unreachable") { Words = ["unreachable", "migrated", "limited"] }, .. ParameterReference.Paging],
            Answers = [new(200, "A page.", new ChatsApi.ListedChats([new ChatCondition { ChatId = "123456789", State = "unreachable", Reason = FailureReason.Blocked, Refusals = 3, Until = Morning.AddMinutes(5), At = Morning }], null))],
        },
        new("GET", "/chats/staff", "listStaffChats", "What the bot may do in the chats where staff decide, as Telegram says now")
        {
            Description = "can_read_all is false for a bot in privacy mode that is no administrator: it gets commands and answers to its own messages, which is all that it needs.",
            Answers = [new(200, "The chats.", new ChatRightsList { Chats = [new ChatRights { ChatId = "-1001234567890", Title = "Studio", Type = "supergroup", Status = "administrator", CanWrite = true, CanPin = true, CanReadAll = true }] })],
        },
        new("POST", "/chats/{id}/recheck", "recheckChat", "Forgets what is believed of a chat, so that the next message asks Telegram")
        {
            Description = "A wait that Telegram asked for stays.",
            Parameters = [ParameterReference.InPath("id", "The chat's number, or @channelname.", "123456789")],
            Answers = [new(200, "What was forgotten, if anything.", new ChatRechecked { ChatId = "123456789", Forgotten = "unreachable" })],
            Refusals = new Dictionary<int, string> { [422] = "The id is no chat's." },
        },
        new("DELETE", "/people", "erasePerson", "Erases a customer everywhere: name, phone, notes and chat become \"erased\", on the staff's cards too")
        {
            Description = "By phone or client_chat_id, or both. Decisions and sums stay. Messages that are still in queues are erased on arrival. After a failure the same call resumes; after a success it finds nothing.",
            Parameters =
            [
                new("phone", "The phone number, however it is written; of long ones the last ten digits count.", "+7 900 000-00-00"),
                new("client_chat_id", "The customer's private chat with the bot.", "123456789"),
            ],
            Answers = [new(200, "So much was changed.", new ErasedPerson { Bookings = 2, FormerBookings = [], Messages = 7, Callbacks = 1, AuditBodies = 0, Orders = 0, Shadowed = 0, Scheduled = 1, Failed = 1 })],
        },
        new("PUT", "/bot/webhook", "setWebhook", "Has Telegram deliver updates to an address of ours")
        {
            Body = new(typeof(BotEndpoints.WebhookAddress), "WebhookAddress", """{"url":"https://studio.example/webhook"}"""),
            Answers = [new(200, "The bot's state.", Bot)],
            Refusals = new Dictionary<int, string> { [502] = "Telegram refused." },
        },
        new("DELETE", "/bot/webhook", "deleteWebhook", "Removes the webhook, so that the Sender polls")
        {
            Answers = [new(200, "The bot's state.", Bot with { Updates = "polling", WebhookUrl = null })],
            Refusals = new Dictionary<int, string> { [502] = "Telegram refused." },
        },
        new("GET", "/keys", "listKeys", "The keys of the Gateway, without their secrets")
        {
            Answers = [new(200, "The keys.", new KeysApi.ListedKeys([new KeysApi.ListedKey("3f0c8a52d1e94b7fa06c5d2e8b917a44", "console", ["read", "operate"], Morning.AddMonths(2), IsExpired: false, SpeaksForOthers: false)]))],
            NeedsOthers = false,
        },
        new("GET", "/audit", "listAudit", "Who changed what over HTTP, newest first")
        {
            Parameters = [new("key", "The name of a key.", "console"), new("target", "What it was about: the id of a booking or a message, or a queue.", "PH-2026-17"), .. ParameterReference.Period, .. ParameterReference.Paging],
            Answers = [new(200, "A page.", new AuditApi.AuditPage([new AuditRecord { Id = "1796115600000-0", At = Morning, Key = "console", What = "POST /bookings/{id}/confirm", Target = "PH-2026-17", Before = "awaiting_decision", After = "confirmed" }], null))],
        },
    ];
}
