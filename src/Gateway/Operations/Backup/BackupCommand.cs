using System.IO.Compression;
using System.Text.Json;
using System.Text.Json.Nodes;
using PhStudio.Messaging.Gateway.Hosting.Commands;
using PhStudio.Messaging.ServiceDefaults.Broker;
using PhStudio.Messaging.ServiceDefaults.Configuration;
using PhStudio.Messaging.ServiceDefaults.Redis;
using PhStudio.Messaging.ServiceDefaults.Replay;
using PhStudio.Messaging.ServiceDefaults;
using StackExchange.Redis;

namespace PhStudio.Messaging.Gateway.Operations.Backup;

/// <summary>The command line of backups: <c>backup save FILE</c> and <c>backup load FILE</c>, over the connections that the services use.</summary>
internal static class BackupCommand
{
    private const string Usage = """
        backup save FILE   writes Redis and the messages of the broker into a file. Stop the services first.
        backup load FILE   puts them back, into an empty Redis and queues that hold nothing. Start the services afterwards.
        Both take REDIS_URL and RABBITMQ_URL as the services do.
        """;

    /// <summary>Runs the command.</summary>
    /// <param name="arguments">The command line after the program's name.</param>
    /// <param name="output">Where the result is printed.</param>
    /// <param name="errors">Where problems are printed.</param>
    /// <param name="settings">Settings in the place of the environment's; null for these.</param>
    /// <returns>0 all right, 1 it could not be done, 2 the command itself is wrong.</returns>
    public static async Task<int> RunAsync(string[] arguments, TextWriter output, TextWriter errors, IReadOnlyDictionary<string, string?>? settings = null)
    {
        if (arguments.Contains("--help") || arguments.Contains("-h"))
        {
            await output.WriteLineAsync(Usage);
            return ExitCode.Right;
        }

        if (arguments is not ["backup", "save" or "load", { Length: > 0 } file])
        {
            await errors.WriteLineAsync(Usage);
            return ExitCode.WrongUse;
        }

        var builder = CommandHost.NewBuilder(settings);
        builder.RequireServers();
        builder.AddRedis();
        builder.Services.AddSingleton(TimeProvider.System).AddLogging();
        var address = builder.RabbitMqAddress();
        if (builder.Settings().Problems is { Count: > 0 } problems || address is null)
        {
            await errors.WriteLineAsync(string.Join('\n', builder.Settings().Problems));
            return ExitCode.WrongUse;
        }

        using var app = builder.Build();
        var queues = new QueueBackup(address, builder.LanePrefix(), builder.ErrorQueueOfTheLanes());
        var redis = new RedisBackup(app.Services.GetRequiredService<IConnectionMultiplexer>(), TimeProvider.System);
        try
        {
            return arguments[1] == "save" ? await SaveAsync(file, queues, redis, output) : await LoadAsync(file, queues, redis, output, errors);
        }
        catch (Exception e) when (e is JsonException or InvalidDataException)
        {
            // Half a line, or half of what was compressed.
            await errors.WriteLineAsync(NotWhole(file));
            return ExitCode.Wrong;
        }
        catch (Exception e) when (e is ServicesRunningException or ScanBusyException or ScanRefusedException or InvalidOperationException or IOException or UnauthorizedAccessException or RedisException or TimeoutException || BrokerFailure.IsUnavailable(e))
        {
            await errors.WriteLineAsync(e.Message);
            return ExitCode.Wrong;
        }
    }

    private static async Task<int> SaveAsync(string file, QueueBackup queues, RedisBackup redis, TextWriter output)
    {
        var (messages, keys) = (0, 0);
        await OwnersFile.WriteAsync(file, async stream =>
        {
            await using var target = new StreamWriter(new GZipStream(stream, CompressionLevel.Fastest));
            messages = await queues.SaveAsync(WriteAsync, CancellationToken.None);
            keys = await redis.SaveAsync(WriteAsync, CancellationToken.None);
            await target.WriteLineAsync(new JsonObject { ["end"] = true, ["messages"] = messages, ["keys"] = keys }.ToJsonString());

            Task WriteAsync(JsonObject line) => target.WriteLineAsync(line.ToJsonString());
        });

        await output.WriteLineAsync($"Saved {keys} keys of Redis and {messages} messages of the broker in {file}.");
        return ExitCode.Right;
    }

    private static async Task<int> LoadAsync(string file, QueueBackup queues, RedisBackup redis, TextWriter output, TextWriter errors)
    {
        if (!await redis.IsEmptyAsync())
        {
            await errors.WriteLineAsync("Redis is not empty. A backup is put into an empty one, so that nothing of two times is mixed.");
            return ExitCode.Wrong;
        }

        if (await queues.CountAsync(CancellationToken.None) is > 0 and var waiting)
        {
            await errors.WriteLineAsync($"The queues hold {waiting} messages. A backup is put into queues that hold nothing, so that nothing of two times is mixed.");
            return ExitCode.Wrong;
        }

        if (await LinesAsync(file).AnyAsync(line => line["end"] is not null) is false)
        {
            await errors.WriteLineAsync(NotWhole(file));
            return ExitCode.Wrong;
        }

        // First Redis, with the ledger and the states: a message must find what it refers to.
        var keys = 0;
        await foreach (var line in LinesAsync(file).Where(line => line["key"] is not null))
        {
            await redis.LoadAsync(line);
            keys++;
        }

        var messages = await queues.LoadAsync(LinesAsync(file).Where(line => line["queue"] is not null || line["declare"] is not null), CancellationToken.None);
        await output.WriteLineAsync($"Put back {keys} keys of Redis and {messages} messages of the broker. Start the services now.");
        return ExitCode.Right;
    }

    private static string NotWhole(string file) => $"{file} has no end: it is not a whole backup.";

    private static async IAsyncEnumerable<JsonNode> LinesAsync(string file)
    {
        using var reader = new StreamReader(new GZipStream(File.OpenRead(file), CompressionMode.Decompress));
        while (await reader.ReadLineAsync() is { } line)
        {
            yield return JsonNode.Parse(line)!;
        }
    }
}
