namespace PhStudio.Messaging.ServiceDefaults;

/// <summary>The words of a service's command line that are no settings: a command of the service, or a mistake.</summary>
internal static class CommandWords
{
    /// <summary>Exit code of a command line that is wrong, as of the commands themselves.</summary>
    public const int WrongUse = 2;

    /// <summary>The sentence for the first word that is neither a setting nor the value of one; null where there is none. A mistyped command must not start the service a second time.</summary>
    /// <param name="arguments">The command line after the program's name.</param>
    /// <param name="commands">The service's own commands, which were looked for before.</param>
    public static string? Refusal(IReadOnlyList<string> arguments, IReadOnlyList<string> commands)
    {
        for (var at = 0; at < arguments.Count; at++)
        {
            var argument = arguments[at];
            if (IsHelp(argument) || argument.Contains('=', StringComparison.Ordinal))
            {
                continue;
            }

            // As the host reads them: --NAME VALUE and /NAME VALUE.
            if (argument is not ['-' or '/', ..])
            {
                return $"{(argument.Length == 0 ? "An empty argument" : $"\"{argument}\"")} is no command; {(commands.Count == 0 ? "this service has none" : $"the commands are: {string.Join(", ", commands)}")}. Without arguments the service starts; --help lists its settings.";
            }

            at++;
        }

        return null;
    }

    /// <summary>True for what asks for the settings.</summary>
    public static bool IsHelp(string argument) => argument is "--help" or "-h" or "-?";
}
