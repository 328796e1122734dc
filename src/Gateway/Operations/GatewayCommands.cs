using PhStudio.Messaging.Gateway.Access;
using PhStudio.Messaging.Gateway.Migration;
using PhStudio.Messaging.Gateway.Operations.Backup;
using PhStudio.Messaging.Gateway.Operations.Doctor;
using PhStudio.Messaging.Gateway.Operations.Exports;

namespace PhStudio.Messaging.Gateway.Operations;

/// <summary>What the Gateway's program does instead of serving.</summary>
internal static class GatewayCommands
{
    /// <summary>Runs the command that the line begins with. Returns its exit code; null where it begins with none.</summary>
    public static async Task<int?> RunAsync(string[] arguments) => arguments switch
    {
        ["keys", ..] => KeysCommand.Run(arguments, Console.Out, Console.Error),
        ["backup", ..] => await BackupCommand.RunAsync(arguments, Console.Out, Console.Error),
        ["shadow", ..] => await ShadowCommand.RunAsync(arguments, Console.Out, Console.Error),
        ["import", ..] => await ImportCommand.RunAsync(arguments, new HttpClientHandler(), Console.Out, Console.Error),
        ["doctor", _, ..] => await LegacyDoctor.RunAsync(arguments, Console.Out, Console.Error),
        ["doctor"] => await DoctorCommand.RunAsync(settings: null, Console.Out),
        ["audit", ..] => await AuditCommand.RunAsync(arguments, settings: null, Console.Out, Console.Error),
        ["export", ..] => await ExportCommand.RunAsync(arguments, settings: null, Console.OpenStandardOutput(), Console.Error),
        _ => null,
    };

    /// <summary>Runs what a command does, and says how it ended.</summary>
    /// <param name="arguments">The command line.</param>
    /// <param name="usage">Printed for <c>--help</c>.</param>
    /// <param name="output">Where the help goes.</param>
    /// <param name="errors">Where it is said what is wrong.</param>
    /// <param name="run">Throws a <see cref="CommandException"/> where it cannot go on.</param>
    public static async Task<int> ReportAsync(IReadOnlyList<string> arguments, string usage, TextWriter output, TextWriter errors, Func<Task> run)
    {
        if (arguments.Contains("--help") || arguments.Contains("-h"))
        {
            await output.WriteLineAsync(usage);
            return ExitCode.Right;
        }

        try
        {
            await run();
            return ExitCode.Right;
        }
        catch (CommandException e)
        {
            await errors.WriteLineAsync(e.Message);
            return e.ExitCode;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or HttpRequestException)
        {
            await errors.WriteLineAsync($"{e.Message} What was written so far is not whole.");
            return ExitCode.Wrong;
        }
    }
}
