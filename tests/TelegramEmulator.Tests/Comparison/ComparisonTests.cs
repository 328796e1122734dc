using System.Globalization;
using System.Text.Json;
using PhStudio.Messaging.TelegramEmulator.Hosting;
using PhStudio.Messaging.TelegramEmulator.Tests.Support;
using static PhStudio.Messaging.TelegramEmulator.Tests.Support.RunningEmulator;

namespace PhStudio.Messaging.TelegramEmulator.Tests.Comparison;

/// <summary>Calls with what Telegram's own server answers to them, in steps.txt.</summary>
public sealed class ComparisonTests
{
    private const long Forum = -1007;
    private const long Channel = -1009;

    /// <summary>A line that begins so goes on where the one before it ended.</summary>
    private const string GoesOn = "+ ";

    [Fact]
    public async Task Every_call_is_answered_as_Telegrams_server_answers_it()
    {
        await using var emulator = await StartAsync();
        var steps = (await File.ReadAllLinesAsync(Path.Combine(AppContext.BaseDirectory, "Comparison", "steps.txt"), TestContext.Current.CancellationToken))
            .Where(line => line.Length > 0 && line[0] != '#').Select(line => line.Split(" | ", 3)).ToList();

        List<string> differences = [];
        foreach (var step in steps)
        {
            if (!step[0].StartsWith(GoesOn, StringComparison.Ordinal))
            {
                await PrepareAsync(emulator);
            }

            var answer = await emulator.BotAsync(step[0].Replace(GoesOn, "", StringComparison.Ordinal), JsonDocument.Parse(Named(step[1])).RootElement);
            if (Difference(step[2], answer) is { } difference)
            {
                differences.Add($"{step[0]} {step[1]}: {step[2]}, but was {difference}");
            }
        }

        Assert.True(steps.Count > 250, "steps.txt was not read");
        Assert.True(differences.Count == 0, $"{differences.Count} of {steps.Count} differ:\n{string.Join('\n', differences)}");
    }

    private static async Task PrepareAsync(RunningEmulator emulator)
    {
        await emulator.ControlAsync("reset", new { });
        await emulator.ControlAsync("chats", new { id = Forum, type = "supergroup", title = "Forum", topics = new[] { new { id = 5, name = "Five" } } });
        await emulator.ControlAsync("chats", new { id = Channel, type = "channel", title = "News" });
        await emulator.SendAsync(Staff, "first");
        await emulator.ControlAsync($"chats/{Staff}/messages", new { from = Anna, text = "second" });
        await emulator.SendAsync(Maria, "first");
    }

    /// <summary>The chats by their numbers.</summary>
    private static string Named(string parameters) => parameters
        .Replace("\"G\"", Staff.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal)
        .Replace("\"M\"", Maria.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal)
        .Replace("\"C\"", Channel.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal)
        .Replace("\"F\"", Forum.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal)
        .Replace("\"B\"", EmulatorOptions.DemoToken.Split(':')[0], StringComparison.Ordinal);

    private static string? Difference(string expected, BotAnswer answer)
    {
        var came = answer.Ok ? $"ok {answer.Result.GetRawText()}" : $"{answer.ErrorCode} {answer.Description}";
        if (!expected.StartsWith("ok", StringComparison.Ordinal))
        {
            return came == expected && answer.Status == answer.ErrorCode ? null : came;
        }

        return answer.Ok && expected["ok".Length..].Split(' ', StringSplitOptions.RemoveEmptyEntries).All(check => Holds(check.Split('=', 2), answer.Result)) ? null : came;
    }

    private static bool Holds(string[] check, JsonElement result)
    {
        JsonElement? value = result;
        foreach (var part in check[0].Split('.', StringSplitOptions.RemoveEmptyEntries))
        {
            value = value is not { } at ? null
                : at.ValueKind == JsonValueKind.Array ? int.TryParse(part, out var index) && index < at.GetArrayLength() ? at[index] : null
                : at.ValueKind == JsonValueKind.Object && at.TryGetProperty(part, out var field) ? field
                : null;
        }

        return check[1] == "none" ? value is null : value is { } found && JsonElement.DeepEquals(found, JsonDocument.Parse(check[1]).RootElement);
    }
}
