using Microsoft.Extensions.DependencyInjection;
using PhStudio.Messaging.Contracts;
using PhStudio.Messaging.Gateway.Messages;

namespace PhStudio.Messaging.Gateway.Tests;

/// <summary>An operator's choice for a message of unknown outcome.</summary>
public sealed class UnknownChoiceTests
{
    [Fact]
    public async Task A_choice_is_answered_with_the_state_it_comes_to_and_the_contrary_one_is_refused()
    {
        await using var gateway = await GatewayApp.StartAsync();
        var id = Guid.NewGuid();
        await gateway.Bus.Publish(new MessageUnknown { MessageId = id, ChatId = "1", Resending = false, At = DateTimeOffset.UnixEpoch }, TestContext.Current.CancellationToken);
        await Eventually.TrueAsync("the message to be unknown", async () => (await gateway.GetAsync($"/messages/{id}")).Status == 200);

        var taken = await gateway.PostAsync($"/messages/{id}/resolve", """{"resend":false}""");
        var contrary = await gateway.PostAsync($"/messages/{id}/resolve", """{"resend":true}""");
        // Of a message in parts the others are sent now, and may fail.
        Assert.Equal((202, "queued", 409), (taken.Status, taken.Body.GetProperty("state").GetString(), contrary.Status));
        var step = (await gateway.GetAsync($"/messages/{id}")).Body.GetProperty("timeline").EnumerateArray().Last();
        Assert.Equal(("resolved", "taken as delivered"), (step.GetProperty("what").GetString(), step.GetProperty("why").GetString()));

        await gateway.Bus.Publish(new MessageSent { MessageId = id, ChatId = "1", TelegramMessageId = 0, SentAt = DateTimeOffset.UnixEpoch }, TestContext.Current.CancellationToken);
        await Eventually.TrueAsync("the message to be sent", async () => (await gateway.GetAsync($"/messages/{id}")).Body.GetProperty("state").GetString() == "sent");
        Assert.False((await gateway.GetAsync($"/messages/{id}")).Body.TryGetProperty("telegram_message_id", out _));
    }

    [Fact]
    public async Task Of_two_contrary_choices_at_one_moment_one_is_taken_and_ordered()
    {
        await using var gateway = await GatewayApp.StartAsync(services: services => services.AddSingleton<IMessageStatusStore, MeetingBoard>());
        var (id, board) = (Guid.NewGuid(), (MeetingBoard)gateway.Services.GetRequiredService<IMessageStatusStore>());
        await gateway.Bus.Publish(new MessageUnknown { MessageId = id, ChatId = "1", Resending = false, At = DateTimeOffset.UnixEpoch }, TestContext.Current.CancellationToken);
        await Eventually.TrueAsync("the message to be unknown", async () => (await gateway.GetAsync($"/messages/{id}")).Status == 200);
        board.IsMeeting = true;

        var answers = await Task.WhenAll(gateway.PostAsync($"/messages/{id}/resolve", """{"resend":true}"""), gateway.PostAsync($"/messages/{id}/resolve", """{"resend":false}"""));

        Assert.Equal([202, 409], answers.Select(answer => answer.Status).Order());
        await Eventually.TrueAsync("the order", () => gateway.Others.Got.OfType<ResolveUnknown>().Any());
        Assert.Equal(answers[0].Status == 202, Assert.Single(gateway.Others.Got.OfType<ResolveUnknown>()).Resend);
    }

    [Fact]
    public async Task The_same_choice_made_twice_at_one_moment_is_one_choice_and_another_where_it_is_unknown_again()
    {
        await using var gateway = await GatewayApp.StartAsync(services: services => services.AddSingleton<IMessageStatusStore, MeetingBoard>());
        var (id, board) = (Guid.NewGuid(), (MeetingBoard)gateway.Services.GetRequiredService<IMessageStatusStore>());
        await UnknownAsync(DateTimeOffset.UnixEpoch);
        board.IsMeeting = true;
        await Task.WhenAll(Enumerable.Range(0, 2).Select(_ => gateway.PostAsync($"/messages/{id}/resolve", """{"resend":true}""")));
        await Eventually.TrueAsync("both orders", () => Choices().Count == 2);

        await UnknownAsync(TimeProvider.System.GetUtcNow().AddMinutes(1));
        await gateway.PostAsync($"/messages/{id}/resolve", """{"resend":true}""");
        await Eventually.TrueAsync("the third order", () => Choices().Count == 3);

        Assert.Equal((1, 2), (Choices().Take(2).Distinct().Count(), Choices().Distinct().Count()));
        Assert.DoesNotContain(null, Choices());

        List<Guid?> Choices() => [.. gateway.Others.Got.OfType<ResolveUnknown>().Select(order => order.Choice)];

        async Task UnknownAsync(DateTimeOffset at)
        {
            await gateway.Bus.Publish(new MessageUnknown { MessageId = id, ChatId = "1", Resending = false, At = at }, TestContext.Current.CancellationToken);
            await Eventually.TrueAsync("the message to be unknown", async () => await gateway.GetAsync($"/messages/{id}") is { Status: 200 } answer && answer.Body.GetProperty("state").GetString() == "unknown");
        }
    }

    /// <summary>The first choice was carried out and not noted: the operator, who read 503, makes it again once the message is unknown again.</summary>
    [Fact]
    public async Task A_choice_that_was_not_noted_is_another_one_when_it_is_made_for_what_is_unknown_again()
    {
        await using var gateway = await GatewayApp.StartAsync(services: services => services.AddSingleton<IMessageStatusStore, DeadBoard>());
        var (id, at) = (Guid.NewGuid(), DateTimeOffset.UnixEpoch);
        await UnknownAsync(at);
        Assert.Equal(503, (await gateway.PostAsync($"/messages/{id}/resolve", """{"resend":true}""")).Status);

        await UnknownAsync(at.AddMinutes(1));
        await gateway.PostAsync($"/messages/{id}/resolve", """{"resend":true}""");

        await Eventually.TrueAsync("two choices", () => gateway.Others.Got.OfType<ResolveUnknown>().Select(order => order.Choice).Distinct().Count() == 2);

        async Task UnknownAsync(DateTimeOffset at)
        {
            await gateway.Bus.Publish(new MessageUnknown { MessageId = id, ChatId = "1", Resending = false, At = at }, TestContext.Current.CancellationToken);
            await Eventually.TrueAsync("the message to be unknown since then", async () => await gateway.GetAsync($"/messages/{id}") is { Status: 200 } answer && answer.Body.GetProperty("at").GetDateTimeOffset() == at);
        }
    }

    [Fact]
    public async Task A_choice_reaches_the_sender_also_where_the_gateway_dies_before_it_noted_it()
    {
        await using var gateway = await GatewayApp.StartAsync(services: services => services.AddSingleton<IMessageStatusStore, DyingBoard>());
        var id = Guid.NewGuid();
        await gateway.Bus.Publish(new MessageUnknown { MessageId = id, ChatId = "1", Resending = false, At = DateTimeOffset.UnixEpoch }, TestContext.Current.CancellationToken);
        await Eventually.TrueAsync("the message to be unknown", async () => (await gateway.GetAsync($"/messages/{id}")).Status == 200);

        Assert.Equal(503, (await gateway.PostAsync($"/messages/{id}/resolve", """{"resend":true}""")).Status);

        await Eventually.TrueAsync("the order to resend", () => gateway.Others.Got.OfType<ResolveUnknown>().Any(order => order.MessageId == id && order.Resend));
        var record = Assert.Single((await gateway.GetAsync($"/audit?target={id}")).Body.GetProperty("records").EnumerateArray());
        Assert.Equal(("unknown", "not answered"), (record.GetProperty("before").GetString(), record.GetProperty("after").GetString()));
    }
}
