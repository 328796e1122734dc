namespace PhStudio.Messaging.Gateway.Hosting.Commands;

/// <summary>How a command that calls the Gateway ends.</summary>
internal static class CommandReport
{
    /// <summary>Runs what a command does, and says how it ended.</summary>
    /// <param name="arguments">The command line.</param>
    /// <param name="usage">Printed for <c>--help</c>.</param>
    /// <param name="output">Where the help goes.</param>
    /// <param name="errors">Where problems are printed.</param>
    /// <param name="run">Throws a <see cref="CommandException"/> where it cannot go on.</param>
    /// <returns>How it ends: <see cref="ExitCode"/>.</returns>
    public static async Task<int> RunAsync(IReadOnlyList<string> arguments, string usage, TextWriter output, TextWriter errors, Func<Task> run)
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
