using System.Globalization;
using PhStudio.Messaging.ServiceDefaults.Wire;

namespace PhStudio.Messaging.Gateway.Hosting;

/// <summary>The filters, the cursor and the limit of a list. Malformed values and unknown names are noted with their rule.</summary>
/// <param name="request">The call.</param>
/// <param name="days">Knows when a day begins in the studio.</param>
/// <param name="isPaged">True where a limit and a cursor are taken.</param>
internal sealed class ListQuery(HttpRequest request, StudioDay days, bool isPaged = true)
{
    private const int MaxText = 200;
    private const string MomentFormat = "must be a day such as 2026-12-24, in the studio's time zone, or a moment with its offset such as 2026-12-24T10:00:00Z";

    /// <summary>A moment with its offset, as it is written in lists and settings.</summary>
    public static readonly string[] MomentFormats = ["yyyy-MM-ddTHH:mmzzz", "yyyy-MM-ddTHH:mm:sszzz", "yyyy-MM-ddTHH:mm:ss.FFFFFFFzzz", "yyyy-MM-ddTHH:mmZ", "yyyy-MM-ddTHH:mm:ssZ", "yyyy-MM-ddTHH:mm:ss.FFFFFFFZ"];

    private const string CursorFormat = "must be the \"next\" of the page before, as it was answered";

    private readonly QueryNumbers _query = new(request);
    private readonly HashSet<string> _names = isPaged ? new(StringComparer.Ordinal) { "limit", "cursor" } : new(StringComparer.Ordinal);

    /// <summary>How many entries are asked for. Default: 50; at most 500.</summary>
    public int Limit => _query.Whole("limit", 50, 1, 500);

    /// <summary>Where the page before ended; null for the first one.</summary>
    /// <param name="isOwn">True for a cursor that the list can have answered.</param>
    public PageCursor? Cursor(Func<PageCursor, bool> isOwn)
    {
        if (_query.TextOf("cursor") is not { Length: > 0 } text)
        {
            return null;
        }

        if (PageCursor.Read(text) is { } cursor && isOwn(cursor))
        {
            return cursor;
        }

        _query.Errors["cursor"] = [CursorFormat];
        return null;
    }

    /// <summary>The cursor as another service takes it, <c>score:member</c>; null for the first page.</summary>
    /// <param name="isOwn">As in <see cref="Cursor"/>.</param>
    public string? After(Func<PageCursor, bool> isOwn) => Cursor(isOwn) is { } cursor ? string.Create(CultureInfo.InvariantCulture, $"{cursor.Score}:{cursor.Member}") : null;

    /// <summary>A day; null where none is given.</summary>
    public DateOnly? Day(string name)
    {
        if (Text(name) is not { } text)
        {
            return null;
        }

        if (DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day))
        {
            return day;
        }

        _query.Errors[name] = ["must be a day such as 2026-12-24"];
        return null;
    }

    /// <summary>A text of at most 200 characters; null where none is given.</summary>
    public string? Text(string name)
    {
        _names.Add(name);
        var text = _query.TextOf(name);
        if (text is { Length: > MaxText } || text?.Any(char.IsControl) == true)
        {
            _query.Errors[name] = [$"must be a text of at most {MaxText} characters in one line"];
        }

        return string.IsNullOrEmpty(text) ? null : text;
    }

    /// <summary>A text of any length and of several lines, such as an answer had it; null where none is given.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="isEmptyOne">True where an empty text is one too.</param>
    public string? AnyText(string name, bool isEmptyOne = false)
    {
        _names.Add(name);
        return _query.TextOf(name) is { } text && (isEmptyOne || text.Length > 0) ? text : null;
    }

    /// <summary>Refuses empty values, for a call that changes what it selects: one that a script did not set would select all.</summary>
    public void DemandValues()
    {
        foreach (var (name, values) in request.Query)
        {
            if (values.Any(string.IsNullOrWhiteSpace))
            {
                RefuseEmpty(name);
            }
        }
    }

    /// <summary>Notes that a value is empty.</summary>
    public void RefuseEmpty(string name) => _query.Errors[name] = ["is empty; leave it out where nothing is to be selected by it"];

    /// <summary>An id as it was written, for each id names exactly itself; null where none is given.</summary>
    public string? Id(string name)
    {
        _names.Add(name);
        var id = _query.WrittenOf(name);
        if (id is { Length: > MaxText })
        {
            _query.Errors[name] = [$"must be a text of at most {MaxText} characters"];
        }

        return string.IsNullOrWhiteSpace(id) ? null : id;
    }

    /// <summary>Every text that is given under a name.</summary>
    public IReadOnlyList<string> Many(string name)
    {
        _names.Add(name);
        return [.. request.Query[name].OfType<string>().Where(text => text.Length > 0)];
    }

    /// <summary>A whole number between two bounds, both included.</summary>
    public int Whole(string name, int fallback, int min, int max)
    {
        _names.Add(name);
        return _query.Whole(name, fallback, min, max);
    }

    /// <summary>One of some words, in any case; null where none is given.</summary>
    public string? OneOf(string name, params string[] words)
    {
        var text = Text(name);
        var word = Array.Find(words, word => word.Equals(text, StringComparison.OrdinalIgnoreCase));
        if (text is not null && word is null)
        {
            _query.Errors[name] = [$"must be one of {string.Join(", ", words)}"];
        }

        return word;
    }

    /// <summary>The first moment that counts: a day's beginning, or the moment itself.</summary>
    public DateTimeOffset? From(string name = "from") => Moment(name, isEnd: false);

    /// <summary>The first moment that no longer counts: a day's end, or the moment itself.</summary>
    public DateTimeOffset? To(string name = "to") => Moment(name, isEnd: true);

    /// <summary>The refusal, once everything was read; null where nothing is wrong.</summary>
    public IResult? Refusal()
    {
        foreach (var name in request.Query.Keys.Where(name => !_names.Contains(name)))
        {
            _query.Errors[name] = [$"is no filter of this list; it takes {string.Join(", ", _names.Order(StringComparer.Ordinal))}"];
        }

        return _query.Errors.Count > 0 ? ProblemResults.WrongFields(_query.Errors) : null;
    }

    private DateTimeOffset? Moment(string name, bool isEnd)
    {
        // An offset's plus that was not encoded arrives as a space.
        if (Text(name)?.Replace(' ', '+') is not { } text)
        {
            return null;
        }

        if (DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) && day.Year is > 1970 and < 9000)
        {
            return days.Start(isEnd ? day.AddDays(1) : day);
        }

        if (DateTimeOffset.TryParseExact(text, MomentFormats, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var moment)
            && moment.Year is > 1970 and < 9000)
        {
            return moment;
        }

        _query.Errors[name] = [MomentFormat];
        return null;
    }
}
