using System.Text.Json;
using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using PhStudio.Messaging.Contracts;
using PhStudio.Messaging.Sender.Admission;
using PhStudio.Messaging.Sender.Tests.Apps;
using PhStudio.Messaging.ServiceDefaults.Broker;
using PhStudio.Messaging.ServiceDefaults.Privacy;

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
    public async Task An_order_without_the_person_goes_on_for_whoever_waits_for_its_end()
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
    public async Task Kept_orders_notes_and_the_ledger_lose_the_person()
    {
        await using var telegram = await Emulator.StartAsync();
        await using var sender = await SenderApp.StartAsync(telegram);
        await telegram.AddPeopleAsync(4001);
        var ledger = sender.Services.GetRequiredService<ILedger>();
        var (toPerson, toStaff) = (Guid.NewGuid(), Guid.NewGuid());
        await ledger.ParkAsync(toPerson, JsonSerializer.Serialize(new SendMessage { MessageId = toPerson, ChatId = "4001", Text = "Dear Anna", CreatedAt = DateTimeOffset.UnixEpoch }));
        await ledger.ParkAsync(toStaff, JsonSerializer.Serialize(new SendMessage { MessageId = toStaff, ChatId = "-1", Template = "t", Values = new Dictionary<string, JsonElement> { ["client_name"] = Json("Anna") }, CreatedAt = DateTimeOffset.UnixEpoch }));
        var sent = await sender.SendAsync(4001, "Hello");
        await sender.Told.OfAsync<MessageSent>(told => told.MessageId == sent);

        var first = (await sender.RequestAsync<EraseTraces, TracesErased>(new EraseTraces { MessageIds = ["no id", toPerson.ToString(), toStaff.ToString(), sent.ToString()], ChatIds = ["4001"] })).Message;

        Assert.Equal(2, first.Orders);
        Assert.Null(await ledger.ParkedAsync(toPerson));
        Assert.DoesNotContain("Anna", await ledger.ParkedAsync(toStaff));
        Assert.Equal("erased", (await ledger.FindAsync(new LedgerKey(sent)))?.Delivery?.ChatId);
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
