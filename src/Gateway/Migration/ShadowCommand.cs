using System.Text.Json;
using PhStudio.Messaging.Gateway.Hosting.Commands;
using PhStudio.Messaging.ServiceDefaults.Configuration;
using PhStudio.Messaging.ServiceDefaults.Logging;
using PhStudio.Messaging.ServiceDefaults.Redis;
using PhStudio.Messaging.ServiceDefaults.Shadow;
using StackExchange.Redis;

namespace PhStudio.Messaging.Gateway.Migration;

/// <summary>The command line for a trial beside the system before this one: <c>shadow report FILE</c> compares what it sent with what a Sender with <c>SHADOW=true</c> would have sent.</summary>
internal static class ShadowCommand
{
    private const string Usage = """
        shadow report FILE   compares what a Sender with SHADOW=true noted with what the old system sent, difference by difference.
                             FILE is its log, or what a proxy before Telegram recorded: each line that holds a JSON object or a form with chat_id and text, photo or media is a message (parse_mode, caption and reply_markup count too; a picture by its address).
                             A line with editMessage..., or with a number of Telegram's as message_id and no send..., is an edit and is not compared.
        shadow clear         forgets what was noted.
        Both take REDIS_URL as the services do.
        """;

    /// <summary>Runs the command.</summary>
    /// <param name="arguments">The command line after the program's name.</param>
    /// <param name="output">The differences and the count.</param>
    /// <param name="errors">Where wrong usage is printed.</param>
    /// <param name="settings">Settings in the place of the environment's; null for these.</param>
    /// <returns>0 where messages were compared and nothing differs, 1 where something does, nothing was compared, a line could not be read or Redis does not answer, 2 where the command itself, the file or a setting is wrong.</returns>
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
        var read = lines.Select((line, index) => RecordedLine.Read(index + 1, line)).ToList();
        var old = read.Select(line => line.Message).OfType<SentMessage>().ToList();
        var shadow = calls.Select((call, index) => call.Method is "sendMessage" or "sendPhoto" or "sendMediaGroup" ? SentMessage.Read(index + 1, JsonElement.Parse(call.Arguments)) : null).OfType<SentMessage>().ToList();
        var result = ShadowComparison.Of(old, shadow);
        var unreadable = read.Where(line => line.Kind == RecordedKind.Unreadable).Select(line => line.Line).ToList();
        foreach (var difference in result.Differences)
        {
            await output.WriteLineAsync(SafeText.Escape($"DIFFERS  {difference}"));
        }

        await output.WriteLineAsync($"The old system sent {old.Count}, the new one would have sent {shadow.Count}: {result.Same} are the same, {result.Differences.Count} differ.");
        if (read.Count(line => line.Kind == RecordedKind.Edit) is > 0 and var edits)
        {
            await output.WriteLineAsync($"Edits are not compared ({edits} in the file): nobody presses in the shadow.");
        }

        if (unreadable.Count > 0)
        {
            await output.WriteLineAsync($"Not read: {unreadable.Count} with a chat_id in which no JSON object and no form can be read, line {unreadable[0]} first.");
        }

        if (old.Count == 0)
        {
            await output.WriteLineAsync("Nothing was compared: no line of the file holds a message, a JSON object or a form with chat_id and text, photo or media.");
        }

        if (shadow.Count == 0)
        {
            await output.WriteLineAsync("Nothing was compared: nothing was noted in this Redis. REDIS_URL must be that of the Sender with SHADOW=true, with its database.");
        }

        return result.Differences.Count + unreadable.Count == 0 && old.Count > 0 && shadow.Count > 0 ? ExitCode.Right : ExitCode.Wrong;
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
