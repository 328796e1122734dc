using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using PhStudio.Messaging.Gateway.Bookings.Callbacks;
using PhStudio.Messaging.ServiceDefaults.Privacy;
using PhStudio.Messaging.ServiceDefaults.Redis;
using StackExchange.Redis;

namespace PhStudio.Messaging.Gateway.Tests;

/// <summary>How long what became of callbacks is known, and that an erasure finds all of it.</summary>
public sealed class CallbackLogTests
{
    private readonly string _name = $"Anna {Guid.NewGuid():N}";

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_callback_that_is_tried_again_after_weeks_is_known_by_its_first_attempt_and_erased(bool isInRedis)
    {
        await using var redis = await ConnectAsync();
        var clock = new Clock { Now = TimeProvider.System.GetUtcNow().AddDays(-29) };
        var first = clock.GetUtcNow();
        var log = Log(isInRedis, redis, clock);
        var callback = Of($"msg_{Guid.NewGuid():N}");
        await log.NoteAsync(callback, Attempt(first, CallbackState.Failing, "no answer"));

        clock.Now += TimeSpan.FromDays(29);
        await log.NoteAsync(callback, Attempt(clock.GetUtcNow(), CallbackState.Delivered));

        var (entry, _) = (await log.FindAsync(callback.Id))!.Value;
        Assert.Equal((2, first.ToUnixTimeMilliseconds(), CallbackState.Delivered), (entry.Attempts, entry.FirstAt.ToUnixTimeMilliseconds(), entry.State));
        Assert.Equal(1, await log.EraseAsync(new PersonTraces([], [_name], [], [], [])));
        Assert.Equal("""{"cancelled_by":"erased"}""", (await log.FindAsync(callback.Id))!.Value.Callback.Body);
        if (isInRedis)
        {
            // It lives no longer than it stands in the lists by which an erasure finds it.
            Assert.InRange((await redis.GetDatabase().KeyTimeToLiveAsync(Key(callback)))!.Value, TimeSpan.FromHours(23), TimeSpan.FromHours(24));
        }
        else
        {
            await log.WaitsAsync(Of("msg_later"), clock.GetUtcNow().AddDays(1));
            Assert.Null(await log.FindAsync(callback.Id));
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task What_the_platform_does_not_take_is_counted_until_it_takes_it_or_nobody_tries_any_more(bool isInRedis)
    {
        await using var redis = await ConnectionMultiplexer.ConnectAsync(RedisUrl.Parse(RealServers.NewRedis()));
        var log = Log(isInRedis, redis, TimeProvider.System);
        var now = TimeProvider.System.GetUtcNow();
        await log.NoteAsync(Of("msg_given_up"), Attempt(now.AddDays(-9), CallbackState.GivenUp, "no answer"));
        await log.WaitsAsync(Of("msg_waits"), now);
        await log.NoteAsync(Of("msg_refused"), Attempt(now, CallbackState.Refused, "410"));
        await log.NoteAsync(Of("msg_first"), Attempt(now, CallbackState.Failing, "no answer"));
        // As of one that was given up, and is moved back from the error queue.
        await log.NoteAsync(Of("msg_second"), Attempt(now.AddDays(-9), CallbackState.GivenUp, "no answer"));
        await log.NoteAsync(Of("msg_second"), Attempt(now, CallbackState.Failing, "no answer"));

        Assert.Equal(2, await log.CountFailingAsync());

        await log.NoteAsync(Of("msg_first"), Attempt(now.AddHours(1), CallbackState.Delivered));
        Assert.Equal(1, await log.CountFailingAsync());
        Assert.Equal(["msg_given_up"], (await log.ListAsync(new CallbackFilter(State: CallbackState.GivenUp), null, 10)).Callbacks.Select(given => given.Id));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task What_is_over_its_time_is_in_no_list_also_where_nothing_is_noted_any_more(bool isInRedis)
    {
        await using var redis = await ConnectionMultiplexer.ConnectAsync(RedisUrl.Parse(RealServers.NewRedis()));
        var log = Log(isInRedis, redis, TimeProvider.System);
        var now = TimeProvider.System.GetUtcNow();
        foreach (var number in Enumerable.Range(0, 150))
        {
            await log.NoteAsync(Of($"msg_{number}"), Attempt(now, CallbackState.Failing, "no answer"));
        }

        await log.ForgetAsync(now.AddDays(29));
        Assert.Equal(150, await log.CountFailingAsync());
        await log.ForgetAsync(now.AddDays(31));

        Assert.Equal(0, await log.CountFailingAsync());
        Assert.Equal(0, await redis.GetDatabase().SortedSetLengthAsync("phstudio:gateway:callbacks"));
    }

    [Fact]
    public async Task A_callback_that_fails_is_shown_as_a_figure()
    {
        var log = new InMemoryCallbackLog();
        await log.NoteAsync(Of("msg_failing"), Attempt(TimeProvider.System.GetUtcNow(), CallbackState.Failing, "no answer"));
        await using var services = new ServiceCollection().AddMetrics().BuildServiceProvider();
        var meters = services.GetRequiredService<IMeterFactory>();
        using var failing = new FailingCallbacks(log, meters, TimeProvider.System);

        await failing.StartAsync(TestContext.Current.CancellationToken);

        long? shown = null;
        using var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, _) =>
        {
            if (instrument.Name == "gateway.callbacks_failing" && instrument.Meter.Scope == meters)
            {
                listener.EnableMeasurementEvents(instrument);
            }
        };
        listener.SetMeasurementEventCallback<long>((_, value, _, _) => shown = value);
        listener.Start();
        await Eventually.TrueAsync("one failing callback", () =>
        {
            listener.RecordObservableInstruments();
            return shown == 1;
        });
        await failing.StopAsync(TestContext.Current.CancellationToken);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task An_attempt_that_was_under_way_while_its_person_was_erased_brings_nothing_back(bool isInRedis)
    {
        await using var redis = await ConnectAsync();
        var now = TimeProvider.System.GetUtcNow();
        var log = Log(isInRedis, redis, TimeProvider.System);
        var callback = Of($"msg_{Guid.NewGuid():N}");
        await log.NoteAsync(callback, Attempt(now, CallbackState.Failing, "no answer"));
        await log.EraseAsync(new PersonTraces([], [_name], [], [], []));

        await log.NoteAsync(callback, Attempt(now, CallbackState.Delivered));

        var (entry, known) = (await log.FindAsync(callback.Id))!.Value;
        Assert.Equal((CallbackState.Delivered, """{"cancelled_by":"erased"}"""), (entry.State, known.Body));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task What_the_platform_took_stays_taken_where_a_later_attempt_by_hand_fails(bool isInRedis)
    {
        await using var redis = await ConnectAsync();
        var now = TimeProvider.System.GetUtcNow();
        var log = Log(isInRedis, redis, TimeProvider.System);
        var callback = Of($"msg_{Guid.NewGuid():N}");
        await log.NoteAsync(callback, Attempt(now, CallbackState.Delivered));

        await log.NoteAsync(callback, Attempt(now.AddMinutes(1), CallbackState.Failing, "no answer"));

        var (entry, _) = (await log.FindAsync(callback.Id))!.Value;
        Assert.Equal((CallbackState.Delivered, 2, "no answer"), (entry.State, entry.Attempts, entry.Error));
        Assert.DoesNotContain((await log.ListAsync(new CallbackFilter(callback.BookingId, CallbackState.Failing), null, 10)).Callbacks, listed => listed.Id == callback.Id);
    }

    [Fact]
    public async Task What_a_process_that_died_left_of_a_callback_is_no_callback_and_the_next_attempt_is_its_first()
    {
        await using var redis = await ConnectAsync();
        var log = Log(isInRedis: true, redis, TimeProvider.System);
        var callback = Of($"msg_{Guid.NewGuid():N}");
        await redis.GetDatabase().HashSetAsync(Key(callback), "first", TimeProvider.System.GetUtcNow().AddDays(-40).ToUnixTimeMilliseconds());

        Assert.Null(await log.FindAsync(callback.Id));

        var now = TimeProvider.System.GetUtcNow();
        await log.NoteAsync(callback, Attempt(now, CallbackState.Delivered));
        Assert.Equal(now.ToUnixTimeMilliseconds(), (await log.FindAsync(callback.Id))!.Value.Entry.FirstAt.ToUnixTimeMilliseconds());
        Assert.NotNull(await redis.GetDatabase().KeyTimeToLiveAsync(Key(callback)));
    }

    [Fact]
    public async Task Two_processes_that_note_the_first_attempt_at_once_both_note_it()
    {
        await using var redis = await ConnectAsync();
        var callback = Of($"msg_{Guid.NewGuid():N}");
        var now = TimeProvider.System.GetUtcNow();

        await Task.WhenAll(Enumerable.Range(0, 10).Select(at => Log(isInRedis: true, redis, TimeProvider.System).NoteAsync(callback, Attempt(now.AddSeconds(at), CallbackState.Failing, "no answer"))));

        Assert.Equal(10, (await Log(isInRedis: true, redis, TimeProvider.System).FindAsync(callback.Id))!.Value.Entry.Attempts);
    }

    private static ICallbackLog Log(bool isInRedis, IConnectionMultiplexer redis, TimeProvider time) => isInRedis ? new RedisCallbackLog(redis, time) : new InMemoryCallbackLog();

    private static async Task<ConnectionMultiplexer> ConnectAsync() => await ConnectionMultiplexer.ConnectAsync(RedisUrl.Parse(RealServers.Redis));

    private static string Key(Callback callback) => $"phstudio:gateway:callback:{callback.Id}";

    private Callback Of(string id) => new(id, "booking.cancelled", $"PH-{id}", $$"""{"cancelled_by":"{{_name}}"}""");

    private sealed class Clock : TimeProvider
    {
        public DateTimeOffset Now { get; set; }

        public override DateTimeOffset GetUtcNow() => Now;
    }

    private static CallbackAttempt Attempt(DateTimeOffset at, CallbackState state, string? error = null) => new(at, state, Status: null, TimeSpan.FromSeconds(1), error);
}
