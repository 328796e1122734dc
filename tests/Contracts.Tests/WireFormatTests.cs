using System.Text.Json;
using MassTransit.Serialization;
using MassTransit;
using PhStudio.Messaging.ServiceDefaults.Wire;

namespace PhStudio.Messaging.Contracts.Tests;

/// <summary>Pins what other programs see: the URN of each message and its literal JSON. A change here breaks somebody.</summary>
public sealed class WireFormatTests
{
    private static readonly DateTimeOffset At = new(2026, 12, 24, 10, 0, 0, TimeSpan.FromHours(3));
    private static readonly JsonSerializerOptions Options = WireJson.Compact(SystemTextJsonMessageSerializer.Options);
    private static readonly Guid Id = Guid.Parse("0b0f8c2e-4a52-4d0a-9a86-5c6a3f1f7d11");
    private static readonly Guid Other = Guid.Parse("1c1f8c2e-4a52-4d0a-9a86-5c6a3f1f7d22");

    public static TheoryData<object, string> Messages => new()
    {
        { Booking, BookingJson },
        { new BookingCancelled { BookingId = "7", Reason = "ill", CancelledBy = "Анна", CancelledAt = At }, """{"bookingId":"7","reason":"ill","cancelledBy":"Анна","cancelledAt":"2026-12-24T10:00:00+03:00"}""" },
        { new BookingConfirmed { BookingId = "7", DecidedBy = "Анна", DecidedAt = At }, """{"bookingId":"7","decidedBy":"Анна","decidedAt":"2026-12-24T10:00:00+03:00"}""" },
        { new BookingRejected { BookingId = "7", DecidedBy = "Анна", DecidedAt = At, Reason = "full" }, """{"bookingId":"7","decidedBy":"Анна","decidedAt":"2026-12-24T10:00:00+03:00","reason":"full"}""" },
        { new BookingExpired { BookingId = "7", DecidedBy = "deadline", DecidedAt = At }, """{"bookingId":"7","decidedBy":"deadline","decidedAt":"2026-12-24T10:00:00+03:00"}""" },
        { new ConfirmBooking { BookingId = "7", By = "Анна" }, """{"bookingId":"7","by":"Анна"}""" },
        { new RejectBooking { BookingId = "7", By = "Анна", Reason = "full" }, """{"bookingId":"7","by":"Анна","reason":"full"}""" },
        { new CancelBooking { BookingId = "7", By = "Анна", Reason = "ill" }, """{"bookingId":"7","by":"Анна","reason":"ill"}""" },
        { new BookingRescheduled { BookingId = "7", Date = new DateOnly(2026, 12, 30), TimeSlots = ["12:00"] }, """{"bookingId":"7","date":"2026-12-30","timeSlots":["12:00"]}""" },
        { new BookingChanged { BookingId = "7", TotalPrice = 9500, ClientPhone = "+7 900", Notes = "", By = "Ольга" }, """{"bookingId":"7","clientPhone":"+7 900","totalPrice":"9500","notes":"","by":"Ольга"}""" },
        { new RefuseUndo { BookingId = "7", By = "Ольга", Reason = "printed", Sequence = 3 }, """{"bookingId":"7","by":"Ольга","reason":"printed","sequence":3}""" },
        { new ReopenBooking { BookingId = "7", By = "Ольга", Reason = "called" }, """{"bookingId":"7","by":"Ольга","reason":"called"}""" },
        { new BookingReopened { BookingId = "7", ReopenedBy = "Анна", ReopenedAt = At, Was = "confirmed" }, """{"bookingId":"7","reopenedBy":"Анна","reopenedAt":"2026-12-24T10:00:00+03:00","was":"confirmed"}""" },
        { new BookingReopened { BookingId = "7", ReopenedBy = "Анна", ReopenedAt = At, Was = "confirmed", Sequence = 3, Previous = 1 }, """{"bookingId":"7","reopenedBy":"Анна","reopenedAt":"2026-12-24T10:00:00+03:00","was":"confirmed","sequence":3,"previous":1}""" },
        { new BookingConflict { BookingId = "7", Differs = ["date", "total_price"], At = At }, """{"bookingId":"7","differs":["date","total_price"],"at":"2026-12-24T10:00:00+03:00"}""" },
        { new GetBookingLink { BookingId = "7" }, """{"bookingId":"7"}""" },
        { new RenewBookingLink { BookingId = "7", By = "Ольга", Reason = "wrong person" }, """{"bookingId":"7","by":"Ольга","reason":"wrong person"}""" },
        { new BookingLink { BookingId = "7", Url = "https://t.me/bot?start=x", ExpiresAt = At }, """{"bookingId":"7","url":"https://t.me/bot?start=x","expiresAt":"2026-12-24T10:00:00+03:00"}""" },
        { new SetBotCommands { Language = "ru", Commands = [new BotCommand { Command = "help", Description = "what I can do" }] }, """{"language":"ru","commands":[{"command":"help","description":"what I can do"}]}""" },
        { new GetBooking { BookingId = "7" }, """{"bookingId":"7"}""" },
        { new ListBookings { State = "confirmed", From = At, Search = "900", After = "5:x", Limit = 20 }, """{"state":"confirmed","from":"2026-12-24T10:00:00+03:00","search":"900","after":"5:x","limit":20}""" },
        {
            new BookingPage { Bookings = [new BookingSummary { BookingId = "7", State = "confirmed", CreatedAt = At, DecidedBy = "Анна", DecidedAt = At, Service = "Portrait", Date = new DateOnly(2026, 12, 30), TimeSlots = ["10:00"], ClientName = "Вера", ClientPhone = "900", PeopleCount = 2, TotalPrice = 8000 }], Next = "5:x", Counts = [new BookingCount { State = "confirmed", Count = 1 }] },
            """{"bookings":[{"bookingId":"7","state":"confirmed","createdAt":"2026-12-24T10:00:00+03:00","decidedBy":"Анна","decidedAt":"2026-12-24T10:00:00+03:00","service":"Portrait","date":"2026-12-30","timeSlots":["10:00"],"clientName":"Вера","clientPhone":"900","peopleCount":2,"totalPrice":"8000"}],"next":"5:x","counts":[{"state":"confirmed","count":1}]}"""
        },
        { new BookingNotFound { BookingId = "7" }, """{"bookingId":"7"}""" },
        { new BookingChangeRefused { BookingId = "7", Fields = [new RefusedField { Field = "total_price", Rule = "must be a whole number of JPY" }] }, """{"bookingId":"7","fields":[{"field":"total_price","rule":"must be a whole number of JPY"}]}""" },
        {
            new BookingState { BookingId = "7", State = "confirmed", DecidedBy = "Анна", DecidedAt = At, CreatedAt = At, Audit = [new AuditEntry { At = At, What = "confirmed", Who = "Анна", From = "chat", ChatId = "-1001" }] },
            """{"bookingId":"7","state":"confirmed","applied":true,"decidedBy":"Анна","decidedAt":"2026-12-24T10:00:00+03:00","createdAt":"2026-12-24T10:00:00+03:00","audit":[{"at":"2026-12-24T10:00:00+03:00","what":"confirmed","who":"Анна","from":"chat","chatId":"-1001"}]}"""
        },
        {
            new SendMessage { MessageId = Id, ChatId = "-1001", Template = "booking_notification", Language = "ru", Values = new Dictionary<string, JsonElement> { ["client_name"] = Json("\"Анна\"") }, ReplyMarkup = Json("""{"inline_keyboard":[[{"text":"ok","callback_data":"x"}]]}"""), Priority = Priority.High, CreatedAt = At, ExpiresAt = At, ThreadId = 5, BookingId = "7" },
            """{"messageId":"0b0f8c2e-4a52-4d0a-9a86-5c6a3f1f7d11","chatId":"-1001","template":"booking_notification","language":"ru","values":{"client_name":"Анна"},"parseMode":"HTML","replyMarkup":{"inline_keyboard":[[{"text":"ok","callback_data":"x"}]]},"priority":"high","createdAt":"2026-12-24T10:00:00+03:00","expiresAt":"2026-12-24T10:00:00+03:00","silent":false,"threadId":5,"bookingId":"7"}"""
        },
        {
            new EditMessage { MessageId = Id, TargetMessageId = Other, Text = "done", CreatedAt = At, BookingId = "7" },
            """{"messageId":"0b0f8c2e-4a52-4d0a-9a86-5c6a3f1f7d11","targetMessageId":"1c1f8c2e-4a52-4d0a-9a86-5c6a3f1f7d22","text":"done","parseMode":"HTML","createdAt":"2026-12-24T10:00:00+03:00","bookingId":"7"}"""
        },
        {
            new SendMessage { MessageId = Id, ChatId = "-1001", Photos = ["https://studio.example/1.jpg"], CreatedAt = At, After = Other, RepliesToAfter = true },
            """{"messageId":"0b0f8c2e-4a52-4d0a-9a86-5c6a3f1f7d11","chatId":"-1001","parseMode":"HTML","photos":["https://studio.example/1.jpg"],"priority":"normal","createdAt":"2026-12-24T10:00:00+03:00","silent":false,"after":"1c1f8c2e-4a52-4d0a-9a86-5c6a3f1f7d22","repliesToAfter":true}"""
        },
        {
            new SendMessage { MessageId = Id, ChatId = "-1001", Text = "hello", CreatedAt = At, ExpiresAt = At, Transient = true, FailureHandled = true },
            """{"messageId":"0b0f8c2e-4a52-4d0a-9a86-5c6a3f1f7d11","chatId":"-1001","text":"hello","parseMode":"HTML","priority":"normal","createdAt":"2026-12-24T10:00:00+03:00","expiresAt":"2026-12-24T10:00:00+03:00","silent":false,"failureHandled":true,"transient":true}"""
        },
        { new AnswerCallback { CallbackQueryId = "q", Text = "done", ShowAlert = true }, """{"callbackQueryId":"q","text":"done","showAlert":true}""" },
        { new MessageSent { MessageId = Id, ChatId = "-1001", TelegramMessageId = 42, SentAt = At, BookingId = "7" }, """{"messageId":"0b0f8c2e-4a52-4d0a-9a86-5c6a3f1f7d11","chatId":"-1001","telegramMessageId":42,"sentAt":"2026-12-24T10:00:00+03:00","attempts":1,"bookingId":"7"}""" },
        { new MessageSent { MessageId = Id, ChatId = "-1001", TelegramMessageId = 43, TelegramMessageIds = [42, 43], SentAt = At }, """{"messageId":"0b0f8c2e-4a52-4d0a-9a86-5c6a3f1f7d11","chatId":"-1001","telegramMessageId":43,"telegramMessageIds":[42,43],"sentAt":"2026-12-24T10:00:00+03:00","attempts":1}""" },
        { new MessageFailed { MessageId = Id, ChatId = "-1001", Reason = FailureReason.ChatNotFound, Detail = "chat not found", FailedAt = At, Attempts = 1 }, """{"messageId":"0b0f8c2e-4a52-4d0a-9a86-5c6a3f1f7d11","chatId":"-1001","reason":"chat_not_found","detail":"chat not found","failedAt":"2026-12-24T10:00:00+03:00","attempts":1}""" },
        { new MessageExpired { MessageId = Id, ChatId = "-1001", ExpiredAt = At }, """{"messageId":"0b0f8c2e-4a52-4d0a-9a86-5c6a3f1f7d11","chatId":"-1001","expiredAt":"2026-12-24T10:00:00+03:00"}""" },
        { new MessageUnknown { MessageId = Id, ChatId = "-1001", Resending = false, At = At, Attempts = 1 }, """{"messageId":"0b0f8c2e-4a52-4d0a-9a86-5c6a3f1f7d11","chatId":"-1001","resending":false,"at":"2026-12-24T10:00:00+03:00","attempts":1}""" },
        { new MessageProgressed { MessageId = Id, ChatId = "-1001", What = "deferred", At = At, Until = At, Why = "the chat's limit", Attempts = 1, BookingId = "7", Template = "t", OrderedAt = At }, """{"messageId":"0b0f8c2e-4a52-4d0a-9a86-5c6a3f1f7d11","chatId":"-1001","what":"deferred","at":"2026-12-24T10:00:00+03:00","until":"2026-12-24T10:00:00+03:00","why":"the chat's limit","attempts":1,"bookingId":"7","template":"t","orderedAt":"2026-12-24T10:00:00+03:00"}""" },
        { new ResolveUnknown { MessageId = Id, Resend = true }, """{"messageId":"0b0f8c2e-4a52-4d0a-9a86-5c6a3f1f7d11","resend":true}""" },
        { new ResolveUnknown { MessageId = Id, Resend = false, ChatId = "-1001", BookingId = "7", Template = "t", OrderedAt = At }, """{"messageId":"0b0f8c2e-4a52-4d0a-9a86-5c6a3f1f7d11","resend":false,"chatId":"-1001","bookingId":"7","template":"t","orderedAt":"2026-12-24T10:00:00+03:00"}""" },
        { new ChatMigrated { OldChatId = "-1", NewChatId = "-1001" }, """{"oldChatId":"-1","newChatId":"-1001"}""" },
        { new ChatUnreachable { ChatId = "-1001", Reason = FailureReason.Kicked, Since = At, At = At, Reminder = 1 }, """{"chatId":"-1001","reason":"kicked","since":"2026-12-24T10:00:00+03:00","at":"2026-12-24T10:00:00+03:00","reminder":1}""" },
        { new ChatReachable { ChatId = "-1001", At = At }, """{"chatId":"-1001","at":"2026-12-24T10:00:00+03:00"}""" },
        {
            new SendEphemeral { Message = new SendMessage { MessageId = Id, ChatId = "-1001", Text = "hello", CreatedAt = At }, ReceiverUserId = 7, CallbackQueryId = "q" },
            """{"message":{"messageId":"0b0f8c2e-4a52-4d0a-9a86-5c6a3f1f7d11","chatId":"-1001","text":"hello","parseMode":"HTML","priority":"normal","createdAt":"2026-12-24T10:00:00+03:00","silent":false},"receiverUserId":7,"callbackQueryId":"q","instead":[]}"""
        },
        { new EphemeralAnswered { IsShown = true }, """{"isShown":true}""" },
        { new DeleteEphemeral { ChatId = "-1001", ReceiverUserId = 7, EphemeralMessageId = 3 }, """{"chatId":"-1001","receiverUserId":7,"ephemeralMessageId":3}""" },
        { new DeleteMessage { MessageId = Id }, """{"messageId":"0b0f8c2e-4a52-4d0a-9a86-5c6a3f1f7d11"}""" },
        { new MessageDeleted { MessageId = Id, Outcome = DeletionOutcome.TooLate }, """{"messageId":"0b0f8c2e-4a52-4d0a-9a86-5c6a3f1f7d11","outcome":"too_late"}""" },
        { new TelegramCircuitChanged { State = "open", At = At }, """{"state":"open","at":"2026-12-24T10:00:00+03:00"}""" },
        { new TelegramPressReceived { Raw = "{}", ReceivedAt = At }, """{"raw":"{}","receivedAt":"2026-12-24T10:00:00+03:00"}""" },
        { new TelegramUpdateReceived { Raw = "{}", ReceivedAt = At }, """{"raw":"{}","receivedAt":"2026-12-24T10:00:00+03:00"}""" },
        { new UpdateAnswered { CallbackQueryId = "q", Text = "done" }, """{"callbackQueryId":"q","text":"done","showAlert":false}""" },
        { new LanguageChosen { UserId = 1001, Language = "en", ChosenAt = At }, """{"userId":1001,"language":"en","chosenAt":"2026-12-24T10:00:00+03:00"}""" },
        { new SetBotWebhook { Url = "https://studio.example/webhook" }, """{"url":"https://studio.example/webhook"}""" },
        { new DeleteBotWebhook(), "{}" },
        { new GetBotStatus(), "{}" },
        { new ListChats { State = "migrated", After = "1:-1" }, """{"state":"migrated","after":"1:-1","limit":50}""" },
        { new ChatPage { Chats = [new ChatCondition { ChatId = "-1", State = "unreachable", Reason = FailureReason.Kicked, Refusals = 2, Until = At, At = At }], Next = "1:-1" }, """{"chats":[{"chatId":"-1","state":"unreachable","reason":"kicked","refusals":2,"until":"2026-12-24T10:00:00+03:00","at":"2026-12-24T10:00:00+03:00"}],"next":"1:-1"}""" },
        { new FindPerson { Phone = "900", ClientChatId = "1001" }, """{"phone":"900","clientChatId":"1001"}""" },
        { new PersonFound { BookingIds = ["7"], Names = ["n"], Phones = ["900"], Notes = [], ChatIds = ["1001"] }, """{"bookingIds":["7"],"names":["n"],"phones":["900"],"notes":[],"chatIds":["1001"]}""" },
        { new PersonFound { BookingIds = [], FormerBookingIds = ["7"], Names = [], Phones = [], Notes = [], ChatIds = [] }, """{"bookingIds":[],"formerBookingIds":["7"],"names":[],"phones":[],"notes":[],"chatIds":[]}""" },
        { new EraseBooking { BookingId = "7" }, """{"bookingId":"7"}""" },
        { new EraseBooking { BookingId = "7", FormerOnly = true }, """{"bookingId":"7","formerOnly":true}""" },
        { new EraseFormerCustomer { BookingId = "7" }, """{"bookingId":"7"}""" },
        { new EraseTraces { MessageIds = ["0b0f8c2e4a524d0a9a865c6a3f1f7d11"], ChatIds = ["1001"] }, """{"messageIds":["0b0f8c2e4a524d0a9a865c6a3f1f7d11"],"chatIds":["1001"]}""" },
        { new LaneWait { Priority = Priority.Low, Since = At }, """{"priority":"low","since":"2026-12-24T10:00:00+03:00"}""" },
        { new TracesErased { Orders = 1 }, """{"orders":1}""" },
        { new ListStaffChats(), "{}" },
        { new StaffChatList { ChatIds = ["-1"] }, """{"chatIds":["-1"]}""" },
        { new GetChatRights { ChatIds = ["-1"] }, """{"chatIds":["-1"]}""" },
        { new ChatRightsList { Chats = [new ChatRights { ChatId = "-1", Number = "-1", Title = "Studio", Type = "group", Status = "member", CanWrite = true, CanPin = false, CanReadAll = false }] }, """{"chats":[{"chatId":"-1","number":"-1","title":"Studio","type":"group","status":"member","canWrite":true,"canPin":false,"canReadAll":false}]}""" },
        { new RecheckChat { ChatId = "-1" }, """{"chatId":"-1"}""" },
        { new ChatRechecked { ChatId = "-1", Forgotten = "unreachable" }, """{"chatId":"-1","forgotten":"unreachable"}""" },
        { new BotStatus { Connected = true, Updates = "polling", BotId = 1, LastWebhookErrorAt = At }, """{"connected":true,"botId":1,"updates":"polling","pendingUpdates":0,"lastWebhookErrorAt":"2026-12-24T10:00:00+03:00","circuit":"closed"}""" },
        { new BotStatus { Connected = true, Updates = "webhook", WebhookUrl = "https://a/webhook", WebhookWanted = "https://b/webhook", WebhookSecretDigest = "0123456789abcdef" }, """{"connected":true,"updates":"webhook","webhookUrl":"https://a/webhook","webhookWanted":"https://b/webhook","webhookSecretDigest":"0123456789abcdef","pendingUpdates":0,"circuit":"closed"}""" },
        { new BookingPage { Bookings = [], Counts = [], OldestWaiting = At, Overdue = 2 }, """{"bookings":[],"counts":[],"oldestWaiting":"2026-12-24T10:00:00+03:00","overdue":2}""" },
    };

    private static BookingCreated Booking => new()
    {
        BookingId = "PH-2026/17", Service = "Family session", Date = new DateOnly(2026, 12, 24), TimeSlots = ["10:00", "11:00"], ClientName = "<b>Анна & Co</b>",
        ClientPhone = "+7 900 000-00-00", PeopleCount = 4, TotalPrice = 8000.5m, Currency = "RUB", ClientChatId = "1001", ClientLanguage = "ru", Notes = "with a dog", Via = "http",
        Asked = true, CardMessageId = 512, CardChatId = "-1001",
    };

    private const string BookingJson = """{"bookingId":"PH-2026/17","service":"Family session","date":"2026-12-24","timeSlots":["10:00","11:00"],"clientName":"<b>Анна & Co</b>","clientPhone":"+7 900 000-00-00","peopleCount":4,"totalPrice":"8000.5","currency":"RUB","clientChatId":"1001","clientLanguage":"ru","notes":"with a dog","via":"http","asked":true,"cardMessageId":512,"cardChatId":"-1001"}""";

    [Theory]
    [MemberData(nameof(Messages))]
    public void A_message_has_this_json_and_is_read_back_from_it(object message, string json)
    {
        var written = JsonSerializer.Serialize(message, message.GetType(), Options);

        Assert.True(JsonElement.DeepEquals(Json(json), Json(written)), $"{message.GetType().Name}: expected {json} but wrote {written}");
        var read = JsonSerializer.Deserialize(json, message.GetType(), Options);
        Assert.True(JsonElement.DeepEquals(Json(json), Json(JsonSerializer.Serialize(read, message.GetType(), Options))));
    }

    [Theory]
    [MemberData(nameof(Messages))]
    public void A_message_has_its_namespace_and_name_as_urn_and_exchange(object message, string json)
    {
        Assert.NotEmpty(json);
        Assert.Equal($"urn:message:PhStudio.Messaging.Contracts:{message.GetType().Name}", MessageUrn.ForTypeString(message.GetType()));
    }

    [Fact]
    public void Every_message_of_the_contracts_is_pinned_here()
    {
        var parts = new[] { nameof(AuditEntry), nameof(Route), nameof(BotCommand), nameof(BookingSummary), nameof(BookingCount), nameof(BookingMessage), nameof(ChatCondition), nameof(ChatRights), nameof(FieldChange), nameof(RefusedField) };
        var records = typeof(BookingCreated).Assembly.GetExportedTypes()
            .Where(type => type.GetMethod("<Clone>$") is not null && !parts.Contains(type.Name))
            .Select(type => type.Name).Order();

        Assert.Equal(records, Messages.Select(row => row.Data.Item1.GetType().Name).Distinct().Order());
    }

    [Theory]
    [InlineData(Priority.Low, "low")]
    [InlineData(Priority.Normal, "normal")]
    [InlineData(Priority.High, "high")]
    [InlineData(Priority.Critical, "critical")]
    public void A_priority_is_its_lower_case_name_on_the_wire_and_as_routing_key(Priority priority, string name)
    {
        Assert.Equal($"\"{name}\"", JsonSerializer.Serialize(priority, Options));
        Assert.Equal(name, Routes.RoutingKey(priority));
        Assert.Equal($"send-{name}", Routes.Lane(priority));
    }

    private static JsonElement Json(string text) => JsonDocument.Parse(text).RootElement;
}
