using PhStudio.Messaging.Gateway.Hosting;
using PhStudio.Messaging.ServiceDefaults.MessageStates;

namespace PhStudio.Messaging.Gateway.Messages;

/// <summary>What the API document says of the calls for messages.</summary>
internal static class MessageReferences
{
    private static readonly Guid Id = Guid.Parse("0b0f8c2e-4a52-4d0a-9a86-5c6a3f1f7d11");
    private static readonly DateTimeOffset Morning = new(2026, 12, 1, 9, 0, 0, TimeSpan.Zero);

    private static readonly ParameterReference MessageId = ParameterReference.InPath("id", "The message's id, a UUID, as POST /send answered it.", Id.ToString());

    private static readonly MessageEntry Sent = new() { MessageId = Id, State = MessageState.Sent, ChatId = "-1001234567890", TelegramMessageId = 512, Attempts = 1, At = Morning.AddSeconds(1), CreatedAt = Morning };

    public static IReadOnlyList<CallReference> All { get; } =
    [
        new("POST", "/send", "sendMessage", "Sends a message: a text or a template, with photos or without")
        {
            Description = "Answered once it cannot be lost; with wait, once it is delivered or has failed. The same message_id again is the same message. With files the call is multipart/form-data: the same fields by the same names, and 1-10 files named photo (JPEG, PNG or WebP, 10 MB each, 50 MB together). With legacy=true: 200 {\"success\":true,\"message_id\":512} with Telegram's number once it is delivered.",
            Parameters = [new("wait", "So many seconds the answer is held back until the message is in its chat.", "10") { Bounds = (0, 60), HasFraction = true }, LegacyAnswers.Reference],
            Body = new(typeof(OutgoingMessage), "NewMessage", """{"chat_id":"-1001234567890","text":"The studio opens at <b>nine</b>.","message_id":"0b0f8c2e-4a52-4d0a-9a86-5c6a3f1f7d11"}""") { Files = "photo" },
            Answers =
            [
                new(202, "It cannot be lost any more.", new MessagesApi.SendResult(Success: true, Id)) { Headers = AnswerReference.Location },
                new(200, "With wait: what became of it.", new MessagesApi.SendResult(Success: true, Id, TelegramMessageId: 512)),
            ],
            Refusals = new Dictionary<int, string> { [409] = "The message_id was accepted before with other content; \"differs\" names the fields.", [507] = "There is no room for the files (UPLOADS_MAX_MB)." },
        },
        new("POST", "/send/batch", "sendMessages", "Sends any number of messages, in the low lane")
        {
            Description = "The body is read and answered entry by entry, up to 100 MiB. It takes no files: POST /send does. A bad entry is named by its index and does not stop the others.",
            Body = new(typeof(OutgoingMessage), "NewMessage", """{"messages":[{"chat_id":"123456789","text":"The studio is closed on Monday."},{"chat_id":"987654321","template":"booking_not_found","values":{"booking_id":"PH-2026-17"}}]}""") { ListedAs = "messages" },
            Answers = [new(202, "One result for each message, in their order.", new BatchIntake.BatchResults([new(0, Success: true, Id), new(1, Success: false, Error: "template is no type of template; GET /templates lists them.")]))],
        },
        new("GET", "/messages", "listMessages", "Messages, newest first")
        {
            Parameters =
            [
                new("chat_id", "The chat.", "-1001234567890"),
                new("booking_id", "The booking that it is about.", "PH-2026-17"),
                new("state", "The state.", "sent") { Words = [.. Enum.GetNames<MessageState>().Select(name => name.ToLowerInvariant())] },
                new("template", "The template.", "booking_notification"),
                .. ParameterReference.Period,
                .. ParameterReference.Paging,
            ],
            Answers = [new(200, "A page.", new MessagesApi.ListedMessages([Sent], null))],
        },
        new("GET", "/messages/counts", "countMessages", "How many messages of the last hour or day are in which state")
        {
            Parameters = [new("span", "hour in parts of five minutes, or day in parts of an hour. Default: hour.", "hour") { Words = MessageCountsApi.Spans }],
            Answers = [new(200, "The parts, the oldest first.", new MessageCountsApi.CountedMessages("hour", 300, [new MessageCounts(Morning, Sent: 42, Queued: 1, Failed: 0, Expired: 0, Unknown: 0, Deferred: 2)]))],
        },
        new("GET", "/messages/{id}", "getMessage", "What became of a message, with its timeline")
        {
            Parameters = [MessageId],
            Answers = [new(200, "The message.", Sent with { Timeline = [new TimelineStep(Morning, "accepted"), new TimelineStep(Morning.AddSeconds(1), "sent", Attempts: 1)] })],
            Refusals = new Dictionary<int, string> { [404] = "It is not known, or not any more.", [422] = "The id is no UUID." },
        },
        new("DELETE", "/messages/{id}", "deleteMessage", "Takes a message back")
        {
            Description = "One that still waits is not sent; one that is in its chat is deleted there, within 48 hours. The same call again answers the same.",
            Parameters = [MessageId],
            Answers = [new(200, "What became of it: cancelled or deleted.", new MessageDeletion.DeletedMessage(Id, Contracts.DeletionOutcome.Deleted))],
            Refusals = new Dictionary<int, string> { [404] = "It is not known, or not any more.", [409] = "It is being sent, failed, is too old, or nobody knows whether it is in its chat.", [422] = "The id is no UUID.", [503] = "The Sender or Telegram did not answer." },
        },
        new("POST", "/messages/{id}/resolve", "resolveMessage", "Chooses for a message in state unknown: send it again, or take it as delivered")
        {
            Parameters = [MessageId],
            Body = new(typeof(MessagesApi.Resolution), "Resolution", """{"resend":true}"""),
            Answers = [new(202, "The state that it comes to.", Sent with { State = MessageState.Queued, TelegramMessageId = null }) { Headers = AnswerReference.Location }],
            Refusals = new Dictionary<int, string> { [404] = "It is not known, or not any more.", [409] = "It is not in state unknown." },
        },
    ];
}
