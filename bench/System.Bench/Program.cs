using PhStudio.Messaging.SystemBench;

if (args.Contains("--help") || args.Length > 3)
{
    Console.WriteLine("""
        bench/run [RATE] [SECONDS] [--trace]

        Press to popup and to the edited message, default 100 presses a second for 30 s. With --trace also where the time
        goes, from the spans that the services export; the tracing itself takes time too, so take the figures without it.

        Real processes, RabbitMQ and Redis on this machine, the emulated Telegram answering at once with its limits off.
        Prints a Markdown table; docs/benchmarks.md keeps the figures with the machine named.
        """);
    return 0;
}

var numbers = args.Where(argument => argument != "--trace").ToList();
var rate = numbers.Count > 0 ? int.Parse(numbers[0], System.Globalization.CultureInfo.InvariantCulture) : 100;
var seconds = numbers.Count > 1 ? int.Parse(numbers[1], System.Globalization.CultureInfo.InvariantCulture) : 30;
await PressBench.RunAsync(rate, seconds, args.Contains("--trace"));
return 0;
