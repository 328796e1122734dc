using System.Text.Json;
using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using PhStudio.Messaging.Contracts;
using PhStudio.Messaging.Sender.Admission;
using PhStudio.Messaging.Sender.Delivery;
using PhStudio.Messaging.Sender.Platform;
using PhStudio.Messaging.Sender.Tests.Apps;
using PhStudio.Messaging.ServiceDefaults.Privacy;
using PhStudio.Messaging.TestKit;

namespace PhStudio.Messaging.Sender.Tests;

/// <summary>Messages whose person is erased while nobody can say whether they, or a part of them, are in their chat.</summary>
public sealed class ErasedUnknownTests
{
    private const string Photo = "https://pictures.example/one.jpg";

    [Theory]
    [InlineData(false, false)]
    [InlineData(true, false)]
    [InlineData(true, true)]
    public async Task A_choice_ends_a_message_whose_order_was_erased_too(bool resend, bool isOfBooking)
    {
        await using var telegram = await Emulator.StartAsync();
        await using var sender = await SenderApp.StartAsync(telegram);
        await telegram.FaultAsync(new { kind = "cut_after", method = "sendMessage", count = 1 });
        var id = await sender.SendAsync(Emulator.Staff, "Erased");
        await sender.Told.UnknownAsync(id);
        var ledger = sender.Services.GetRequiredService<ILedger>();
        await ledger.UnparkAsync(id);
        await sender.Services.GetRequiredService<IErasures>().AddAsync(new PersonTraces(["7"], [], [], [], []));

        await sender.PublishAsync(new ResolveUnknown { MessageId = id, Resend = resend, ChatId = isOfBooking ? $"{Emulator.Staff}" : "erased", BookingId = isOfBooking ? "7" : null });
        if (resend)
        {
            Assert.Equal(FailureReason.Cancelled, (await sender.Told.FailedAsync(id)).Reason);
        }
        else
        {
            Assert.Equal("taken_as_delivered", (await sender.Told.SentAsync(id)).Remark);
        }

        await Eventually.TrueAsync("the ledger's entry", async () => (await ledger.FindAsync(new LedgerKey(id)))!.State == (resend ? EntryState.Failed : EntryState.Sent));
        Assert.Equal(["Erased"], await telegram.TextsAsync(Emulator.Staff));
    }

    [Fact]
    public async Task A_choice_to_send_again_leaves_alone_what_is_being_sent_again_by_itself()
    {
        await using var telegram = await Emulator.StartAsync();
        await using var sender = await SenderApp.StartAsync(telegram);
        var (urgent, erased, ledger) = (Guid.NewGuid(), Guid.NewGuid(), sender.Services.GetRequiredService<ILedger>());
        foreach (var id in new[] { urgent, erased })
        {
            await ledger.ClaimAsync(new LedgerKey(id));
            await ledger.UnknownAsync(new LedgerKey(id));
        }

        await sender.PublishAsync(new ResolveUnknown { MessageId = urgent, Resend = true, ChatId = $"{Emulator.Staff}", BookingId = "7", OrderedAt = TimeProvider.System.GetUtcNow() });
        await sender.PublishAsync(new ResolveUnknown { MessageId = erased, Resend = true, ChatId = "erased" });
        await sender.Told.FailedAsync(erased);
        await sender.PublishAsync(
            new SendMessage { MessageId = urgent, ChatId = $"{Emulator.Staff}", Text = "Urgent", Priority = Priority.High, CreatedAt = TimeProvider.System.GetUtcNow() }, sending => sending.Headers.Set(MessageHeaders.RedeliveryCount, 1));

        Assert.Equal(2, (await sender.Told.SentAsync(urgent)).Attempts);
        Assert.DoesNotContain(sender.Told.All<MessageFailed>(), fact => fact.MessageId == urgent);
    }

    [Fact]
    public async Task What_waits_to_be_sent_again_when_its_person_is_erased_stays_unknown_and_what_goes_on_without_the_person_is_sent_again()
    {
        await using var telegram = await Emulator.StartAsync();
        await using var sender = await SenderApp.StartAsync(telegram);
        await telegram.AddPeopleAsync(4001, 2);
        var (pause, ledger) = (sender.Services.GetRequiredService<DeliveryPause>(), sender.Services.GetRequiredService<ILedger>());
        await telegram.FaultAsync(new { kind = "cut_after", method = "sendMessage", count = 2, delay_ms = 1000 });
        var toPerson = await sender.SendAsync(4001, "Dear Anna", Priority.High);
        var toStaff = AboutAnna() with { Priority = Priority.High };
        await sender.PublishAsync(toStaff);
        await ClaimedAsync(ledger, toPerson, toStaff.MessageId);
        pause.Stop("a test");
        await sender.Told.UnknownAsync(toPerson);
        await sender.Told.UnknownAsync(toStaff.MessageId);

        await sender.Services.GetRequiredService<IErasures>().AddAsync(new PersonTraces(["7"], ["Anna"], [], [], ["4001"]));
        pause.Resume("a test");

        await sender.Told.OfAsync<MessageUnknown>(fact => fact.MessageId == toPerson && !fact.Resending);
        await sender.Told.SentAsync(toStaff.MessageId);
        Assert.Equal(EntryState.Unknown, (await ledger.FindAsync(new LedgerKey(toPerson)))!.State);
        Assert.Null(await ledger.ParkedAsync(toPerson));
        Assert.Equal(DeletionOutcome.Unknown, (await sender.RequestAsync<DeleteMessage, MessageDeleted>(new DeleteMessage { MessageId = toPerson })).Message.Outcome);
        Assert.Single(await telegram.TextsAsync(4001));
        Assert.Contains("erased", (await telegram.TextsAsync(4002))[1]);
        Assert.Empty(sender.Told.All<MessageExpired>());
    }

    [Theory]
    [InlineData(EntryState.Sent)]
    [InlineData(EntryState.Unknown)]
    public async Task What_an_earlier_delivery_left_of_a_message_to_the_person_is_told(EntryState state)
    {
        await using var telegram = await Emulator.StartAsync();
        await using var sender = await SenderApp.StartAsync(telegram);
        await telegram.AddPeopleAsync(4001);
        var (id, ledger) = (Guid.NewGuid(), sender.Services.GetRequiredService<ILedger>());
        await ledger.ClaimAsync(new LedgerKey(id));
        await (state == EntryState.Sent ? ledger.SentAsync(new LedgerKey(id), new DeliveredMessage("4001", 5, TimeProvider.System.GetUtcNow())) : ledger.UnknownAsync(new LedgerKey(id)));
        var order = new SendMessage { MessageId = id, ChatId = "4001", Text = "Dear Anna", CreatedAt = TimeProvider.System.GetUtcNow() };
        await sender.Services.GetRequiredService<IErasures>().AddAsync(new PersonTraces([], [], [], [], ["4001"]));

        await sender.PublishAsync(order, sending => sending.Headers.Set(MessageHeaders.RedeliveryCount, 1));

        object told = state == EntryState.Sent ? await sender.Told.SentAsync(id) : await sender.Told.UnknownAsync(id);
        Assert.NotNull(told);
        Assert.Empty(sender.Told.All<MessageExpired>());
        Assert.Empty(await telegram.TextsAsync(4001));
    }

    [Fact]
    public async Task Between_two_parts_the_erasure_ends_a_message_whose_other_parts_would_be_others()
    {
        await using var telegram = await Emulator.StartAsync();
        // The clock stands still until the second part may come.
        var time = new WatchedTime(TimeProvider.System.GetUtcNow());
        await using var sender = await SenderApp.StartAsync(telegram, new Dictionary<string, string?> { ["SENDER_GROUP_BURST"] = "1", ["SENDER_GROUP_INTERVAL_MS"] = "1500" }, time: time);
        var text = string.Join(' ', Enumerable.Repeat("word", 1500));
        var id = await sender.SendAsync(Emulator.Staff, text, change: order => order with { Photos = [Photo], BookingId = "7" });
        await sender.Told.OfAsync<MessageProgressed>(step => step.MessageId == id && step.What == "deferred");

        await sender.Services.GetRequiredService<IErasures>().AddAsync(new PersonTraces(["7"], ["Anna"], [], [], []));

        await Eventually.TrueAsync("its end", () =>
        {
            time.Advance(TimeSpan.FromMilliseconds(100));
            return sender.Told.All<MessageExpired>().Any(fact => fact.MessageId == id) || sender.Told.All<MessageSent>().Any(fact => fact.MessageId == id);
        });
        Assert.Empty(sender.Told.All<MessageSent>());
        Assert.Equal([""], await telegram.TextsAsync(Emulator.Staff));
    }

    [Theory]
    [InlineData(true, false)]
    [InlineData(false, false)]
    [InlineData(false, true)]
    public async Task An_order_is_kept_without_a_person_of_whom_the_copy_of_the_list_does_not_know_yet(bool isToPerson, bool isInParts)
    {
        var (store, ledger, time) = (new InMemoryErasures(TimeProvider.System), new InMemoryLedger(new LedgerOptions(), TimeProvider.System), TimeProvider.System);
        var order = isToPerson ? AboutAnna() with { ChatId = "4001" } : AboutAnna();
        var later = AboutAnna() with { ChatId = "4001", BookingId = "8", CreatedAt = time.GetUtcNow().AddMinutes(1) };
        await store.AddAsync(new PersonTraces(["7"], ["Anna"], [], [], ["4001"]));
        if (isInParts)
        {
            await ledger.SentAsync(new LedgerKey(order.MessageId, Part: 1), new DeliveredMessage("4002", 5, time.GetUtcNow()));
        }

        var erased = new ErasedOrders(new StaleErasures(store), ledger);
        await erased.ParkAsync(order);
        await erased.ParkAsync(later);

        var kept = await ledger.ParkedAsync(order.MessageId);
        Assert.Equal(isToPerson || isInParts, kept is null);
        Assert.DoesNotContain("Anna", kept ?? "", StringComparison.Ordinal);
        Assert.Contains("Anna", await ledger.ParkedAsync(later.MessageId), StringComparison.Ordinal);
    }

    private static Task ClaimedAsync(ILedger ledger, params Guid[] messages) => Task.WhenAll(messages.Select(id =>
        Eventually.GetAsync("a request under way", () => ledger.FindAsync(new LedgerKey(id)), entry => entry?.State == EntryState.Claimed)));

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
