using System.Globalization;
using PhStudio.Messaging.BrokerCluster.Bench;

if (args.Contains("--help") || args.Length > 3)
{
    Console.WriteLine("""
        bench/cluster [KILLS] [MESSAGES] [BOOKINGS]

        Three RabbitMQ nodes on this machine, and the whole system on them. While messages are ordered and bookings are decided,
        the node that has most of our connections is killed (kill -9) and started again; default 10 kills, 300 messages and
        50 bookings each time. Prints a line for each kill: what was lost, what came twice, the longest silence, answers of HTTP 500.
        About a minute a kill. The result stands in docs/reliability.md.
        """);
    return 0;
}

var numbers = args.Select(argument => int.Parse(argument, CultureInfo.InvariantCulture)).ToList();
var kills = numbers.ElementAtOrDefault(0) is var k and > 0 ? k : 10;
var messages = numbers.ElementAtOrDefault(1) is var m and > 0 ? m : 300;
var bookings = numbers.ElementAtOrDefault(2) is var b and > 0 ? b : 50;
return await NodeKills.RunAsync(kills, messages, bookings) ? 0 : 1;
