using MassTransit;
using MassTransit.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using PhStudio.Messaging.Contracts;
using PhStudio.Messaging.TestKit;
using PhStudio.Messaging.WebhookProcessor.Staff;

namespace PhStudio.Messaging.WebhookProcessor.Tests.Access;

public sealed class StrangerLimitsTests
{
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 12, 1, 12, 0, 0, TimeSpan.Zero));

    [Fact]
    public void A_person_has_five_answers_and_then_one_in_twelve_seconds()
    {
        var limits = new StrangerLimits(_time);

        Assert.Equal(5, Enumerable.Range(0, 50).Count(_ => limits.TryTake(7, 7)));
        _time.Advance(TimeSpan.FromSeconds(12));
        Assert.Equal([true, false], new[] { limits.TryTake(7, 7), limits.TryTake(7, 7) });
        _time.Advance(TimeSpan.FromHours(1));
        Assert.Equal(5, Enumerable.Range(0, 50).Count(_ => limits.TryTake(7, 7)));
    }

    [Fact]
    public void A_chat_has_twenty_no_matter_who_asks()
    {
        var limits = new StrangerLimits(_time);

        Assert.Equal(20, Enumerable.Range(1, 100).Count(person => limits.TryTake(person, -5)));
        Assert.True(limits.TryTake(101, -6));
    }

    [Fact]
    public void A_million_strangers_take_a_bounded_memory_and_those_of_before_are_forgotten()
    {
        var limits = new StrangerLimits(_time);

        Assert.Equal(5_000, Enumerable.Range(1, 20_000).Count(person => limits.TryTake(person, -person)));
        _time.Advance(TimeSpan.FromMinutes(2));
        Assert.True(limits.TryTake(999_999, 999_999));
    }

    [Fact]
    public async Task A_message_that_waits_for_Redis_takes_one_answer_for_all_its_attempts()
    {
        var limits = new StrangerLimits(_time);
        var attempts = new List<bool>();
        await using var provider = new ServiceCollection().AddMassTransitTestHarness(TextWriter.Null, bus =>
        {
            bus.AddHandler((ConsumeContext<LanguageChosen> context) =>
            {
                attempts.Add(limits.TryTake(context, 7, 7));
                return attempts.Count < 8 ? throw new TimeoutException() : Task.CompletedTask;
            });
            bus.AddConfigureEndpointsCallback((_, _, endpoint) => endpoint.UseMessageRetry(retry => retry.Immediate(10)));
        }).BuildServiceProvider(validateScopes: true);
        var harness = await provider.StartTestHarness();

        await harness.Bus.Publish(new LanguageChosen { UserId = 7, Language = "en", ChosenAt = _time.GetUtcNow() }, TestContext.Current.CancellationToken);
        await Eventually.TrueAsync("all attempts", () => attempts.Count == 8);

        Assert.DoesNotContain(false, attempts);
        Assert.Equal(4, Enumerable.Range(0, 50).Count(_ => limits.TryTake(7, 7)));
    }
}
