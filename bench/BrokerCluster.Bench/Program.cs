using System.Globalization;
using PhStudio.Messaging.BrokerCluster.Bench;

var isCut = args.Contains("--cut");
var counts = args.Where(argument => argument != "--cut").ToList();
if (counts.Contains("--help") || counts.Count > 3)
{
    Console.WriteLine("""
        bench/cluster [--cut] [ROUNDS] [MESSAGES] [BOOKINGS]

        Three RabbitMQ nodes on this machine, and the whole system on them. While messages are ordered and bookings are decided,
        the node that has most of our connections is killed (kill -9) and started again; default 10 rounds, 300 messages and
        50 bookings each time. Prints a line for each round: what was lost, what came twice, the longest silence, answers of HTTP 500.
        About a minute a round. The results stand in docs/reliability.md.

        --cut   the node goes on running, and nothing passes any more between it and its clients and the other nodes; nobody is told.
                Each second round lasts 90 s, until the nodes have given each other up. Two minutes a round.
        """);
    return 0;
}

var numbers = counts.ConvertAll(argument => int.Parse(argument, CultureInfo.InvariantCulture));
var rounds = numbers.ElementAtOrDefault(0) is var k and > 0 ? k : 10;
var messages = numbers.ElementAtOrDefault(1) is var m and > 0 ? m : 300;
var bookings = numbers.ElementAtOrDefault(2) is var b and > 0 ? b : 50;
return await NodeOutages.RunAsync(isCut, rounds, messages, bookings) ? 0 : 1;
