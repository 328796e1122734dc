using Microsoft.Extensions.Time.Testing;
using PhStudio.Messaging.Contracts;
using PhStudio.Messaging.Sender.Admission;

namespace PhStudio.Messaging.Sender.Tests.Admission;

public sealed class InMemorySenderRegistryTests : SenderRegistryBehaviour
{
    public InMemorySenderRegistryTests() => Registry = new InMemorySenderRegistry(Time);

    protected override ISenderRegistry Registry { get; }
}

public sealed class RedisSenderRegistryTests : SenderRegistryBehaviour
{
    public RedisSenderRegistryTests() => Registry = new RedisSenderRegistry(TestRedis.Connection, TestRedis.FreshKeys(), Time);

    protected override ISenderRegistry Registry { get; }
}

/// <summary>What every registry of Senders promises, with a clock that the test moves.</summary>
public abstract class SenderRegistryBehaviour
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 22, 12, 0, 0, TimeSpan.Zero);

    protected FakeTimeProvider Time { get; } = new(Noon);

    protected abstract ISenderRegistry Registry { get; }

    [Fact]
    public async Task Those_that_report_are_counted_and_their_last_report_is_kept()
    {
        Assert.Empty(await Registry.AllAsync());
        Assert.Equal(1, await Registry.ReportAsync("one", new SenderReport(5, Noon, 1)));
        Assert.Equal(2, await Registry.ReportAsync("two", new SenderReport(0, null, 0)));
        Assert.Equal(2, await Registry.ReportAsync("one", new SenderReport(3, Noon.AddMinutes(-1), 2)));

        Assert.Equivalent(new Dictionary<string, SenderReport> { ["one"] = new(3, Noon.AddMinutes(-1), 2), ["two"] = new(0, null, 0) }, await Registry.AllAsync(), strict: true);
    }

    [Fact]
    public async Task A_silent_one_is_forgotten_with_what_it_had_in_hand()
    {
        await Registry.ReportAsync("silent", new SenderReport(5, Noon, 1));
        Time.Advance(TimeSpan.FromSeconds(4));
        Assert.Equal(2, await Registry.ReportAsync("lives", new SenderReport(1, Noon, 0)));
        Assert.Equal(["lives", "silent"], (await Registry.AllAsync()).Keys.Order());

        Time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(["lives"], (await Registry.AllAsync()).Keys);
        Assert.Equal(1, await Registry.ReportAsync("lives", new SenderReport(1, Noon, 0)));
    }

    [Fact]
    public async Task The_oldest_of_each_lane_is_kept_and_over_all_the_older_one_holds()
    {
        var (one, two) = (Lanes((Priority.Low, 5), (Priority.High, 3)), Lanes((Priority.Low, 2), (Priority.Critical, 7)));
        await Registry.ReportAsync("one", one);
        await Registry.ReportAsync("two", two);
        await Registry.ReportAsync("three", Lanes());

        var all = (await Registry.AllAsync()).Values.Aggregate((first, second) => first + second);

        Assert.Equal(Lanes((Priority.Low, 2), (Priority.High, 3), (Priority.Critical, 7)).Lanes!.OrderBy(lane => lane.Key), all.Lanes!.OrderBy(lane => lane.Key));

        static SenderReport Lanes(params (Priority Lane, int Minute)[] lanes) => new(lanes.Length, null, 0, lanes.Length == 0 ? null : lanes.ToDictionary(lane => lane.Lane, lane => Noon.AddMinutes(lane.Minute)));
    }

    [Fact]
    public void Reports_are_added_up_and_the_oldest_holds()
    {
        var (nothing, early, late) = (new SenderReport(0, null, 0), new SenderReport(2, Noon, 1), new SenderReport(3, Noon.AddSeconds(5), 4));

        Assert.Equal(new SenderReport(5, Noon, 5), early + late);
        Assert.Equal(new SenderReport(5, Noon, 5), late + early);
        Assert.Equal(early, nothing + early);
        Assert.Equal(early, early + nothing);
    }
}
