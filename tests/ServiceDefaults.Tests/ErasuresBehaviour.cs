using Microsoft.Extensions.Time.Testing;
using PhStudio.Messaging.ServiceDefaults.Privacy;
using StackExchange.Redis;

namespace PhStudio.Messaging.ServiceDefaults.Tests;

public sealed class InMemoryErasuresTests : ErasuresBehaviour
{
    private protected override Task<IErasures> StartAsync() => Task.FromResult<IErasures>(new InMemoryErasures(Time));
}

public sealed class RedisErasuresTests : ErasuresBehaviour, IAsyncDisposable
{
    private RedisServer? _server;

    public async ValueTask DisposeAsync()
    {
        if (_server is not null)
        {
            await _server.DisposeAsync();
        }
    }

    private protected override async Task<IErasures> StartAsync()
    {
        _server = await RedisServer.StartAsync();
        return new RedisErasures(await ConnectionMultiplexer.ConnectAsync(_server.Address), Time);
    }
}

/// <summary>What every list of erased people promises.</summary>
public abstract class ErasuresBehaviour
{
    private static readonly DateTimeOffset Start = new(2026, 12, 1, 9, 0, 0, TimeSpan.Zero);

    private protected FakeTimeProvider Time { get; } = new(Start);

    private protected abstract Task<IErasures> StartAsync();

    [Fact]
    public async Task A_person_is_found_by_booking_phone_or_chat_from_that_moment_on_and_nobody_else_is()
    {
        var erasures = await StartAsync();
        Assert.Null(await erasures.ErasedAtAsync("7", "+7 900 123-45-67", "4001"));
        await erasures.AddAsync(new PersonTraces(["7"], ["Anna"], ["+7 900 123-45-67", "12345"], [], ["4001"]));

        Assert.Equal(Start, await erasures.ErasedAtAsync("7", null, null));
        Assert.Equal(Start, await erasures.ErasedAtAsync("8", "8 (900) 1234567", null));
        Assert.Equal(Start, await erasures.ErasedAtAsync("8", "unknown", "4001"));
        Assert.Null(await erasures.ErasedAtAsync("8", "+7 900 123-45-68", "4002"));
        Assert.Null(await erasures.ErasedAtAsync("8", "12345", null));
    }

    [Fact]
    public async Task A_person_with_two_numbers_in_one_text_is_found_by_each()
    {
        var erasures = await StartAsync();
        await erasures.AddAsync(new PersonTraces([], [], ["+7 900 111-22-33, +7 900 444-55-66", "8 900 777 88 99"], [], []));

        Assert.Equal(Start, await erasures.ErasedAtAsync("8", "8 900 1112233", null));
        Assert.Equal(Start, await erasures.ErasedAtAsync("8", "8 900 4445566", null));
        Assert.Equal(Start, await erasures.ErasedAtAsync("8", "+7 900 777-88-99 or +7 900 000-00-00", null));
        Assert.Null(await erasures.ErasedAtAsync("8", "+7 900 222-33-44", null));
    }

    [Fact]
    public async Task What_was_noted_of_a_booking_is_taken_back_and_nothing_else()
    {
        var erasures = await StartAsync();
        await erasures.TakeBackAsync(["7"]);
        await erasures.AddAsync(new PersonTraces(["7", "8"], [], ["+7 900 123-45-67"], [], ["4001"]));
        Assert.True((await erasures.CurrentAsync()).HasBooking("7"));

        await erasures.TakeBackAsync(["7", "9"]);

        Assert.Null(await erasures.ErasedAtAsync("7", null, null));
        Assert.False((await erasures.CurrentAsync()).HasBooking("7"));
        Assert.Equal([Start, Start, Start], [await erasures.ErasedAtAsync("8", null, null), await erasures.ErasedAtAsync("7", "+7 900 123-45-67", null), await erasures.ErasedAtAsync("7", null, "4001")]);
    }

    [Fact]
    public async Task Of_several_erasures_the_last_one_counts()
    {
        var erasures = await StartAsync();
        await erasures.AddAsync(new PersonTraces([], [], ["+7 900 123-45-67"], [], []));
        Time.Advance(TimeSpan.FromDays(1));
        await erasures.AddAsync(new PersonTraces([], [], [], [], ["4001"]));

        Assert.Equal(Start.AddDays(1), await erasures.ErasedAtAsync("7", "+7 900 123-45-67", "4001"));
        Assert.Equal(Start, await erasures.ErasedAtAsync("7", "+7 900 123-45-67", null));
    }

    [Fact]
    public async Task After_ninety_days_the_next_erasure_forgets_an_old_one()
    {
        var erasures = await StartAsync();
        await erasures.AddAsync(new PersonTraces([], [], ["+7 900 123-45-67"], [], []));
        Time.Advance(IErasures.Kept + TimeSpan.FromSeconds(1));
        await erasures.AddAsync(new PersonTraces([], [], [], [], ["4001"]));

        Assert.Null(await erasures.ErasedAtAsync("7", "+7 900 123-45-67", null));
        Assert.True((await erasures.CurrentAsync()).HasChat("4001", Start));
    }
}
