using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using PhStudio.Messaging.Contracts;
using PhStudio.Messaging.TestKit;
using PhStudio.Messaging.WebhookProcessor.Bookings.Model;
using PhStudio.Messaging.WebhookProcessor.Bookings.Saga;
using PhStudio.Messaging.WebhookProcessor.Tests.App;
using static PhStudio.Messaging.WebhookProcessor.Tests.Bookings.BookingHarness;

namespace PhStudio.Messaging.WebhookProcessor.Tests.Failures;

/// <summary>An event that fails in the middle leaves nothing behind, in memory as on Redis.</summary>
public sealed class RollbackTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_decision_that_failed_was_not_made(bool onRedis)
    {
        await using var app = await ProcessorApp.StartAsync(settings: ("REDIS_URL", onRedis ? RealServers.NewRedis() : null));
        app.Errors.Expect("the step after the decision fails");
        var id = $"PH-{Guid.NewGuid():N}";
        var question = await app.BookAsync(Created(id));
        using var fault = app.Services.GetRequiredService<BookingDecisionStateMachine>().ConnectEventObserver(new FailsAfterTheStep());

        await app.BringAsync(Telegram.Press(Telegram.Confirm(question), name: FailsAfterTheStep.Unlucky));
        await Eventually.TrueAsync("the failure", () => app.Lines.Lines.Any(line => line.Contains("R-FAULT", StringComparison.Ordinal) && line.Contains(FailsAfterTheStep.Message, StringComparison.Ordinal)));
        var between = await app.StateAsync(id);
        await app.BringAsync(Telegram.Press(Telegram.Reject(question), name: "Борис"));

        Assert.Equal(("awaiting_decision", null, 0), (between!.State, between.DecidedBy, app.Published<BookingConfirmed>().Count));
        Assert.DoesNotContain(between.Audit!, entry => entry.What == "confirmed");
        Assert.Equal("Борис", (await app.PublishesAsync<BookingRejected>(_ => true, "the decision that stands")).DecidedBy);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_booking_whose_first_event_failed_is_not_there(bool onRedis)
    {
        await using var app = await ProcessorApp.StartAsync(settings: ("REDIS_URL", onRedis ? RealServers.NewRedis() : null));
        app.Errors.Expect("the step after the decision fails");
        var id = $"PH-{Guid.NewGuid():N}";
        using (app.Services.GetRequiredService<BookingDecisionStateMachine>().ConnectEventObserver(new FailsAfterTheStep()))
        {
            await app.Bus.Publish(Created(id) with { ClientName = FailsAfterTheStep.Unlucky });
            await Eventually.TrueAsync("the failure", () => app.Lines.Lines.Any(line => line.Contains("R-FAULT", StringComparison.Ordinal) && line.Contains(FailsAfterTheStep.Message, StringComparison.Ordinal)));
        }

        Assert.Null(await app.StateAsync(id));
        // And comes again.
        await app.BookAsync(Created(id));
        Assert.Equal("awaiting_decision", (await app.StateAsync(id))!.State);
    }

    private sealed class FailsAfterTheStep : IEventObserver<BookingDecision>
    {
        public const string Unlucky = "Анна";
        public const string Message = "the step after the decision fails";

        public Task PreExecute(BehaviorContext<BookingDecision> context) => Task.CompletedTask;

        public Task PreExecute<T>(BehaviorContext<BookingDecision, T> context)
            where T : class => Task.CompletedTask;

        public Task PostExecute(BehaviorContext<BookingDecision> context) => Task.CompletedTask;

        public Task PostExecute<T>(BehaviorContext<BookingDecision, T> context)
            where T : class => context.Message is ButtonPressed { UserName: Unlucky } or BookingCreated { ClientName: Unlucky } ? throw new InvalidOperationException(Message) : Task.CompletedTask;

        public Task ExecuteFault(BehaviorContext<BookingDecision> context, Exception exception) => Task.CompletedTask;

        public Task ExecuteFault<T>(BehaviorContext<BookingDecision, T> context, Exception exception)
            where T : class => Task.CompletedTask;
    }
}
