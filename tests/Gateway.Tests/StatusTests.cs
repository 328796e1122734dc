using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using PhStudio.Messaging.Contracts;
using PhStudio.Messaging.Gateway.Messages;
using PhStudio.Messaging.ServiceDefaults.ChatOutages;
using PhStudio.Messaging.ServiceDefaults.ChatPins;
using PhStudio.Messaging.ServiceDefaults.MessageStates;

namespace PhStudio.Messaging.Gateway.Tests;

public sealed class StatusTests
{
    [Theory]
    [InlineData("open")]
    [InlineData("half_open")]
    [InlineData("closed")]
    public async Task The_status_shows_the_circuit_as_the_Sender_tells_it(string circuit)
    {
        await using var gateway = await GatewayApp.StartAsync();
        gateway.Others.Answer = _ => new BotStatus { Connected = true, Updates = "polling", Circuit = circuit };

        var (status, body) = await AnsweredAsync(gateway);

        Assert.Equal((200, circuit), (status, body.GetProperty("circuit").GetString()));
    }

    [Theory]
    [InlineData(true, "closed", "healthy", "connected")]
    [InlineData(true, "open", "unhealthy", "error")]
    [InlineData(false, "closed", "unhealthy", "error")]
    public async Task Telegram_is_one_of_the_parts_and_what_waits_is_counted(bool connected, string circuit, string telegram, string expected)
    {
        await using var gateway = await GatewayApp.StartAsync();
        var since = new DateTimeOffset(2026, 12, 1, 11, 2, 0, TimeSpan.Zero);
        gateway.Others.Answer = _ => new BotStatus { Connected = connected, Updates = "polling", Circuit = circuit, InHand = 3, InHandSince = since, RefusedAgain = 233, RequestsPerSecond = 12.4m, RequestsAllowedPerSecond = 30 };

        var (_, body) = await AnsweredAsync(gateway);

        Assert.Equal((expected, telegram), (body.GetProperty("status").GetString(), body.GetProperty("parts").GetProperty("telegram").GetString()));
        Assert.Equal((3, since, 233), (body.GetProperty("waiting").GetInt32(), body.GetProperty("waiting_since").GetDateTimeOffset(), body.GetProperty("refused_again").GetInt32()));
        Assert.Equal((12.4, 30), (body.GetProperty("requests_per_second").GetDouble(), body.GetProperty("requests_allowed_per_second").GetDouble()));
    }

    [Fact]
    public async Task A_Sender_that_does_not_answer_is_no_Telegram_that_does()
    {
        await using var gateway = await GatewayApp.StartAsync();
        gateway.Others.Answer = _ => null;

        var (_, body) = await gateway.GetAsync("/status");

        Assert.Equal("unhealthy", body.GetProperty("parts").GetProperty("telegram").GetString());
    }

    [Fact]
    public async Task A_staff_chat_that_nothing_reaches_is_a_problem()
    {
        await using var gateway = await GatewayApp.StartAsync();
        gateway.Others.Answer = _ => new BotStatus { Connected = true, Updates = "polling" };
        var since = new DateTimeOffset(2026, 12, 1, 11, 2, 0, TimeSpan.Zero);
        await gateway.Services.GetRequiredService<IChatOutages>().FailedAsync("-1001", FailureReason.Kicked, since);

        var (_, body) = await AnsweredAsync(gateway);

        Assert.Equal(("error", "Nothing reaches the staff chat -1001."), (body.GetProperty("status").GetString(), body.GetProperty("error").GetString()));
        var chat = body.GetProperty("unreachable_chats")[0];
        Assert.Equal(("-1001", "kicked", since), (chat.GetProperty("chat_id").GetString(), chat.GetProperty("reason").GetString(), chat.GetProperty("since").GetDateTimeOffset()));
    }

    [Fact]
    public async Task A_staff_chat_whose_name_another_chat_took_is_a_problem_that_names_both_numbers()
    {
        await using var gateway = await GatewayApp.StartAsync();
        gateway.Others.Answer = _ => new BotStatus { Connected = true, Updates = "polling" };
        var pins = gateway.Services.GetRequiredService<IChatPins>();
        await pins.PinAsync("@studio", "-1001");
        var (_, before) = await AnsweredAsync(gateway);
        await pins.PinAsync("@studio", "-1002");

        var (_, body) = await AnsweredAsync(gateway);

        Assert.Equal("connected", before.GetProperty("status").GetString());
        Assert.Equal(("error", "The staff chat @studio is -1001, and -1002 has that name now"), (body.GetProperty("status").GetString(), body.GetProperty("error").GetString()!.Split(':')[0]));
        var chat = body.GetProperty("named_chats")[0];
        Assert.Equal(("@studio", "-1001", "-1002"), (chat.GetProperty("name").GetString(), chat.GetProperty("number").GetString(), chat.GetProperty("refused").GetString()));
    }

    [Theory]
    [InlineData("memory")]
    [InlineData("redis")]
    public async Task Unknown_messages_are_counted_until_somebody_chooses_and_failed_ones_for_a_day_where_no_queue_keeps_them(string kind)
    {
        await using var gateway = await GatewayApp.StartAsync(redis: kind == "redis" ? RealServers.NewRedis() : null);
        gateway.Others.Answer = _ => new BotStatus { Connected = true, Updates = "polling" };
        var (board, now, unknown) = (gateway.Services.GetRequiredService<IMessageStatusStore>(), TimeProvider.System.GetUtcNow(), Guid.NewGuid());
        await board.NoteAsync(Entry(unknown, MessageState.Unknown, now.AddDays(-6)));
        await board.NoteAsync(Entry(Guid.NewGuid(), MessageState.Sent, now));
        await board.NoteAsync(Entry(Guid.NewGuid(), MessageState.Failed, now.AddHours(-23)) with { Reason = FailureReason.Blocked });
        await board.NoteAsync(Entry(Guid.NewGuid(), MessageState.Failed, now.AddHours(-25)) with { Reason = FailureReason.Blocked });
        await board.NoteAsync(Entry(Guid.NewGuid(), MessageState.Failed, now) with { Reason = FailureReason.Cancelled });

        var before = (await AnsweredAsync(gateway)).Body;
        await board.NoteAsync(Entry(unknown, MessageState.Sent, now));
        var after = (await AnsweredAsync(gateway)).Body;

        Assert.Equal((1, 1), (before.GetProperty("unknown").GetInt32(), before.GetProperty("failed").GetInt32()));
        Assert.False(after.TryGetProperty("unknown", out _));
    }

    private static MessageEntry Entry(Guid id, MessageState state, DateTimeOffset at) => new() { MessageId = id, ChatId = "1", State = state, At = at, CreatedAt = at };

    /// <summary>A question that a busy machine answers too late is asked again.</summary>
    private static Task<(int Status, JsonElement Body)> AnsweredAsync(GatewayApp gateway) =>
        Eventually.GetAsync("the Sender's answer", () => gateway.GetAsync("/status"), answer => answer.Body.TryGetProperty("updates", out _));
}
