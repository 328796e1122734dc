using PhStudio.Messaging.SystemBench;

if (args.Contains("--help") || args.Length > 2)
{
    Console.WriteLine("""
        bench/run [RATE] [SECONDS]     press to popup and to the edited message, default 100 presses a second for 30 s

        Real processes, RabbitMQ and Redis on this machine, the emulated Telegram answering at once with its limits off.
        Prints a Markdown table; docs/benchmarks.md keeps the figures with the machine named.
        """);
    return 0;
}

var rate = args.Length > 0 ? int.Parse(args[0], System.Globalization.CultureInfo.InvariantCulture) : 100;
var seconds = args.Length > 1 ? int.Parse(args[1], System.Globalization.CultureInfo.InvariantCulture) : 30;
await PressBench.RunAsync(rate, seconds);
return 0;
