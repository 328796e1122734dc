using System.Reflection;
using System.Text;
using System.Text.RegularExpressions;

namespace PhStudio.Messaging.RedisIntegration.Scripts;

/// <summary>
/// A script's file: <c>-- keys:</c> and <c>-- arguments:</c> declare names in their order, <c>@name</c> stands for <c>KEYS[n]</c> or <c>ARGV[n]</c>,
/// <c>-- include: other.lua</c> puts another file of the folder in this place, and <c>...</c> as the last name allows more than are named.
/// </summary>
internal sealed partial class LuaFile
{
    private const string More = "...";

    private readonly string _name;
    private readonly string[] _keys;
    private readonly string[] _arguments;

    private LuaFile(Assembly assembly, string name, string prelude)
    {
        _name = name;
        var text = Text(assembly, name);
        _keys = Declared(text, "keys");
        _arguments = Declared(text, "arguments");
        Body = prelude + Resolve(WithIncludes(assembly, text));
    }

    /// <summary>The script with <c>KEYS</c> and <c>ARGV</c>, without comments.</summary>
    public string Body { get; }

    /// <exception cref="InvalidOperationException">There is no such file, or it uses a name that it does not declare.</exception>
    public static LuaFile Read(Assembly assembly, string name, string prelude) => new(assembly, name, prelude);

    /// <exception cref="ArgumentException">The script takes another number.</exception>
    public void Check(int keys, int arguments)
    {
        if (!Fits(_keys, keys) || !Fits(_arguments, arguments))
        {
            throw new ArgumentException($"{_name} takes the keys ({string.Join(' ', _keys)}) and the arguments ({string.Join(' ', _arguments)}), and got {keys} and {arguments}.");
        }
    }

    private static bool Fits(string[] declared, int count) => declared is [.. var named, More] ? count >= named.Length : count == declared.Length;

    private static string WithIncludes(Assembly assembly, string text)
    {
        var body = new StringBuilder();
        foreach (var line in text.Split('\n'))
        {
            var include = Include().Match(line);
            if (include.Success)
            {
                body.Append(WithIncludes(assembly, Text(assembly, include.Groups["name"].Value)));
            }
            else if (!line.TrimStart().StartsWith("--", StringComparison.Ordinal))
            {
                body.Append(line).Append('\n');
            }
        }

        return body.ToString();
    }

    private static string[] Declared(string text, string kind) =>
        text.Split('\n').Where(line => line.StartsWith($"-- {kind}:", StringComparison.Ordinal)).Take(1)
            .SelectMany(line => line[$"-- {kind}:".Length..].Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)).ToArray();

    private static string Text(Assembly assembly, string name)
    {
        using var stream = assembly.GetManifestResourceStream($"Scripts/{name}") ?? throw new InvalidOperationException($"{assembly.GetName().Name} has no script {name}.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd().ReplaceLineEndings("\n");
    }

    private string Resolve(string text) => Name().Replace(text, match =>
    {
        var name = match.Groups["name"].Value;
        var key = Array.IndexOf(_keys, name);
        var argument = Array.IndexOf(_arguments, name);
        return (key, argument) switch
        {
            ( >= 0, < 0) => $"KEYS[{key + 1}]",
            ( < 0, >= 0) => $"ARGV[{argument + 1}]",
            _ => throw new InvalidOperationException($"{_name} uses @{name} and must declare it once, as a key or as an argument."),
        };
    });

    [GeneratedRegex(@"^-- include: (?<name>[a-z-]+[.]lua)\z", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Include();

    [GeneratedRegex("@(?<name>[a-z_]+)", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Name();
}
