using PhStudio.Messaging.Contracts;

namespace PhStudio.Messaging.Gateway.Tests;

/// <summary>Messages for later, and messages that are taken back.</summary>
public sealed class MessageDeletionTests
{
    [Theory]
    [InlineData(DeletionOutcome.Cancelled, 200, "cancelled")]
    [InlineData(DeletionOutcome.Deleted, 200, "deleted")]
    [InlineData(DeletionOutcome.TooLate, 409, "48 hours")]
    [InlineData(DeletionOutcome.BeingSent, 409, "at this moment")]
    [InlineData(DeletionOutcome.Unknown, 409, "/resolve")]
    [InlineData(DeletionOutcome.NotThere, 409, "in no chat")]
    [InlineData(DeletionOutcome.Refused, 409, "refused")]
    [InlineData(DeletionOutcome.Unavailable, 503, "ask again")]
    public async Task The_caller_hears_what_became_of_it(DeletionOutcome outcome, int status, string said)
    {
        await using var gateway = await GatewayApp.StartAsync();
        gateway.Others.Answer = message => message is DeleteMessage order ? new MessageDeleted { MessageId = order.MessageId, Outcome = outcome } : null;
        var id = (await gateway.PostAsync("/send", """{"chat_id":"5","text":"later","send_at":"2026-12-31T10:00:00Z"}""")).Body.GetProperty("message_id").GetGuid();

        var (answered, body) = await DeleteAsync(gateway, $"{id}");

        Assert.Equal(status, answered);
        Assert.Contains(said, status == 200 ? body.GetProperty("outcome").GetString() : body.GetProperty("detail").GetString());
        var entry = (await gateway.GetAsync($"/messages/{id}")).Body;
        Assert.Equal(outcome == DeletionOutcome.Cancelled ? ("failed", "cancelled") : ("queued", null), (entry.GetProperty("state").GetString(), entry.TryGetProperty("reason", out var reason) ? reason.GetString() : null));
    }

    [Fact]
    public async Task Where_it_can_be_done_later_the_caller_hears_when_to_ask_again()
    {
        await using var gateway = await GatewayApp.StartAsync();
        gateway.Others.Answer = message => message is DeleteMessage order ? new MessageDeleted { MessageId = order.MessageId, Outcome = DeletionOutcome.Unavailable } : null;
        var id = (await gateway.PostAsync("/send", """{"chat_id":"5","text":"later","send_at":"2026-12-31T10:00:00Z"}""")).Body.GetProperty("message_id").GetGuid();

        using var answer = await gateway.Http.DeleteAsync($"/messages/{id}", TestContext.Current.CancellationToken);

        Assert.Equal((503, TimeSpan.FromSeconds(1)), ((int)answer.StatusCode, answer.Headers.RetryAfter?.Delta));
    }

    [Fact]
    public async Task What_nobody_knows_and_what_is_no_id_is_said()
    {
        await using var gateway = await GatewayApp.StartAsync();

        Assert.Equal(404, (await DeleteAsync(gateway, $"{Guid.NewGuid()}")).Status);
        Assert.Equal(422, (await DeleteAsync(gateway, "17")).Status);
    }

    [Fact]
    public async Task The_time_and_the_protection_are_passed_on()
    {
        await using var gateway = await GatewayApp.StartAsync();

        var (status, _) = await gateway.PostAsync("/send", """{"chat_id":"5","text":"later","send_at":"2026-12-31T10:00:00+03:00","protect_content":true}""");
        await Eventually.TrueAsync("the order", () => !gateway.Others.Got.IsEmpty);

        var order = Assert.IsType<SendMessage>(gateway.Others.Got.Single());
        Assert.Equal((202, new DateTimeOffset(2026, 12, 31, 10, 0, 0, TimeSpan.FromHours(3)), true), (status, order.SendAt, order.ProtectContent));
    }

    [Theory]
    [InlineData("""{"chat_id":"5","text":"x","send_at":"2026-12-31"}""", 400, "send_at")]
    [InlineData("""{"chat_id":"5","text":"x","send_at":"2099-12-31T10:00:00Z"}""", 422, "send_at")]
    [InlineData("""{"chat_id":"5","text":"x","send_at":"2013-01-01T09:00:00Z"}""", 422, "send_at")]
    [InlineData("""{"chat_id":"5","text":"x","expires_at":"2013-01-01T09:00:00Z"}""", 422, "expires_at")]
    [InlineData("""{"chat_id":"5","text":"x","send_at":"2026-12-31T10:00:00Z","expires_at":"2026-12-31T09:00:00Z"}""", 422, "expires_at")]
    [InlineData("""{"chat_id":"5","text":"x","protect_content":"yes"}""", 400, "protect_content")]
    public async Task A_time_that_cannot_be_meant_is_refused(string body, int status, string field)
    {
        await using var gateway = await GatewayApp.StartAsync();

        var (answered, problem) = await gateway.PostAsync("/send", body);

        Assert.Equal(status, answered);
        Assert.Contains(field, problem.GetRawText());
    }

    private static async Task<(int Status, System.Text.Json.JsonElement Body)> DeleteAsync(GatewayApp gateway, string id)
    {
        using var request = new HttpRequestMessage(HttpMethod.Delete, $"/messages/{id}");
        return await gateway.SendAsync(request);
    }
}
