using PhStudio.Messaging.Contracts;
using PhStudio.Messaging.WebhookProcessor.Bookings.Customers;
using PhStudio.Messaging.WebhookProcessor.Bookings.Model;
using PhStudio.Messaging.WebhookProcessor.Telegram;
using PhStudio.Messaging.WebhookProcessor.Tests.App;
using System.Net.Http.Json;
using static PhStudio.Messaging.WebhookProcessor.Tests.Bookings.BookingHarness;

namespace PhStudio.Messaging.WebhookProcessor.Tests.Bookings;

/// <summary>Who did what when from where.</summary>
public sealed class AuditTests
{
    [Fact]
    public async Task Each_thing_that_happens_is_written_down_with_its_chat()
    {
        await using var harness = await BookingHarness.StartAsync();
        await harness.HappensAsync(Created("PH-1"));
        await harness.HappensAsync(Opened("99", "Клиент"));
        await harness.HappensAsync(Opened("98", "Чужой"));
        await harness.HappensAsync(Opened("98", "Чужой") with { UpdateId = 6 });
        await harness.HappensAsync(Press("PH-1", ButtonAction.Confirm));
        await harness.HappensAsync(Press("PH-1", ButtonAction.Undo));
        await harness.HappensAsync(Press("PH-1", ButtonAction.Confirm, version: 1));
        await harness.HappensAsync(new RefuseUndo { BookingId = "PH-1", By = "Ольга", Reason = "напечатано" });
        while (!harness.Booking("PH-1").ClientReminded)
        {
            await harness.NextDeadlineAsync("PH-1");
        }
        await harness.HappensAsync(Press("PH-1", ButtonAction.ClientCancelYes, user: 99, name: "Клиент") with { ChatId = "99" });

        Assert.Equal(
        [
            ("created", null, "bus", null, null),
            ("client_bound", "Клиент", "customer", "99", null),
            ("link_refused", "Чужой", "customer", "98", null),
            ("confirmed", "Анна", "chat", StaffChatId, null),
            ("undone", "Анна", "chat", StaffChatId, null),
            ("confirmed", "Анна", "chat", StaffChatId, null),
            ("undo_refused", "Ольга", "bus", null, "напечатано"),
            ("client_reminded", null, "deadline", "99", null),
            ("cancelled", "Клиент", "customer", "99", null),
        ],
            harness.Booking("PH-1").Audit.Select(a => (a.What, a.Who, a.From, a.ChatId, a.Reason)));
    }

    [Fact]
    public async Task A_link_that_is_passed_around_does_not_fill_the_booking()
    {
        await using var harness = await BookingHarness.StartAsync();
        await harness.HappensAsync(Created("PH-1"));
        await harness.HappensAsync(Opened("99", "Клиент"));
        for (var chat = 1000; chat < 1100; chat++)
        {
            await harness.HappensAsync(Opened($"{chat}", "Чужой") with { UpdateId = chat });
        }

        Assert.Equal(20, harness.Booking("PH-1").Audit.Count(entry => entry.What == "link_refused"));
        var answers = harness.Published<SendMessage>().Where(m => m.Template == "customer_link_invalid").ToList();
        Assert.Equal(100, answers.Count);
        Assert.All(answers, answer => Assert.Equal(TimeSpan.FromMinutes(1), answer.ExpiresAt - answer.CreatedAt));

        // What the customer learns first waits as long as it must; what is asked for again does not.
        await harness.HappensAsync(Opened("99", "Клиент") with { UpdateId = 6 });
        Assert.Equal([null, TimeSpan.FromMinutes(1)], harness.Published<CustomerMessage>().Select(m => m.Order.ExpiresAt - m.Order.CreatedAt));
    }

    [Fact]
    public async Task A_booking_that_came_over_HTTP_is_not_said_to_come_from_the_bus()
    {
        await using var app = await ProcessorApp.StartWithGatewayAsync();
        using var client = app.Client();
        client.DefaultRequestHeaders.Add("X-Api-Key", "a-key-of-the-tests-of-decisions");

        await client.PostAsJsonAsync("/bookings", new
        {
            id = "PH-1", service = "Портрет", date = "2026-12-24", time_slots = new[] { "10:00" }, client_name = "Анна", client_phone = "+7 900 000-00-00", people_count = 2, total_price = 5000,
        }, TestContext.Current.CancellationToken);
        var question = await app.PublishesAsync<SendMessage>(m => m.BookingId == "PH-1", "the question");
        await app.AskAsync(Telegram.Press(Telegram.Confirm(question)));

        Assert.Equal([("created", "http"), ("confirmed", "chat")], (await app.StateAsync("PH-1"))!.Audit!.Select(a => (a.What, a.From)));
    }

    private static LinkOpened Opened(string chat, string name) => new() { CorrelationId = BookingCorrelation.Of("PH-1"), ChatId = chat, UserName = name, Language = "ru", UpdateId = 5 };
}
