using System.Collections.Frozen;
using System.Text.Json;

namespace PhStudio.Messaging.Templates.Types;

/// <summary>Where a text is shown, which decides what it may hold and how long it may be.</summary>
public enum TextFormat
{
    /// <summary>A message: Telegram HTML, up to 4096 characters.</summary>
    Message,

    /// <summary>The answer to a press: plain text, up to 200 characters.</summary>
    Popup,

    /// <summary>The label of a button: plain text; Telegram names no limit, phones show about 30 characters, we keep 64.</summary>
    Button,

    /// <summary>A command's line in Telegram's menu: plain text, up to 256 characters.</summary>
    Menu,
}

/// <summary>What the templates of one type agree on with the code that renders them.</summary>
public sealed class TemplateContract
{
    private readonly FrozenDictionary<string, TemplateValue> _byName;

    internal TemplateContract(string type, TextFormat format, string description, params IEnumerable<TemplateValue> values)
    {
        (Type, Format, Description) = (type, format, description);
        Values = [.. values];
        _byName = Values.ToFrozenDictionary(v => v.Name);
    }

    /// <summary>The type's name, which is the file's name without <c>.sbn-html</c>.</summary>
    public string Type { get; }

    /// <summary>Where the text is shown.</summary>
    public TextFormat Format { get; }

    /// <summary>When it is sent and to whom.</summary>
    public string Description { get; }

    /// <summary>The values that it takes. Others that come along are ignored: a newer publisher may know more than we do.</summary>
    public IReadOnlyList<TemplateValue> Values { get; }

    /// <summary>True for Telegram HTML, false for plain text.</summary>
    public bool Markup => Format == TextFormat.Message;

    /// <summary>How many characters Telegram shows at most (docs/telegram.md 26).</summary>
    public int Limit => Format switch { TextFormat.Message => 4096, TextFormat.Popup => 200, TextFormat.Button => 64, _ => 256 };

    /// <summary>The sample of every value.</summary>
    public IReadOnlyDictionary<string, JsonElement> Samples => Values.ToDictionary(v => v.Name, v => v.Sample);

    /// <summary>The value of that name, or null.</summary>
    public TemplateValue? Value(string name) => _byName.GetValueOrDefault(name);
}
