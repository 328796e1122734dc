using PhStudio.Messaging.Contracts;

namespace PhStudio.Messaging.ServiceDefaults.Tests;

/// <summary>By which id a message of another language's program is known: its outbox knows it by nothing else.</summary>
public sealed class MessageIdTests
{
    private const string Exchange = "PhStudio.Messaging.Contracts:BookingCancelled";
    private const string Nil = "00000000-0000-0000-0000-000000000000";

    [Theory]
    [InlineData(null, false)]
    [InlineData("booking 7 of the platform", true)]
    [InlineData("0b0f8c2e-4a52-4d0a-9a86-5c6a3f1f7d11", true)]
    [InlineData(Nil, false)]
    [InlineData(" ", false)]
    public async Task A_plain_body_has_the_id_that_its_publisher_gave_it_and_else_is_a_message_of_its_own_each_time(string? messageId, bool isGiven) =>
        await PublishedTwiceAsync("""{"booking_id":"7"}""", "application/json", messageId, isGiven, messageId);

    [Theory]
    [InlineData("", null, false)]
    [InlineData("\"messageId\":null,", "the broker's", true)]
    [InlineData("\"messageId\":\"\",", "0b0f8c2e-4a52-4d0a-9a86-5c6a3f1f7d11", true)]
    [InlineData("\"messageId\":\"" + Nil + "\",", null, false)]
    [InlineData("\"messageId\":\"booking 7 of the platform\",", null, true)]
    [InlineData("\"messageId\":\"0b0f8c2e-4a52-4d0a-9a86-5c6a3f1f7d11\",", "another", true)]
    public async Task An_envelope_without_an_id_has_one_as_a_plain_body_has(string member, string? messageId, bool isGiven) =>
        await PublishedTwiceAsync($$$"""{{{{member}}}"messageType":["urn:message:{{{Exchange}}}"],"message":{"bookingId":"7"}}""", "application/vnd.masstransit+json", messageId, isGiven, member.Contains("0b0f", StringComparison.Ordinal) ? member[13..49] : messageId);

    private static async Task PublishedTwiceAsync(string body, string contentType, string? messageId, bool isGiven, string? given)
    {
        await using var broker = await VirtualHost.CreateAsync();
        var inbox = new Inbox();
        await using var consumer = await RoutesTests.StartConsumersAsync(broker.Url, inbox);

        for (var i = 0; i < 2; i++)
        {
            Assert.True(await broker.PublishAsync(Exchange, body, contentType, messageId));
        }
        await broker.PublishAsync(Exchange, """{"booking_id":"8"}""", messageId: "one of its own");

        await Eventually.TrueAsync("three cancellations", () => inbox.Ids.Count == 3);
        Assert.DoesNotContain(null, inbox.Ids);
        Assert.DoesNotContain(Guid.Empty, inbox.Ids);
        Assert.Equal(isGiven ? 2 : 3, inbox.Ids.Distinct().Count());
        if (isGiven && Guid.TryParse(given, out var id))
        {
            Assert.Contains(id, inbox.Ids);
        }
    }
}
