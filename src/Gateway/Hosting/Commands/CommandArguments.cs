namespace PhStudio.Messaging.Gateway.Hosting.Commands;

/// <summary>The options of a command line: <c>--name value</c>, or <c>--name</c> alone for a switch.</summary>
/// <param name="values">Each option's value by its name; empty for a switch.</param>
internal sealed class CommandArguments(IReadOnlyDictionary<string, string> values)
{
    /// <summary>The value of an option; null where it is not given.</summary>
    public string? this[string name] => values.GetValueOrDefault(name);

    /// <summary>True where a switch is given.</summary>
    public bool Has(string name) => values.ContainsKey(name);

    /// <summary>The filters of a list among them, as its query has them.</summary>
    public Dictionary<string, string> Filters(params IEnumerable<string> names) => names.Where(Has).ToDictionary(name => name, name => values[name], StringComparer.Ordinal);

    /// <summary>Reads them; throws a <see cref="CommandException"/> that names what is not known or lacks its value.</summary>
    /// <param name="arguments">The command line after the command's own words.</param>
    /// <param name="options">The options that take a value, without their dashes.</param>
    /// <param name="switches">Those that take none.</param>
    public static CommandArguments Read(IReadOnlyList<string> arguments, IReadOnlyList<string> options, IReadOnlyList<string> switches)
    {
        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        for (var at = 0; at < arguments.Count; at++)
        {
            var name = arguments[at].StartsWith("--", StringComparison.Ordinal) ? arguments[at][2..] : "";
            if (switches.Contains(name, StringComparer.Ordinal))
            {
                values[name] = "";
            }
            else if (!options.Contains(name, StringComparer.Ordinal))
            {
                throw new CommandException(ExitCode.WrongUse, $"{arguments[at]} is not known. It takes {string.Join(", ", options.Concat(switches).Select(known => $"--{known}"))}.");
            }
            else if (++at == arguments.Count || arguments[at] is "" || arguments[at].StartsWith("--", StringComparison.Ordinal))
            {
                throw new CommandException(ExitCode.WrongUse, $"--{name} must be followed by its value.");
            }
            else
            {
                values[name] = arguments[at];
            }
        }

        return new CommandArguments(values);
    }
}
