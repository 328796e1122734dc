using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using PhStudio.Messaging.TestKit;
using PhStudio.Messaging.WebhookProcessor.Bookings.Model;
using PhStudio.Messaging.WebhookProcessor.Bookings.Saga;
using PhStudio.Messaging.WebhookProcessor.Tests.App;
using static PhStudio.Messaging.WebhookProcessor.Tests.Bookings.BookingHarness;

namespace PhStudio.Messaging.WebhookProcessor.Tests.Failures;

/// <summary>Who reads a booking sees what the last finished step left, in memory as on Redis.</summary>
public sealed class HalfDoneStepTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_booking_that_is_just_being_made_is_not_read_half_made(bool onRedis)
    {
        await using var app = await ProcessorApp.StartAsync(settings: ("REDIS_URL", onRedis ? RealServers.NewRedis() : null));
        var id = $"PH-{Guid.NewGuid():N}";
        var step = new HeldStep();
        using var observer = app.Services.GetRequiredService<BookingDecisionStateMachine>().ConnectEventObserver(step);
        using var scope = app.Services.CreateScope();

        await app.Bus.Publish(Created(id));
        await step.Begun.Task.WaitAsync(TimeSpan.FromSeconds(30));
        var reading = scope.ServiceProvider.GetRequiredService<ILoadSagaRepository<BookingDecision>>().Load(BookingCorrelation.Of(id));
        step.MayGoOn.SetResult();
        var read = await reading;

        Assert.True(read is null || read.BookingId == id, "a booking without its id was read");
        Assert.Equal(id, (await Eventually.GetAsync("the booking", () => app.StateAsync(id), state => state is not null))!.BookingId);
    }

    private sealed class HeldStep : IEventObserver<BookingDecision>
    {
        public TaskCompletionSource Begun { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public TaskCompletionSource MayGoOn { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task PreExecute(BehaviorContext<BookingDecision> context) => Task.CompletedTask;

        public Task PreExecute<T>(BehaviorContext<BookingDecision, T> context)
            where T : class
        {
            Begun.TrySetResult();
            return MayGoOn.Task;
        }

        public Task PostExecute(BehaviorContext<BookingDecision> context) => Task.CompletedTask;

        public Task PostExecute<T>(BehaviorContext<BookingDecision, T> context)
            where T : class => Task.CompletedTask;

        public Task ExecuteFault(BehaviorContext<BookingDecision> context, Exception exception) => Task.CompletedTask;

        public Task ExecuteFault<T>(BehaviorContext<BookingDecision, T> context, Exception exception)
            where T : class => Task.CompletedTask;
    }
}
