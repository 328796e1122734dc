using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using PhStudio.Messaging.Contracts;
using PhStudio.Messaging.Sender.Admission;
using PhStudio.Messaging.Sender.Tests.Apps;
using PhStudio.Messaging.ServiceDefaults.Broker;
using PhStudio.Messaging.ServiceDefaults.Privacy;

namespace PhStudio.Messaging.Sender.Tests;

/// <summary>Orders that lay in an error queue, or are in parts, when their person or a former customer is erased.</summary>
public sealed class ErasedOrdersTests
{
    [Theory]
    [InlineData(true, true)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    public async Task An_order_that_failed_and_has_nothing_left_or_no_time_left_does_not_come_back_to_its_error_queue(bool isReplayed, bool isErased)
    {
        await using var telegram = await Emulator.StartAsync();
        await using var sender = await SenderApp.StartAsync(telegram);
        var parked = new TaskCompletionSource<Guid>(TaskCreationOptions.RunContinuationsAsynchronously);
        await sender.Services.GetRequiredService<IBusControl>().ConnectReceiveEndpoint("send-normal_error", endpoint => endpoint.Handler<SendMessage>(context =>
        {
            parked.TrySetResult(context.Message.MessageId);
            return Task.CompletedTask;
        })).Ready;
        var now = TimeProvider.System.GetUtcNow();
        var album = new SendMessage { MessageId = Guid.NewGuid(), ChatId = $"{Emulator.Staff}", Photos = ["https://pictures.example/one.jpg"], BookingId = "7", CreatedAt = now.AddMinutes(-1), ExpiresAt = isErased ? null : now.AddSeconds(-1) };
        await sender.Services.GetRequiredService<ILedger>().FailedAsync(new LedgerKey(album.MessageId), FailureReason.Refused);
        await sender.Services.GetRequiredService<IErasures>().AddAsync(new PersonTraces(isErased ? ["7"] : ["8"], ["Anna"], [], [], []));

        await sender.PublishAsync(album, sending => sending.Headers.Set(isReplayed ? ReplayedMessage.Header : MessageHeaders.RedeliveryCount, isReplayed ? true : 1));

        object told = isReplayed ? await sender.Told.OfAsync<MessageExpired>(fact => fact.MessageId == album.MessageId) : await sender.Told.FailedAsync(album.MessageId);
        Assert.NotNull(told);
        // The next that fails is the first there.
        var later = await sender.SendAsync(Emulator.Staff, "", change: order => order with { Text = null, Template = "no_such_template" });
        await sender.Told.FailedAsync(later);
        Assert.Equal(later, await parked.Task.WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken));
        Assert.Empty(await telegram.TextsAsync(Emulator.Staff));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task What_is_in_parts_is_not_kept_without_a_former_customer_and_either_choice_ends_it(bool resend)
    {
        await using var telegram = await Emulator.StartAsync();
        await using var sender = await SenderApp.StartAsync(telegram);
        var ledger = sender.Services.GetRequiredService<ILedger>();
        await telegram.FaultAsync(new { kind = "cut_after", method = "sendMessage", count = 1 });
        var id = await sender.SendAsync(Emulator.Staff, $"Anna {new string('a', 4000)}\n\n{new string('b', 4000)}", change: order => order with { BookingId = "7" });
        await sender.Told.UnknownAsync(id);
        var choice = new ResolveUnknown { MessageId = id, Resend = resend, ChatId = $"{Emulator.Staff}", BookingId = "7", OrderedAt = TimeProvider.System.GetUtcNow() };

        await sender.RequestAsync<EraseTraces, TracesErased>(new EraseTraces { MessageIds = [], FormerMessageIds = [id.ToString()], ChatIds = [], Names = ["Anna"] });
        Assert.DoesNotContain("Anna", await ledger.ParkedAsync(id) ?? "", StringComparison.Ordinal);
        await sender.PublishAsync(choice);

        object told = resend ? await sender.Told.FailedAsync(id) : await sender.Told.SentAsync(id);
        Assert.NotNull(told);
        await Eventually.TrueAsync("nothing to be kept", async () => await ledger.ParkedAsync(id) is null);
        Assert.Single(await telegram.TextsAsync(Emulator.Staff));
    }
}
