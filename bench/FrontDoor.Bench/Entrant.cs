namespace PhStudio.Messaging.FrontDoor.Bench;

/// <summary>Who is measured: a build of the product, or the peer.</summary>
internal abstract class Entrant(string name)
{
    public string Name => name;

    /// <summary>What has to be done before it can run; null where nothing has.</summary>
    public abstract string? Missing();

    /// <summary>Starts its processes, and waits until each is ready.</summary>
    public abstract Task<Running> StartAsync(World world);
}

/// <summary>An entrant at work.</summary>
internal abstract class Running : IAsyncDisposable
{
    /// <summary>From its start to ready, by process.</summary>
    public required IReadOnlyDictionary<string, TimeSpan> StartTimes { get; init; }

    public required IReadOnlyList<(string Part, int Id)> Processes { get; init; }

    public IEnumerable<int> ProcessIds => Processes.Select(process => process.Id);

    public required HttpClient Door { get; init; }

    /// <summary>Orders one booking notification to a chat.</summary>
    public abstract Task SendAsync(long chat);

    public abstract ValueTask DisposeAsync();
}
