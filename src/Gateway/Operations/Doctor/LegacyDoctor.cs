using PhStudio.Messaging.Gateway.Hosting.Commands;
using PhStudio.Messaging.ServiceDefaults.Configuration;

namespace PhStudio.Messaging.Gateway.Operations.Doctor;

/// <summary>The command line for a move from the former system: <c>doctor --legacy FILE</c> reads its <c>.env</c> and says line by line what each setting becomes. It connects to nothing, and shows no secret.</summary>
internal static class LegacyDoctor
{
    private const string Usage = "doctor --legacy FILE   reads the .env of the system before this one and says line by line what each setting becomes; 0 where nothing is to be done, 1 where something is";

    /// <summary>Runs the command.</summary>
    /// <param name="arguments">The command line after the program's name.</param>
    /// <param name="output">A line for each line of the file, and one for each setting that is missing.</param>
    /// <param name="errors">Where wrong usage is printed.</param>
    public static async Task<int> RunAsync(IReadOnlyList<string> arguments, TextWriter output, TextWriter errors)
    {
        if (arguments is ["doctor", "--help" or "-h"])
        {
            await output.WriteLineAsync($"doctor                 checks settings, broker, Redis, clock, zone, and by the Gateway at GATEWAY_URL the bot, its webhook and the staff chats\n{Usage}");
            return ExitCode.Right;
        }

        if (arguments is not ["doctor", "--legacy", var path])
        {
            await errors.WriteLineAsync(Usage);
            return ExitCode.WrongUse;
        }

        if (!File.Exists(path))
        {
            await errors.WriteLineAsync($"There is no file {path}.");
            return ExitCode.WrongUse;
        }

        string text;
        try
        {
            text = Utf8File.Read(path);
        }
        catch (FormatException e)
        {
            await errors.WriteLineAsync($"{path}: {e.Message}.");
            return ExitCode.WrongUse;
        }

        var advices = Read(text);
        foreach (var (line, name, value, advice) in advices)
        {
            await output.WriteLineAsync($"{Word(advice.Verdict)}  line {line}: {name}{(advice.IsSecret || value.Contains("://", StringComparison.Ordinal) ? "" : "=" + value)}: {advice.Says}");
        }

        var given = advices.Where(advice => advice.Value.Length > 0).Select(advice => advice.Name).ToHashSet(StringComparer.Ordinal);
        var missing = LegacySettings.Missing.Where(setting => !given.Contains(setting.Name) && !given.Contains(setting.Name + "_FILE")).ToList();
        foreach (var (name, what) in missing)
        {
            await output.WriteLineAsync($"ADD     {name}: {what}");
        }

        var count = missing.Count + advices.Count(advice => advice.Advice.Verdict is LegacyVerdict.Change or LegacyVerdict.Wrong);
        await output.WriteLineAsync(count == 0 ? "Nothing is to be done." : count == 1 ? "One thing is to be done." : $"{count} things are to be done.");
        return count == 0 ? ExitCode.Right : ExitCode.Wrong;
    }

    private static List<(int Line, string Name, string Value, LegacyAdvice Advice)> Read(string text)
    {
        var advices = new List<(int, string, string, LegacyAdvice)>();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var lines = text.Split('\n');
        // The last of two lines of one name counts.
        for (var line = lines.Length; line >= 1; line--)
        {
            if (EnvFile.Parse(lines[line - 1]).FirstOrDefault() is { Key: { } name, Value: var value })
            {
                advices.Insert(0, (line, name, value ?? "", seen.Add(name) ? LegacySettings.Of(name, value ?? "") : new LegacyAdvice(LegacyVerdict.Unused, "a later line of the same name counts", IsSecret: true)));
            }
        }

        return advices;
    }

    private static string Word(LegacyVerdict verdict) => verdict switch
    {
        LegacyVerdict.Keep => "ok    ",
        LegacyVerdict.Unused => "unused",
        LegacyVerdict.Change => "CHANGE",
        _ => "WRONG ",
    };
}
