using System.Text.Json;
using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using PhStudio.Messaging.Contracts;
using PhStudio.Messaging.Sender.Admission;
using PhStudio.Messaging.Sender.Delivery;
using PhStudio.Messaging.Sender.Platform;
using PhStudio.Messaging.Sender.Tests.Apps;
using PhStudio.Messaging.ServiceDefaults.Broker;
using PhStudio.Messaging.ServiceDefaults.MessageStates;
using PhStudio.Messaging.ServiceDefaults.Privacy;
using PhStudio.Messaging.TestKit;

namespace PhStudio.Messaging.Sender.Tests;

/// <summary>What a queue still held when its person was erased.</summary>
public sealed class ErasedPeopleTests
{
    [Fact]
    public async Task A_message_to_the_person_expires_and_one_about_the_person_goes_on_without_the_name()
    {
        await using var telegram = await Emulator.StartAsync();
        await using var sender = await SenderApp.StartAsync(telegram);
        await telegram.AddPeopleAsync(4001, 4002);
        await sender.Services.GetRequiredService<IErasures>().AddAsync(new PersonTraces(["7"], ["Anna"], ["+7 900"], [], ["4001"]));
        var before = TimeProvider.System.GetUtcNow() - TimeSpan.FromMinutes(1);
        var values = new Dictionary<string, JsonElement> { ["booking_id"] = Json("7"), ["service"] = Json("Portrait"), ["date"] = Json("2099-12-24"), ["time_slots"] = JsonSerializer.SerializeToElement(new[] { "10:00" }), ["client_name"] = Json("Anna"), ["state"] = Json("confirmed") };

        var toPerson = await sender.SendAsync(4001, "Dear Anna", change: order => order with { CreatedAt = before, BookingId = "7" });
        var toStaff = await sender.SendAsync(4002, "", change: order => order with { Text = null, Template = "today_line", Language = "en", Values = values, CreatedAt = before, BookingId = "7" });

        await sender.Told.OfAsync<MessageExpired>(expired => expired.MessageId == toPerson);
        await sender.Told.OfAsync<MessageSent>(sent => sent.MessageId == toStaff);
        var text = Assert.Single(await telegram.TextsAsync(4002));
        Assert.Contains("erased", text);
        Assert.DoesNotContain("Anna", text);
        // What is ordered after the erasure is a new customer's.
        var later = await sender.SendAsync(4001, "Welcome", change: order => order with { CreatedAt = TimeProvider.System.GetUtcNow() + TimeSpan.FromMinutes(1) });
        await sender.Told.OfAsync<MessageSent>(sent => sent.MessageId == later);
        Assert.Equal(["Welcome"], await telegram.TextsAsync(4001));
    }

    [Fact]
    public async Task An_order_without_the_person_goes_on_for_those_that_wait_for_its_end()
    {
        await using var telegram = await Emulator.StartAsync();
        await using var sender = await SenderApp.StartAsync(telegram);
        await telegram.AddPeopleAsync(4002);
        await sender.Services.GetRequiredService<IErasures>().AddAsync(new PersonTraces(["7"], ["Anna"], [], [], ["4001"]));

        var answer = await sender.RequestAsync<SendMessage, MessageSent>(AboutAnna());

        Assert.Contains("erased", Assert.Single(await telegram.TextsAsync(4002)));
        Assert.True(answer.Message.TelegramMessageId > 0);
    }

    [Fact]
    public async Task An_order_that_an_operator_moved_back_is_sent_without_the_person()
    {
        await using var telegram = await Emulator.StartAsync();
        await using var sender = await SenderApp.StartAsync(telegram);
        await telegram.AddPeopleAsync(4002);
        await sender.Services.GetRequiredService<IErasures>().AddAsync(new PersonTraces(["7"], ["Anna"], [], [], ["4001"]));
        var order = AboutAnna();
        await sender.Services.GetRequiredService<ILedger>().FailedAsync(new LedgerKey(order.MessageId), FailureReason.Unavailable);

        await sender.PublishAsync(order, sending => sending.Headers.Set(ReplayedMessage.Header, true));

        await sender.Told.SentAsync(order.MessageId);
        Assert.Contains("erased", Assert.Single(await telegram.TextsAsync(4002)));
    }

    [Fact]
    public async Task An_order_without_the_person_whose_earlier_delivery_died_tells_what_that_sent()
    {
        await using var telegram = await Emulator.StartAsync();
        await using var sender = await SenderApp.StartAsync(telegram);
        await sender.Services.GetRequiredService<IErasures>().AddAsync(new PersonTraces(["7"], ["Anna"], [], [], ["4001"]));
        var order = AboutAnna();
        await sender.Services.GetRequiredService<ILedger>().SentAsync(new LedgerKey(order.MessageId), new DeliveredMessage("4002", 5, TimeProvider.System.GetUtcNow()));

        await sender.PublishAsync(order, sending => sending.Headers.Set(MessageHeaders.RedeliveryCount, 1));

        Assert.Equal(5, (await sender.Told.SentAsync(order.MessageId)).TelegramMessageId);
    }

    [Fact]
    public async Task What_is_in_hand_when_its_person_is_erased_is_asked_about_once_more()
    {
        await using var telegram = await Emulator.StartAsync();
        await using var sender = await SenderApp.StartAsync(telegram);
        await telegram.AddPeopleAsync(4001, 2);
        var (pause, inHand) = (sender.Services.GetRequiredService<DeliveryPause>(), sender.Services.GetRequiredService<InFlightMessages>());
        pause.Stop("a test");
        var toPerson = await sender.SendAsync(4001, "Dear Anna");
        var toStaff = AboutAnna();
        await sender.PublishAsync(toStaff);
        await Eventually.TrueAsync("both in hand", () => inHand.Count == 2);

        await sender.Services.GetRequiredService<IErasures>().AddAsync(new PersonTraces(["7"], ["Anna"], [], [], ["4001"]));
        pause.Resume("a test");

        await sender.Told.OfAsync<MessageExpired>(expired => expired.MessageId == toPerson);
        await sender.Told.SentAsync(toStaff.MessageId);
        Assert.Contains("erased", Assert.Single(await telegram.TextsAsync(4002)));
        Assert.Empty(await telegram.TextsAsync(4001));
        // No claim stays behind: it would be taken for a request of unknown fate.
        Assert.NotEqual(EntryState.Claimed, (await sender.Services.GetRequiredService<ILedger>().FindAsync(new LedgerKey(toPerson)))?.State);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)] // The first erasure of all, of which the copy does not know yet.
    public async Task What_is_sent_while_its_person_is_erased_is_noted_without_the_chat(bool isFirst)
    {
        await using var telegram = await Emulator.StartAsync();
        await using var sender = await SenderApp.StartAsync(telegram);
        var (ledger, time) = (sender.Services.GetRequiredService<ILedger>(), TimeProvider.System);
        IErasures erasures = new RedisErasures(TestRedis.Connection, time);
        erasures = isFirst ? new StaleErasures(erasures) : erasures;
        var sent = new MessageSent { MessageId = Guid.NewGuid(), ChatId = "4001", TelegramMessageId = 7, SentAt = time.GetUtcNow(), OrderedAt = time.GetUtcNow() };
        await ledger.SentAsync(new LedgerKey(sent.MessageId), new DeliveredMessage(sent.ChatId, 7, sent.SentAt));
        using var metrics = new SenderMetrics(30);
        var outage = new RedisFailover(metrics, time, NullLogger<RedisFailover>.Instance);
        ISentNotes[] all = [new InMemorySentNotes(new ErasedOrders(erasures, ledger)), new RedisSentNotes(TestRedis.Connection, new ErasedOrders(erasures, ledger), new SentNotesOptions(TimeSpan.FromMinutes(5)), outage, time)];
        await erasures.AddAsync(new PersonTraces([], [], [], [], ["4001"]));

        foreach (var notes in all)
        {
            await notes.NoteAsync(context: null!, sent);
        }

        Assert.Equal("erased", MessageNotes.Read(await TestRedis.Connection.GetDatabase().StringGetAsync(MessageNotes.Key(sent.MessageId)))?.ChatId);
        Assert.Equal("erased", (await ledger.FindAsync(new LedgerKey(sent.MessageId)))?.Delivery?.ChatId);
    }

    [Fact]
    public async Task Kept_orders_notes_and_the_ledger_lose_the_person()
    {
        await using var telegram = await Emulator.StartAsync();
        await using var sender = await SenderApp.StartAsync(telegram);
        sender.Errors.Expect("MessageNotFound: the person to whom the message went was erased");
        await telegram.AddPeopleAsync(4001);
        var ledger = sender.Services.GetRequiredService<ILedger>();
        var (toPerson, toStaff) = (Guid.NewGuid(), Guid.NewGuid());
        await ledger.ParkAsync(toPerson, JsonSerializer.Serialize(new SendMessage { MessageId = toPerson, ChatId = "4001", Text = "Dear Anna", CreatedAt = DateTimeOffset.UnixEpoch }));
        await ledger.ParkAsync(toStaff, JsonSerializer.Serialize(new SendMessage
        {
            MessageId = toStaff, ChatId = "-1", BookingId = "7", Text = "Call Anna, +7 900 123-45-67", Photos = ["https://photos.example/1.jpg"], CreatedAt = DateTimeOffset.UnixEpoch,
            Values = new Dictionary<string, JsonElement> { ["client_name"] = Json("Anna"), ["about"] = Json("Anna came late") },
        }));
        var sent = await sender.SendAsync(4001, "Hello");
        await sender.Told.OfAsync<MessageSent>(told => told.MessageId == sent);

        var former = AboutAnna() with { Photos = ["https://photos.example/2.jpg"] };
        await ledger.ParkAsync(former.MessageId, JsonSerializer.Serialize(former));

        var first = (await sender.RequestAsync<EraseTraces, TracesErased>(new EraseTraces { MessageIds = ["no id", toPerson.ToString(), toStaff.ToString(), sent.ToString()], FormerMessageIds = ["no id", former.MessageId.ToString()], ChatIds = ["4001"], Names = ["Anna"], Phones = ["+79001234567"] })).Message;

        Assert.Equal(3, first.Orders);
        Assert.Equal(("erased", "https://photos.example/2.jpg"), JsonSerializer.Deserialize<SendMessage>((await ledger.ParkedAsync(former.MessageId))!) is { } cleaned ? (cleaned.Values!["client_name"].GetString(), cleaned.Photos![0]) : default);
        Assert.Null(await ledger.ParkedAsync(toPerson));
        var kept = JsonSerializer.Deserialize<SendMessage>((await ledger.ParkedAsync(toStaff))!)!;
        Assert.Equal(("Call erased, erased", "-1", null), (kept.Text, kept.ChatId, kept.Photos));
        Assert.Equal(["erased", "erased came late"], kept.Values!.Values.Select(value => value.GetString()));
        Assert.Equal("erased", (await ledger.FindAsync(new LedgerKey(sent)))?.Delivery?.ChatId);

        // Nobody asks Telegram for a chat of that name.
        var edit = new EditMessage { MessageId = Guid.NewGuid(), TargetMessageId = sent, ChatId = "4001", TelegramMessageId = 1, Text = "Hello again", CreatedAt = TimeProvider.System.GetUtcNow() };
        await sender.PublishAsync(edit);
        Assert.Contains("erased", (await sender.Told.OfAsync<MessageFailed>(failed => failed.MessageId == edit.MessageId)).Detail);
        Assert.Equal(DeletionOutcome.NotThere, (await sender.RequestAsync<DeleteMessage, MessageDeleted>(new DeleteMessage { MessageId = sent })).Message.Outcome);
        Assert.Empty(await telegram.CallsAsync("deleteMessage"));
        Assert.Empty(await telegram.CallsAsync("editMessageText"));
        Assert.Null(await sender.Services.GetRequiredService<IChatStore>().FindAsync("erased"));
    }

    [Fact]
    public async Task An_order_whose_fate_becomes_unknown_after_the_erasure_is_kept_without_the_person()
    {
        await using var telegram = await Emulator.StartAsync();
        await using var sender = await SenderApp.StartAsync(telegram);
        await telegram.AddPeopleAsync(4001, 2);
        var (erasures, ledger, toStaff) = (sender.Services.GetRequiredService<IErasures>(), sender.Services.GetRequiredService<ILedger>(), AboutAnna());
        await telegram.FaultAsync(new { kind = "cut_after", method = "sendMessage", count = 2, delay_ms = 3000 });
        var toPerson = await sender.SendAsync(4001, "Dear Anna");
        await sender.PublishAsync(toStaff);
        foreach (var id in new[] { toPerson, toStaff.MessageId })
        {
            await Eventually.GetAsync("a request under way", () => ledger.FindAsync(new LedgerKey(id)), entry => entry?.State == EntryState.Claimed);
        }

        await erasures.AddAsync(new PersonTraces(["7"], ["Anna"], [], [], ["4001"]));
        await sender.Told.UnknownAsync(toPerson);
        await sender.Told.UnknownAsync(toStaff.MessageId);

        Assert.Null(await ledger.ParkedAsync(toPerson));
        Assert.Contains("erased", await ledger.ParkedAsync(toStaff.MessageId));
        Assert.DoesNotContain("Anna", await ledger.ParkedAsync(toStaff.MessageId));
    }

    private static SendMessage AboutAnna() => new()
    {
        MessageId = Guid.NewGuid(), ChatId = "4002", Template = "today_line", Language = "en", BookingId = "7", CreatedAt = TimeProvider.System.GetUtcNow() - TimeSpan.FromMinutes(1),
        Values = new Dictionary<string, JsonElement>
        {
            ["booking_id"] = Json("7"), ["service"] = Json("Portrait"), ["date"] = Json("2099-12-24"), ["time_slots"] = JsonSerializer.SerializeToElement(new[] { "10:00" }), ["client_name"] = Json("Anna"), ["state"] = Json("confirmed"),
        },
    };

    private static JsonElement Json(string text) => JsonSerializer.SerializeToElement(text);
}
