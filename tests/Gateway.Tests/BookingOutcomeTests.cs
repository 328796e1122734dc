using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using PhStudio.Messaging.Contracts;
using PhStudio.Messaging.Gateway.Bookings.Callbacks;
using PhStudio.Messaging.TestKit;
using StandardWebhooks;

namespace PhStudio.Messaging.Gateway.Tests;

/// <summary>What the platform gets: signed as others verify it, with its own password, in order.</summary>
public sealed class BookingOutcomeTests
{
    private static readonly DateTimeOffset At = new(2026, 12, 24, 10, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task The_specifications_form_of_a_secret_is_verified_by_the_official_library()
    {
        const string Secret = "whsec_xsqULvErjQPHWuH3HqqdAI8aHMAO8Rlv";
        await using var platform = await Receiver.StartAsync();
        await using var gateway = await GatewayApp.StartAsync(settings: [("BOOKING_CALLBACK_URL", platform.Url), ("BOOKING_CALLBACK_SECRET", Secret)]);

        await gateway.Bus.Publish(new BookingConfirmed { BookingId = "7", DecidedBy = "Анна", DecidedAt = At, AdditionalInfo = "Вход со двора", Sequence = 3 }, TestContext.Current.CancellationToken);

        await Eventually.TrueAsync("the outcome", () => !platform.Got.IsEmpty);
        var (headers, body) = platform.Got.Single();
        new StandardWebhook(Secret).Verify(body, headers);
        var data = JsonDocument.Parse(body).RootElement.GetProperty("data");
        Assert.Equal((3, "Вход со двора"), (data.GetProperty("sequence").GetInt32(), data.GetProperty("additional_info").GetString()));
    }

    [Fact]
    public void Any_other_text_is_the_key_itself()
    {
        const string Secret = "0123456789abcdef0123456789abcdef";
        var signature = new StandardWebhookSignature(Secret).Of("msg_1", "1766570400", "{}");

        Assert.Equal("v1," + Convert.ToBase64String(System.Security.Cryptography.HMACSHA256.HashData(Encoding.UTF8.GetBytes(Secret), "msg_1.1766570400.{}"u8.ToArray())), signature);
    }

    [Fact]
    public async Task While_the_secret_is_changed_both_sign_and_the_known_one_first()
    {
        const string Old = "whsec_xsqULvErjQPHWuH3HqqdAI8aHMAO8Rlv";
        const string New = "whsec_bmV4dG5leHRuZXh0MTIzNDU2Nzg5MGFi";
        await using var platform = await Receiver.StartAsync();
        await using var gateway = await GatewayApp.StartAsync(settings: [("BOOKING_CALLBACK_URL", platform.Url), ("BOOKING_CALLBACK_SECRET", Old), ("BOOKING_CALLBACK_SECRET_NEXT", New)]);

        await gateway.Bus.Publish(new BookingConfirmed { BookingId = "7", DecidedBy = "Анна", DecidedAt = At }, TestContext.Current.CancellationToken);

        await Eventually.TrueAsync("the outcome", () => !platform.Got.IsEmpty);
        var (headers, body) = platform.Got.Single();
        new StandardWebhook(Old).Verify(body, headers);
        var signatures = headers["webhook-signature"].ToString().Split(' ');
        Assert.Equal(2, signatures.Length);
        headers["webhook-signature"] = signatures[1];
        new StandardWebhook(New).Verify(body, headers);
    }

    [Theory]
    [InlineData("studio:p%40ss", "studio:p@ss")]
    [InlineData("studio:p:ss", "studio:p:ss")]
    [InlineData("a-token", "a-token:")]
    public async Task A_name_and_a_password_in_the_address_are_sent_as_basic_authentication(string given, string sent)
    {
        await using var platform = await Receiver.StartAsync();
        var address = platform.Url.Replace("http://", $"http://{given}@", StringComparison.Ordinal);
        await using var gateway = await GatewayApp.StartAsync(settings: [("BOOKING_CALLBACK_URL", address), ("BOOKING_CALLBACK_SECRET", "a-secret-of-the-platform")]);

        platform.Answer = _ => platform.Refused < 1 ? 500 : 204;
        await gateway.Bus.Publish(new BookingConfirmed { BookingId = "7", DecidedBy = "Анна", DecidedAt = At }, TestContext.Current.CancellationToken);

        await Eventually.TrueAsync("the outcome", () => !platform.Got.IsEmpty);
        var told = await gateway.Http.GetStringAsync("/outcomes", TestContext.Current.CancellationToken);
        Assert.Contains("booking.confirmed", told, StringComparison.Ordinal);
        Assert.DoesNotContain("a-token", told, StringComparison.Ordinal);
        Assert.DoesNotContain("ss@", told, StringComparison.Ordinal);
        Assert.Equal("Basic " + Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes(sent)), platform.Got.Single().Headers["Authorization"].ToString());
    }

    [Fact]
    public async Task An_outcome_waits_for_the_earlier_one_of_its_booking_and_for_no_other()
    {
        await using var platform = await Receiver.StartAsync();
        platform.Answer = body => body.Contains("booking.confirmed", StringComparison.Ordinal) && platform.Refused < 2 ? 500 : 204;
        await using var gateway = await GatewayApp.StartAsync(settings: [("BOOKING_CALLBACK_URL", platform.Url), ("BOOKING_CALLBACK_SECRET", "a-secret-of-the-platform")]);

        await gateway.Bus.Publish(new BookingConfirmed { BookingId = "7", DecidedBy = "Анна", DecidedAt = At, Sequence = 1 }, TestContext.Current.CancellationToken);
        await Eventually.TrueAsync("the first refusal", () => platform.Refused > 0);
        await gateway.Bus.Publish(new BookingReopened { BookingId = "7", ReopenedBy = "Анна", ReopenedAt = At, Was = "confirmed", Sequence = 2 }, TestContext.Current.CancellationToken);
        await gateway.Bus.Publish(new BookingRejected { BookingId = "8", DecidedBy = "Анна", DecidedAt = At, Sequence = 5 }, TestContext.Current.CancellationToken);

        await Eventually.TrueAsync("three outcomes", () => platform.Got.Count == 3);
        Assert.Equal(["booking.confirmed", "booking.reopened"], platform.Got.Where(got => got.Body.Contains("\"7\"", StringComparison.Ordinal)).Select(got => JsonDocument.Parse(got.Body).RootElement.GetProperty("type").GetString()));
    }

    [Fact]
    public async Task A_conflict_is_told_with_the_fields_that_differ()
    {
        await using var platform = await Receiver.StartAsync();
        await using var gateway = await GatewayApp.StartAsync(settings: [("BOOKING_CALLBACK_URL", platform.Url), ("BOOKING_CALLBACK_SECRET", "a-secret-of-the-platform")]);

        await gateway.Bus.Publish(new BookingConflict { BookingId = "7", Differs = ["date"], At = At }, TestContext.Current.CancellationToken);

        await Eventually.TrueAsync("the conflict", () => !platform.Got.IsEmpty);
        var told = JsonDocument.Parse(platform.Got.Single().Body).RootElement;
        Assert.Equal(("booking.conflict", "date"), (told.GetProperty("type").GetString(), told.GetProperty("data").GetProperty("differs")[0].GetString()));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Each_callback_is_listed_with_its_attempts_and_posted_again_by_hand(bool redis)
    {
        var booking = $"PH-{Guid.NewGuid():N}";
        await using var platform = await Receiver.StartAsync();
        // What another test has left in this Redis to be posted later is none of ours.
        platform.Answer = body => body.Contains(booking, StringComparison.Ordinal) && body.Contains("booking.confirmed", StringComparison.Ordinal) && platform.Refused < 1 ? 500 : 204;
        await using var gateway = await GatewayApp.StartAsync(redis: redis ? RealServers.NewRedis() : null, settings: [("BOOKING_CALLBACK_URL", platform.Url), ("BOOKING_CALLBACK_SECRET", "a-secret-of-the-platform")]);
        await gateway.Bus.Publish(new BookingConfirmed { BookingId = booking, DecidedBy = "Анна", DecidedAt = At, Sequence = 1 }, TestContext.Current.CancellationToken);
        await gateway.Bus.Publish(new BookingReopened { BookingId = booking, ReopenedBy = "Анна", ReopenedAt = At, Was = "confirmed", Sequence = 2 }, TestContext.Current.CancellationToken);

        var listed = await Eventually.GetAsync("both to be delivered", () => gateway.GetAsync($"/outcomes?booking_id={booking}&state=delivered"), answer => answer.Body.GetProperty("outcomes").GetArrayLength() == 2);
        var confirmed = listed.Body.GetProperty("outcomes").EnumerateArray().Single(outcome => outcome.GetProperty("type").GetString() == "booking.confirmed");
        Assert.Equal((2, 204, booking), (confirmed.GetProperty("attempts").GetInt32(), confirmed.GetProperty("status").GetInt32(), confirmed.GetProperty("booking_id").GetString()));
        Assert.True(confirmed.GetProperty("duration_ms").GetInt32() >= 0);
        Assert.Empty((await gateway.GetAsync($"/outcomes?booking_id={booking}&state=failing")).Body.GetProperty("outcomes").EnumerateArray());

        var again = await gateway.PostAsync($"/outcomes/{confirmed.GetProperty("id").GetString()}/redeliver", "");
        Assert.Equal((200, 3), (again.Status, again.Body.GetProperty("attempts").GetInt32()));
        Assert.Equal(2, platform.Got.Count(got => got.Headers["webhook-id"] == confirmed.GetProperty("id").GetString()));
        Assert.Single(platform.Got.Where(got => got.Headers["webhook-id"] == confirmed.GetProperty("id").GetString()).Select(got => got.Body).Distinct());

        platform.Answer = _ => 503;
        var (status, problem) = await gateway.PostAsync($"/outcomes/{confirmed.GetProperty("id").GetString()}/redeliver", "");
        Assert.Equal((502, "The platform answered 503 to its callback."), (status, problem.GetProperty("detail").GetString()));
        var record = (await gateway.GetAsync($"/audit?target={confirmed.GetProperty("id").GetString()}")).Body.GetProperty("records")[0];
        Assert.Equal(("delivered", "not taken"), (record.GetProperty("before").GetString(), record.GetProperty("after").GetString()));
        // The platform has it all the same.
        Assert.Empty((await gateway.GetAsync($"/outcomes?booking_id={booking}&state=failing")).Body.GetProperty("outcomes").EnumerateArray());
        var taken = (await gateway.GetAsync($"/outcomes?booking_id={booking}&state=delivered")).Body.GetProperty("outcomes").EnumerateArray().Single(outcome => outcome.GetProperty("id").GetString() == confirmed.GetProperty("id").GetString());
        Assert.Equal((4, 503), (taken.GetProperty("attempts").GetInt32(), taken.GetProperty("status").GetInt32()));
        Assert.Equal(404, (await gateway.PostAsync("/outcomes/msg_unknown/redeliver", "")).Status);
        Assert.Equal(422, (await gateway.GetAsync("/outcomes?state=lost")).Status);
    }

    [Fact]
    public async Task Messages_that_reached_nobody_are_posted_where_that_is_asked_for()
    {
        await using var platform = await Receiver.StartAsync();
        await using var gateway = await GatewayApp.StartAsync(settings: [("BOOKING_CALLBACK_URL", platform.Url), ("BOOKING_CALLBACK_SECRET", "a-secret-of-the-platform"), ("CALLBACK_EVENTS", "message.failed, message.expired")]);
        var id = Guid.NewGuid();

        // An edit that failed is no message that reached nobody.
        await gateway.Bus.Publish(new MessageFailed { MessageId = Guid.NewGuid(), ChatId = "5", Reason = FailureReason.MessageNotFound, FailedAt = At }, TestContext.Current.CancellationToken);
        await gateway.Bus.Publish(new MessageFailed { MessageId = id, ChatId = "5", Reason = FailureReason.Blocked, Detail = "Forbidden: bot was blocked by the user", FailedAt = At, BookingId = "7", Template = "client_confirmed", OrderedAt = At }, TestContext.Current.CancellationToken);
        await gateway.Bus.Publish(new MessageExpired { MessageId = id, ChatId = "5", ExpiredAt = At, OrderedAt = At }, TestContext.Current.CancellationToken);

        await Eventually.TrueAsync("both", () => platform.Got.Count == 2);
        var failed = JsonDocument.Parse(platform.Got.Single(got => got.Body.Contains("message.failed", StringComparison.Ordinal)).Body).RootElement.GetProperty("data");
        Assert.Equal((id, "7", "blocked", "client_confirmed"), (failed.GetProperty("message_id").GetGuid(), failed.GetProperty("booking_id").GetString(), failed.GetProperty("reason").GetString(), failed.GetProperty("template").GetString()));
    }

    [Fact]
    public async Task A_staff_chat_that_nothing_reaches_is_posted_in_any_case()
    {
        await using var platform = await Receiver.StartAsync();
        await using var gateway = await GatewayApp.StartAsync(settings: [("BOOKING_CALLBACK_URL", platform.Url), ("BOOKING_CALLBACK_SECRET", "a-secret-of-the-platform")]);

        await gateway.Bus.Publish(new ChatUnreachable { ChatId = "-1001", Reason = FailureReason.ChatNotFound, Since = At, At = At, Reminder = 1 }, TestContext.Current.CancellationToken);

        await Eventually.TrueAsync("the callback", () => !platform.Got.IsEmpty);
        var body = JsonDocument.Parse(platform.Got.Single().Body).RootElement;
        var data = body.GetProperty("data");
        Assert.Equal(("chat.unreachable", "-1001", "chat_not_found", At, 1),
            (body.GetProperty("type").GetString(), data.GetProperty("chat_id").GetString(), data.GetProperty("reason").GetString(), data.GetProperty("since").GetDateTimeOffset(), data.GetProperty("reminder").GetInt32()));
    }

    [Fact]
    public async Task And_nowhere_else()
    {
        await using var platform = await Receiver.StartAsync();
        await using var gateway = await GatewayApp.StartAsync(settings: [("BOOKING_CALLBACK_URL", platform.Url), ("BOOKING_CALLBACK_SECRET", "a-secret-of-the-platform"), ("CALLBACK_EVENTS", "message.expired")]);

        await gateway.Bus.Publish(new MessageFailed { MessageId = Guid.NewGuid(), ChatId = "5", Reason = FailureReason.Blocked, FailedAt = At, OrderedAt = At }, TestContext.Current.CancellationToken);
        await gateway.Bus.Publish(new MessageExpired { MessageId = Guid.NewGuid(), ChatId = "5", ExpiredAt = At, OrderedAt = At }, TestContext.Current.CancellationToken);

        await Eventually.TrueAsync("the expired one", () => !platform.Got.IsEmpty);
        Assert.DoesNotContain(platform.Got, got => got.Body.Contains("message.failed", StringComparison.Ordinal));
        Assert.Single(GatewayApp.Problems(("GATEWAY_API_KEY", GatewayApp.Key), ("CALLBACK_EVENTS", "message.lost")));
    }
}
