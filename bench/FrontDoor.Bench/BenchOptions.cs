using System.Globalization;
using PhStudio.Messaging.TestKit;
using PhStudio.Messaging.TestKit.Whole;

namespace PhStudio.Messaging.FrontDoor.Bench;

/// <summary>What the command line asks for.</summary>
internal sealed class BenchOptions
{
    public const string Help = """
        bench/frontdoor [--baseline DIR] [--peer DIR] [--floors yes] [--grow yes] [--backlog SIZES] [--try "A=1 B=2"] [--rounds N] [--messages N] [--warm N] [--only ROWS]

        Knocks at the HTTP door and measures until the Bot API has accepted: messages a second just after the start and once warm,
        processor time a message, memory, the time from start to ready, the first booking, and the first 120 presses.
        The entrants run one after the other in each round, each with a virtual host, a Redis and an emulated Telegram of its own.

          --baseline DIR  another checkout of this project, built with `dotnet build -c Release`: a second column and ratios; several by commas
          --try VARIABLES this build once more with these environment variables: what a setting is worth; several by semicolons
          --peer DIR      a folder with api.mjs and worker.mjs (BullMQ and grammY), its npm packages installed
          --floors yes    the same way with everything of ours left out, on MassTransit and on RabbitMQ.Client alone: two columns
          --grow yes      this build with 2 and 4 Senders, and with 2 Gateways: three columns
          --backlog SIZES this many messages wait while Telegram is unavailable, such as 1000,100000: memory a message, and the rate when it is back; at most 200000, of which the emulated Telegram remembers when it took them; nothing else is measured
          --rounds N      default 3; the table shows medians
          --messages N    measured messages of each section, default 10000
          --warm N        where the warm section begins, default 30000
          --only ROWS     of: start,booking,cold,warm,batch,presses; default all

        Nothing else should run on the machine. About 4 minutes a round for each entrant.
        """;

    /// <summary>So many requests the emulated Telegram remembers.</summary>
    private const int MaxBacklog = 200_000;

    public required IReadOnlyList<Entrant> Entrants { get; init; }

    public int Rounds { get; init; }

    public int Messages { get; init; }

    public int Warm { get; init; }

    /// <summary>Messages that wait; empty where no backlog is measured.</summary>
    public IReadOnlyList<int> Backlogs { get; init; } = [];

    public IReadOnlySet<string> Only { get; init; } = new HashSet<string>();

    /// <summary>Whether a row is asked for.</summary>
    public bool Wants(string row) => Only.Count == 0 || Only.Contains(row);

    public static BenchOptions? Parse(string[] args, out string? problem)
    {
        var values = new Dictionary<string, string>();
        for (var i = 0; i < args.Length; i += 2)
        {
            if (args[i] is not ("--baseline" or "--peer" or "--floors" or "--grow" or "--backlog" or "--try" or "--rounds" or "--messages" or "--warm" or "--only") || i + 1 == args.Length)
            {
                problem = $"'{args[i]}' is no option with a value.";
                return null;
            }

            values[args[i]] = args[i + 1];
        }

        if (values.TryGetValue("--backlog", out var backlogs) && Array.Find(backlogs.Split(','), size => !int.TryParse(size, NumberStyles.None, CultureInfo.InvariantCulture, out var count) || count is < 5 or > MaxBacklog) is { } wrong)
        {
            problem = $"--backlog takes whole numbers from 5 to {MaxBacklog}, separated by commas, not '{wrong}'.";
            return null;
        }

        var entrants = new List<Entrant> { new ProductEntrant("product", Repository.Root) };
        if (values.TryGetValue("--baseline", out var baseline))
        {
            entrants.AddRange(baseline.Split(',').Select(folder => new ProductEntrant(Path.GetFileName(Path.TrimEndingDirectorySeparator(folder)), Path.GetFullPath(folder))));
        }

        if (values.TryGetValue("--try", out var variables))
        {
            entrants.AddRange(variables.Split(';').Select(set => new ProductEntrant(set, Repository.Root, [.. set.Split(' ').Select(pair => pair.Split('=', 2)).Select(pair => KeyValuePair.Create(pair[0], pair[1]))])));
        }

        if (values.TryGetValue("--peer", out var peer))
        {
            entrants.Add(new PeerEntrant(Path.GetFullPath(peer)));
        }

        if (values.ContainsKey("--grow"))
        {
            entrants.Add(new ProductEntrant("2 Senders", Repository.Root, senders: 2));
            entrants.Add(new ProductEntrant("4 Senders", Repository.Root, senders: 4));
            entrants.Add(new ProductEntrant("2 Gateways", Repository.Root, gateways: 2));
        }

        if (values.ContainsKey("--floors"))
        {
            entrants.Add(new FloorEntrant("MassTransit alone", "masstransit"));
            entrants.Add(new FloorEntrant("RabbitMQ.Client alone", "client"));
        }

        problem = entrants.Select(entrant => entrant.Missing()).FirstOrDefault(missing => missing is not null);
        return problem is not null ? null : new BenchOptions
        {
            Entrants = entrants,
            Rounds = Number(values, "--rounds", 3),
            Messages = Number(values, "--messages", 10_000),
            Warm = Number(values, "--warm", 30_000),
            Backlogs = values.TryGetValue("--backlog", out var sizes) ? [.. sizes.Split(',').Select(size => int.Parse(size, NumberStyles.None, CultureInfo.InvariantCulture))] : [],
            Only = values.TryGetValue("--only", out var only) ? only.Split(',').ToHashSet() : new HashSet<string>(),
        };
    }

    private static int Number(Dictionary<string, string> values, string name, int standard) =>
        values.TryGetValue(name, out var text) ? int.Parse(text, NumberStyles.None, CultureInfo.InvariantCulture) : standard;
}
