namespace PhStudio.Messaging.Templates.Markup;

/// <summary>Reads one tag, from its <c>&lt;</c> to its <c>&gt;</c>.</summary>
internal ref struct TagReader(ReadOnlySpan<char> html, int start)
{
    private readonly ReadOnlySpan<char> _html = html;
    private int _at = start + 1;

    public int Tag { get; private set; } = -1;

    /// <summary>True for <c>&lt;/b&gt;</c>.</summary>
    public bool Closing { get; private set; }

    /// <summary>The index after the tag.</summary>
    public readonly int End => _at;

    private readonly char Now => _at < _html.Length ? _html[_at] : '\0';

    /// <summary>Reads the tag.</summary>
    /// <returns>What is wrong with it, or null.</returns>
    public string? Read()
    {
        if (Now == '/')
        {
            Closing = true;
            _at++;
        }

        var name = Take(static c => !char.IsWhiteSpace(c) && c is not ('>' or '<' or '/' or '='));
        Tag = TelegramTag.Find(name);
        if (Tag < 0)
        {
            return name.IsEmpty ? "a lone < must be written &lt;" : $"Telegram knows no tag <{name}>";
        }

        return Closing ? ReadEnd() : ReadAttributes(TelegramTag.Name(Tag));
    }

    private string? ReadEnd()
    {
        SkipSpace();
        if (Now != '>')
        {
            return "an end tag holds nothing but its name";
        }

        _at++;
        return null;
    }

    private string? ReadAttributes(string tag)
    {
        var needed = TelegramTag.Needs(tag);
        while (true)
        {
            SkipSpace();
            if (Now == '>')
            {
                _at++;
                return needed is null ? null : $"<{tag}> needs {needed}";
            }

            var name = Take(static c => !char.IsWhiteSpace(c) && c is not ('=' or '>' or '/' or '"' or '\'' or '<'));
            if (name.IsEmpty)
            {
                return _at >= _html.Length ? $"the tag <{tag}> does not end" : $"<{tag}> holds something that is no attribute";
            }

            var problem = ReadValue(out var value) ?? TelegramTag.RefuseAttribute(tag, name, value);
            if (problem is not null)
            {
                return problem;
            }

            needed = name.Equals(needed, StringComparison.Ordinal) ? null : needed;
        }
    }

    private string? ReadValue(out ReadOnlySpan<char> value)
    {
        value = default;
        SkipSpace();
        if (Now != '=')
        {
            return null;
        }

        _at++;
        SkipSpace();
        if (Now is not ('"' or '\''))
        {
            value = Take(static c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-');
            return value.IsEmpty ? "an attribute's value stands in quotes" : null;
        }

        var length = _html[(_at + 1)..].IndexOf(Now);
        if (length < 0)
        {
            return "a quote in a tag is not closed";
        }

        value = _html.Slice(_at + 1, length);
        _at += length + 2;
        return null;
    }

    private ReadOnlySpan<char> Take(Func<char, bool> belongs)
    {
        var from = _at;
        while (_at < _html.Length && belongs(_html[_at]))
        {
            _at++;
        }

        return _html[from.._at];
    }

    private void SkipSpace() => Take(static c => char.IsWhiteSpace(c));
}
