using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization;
using PhStudio.Messaging.Gateway.Hosting.Commands;

namespace PhStudio.Messaging.Gateway.Access;

/// <summary>The command line that makes keys: <c>keys new NAME --roles ROLE,...</c>.</summary>
internal static class KeysCommand
{
    private static readonly string Usage = $"""
        keys new NAME --roles ROLE,ROLE [--expires 2027-01-31] [--speaks-for-others]
            makes a key. It prints the key, once, to give to its holder, and its entry, to put into the JSON array of GATEWAY_API_KEYS.
            Roles: {Roles.Names}; administer may do everything.
            --expires            a day (UTC) or a moment with its offset; from then on the key is refused. Default: never.
            --speaks-for-others  "by" of a decision names whom the caller says, instead of the key.
            To change a key, make a second one of the same name, add its entry, hand it out, then take the old entry out.
        """;

    private static readonly JsonSerializerOptions Json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>Runs the command.</summary>
    /// <param name="arguments">The command line after the program's name.</param>
    /// <param name="output">Where the key and its entry go.</param>
    /// <param name="errors">Where wrong usage is printed.</param>
    /// <returns>The exit code: 0 all right, 2 the command itself is wrong.</returns>
    public static int Run(IReadOnlyList<string> arguments, TextWriter output, TextWriter errors)
    {
        if (arguments.Contains("--help") || arguments.Contains("-h"))
        {
            output.WriteLine(Usage);
            return ExitCode.Right;
        }

        if (Read(arguments, out var wrong) is not { } entry)
        {
            errors.WriteLine(wrong);
            errors.WriteLine(Usage);
            return ExitCode.WrongUse;
        }

        var key = "phs_" + Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));
        output.WriteLine($"The key, shown this once: {key}");
        output.WriteLine("Its entry in GATEWAY_API_KEYS:");
        output.WriteLine(JsonSerializer.Serialize(entry with { Hash = KeyEntry.Write(KeyEntry.HashOf(key)) }, Json));
        return ExitCode.Right;
    }

    private static Entry? Read(IReadOnlyList<string> arguments, out string wrong)
    {
        wrong = "Usage:";
        if (arguments is not ["keys", "new", { Length: > 0 } name, ..] || name.StartsWith('-'))
        {
            return null;
        }

        if (!KeySettings.IsName(name))
        {
            wrong = "NAME must be 1 to 100 characters in one line.";
            return null;
        }

        var entry = new Entry(name, "", []);
        for (var at = 3; at < arguments.Count; at++)
        {
            var value = arguments.ElementAtOrDefault(at + 1);
            switch (arguments[at])
            {
                case "--roles":
                    entry = entry with { RoleNames = value?.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries) ?? [] };
                    at++;
                    break;
                case "--expires":
                    if (value is null || KeySettings.ReadMoment(value) is null)
                    {
                        wrong = "--expires must be a day such as 2027-01-31 or a moment with its offset such as 2027-01-31T12:00:00Z.";
                        return null;
                    }

                    entry = entry with { Expires = value };
                    at++;
                    break;
                case "--speaks-for-others":
                    entry = entry with { SpeaksForOthers = true };
                    break;
                default:
                    wrong = $"{arguments[at]} is not known.";
                    return null;
            }
        }

        wrong = $"--roles must name at least one of {Roles.Names}.";
        return entry.RoleNames.Count > 0 && entry.RoleNames.All(role => Roles.Find(role) is not null) ? entry : null;
    }

    private sealed record Entry(string Name, string Hash, [property: JsonPropertyName("roles")] IReadOnlyList<string> RoleNames, string? Expires = null, bool? SpeaksForOthers = null);
}
