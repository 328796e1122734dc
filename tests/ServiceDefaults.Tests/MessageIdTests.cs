using PhStudio.Messaging.Contracts;

namespace PhStudio.Messaging.ServiceDefaults.Tests;

/// <summary>By which id a message of another language's program is known: its outbox knows it by nothing else.</summary>
public sealed class MessageIdTests
{
    private const string Exchange = "PhStudio.Messaging.Contracts:BookingCancelled";
    private const string Nil = "00000000-0000-0000-0000-000000000000";

    private static readonly (string? MessageId, bool IsGiven)[] Plain =
        [(null, false), ("booking 7 of the platform", true), ("0b0f8c2e-4a52-4d0a-9a86-5c6a3f1f7d11", true), (Nil, false), (" ", false)];

    private static readonly (string Member, string? MessageId, bool IsGiven)[] Envelopes =
    [
        ("", null, false),
        ("\"messageId\":null,", "the broker's", true),
        ("\"messageId\":\"\",", "0b0f8c2e-4a52-4d0a-9a86-5c6a3f1f7d11", true),
        ($"\"messageId\":\"{Nil}\",", null, false),
        ("\"messageId\":\"booking 7 of the platform\",", null, true),
        ("\"messageId\":\"0b0f8c2e-4a52-4d0a-9a86-5c6a3f1f7d11\",", "another", true),
    ];

    [Fact]
    public async Task A_body_has_the_id_that_its_publisher_gave_it_plain_or_in_an_envelope_and_else_is_a_message_of_its_own_each_time()
    {
        await using var broker = await VirtualHost.CreateAsync();
        var inbox = new Inbox();
        await using var consumer = await RoutesTests.StartConsumersAsync(broker.Url, inbox);

        foreach (var (messageId, isGiven) in Plain)
        {
            await PublishedTwiceAsync(broker, inbox, """{"booking_id":"7"}""", "application/json", messageId, isGiven, messageId);
        }

        foreach (var (member, messageId, isGiven) in Envelopes)
        {
            var body = $$$"""{{{{member}}}"messageType":["urn:message:{{{Exchange}}}"],"message":{"bookingId":"7"}}""";
            await PublishedTwiceAsync(broker, inbox, body, "application/vnd.masstransit+json", messageId, isGiven, member.Contains("0b0f", StringComparison.Ordinal) ? member[13..49] : messageId);
        }
    }

    private static async Task PublishedTwiceAsync(VirtualHost broker, Inbox inbox, string body, string contentType, string? messageId, bool isGiven, string? given)
    {
        inbox.Ids.Clear();
        for (var i = 0; i < 2; i++)
        {
            Assert.True(await broker.PublishAsync(Exchange, body, contentType, messageId));
        }
        await broker.PublishAsync(Exchange, """{"booking_id":"8"}""", messageId: "one of its own");

        await Eventually.TrueAsync("three cancellations", () => inbox.Ids.Count == 3);
        Assert.DoesNotContain(null, inbox.Ids);
        Assert.DoesNotContain(Guid.Empty, inbox.Ids);
        Assert.True((isGiven ? 2 : 3) == inbox.Ids.Distinct().Count(), $"{messageId} of {body}");
        if (isGiven && Guid.TryParse(given, out var id))
        {
            Assert.Contains(id, inbox.Ids);
        }
    }
}
