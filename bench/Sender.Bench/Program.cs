using PhStudio.Messaging.Sender.Bench;

if (args.Contains("--help") || args.Contains("-h"))
{
    Console.WriteLine(Usage.Text);
    return 0;
}

if (args is ["--bare", ..])
{
    return await BareConsumer.RunAsync();
}

await using var servers = await Servers.StartAsync();
var rows = new Rows(servers);
var wanted = args.Where(arg => !arg.StartsWith('-')).ToHashSet();
Console.WriteLine(Machine.Describe());
Console.WriteLine();
Console.WriteLine("| work | to reach | measured |");
Console.WriteLine("|---|---|---|");
foreach (var (name, run) in rows.All.Where(row => wanted.Count == 0 || wanted.Contains(row.Name)))
{
    foreach (var line in await run())
    {
        Console.WriteLine(line);
    }
}

return 0;
