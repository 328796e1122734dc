using System.Globalization;

namespace PhStudio.Messaging.RedisIntegration.Bench;

/// <summary>The command line: a command and options of the form --name value.</summary>
public sealed class Arguments
{
    private readonly Dictionary<string, string> _options;

    private Arguments(string command, Dictionary<string, string> options)
    {
        Command = command;
        _options = options;
    }

    public string Command { get; }

    /// <summary>host:port of the Redis.</summary>
    public string Redis => Text("redis", HostAndPort(Environment.GetEnvironmentVariable("TEST_REDIS_URL") ?? "redis://127.0.0.1:6379"));

    /// <summary>amqp:// address of the RabbitMQ.</summary>
    public Uri RabbitMq => new(Text("rabbitmq", Environment.GetEnvironmentVariable("TEST_RABBITMQ_URL") ?? "amqp://guest:guest@127.0.0.1:5672/"));

    public static Arguments Parse(string[] args)
    {
        var options = new Dictionary<string, string>(StringComparer.Ordinal);
        for (var i = 1; i + 1 < args.Length; i += 2)
        {
            options[args[i].TrimStart('-')] = args[i + 1];
        }

        return new Arguments(args.Length > 0 ? args[0] : "--help", options);
    }

    public static Arguments Of(string command, string redis, string rabbitMq, params (string Name, string Value)[] options)
    {
        var all = options.ToDictionary(option => option.Name, option => option.Value, StringComparer.Ordinal);
        all["redis"] = redis;
        all["rabbitmq"] = rabbitMq;
        return new Arguments(command, all);
    }

    public string Text(string name, string otherwise) => _options.GetValueOrDefault(name, otherwise);

    public int Whole(string name, int otherwise) =>
        _options.TryGetValue(name, out var text) ? int.Parse(text, CultureInfo.InvariantCulture) : otherwise;

    public static int Help()
    {
        Console.WriteLine(
            """
            Measures the library on a real Redis and RabbitMQ and prints a table. Each figure is of one run on this machine.

              saga       loads and swaps of a saga a second, by degree of parallelism         --count 200000
              outbox     messages a second through a saga, without an outbox and with it      --count 10000
              fsync      writes a second and their time with appendfsync everysec and always  --count 50000
                         (starts its own redis-server)
              schedules  memory a piece of many schedules, and the lag while they wait        --count 1000000 --seconds 60
              burst      messages due in one second, sent by two processes                    --count 10000
              kill       kills a process that consumes, changes state, publishes three and    --kills 200
                         schedules one, at random points, and counts what came of it      --in-commit no

              --redis host:port        default: TEST_REDIS_URL, else 127.0.0.1:6379
              --rabbitmq amqp://...    default: TEST_RABBITMQ_URL, else amqp://guest:guest@127.0.0.1:5672/
              ./test --serve starts both and prints the two addresses.
            """);
        return 0;
    }

    private static string HostAndPort(string url) => new Uri(url) is var uri ? $"{uri.Host}:{uri.Port}" : url;
}
