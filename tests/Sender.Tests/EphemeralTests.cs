using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using PhStudio.Messaging.Contracts;
using PhStudio.Messaging.Sender.Tests.Apps;

namespace PhStudio.Messaging.Sender.Tests;

/// <summary>What one member of a group is shown, and what is done instead where that cannot be (docs/telegram.md 39).</summary>
public sealed class EphemeralTests
{
    private const long Anna = 100001;

    [Fact]
    public async Task It_is_shown_to_the_one_and_stands_in_no_chat()
    {
        await using var telegram = await Emulator.StartAsync();
        await using var sender = await ReadyAsync(telegram);

        Assert.True(await AskAsync(sender, Order("only for Anna")));

        Assert.Equal(["only for Anna"], await telegram.EphemeralAsync(Emulator.Staff));
        Assert.Empty(await telegram.TextsAsync(Emulator.Staff));
    }

    [Fact]
    public async Task It_is_taken_away_and_twice_is_once()
    {
        await using var telegram = await Emulator.StartAsync();
        await using var sender = await ReadyAsync(telegram);
        await AskAsync(sender, Order("only for Anna"));

        await sender.PublishAsync(new DeleteEphemeral { ChatId = $"{Emulator.Staff}", ReceiverUserId = Anna, EphemeralMessageId = 1 });
        await Eventually.TrueAsync("nothing to be shown", async () => (await telegram.EphemeralAsync(Emulator.Staff)).Count == 0);
        await sender.PublishAsync(new DeleteEphemeral { ChatId = $"{Emulator.Staff}", ReceiverUserId = Anna, EphemeralMessageId = 1 });

        Assert.True(await AskAsync(sender, Order("again")));
    }

    [Theory]
    [InlineData("older_server")]
    [InlineData("server_error")]
    [InlineData("too_many_requests")]
    [InlineData("cut_after")]
    [InlineData("html_page")]
    public async Task Where_it_cannot_be_shown_the_edit_instead_is_made_and_nobody_else_goes_on_seeing_it(string fault)
    {
        await using var telegram = await Emulator.StartAsync();
        await using var sender = await ReadyAsync(telegram);
        if (fault == "older_server")
        {
            sender.Errors.Expect("for one member to everybody in chat");
        }

        var card = await sender.Told.SentAsync(await sender.SendAsync(Emulator.Staff, "the card"));
        await telegram.FaultAsync(new { kind = fault, method = "sendMessage", count = 1 });
        var edit = new EditMessage { MessageId = Guid.NewGuid(), TargetMessageId = card.MessageId, Text = "the card with reasons", CreatedAt = TimeProvider.System.GetUtcNow() };

        await sender.PublishAsync(Order("only for Anna") with { Instead = [edit] });

        await Eventually.GetAsync("the edit and nothing else", () => telegram.TextsAsync(Emulator.Staff), texts => texts.SequenceEqual(["the card with reasons"]));
    }

    [Theory]
    [InlineData("hang")]
    [InlineData("hang_after")]
    public async Task Where_Telegram_says_nothing_the_edit_instead_is_made_ten_seconds_after_the_press(string fault)
    {
        var time = new WatchedTime(TimeProvider.System.GetUtcNow());
        await using var telegram = await Emulator.StartAsync();
        // Only what is shown to one has a timeout of its own: a request has a minute.
        await using var sender = await ReadyAsync(telegram, time, ("TELEGRAM_API_TIMEOUT", "60"));
        var card = await sender.Told.SentAsync(await sender.SendAsync(Emulator.Staff, "the card"));
        await telegram.FaultAsync(new { kind = fault, method = "sendMessage", count = 1 });
        var (order, begun, waits) = (Order("only for Anna"), time.GetUtcNow(), Timeouts());

        await sender.PublishAsync(order with
        {
            Message = order.Message with { CreatedAt = begun },
            Instead = [new EditMessage { MessageId = Guid.NewGuid(), TargetMessageId = card.MessageId, Text = "the card with reasons", CreatedAt = begun }],
        });
        await Eventually.TrueAsync("the request to be waited for", () => Timeouts() > waits);
        Assert.Equal(["the card"], await telegram.TextsAsync(Emulator.Staff));
        time.Advance(TimeSpan.FromSeconds(10));

        await Eventually.GetAsync("the edit", () => telegram.TextsAsync(Emulator.Staff), texts => texts.SequenceEqual(["the card with reasons"]));
        Assert.InRange(time.GetUtcNow() - begun, TimeSpan.Zero, TimeSpan.FromSeconds(15));

        int Timeouts() => time.Asked.Count(wait => wait == TimeSpan.FromSeconds(10));
    }

    [Fact]
    public async Task A_server_that_showed_it_to_all_is_never_asked_again()
    {
        await using var telegram = await Emulator.StartAsync();
        await using var sender = await ReadyAsync(telegram);
        sender.Errors.Expect("for one member to everybody in chat");
        await telegram.FaultAsync(new { kind = "older_server", method = "sendMessage", count = 1 });

        Assert.False(await AskAsync(sender, Order("only for Anna")));
        var calls = (await telegram.CallsAsync("sendMessage")).Values.Sum();
        Assert.False(await AskAsync(sender, Order("only for Anna")));

        Assert.Empty(await telegram.TextsAsync(Emulator.Staff));
        Assert.Equal(calls, (await telegram.CallsAsync("sendMessage")).Values.Sum());
    }

    [Fact]
    public async Task What_a_server_showed_to_all_is_deleted_also_where_that_fails_at_first()
    {
        await using var telegram = await Emulator.StartAsync();
        await using var sender = await ReadyAsync(telegram);
        sender.Errors.Expect("for one member to everybody in chat");
        await telegram.FaultAsync(new { kind = "older_server", method = "sendMessage", count = 1 });
        await telegram.FaultAsync(new { kind = "server_error", method = "deleteMessage", count = 2 });

        Assert.False(await AskAsync(sender, Order("only for Anna")));

        Assert.Empty(await telegram.TextsAsync(Emulator.Staff));
    }

    [Fact]
    public async Task A_server_that_is_not_known_to_show_it_is_not_tried()
    {
        await using var telegram = await Emulator.StartAsync();
        await telegram.FaultAsync(new { kind = "method_not_found", method = "setMySettings" });
        await using var sender = await SenderApp.StartAsync(telegram);
        await Eventually.TrueAsync("the server to be asked", async () => (await telegram.CallsAsync("setMySettings")).Count > 0);

        Assert.False(await AskAsync(sender, Order("only for Anna")));

        Assert.Empty(await telegram.CallsAsync("sendMessage"));
    }

    [Fact]
    public async Task What_comes_after_the_press_is_worth_anything_is_not_tried_and_a_group_that_refuses_is_left_alone_for_an_hour()
    {
        await using var telegram = await Emulator.StartAsync();
        await using var sender = await ReadyAsync(telegram);
        var late = Order("late");

        Assert.False(await AskAsync(sender, late with { Message = late.Message with { CreatedAt = TimeProvider.System.GetUtcNow() - TimeSpan.FromSeconds(11) } }));
        Assert.Empty(await telegram.CallsAsync("sendMessage"));

        Assert.False(await AskAsync(sender, Order("to nobody") with { ReceiverUserId = 999_999 }));
        Assert.False(await AskAsync(sender, Order("refused before")));
        Assert.Equal(1, (await telegram.CallsAsync("sendMessage"))["400"]);
        Assert.Empty(await telegram.EphemeralAsync(Emulator.Staff));
    }

    private static async Task<SenderApp> ReadyAsync(Emulator telegram, TimeProvider? time = null, params (string Name, string? Value)[] settings)
    {
        var sender = await SenderApp.StartAsync(telegram, settings.ToDictionary(setting => setting.Name, setting => setting.Value), time: time);
        await Eventually.TrueAsync("the server to be known", () => sender.Services.GetRequiredService<Sender.Telegram.EphemeralSupport>().MayTry("-1", answersPress: true));
        return sender;
    }

    private static async Task<bool> AskAsync(SenderApp sender, SendEphemeral order)
    {
        using var timeout = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        return (await sender.Services.GetRequiredService<IBus>().CreateRequestClient<SendEphemeral>(RequestTimeout.After(s: 20)).GetResponse<EphemeralAnswered>(order, timeout.Token)).Message.IsShown;
    }

    private static SendEphemeral Order(string text) => new()
    {
        Message = new SendMessage { MessageId = Guid.NewGuid(), ChatId = $"{Emulator.Staff}", Text = text, CreatedAt = TimeProvider.System.GetUtcNow() },
        ReceiverUserId = Anna,
    };
}
