using System.Text.Json;
using PhStudio.Messaging.Gateway.Hosting.Commands;
using PhStudio.Messaging.ServiceDefaults.Configuration;
using PhStudio.Messaging.ServiceDefaults.Redis;
using PhStudio.Messaging.ServiceDefaults.Shadow;
using PhStudio.Messaging.ServiceDefaults.Wire;
using StackExchange.Redis;

namespace PhStudio.Messaging.Gateway.Migration;

/// <summary>The command line for a trial beside the system before this one: <c>shadow report FILE</c> compares what it sent with what a Sender with <c>SHADOW=true</c> would have sent.</summary>
internal static class ShadowCommand
{
    private const string Usage = """
        shadow report FILE   compares what a Sender with SHADOW=true noted with what the old system sent, difference by difference.
                             FILE is its log, or what a proxy before Telegram recorded: each line that holds a JSON object with chat_id and text, photo or media is a message (parse_mode, caption and reply_markup count too; a picture by its address).
        shadow clear         forgets what was noted.
        Both take REDIS_URL as the services do.
        """;

    /// <summary>Runs the command.</summary>
    /// <param name="arguments">The command line after the program's name.</param>
    /// <param name="output">The differences and the count.</param>
    /// <param name="errors">Where wrong usage is printed.</param>
    /// <param name="settings">Settings in the place of the environment's; null for these.</param>
    /// <returns>0 where nothing differs, 1 where something does or Redis does not answer, 2 where the command itself, the file or a setting is wrong.</returns>
    public static async Task<int> RunAsync(string[] arguments, TextWriter output, TextWriter errors, IReadOnlyDictionary<string, string?>? settings = null)
    {
        if (arguments.Contains("--help") || arguments.Contains("-h"))
        {
            await output.WriteLineAsync(Usage);
            return ExitCode.Right;
        }

        if (arguments is not (["shadow", "report", { Length: > 0 }] or ["shadow", "clear"]))
        {
            await errors.WriteLineAsync(Usage);
            return ExitCode.WrongUse;
        }

        using var app = Build(settings, out var problems);
        if (app is null)
        {
            await errors.WriteLineAsync(string.Join('\n', problems));
            return ExitCode.WrongUse;
        }

        try
        {
            var redis = app.Services.GetRequiredService<IConnectionMultiplexer>().GetDatabase();
            if (arguments[1] == "clear")
            {
                await ShadowStream.ClearAsync(redis);
                await output.WriteLineAsync("What was noted is forgotten.");
                return ExitCode.Right;
            }

            return await ReportAsync(Utf8File.Read(arguments[2]).Split('\n', StringSplitOptions.TrimEntries), await ShadowStream.ReadAsync(redis), output);
        }
        catch (Exception e) when (e is FormatException or IOException or UnauthorizedAccessException)
        {
            await errors.WriteLineAsync(e.Message);
            return ExitCode.WrongUse;
        }
        catch (Exception e) when (e is RedisException or TimeoutException)
        {
            await errors.WriteLineAsync(e.Message);
            return ExitCode.Wrong;
        }
    }

    private static async Task<int> ReportAsync(string[] lines, IReadOnlyList<ShadowedCall> calls, TextWriter output)
    {
        var old = lines.Select((line, index) => Read(index + 1, line)).OfType<SentMessage>().ToList();
        var shadow = calls.Select((call, index) => call.Method is "sendMessage" or "sendPhoto" or "sendMediaGroup" ? SentMessage.Read(index + 1, JsonElement.Parse(call.Arguments)) : null).OfType<SentMessage>().ToList();
        var result = ShadowComparison.Of(old, shadow);
        foreach (var difference in result.Differences)
        {
            await output.WriteLineAsync($"DIFFERS  {difference}");
        }

        await output.WriteLineAsync($"The old system sent {old.Count}, the new one would have sent {shadow.Count}: {result.Same} are the same, {result.Differences.Count} differ.");
        return result.Differences.Count == 0 ? ExitCode.Right : ExitCode.Wrong;
    }

    // A log line may have other words before and after.
    private static SentMessage? Read(int line, string text)
    {
        var (begin, end) = (text.IndexOf('{', StringComparison.Ordinal), text.LastIndexOf('}'));
        if (begin < 0 || end < begin)
        {
            return null;
        }

        try
        {
            return SentMessage.Read(line, JsonElement.Parse(text[begin..(end + 1)]));
        }
        catch (Exception e) when (WireJsonCheck.IsRefusal(e))
        {
            return null;
        }
    }

    private static IHost? Build(IReadOnlyDictionary<string, string?>? settings, out IReadOnlyList<string> problems)
    {
        var builder = CommandHost.NewBuilder(settings);

        builder.AddRedis();
        builder.Services.AddSingleton(TimeProvider.System).AddLogging();
        if (!builder.UsesRedis() && builder.Settings().Problems.Count == 0)
        {
            builder.Settings().Refuse("REDIS_URL is missing: set it to the Redis of the Sender with SHADOW=true.");
        }

        problems = builder.Settings().Problems;
        return problems.Count > 0 ? null : builder.Build();
    }
}
