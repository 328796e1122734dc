using System.Globalization;
using Microsoft.Extensions.Configuration;

namespace PhStudio.Messaging.ServiceDefaults.Configuration;

/// <summary>
/// Reads settings by their environment names and collects every wrong one, so that a start with three mistakes names three.
/// A getter never throws: where a value is missing or malformed it notes the sentence and returns a harmless stand-in,
/// and <see cref="ServiceHost.RunServiceAsync"/> then refuses to start. An empty value counts as unset.
/// </summary>
public sealed class Settings(IConfiguration configuration)
{
    private readonly List<string> _problems = [];
    private readonly List<string> _warnings = [];
    private readonly Dictionary<string, string> _provided = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, Setting> _known = new(StringComparer.Ordinal);

    /// <summary>One sentence for each setting that is missing or malformed; never holds a secret's value.</summary>
    public IReadOnlyList<string> Problems => _problems;

    /// <summary>One sentence for each setting with which the service starts and which its operator should know of.</summary>
    public IReadOnlyList<string> Warnings => _warnings;

    /// <summary>Every setting that was asked for, for <c>--help</c>.</summary>
    public IEnumerable<Setting> Known => _known.Values;

    /// <summary>True where an emulator plays Telegram in this process, so that example secrets are allowed.</summary>
    public bool AllowsExamples { get; set; }

    /// <summary>True where a value was given.</summary>
    public bool IsSet(string name) => Raw(name) is not null;

    /// <summary>A text, or <paramref name="fallback"/>. <paramref name="isForm"/> checks what was given against <paramref name="form"/>.</summary>
    public string Text(string name, string form, string fallback, Func<string, bool>? isForm = null)
    {
        Note(name, form, fallback, secret: false);
        return Checked(name, form, isForm, secret: false) ?? fallback;
    }

    /// <summary>A text that may be left out.</summary>
    public string? Optional(string name, string form, Func<string, bool>? isForm = null)
    {
        Note(name, form, "unset", secret: false);
        return Checked(name, form, isForm, secret: false);
    }

    /// <summary>A text that must be given.</summary>
    public string Required(string name, string form, Func<string, bool>? isForm = null)
    {
        Note(name, form, "required", secret: false);
        return Checked(name, form, isForm, secret: false) ?? Missing(name, form);
    }

    /// <summary>A secret that must be given. It may also come from a file whose path stands in <c>NAME_FILE</c>.</summary>
    public string Secret(string name, string form, Func<string, bool>? isForm = null)
    {
        Note(name, form, "required", secret: true);
        return Checked(name, form, isForm, secret: true) ?? Missing(name, form);
    }

    /// <summary>A secret that may be left out. It may also come from a file whose path stands in <c>NAME_FILE</c>.</summary>
    public string? OptionalSecret(string name, string form, Func<string, bool>? isForm = null)
    {
        Note(name, form, "unset", secret: true);
        return Checked(name, form, isForm, secret: true);
    }

    /// <summary>A whole number between two bounds, both included.</summary>
    public int Whole(string name, int fallback, int min, int max)
    {
        var form = $"a whole number from {min} to {max}";
        Note(name, form, fallback.ToString(CultureInfo.InvariantCulture), secret: false);
        return Parsed(name, form, fallback, text => int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) && number >= min && number <= max ? number : null);
    }

    /// <summary>A number of seconds, which may have a fraction, from <paramref name="min"/> (default: 0) to <paramref name="max"/> (default: a year).</summary>
    public TimeSpan Seconds(string name, TimeSpan fallback, TimeSpan? max = null, TimeSpan min = default)
    {
        var most = (max ?? TimeSpan.FromDays(366)).TotalSeconds;
        var form = $"a number of seconds from {min.TotalSeconds.ToString(CultureInfo.InvariantCulture)} to {most.ToString(CultureInfo.InvariantCulture)}, such as 30 or 0.5";
        Note(name, form, fallback.TotalSeconds.ToString(CultureInfo.InvariantCulture), secret: false);
        return Parsed(name, form, fallback, text => double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var seconds) && seconds >= min.TotalSeconds && seconds <= most ? TimeSpan.FromSeconds(seconds) : null);
    }

    /// <summary>Yes or no.</summary>
    public bool Flag(string name, bool fallback)
    {
        const string Format = "true or false";
        Note(name, Format, fallback ? "true" : "false", secret: false);
        return Parsed<bool>(name, Format, fallback, text => bool.TryParse(text, out var flag) ? flag : null);
    }

    /// <summary>An absolute http or https address that may be left out.</summary>
    /// <param name="name">Its environment name.</param>
    /// <param name="form">Its form, in words.</param>
    /// <param name="takesCredentials">True where <c>user:password@</c> may stand before the host.</param>
    public Uri? OptionalAddress(string name, string form = "an absolute http:// or https:// address", bool takesCredentials = false)
    {
        Note(name, form, "unset", secret: false);
        return Checked(name, form, text => AsAddress(text, takesCredentials) is not null, secret: false) is { } given ? AsAddress(given, takesCredentials) : null;
    }

    /// <summary>An absolute http or https address.</summary>
    public Uri Address(string name, string fallback, string form = "an absolute http:// or https:// address")
    {
        Note(name, form, fallback, secret: false);
        return Checked(name, form, text => AsAddress(text) is not null, secret: false) is { } given ? AsAddress(given)! : new Uri(fallback);
    }

    /// <summary>Notes what is said at the start and stops nothing.</summary>
    public void Warn(string sentence)
    {
        if (!_warnings.Contains(sentence))
        {
            _warnings.Add(sentence);
        }
    }

    /// <summary>Notes a mistake that only the reader of several settings together can see.</summary>
    public void Refuse(string sentence) => Problem(sentence);

    private static Uri? AsAddress(string text, bool takesCredentials = false) =>
        Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https" && (takesCredentials || uri.UserInfo.Length == 0) ? uri : null;

    /// <summary>A wrong value as a refusal shows it. What stands before an @ may be a password, also where the address around it is misspelt: such a value is shown nowhere.</summary>
    public static string Shown(string value) => value.IndexOf('@', StringComparison.Ordinal) > 0 ? "is set" : $"is \"{value}\"";

    private T Parsed<T>(string name, string form, T fallback, Func<string, T?> parse) where T : struct
    {
        if (Raw(name) is not { } text)
        {
            return fallback;
        }
        if (parse(text) is { } value)
        {
            return value;
        }
        Problem($"{name} {Shown(text)} but must be {form}; set it in the environment or the .env file.");
        return fallback;
    }

    private string? Checked(string name, string form, Func<string, bool>? isForm, bool secret)
    {
        var value = Raw(name) ?? (secret ? FromFile(name) : null);
        if (secret && Raw(name) is { } direct && Raw(name + "_FILE") is { } path && File.Exists(path) && SecretFile.Read(name, path, Problem) is { Length: > 0 } other && other != direct)
        {
            Problem($"{name} and {name}_FILE are both set and differ: take one of them out.");
        }

        if (value is null || isForm is null || isForm(value))
        {
            return value;
        }
        Problem(secret
            ? $"{name} is set but has the wrong form: it must be {form}; set it in the environment, the .env file, or a file named by {name}_FILE."
            : $"{name} {Shown(value)} but must be {form}; set it in the environment or the .env file.");
        return null;
    }

    private string Missing(string name, string form)
    {
        // A malformed value, or a file that cannot be read, was named already; it must not be named as missing too.
        if (Raw(name) is not null)
        {
            return "";
        }

        if (Raw(name + "_FILE") is not { } path)
        {
            Problem($"{name} is missing: it must be {form}; set it in the environment or the .env file.");
        }
        else if (File.Exists(path) && SecretFile.Read(name, path, Problem) is { Length: 0 })
        {
            Problem($"{name} is missing: the file \"{path}\", which {name}_FILE names, is empty; it must hold {form}.");
        }

        return "";
    }

    // An empty file counts as unset, as an empty value does: an installation that mounts every secret may leave the optional ones empty.
    private string? FromFile(string name)
    {
        if (Raw(name + "_FILE") is not { } path)
        {
            return null;
        }

        if (!File.Exists(path))
        {
            Problem($"{name}_FILE is \"{path}\" but there is no such file.");
            return null;
        }

        return SecretFile.Read(name, path, Problem) is { Length: > 0 } text ? text : null;
    }

    private string? Raw(string name) => string.IsNullOrWhiteSpace(configuration[name]) ? null : configuration[name]!.Trim();

    /// <summary>Says in --help which default the host itself gives a setting.</summary>
    public void Provide(string name, string standIn) => _provided[name] = standIn;

    // Read twice, a setting that is required once is required.
    private void Note(string name, string form, string fallback, bool secret)
    {
        if (_provided.TryGetValue(name, out var standIn))
        {
            _known[name] = new Setting(name, form, standIn, secret);
            return;
        }

        if (!_known.TryGetValue(name, out var before) || before.Default != "required")
        {
            _known[name] = new Setting(name, form, fallback, secret);
        }
    }

    private void Problem(string sentence)
    {
        if (!_problems.Contains(sentence))
        {
            _problems.Add(sentence);
        }
    }
}
