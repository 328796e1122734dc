using PhStudio.Messaging.FrontDoor.Bench;

if (args.Contains("--help") || args.Contains("-h"))
{
    Console.WriteLine(BenchOptions.Help);
    return 0;
}

if (BenchOptions.Parse(args, out var problem) is not { } options)
{
    Console.Error.WriteLine($"{problem} See bench/frontdoor --help.");
    return 2;
}

Console.WriteLine(Machine.Describe());
var results = new Results();
for (var round = 1; round <= options.Rounds; round++)
{
    foreach (var entrant in options.Entrants)
    {
        Console.Error.WriteLine($"Round {round} of {options.Rounds}: {entrant.Name} ...");
        foreach (var size in options.Backlogs)
        {
            await Backlog.RunAsync(entrant, size, results);
        }

        if (options.Backlogs.Count == 0)
        {
            await Measurement.RunAsync(entrant, options, results);
        }
    }
}

results.Print(options.Entrants);
return 0;
