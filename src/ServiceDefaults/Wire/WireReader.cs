using System.Text.Json;
using System.Text.Unicode;

namespace PhStudio.Messaging.ServiceDefaults.Wire;

/// <summary>What is done with members that a type does not have.</summary>
internal enum UnknownMembers
{
    /// <summary>Each is refused. For what is written by hand or by another language's program.</summary>
    Refused,

    /// <summary>
    /// Those that look like a misspelt member are refused, others are skipped. For MassTransit's envelopes: a newer version of a service
    /// may write members that an older one does not have yet.
    /// </summary>
    RefusedWhereMisspelt,
}

/// <summary>
/// Reads JSON from outside: one reader for HTTP bodies, entries of a batch and messages on the bus, so that each takes exactly the same forms of
/// every field. UTF-8 only, with or without a byte-order mark; names in snake_case, camelCase or PascalCase; numbers also as texts; ids also as
/// numbers; an empty text is an optional member left out.
/// </summary>
public static class WireReader
{
    private const int MaxName = 64;

    private static readonly byte[] ByteOrderMark = [0xEF, 0xBB, 0xBF];

    // However deep: a value that is nested too deeply is refused by its field (WireJsonCheck).
    internal static readonly JsonReaderOptions Strict = new() { CommentHandling = JsonCommentHandling.Disallow, AllowTrailingCommas = false, MaxDepth = int.MaxValue };

    /// <summary>Reads a body and checks it by its type's rules. Throws a <see cref="WireException"/> that names every wrong field.</summary>
    public static T Read<T>(ReadOnlySpan<byte> body)
        where T : class => (T)Read(typeof(T), body, checks: true);

    /// <summary>As <see cref="Read{T}(ReadOnlySpan{byte})"/>, of a change to something that is known by one member, which the body must not have.</summary>
    /// <param name="body">The body.</param>
    /// <param name="member">That member.</param>
    /// <param name="value">Its value.</param>
    /// <param name="takenAwayByNull">True for a member that is no longer to be there where it is null. Elsewhere null is a member left out.</param>
    public static T Read<T>(ReadOnlySpan<byte> body, string member, object value, Func<WireMember, bool> takenAwayByNull)
        where T : class => (T)Read(typeof(T), body, checks: true, new Change(WireShape.Of(typeof(T)).Find(member)!, value, takenAwayByNull));

    /// <summary>The body without its byte-order mark. Throws a <see cref="WireException"/> where it is not UTF-8.</summary>
    public static ReadOnlySpan<byte> Utf8Of(ReadOnlySpan<byte> body)
    {
        var text = body.StartsWith(ByteOrderMark) ? body[ByteOrderMark.Length..] : body;
        return Utf8.IsValid(text) ? text : throw new WireException("The body must be UTF-8.");
    }

    /// <summary>True for one JSON value, with rules of JSON alone.</summary>
    public static bool IsJson(ReadOnlySpan<byte> text)
    {
        try
        {
            for (var reader = new Utf8JsonReader(text, Strict); reader.Read();)
            {
            }

            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    /// <summary>The name at the reader; null where it holds half a surrogate pair.</summary>
    public static string? NameOf(ref Utf8JsonReader reader) => WireText.Of(ref reader);

    /// <summary>A name that is not known, as a refusal shows it.</summary>
    public static string Shown(string name) => new([.. name.Where(c => !char.IsControl(c)).Take(MaxName)]);

    /// <summary>As <see cref="Read{T}(ReadOnlySpan{byte})"/>, for a type that is known at run time only; without its rules where <paramref name="checks"/> is false.</summary>
    /// <param name="type">The type.</param>
    /// <param name="body">The body.</param>
    /// <param name="checks">Whether its rules are asked.</param>
    /// <param name="taken">What of it is taken: a member that it leaves out breaks no rule.</param>
    public static object Read(Type type, ReadOnlySpan<byte> body, bool checks, Func<object, object>? taken = null) => Read(type, body, checks, change: null, taken);

    private static object Read(Type type, ReadOnlySpan<byte> body, bool checks, Change? change, Func<object, object>? taken = null)
    {
        var errors = new WireErrors();
        object value;
        try
        {
            var reader = new Utf8JsonReader(Utf8Of(body), Strict);
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
            {
                throw new WireException("The body must be one JSON object.");
            }

            value = ReadObject(ref reader, WireShape.Of(type), errors, "", UnknownMembers.Refused, change);
            if (reader.Read())
            {
                throw new WireException("The body must be one JSON object.");
            }
        }
        catch (JsonException e)
        {
            throw new WireException($"The body must be one JSON object (line {(e.LineNumber ?? 0) + 1}, byte {e.BytePositionInLine ?? 0}).");
        }

        value = taken is null || errors.IsUnreadable ? value : taken(value);
        if (checks && !errors.IsUnreadable)
        {
            foreach (var (field, rules) in MessageValidator.Of(value))
            {
                // A member that is missing or unreadable was named already.
                if (!errors.Has(field))
                {
                    foreach (var rule in rules)
                    {
                        errors.Rule(field, rule);
                    }
                }
            }
        }

        return errors.Any ? throw errors.ToException() : value;
    }

    /// <summary>Reads an object whose first token was read. What is wrong is added to <paramref name="errors"/>.</summary>
    internal static object ReadObject(ref Utf8JsonReader reader, WireShape shape, WireErrors errors, string prefix, UnknownMembers unknown, Change? change = null)
    {
        var value = Activator.CreateInstance(shape.Type)!;
        var given = new HashSet<WireMember>();
        change?.Known.Set(value, change.Value);
        var passedOver = new List<string>();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
        {
            var name = NameOf(ref reader);
            var member = name is null ? null : shape.Find(name);
            reader.Read();
            if (member is null)
            {
                if (name is null)
                {
                    errors.WrongFormat(prefix + "a name", WireForms.HalfPair);
                }
                else
                {
                    passedOver.Add(name);
                }

                reader.Skip();
                continue;
            }

            var field = prefix + member.Name;
            if (member == change?.Known)
            {
                errors.Rule(field, "is given by the address; leave it out");
                reader.Skip();
            }
            else if (!given.Add(member.Whole))
            {
                errors.WrongFormat(field, "is given twice");
                reader.Skip();
            }
            else if (reader.TokenType == JsonTokenType.Null && change?.TakenAwayByNull(member) == true)
            {
                TakeAway(value, member, errors, field);
            }
            else if (WireValue.Read(ref reader, member, errors, field, unknown) is { } read)
            {
                member.Set(value, read);
            }
            else if (member.IsRequired && !errors.Has(field))
            {
                errors.Rule(field, "is required");
            }
        }

        foreach (var member in shape.Members)
        {
            if (member.IsRequired && !given.Contains(member) && member != change?.Known)
            {
                errors.Rule(prefix + member.Name, "is required");
            }
        }

        foreach (var name in passedOver)
        {
            Refuse(name, shape, given, errors, prefix, unknown);
        }

        return value;
    }

    private static void TakeAway(object value, WireMember member, WireErrors errors, string field)
    {
        if (member.TakesBlank)
        {
            member.Set(value, "");
        }
        else
        {
            errors.Rule(field, "cannot be taken away by null; leave it out to keep it");
        }
    }

    private static void Refuse(string name, WireShape shape, HashSet<WireMember> given, WireErrors errors, string prefix, UnknownMembers unknown)
    {
        var shown = Shown(name);
        var (nearest, distance) = shape.Nearest(shown);
        if (unknown == UnknownMembers.Refused)
        {
            errors.Rule(prefix + shown, nearest is null ? "is not known here" : $"is not known here; the nearest known member is {nearest.Name}");
        }
        else if (nearest is not null && NameDistance.IsMisspelt(shown, distance) && !given.Contains(nearest.Whole))
        {
            errors.Rule(prefix + shown, $"is not known here; is {nearest.Name} meant?");
        }
    }

    /// <summary>What is to be changed.</summary>
    /// <param name="Known">The member by which it is known.</param>
    /// <param name="Value">That member's value.</param>
    /// <param name="TakenAwayByNull">True for a member that is no longer to be there where it is null.</param>
    internal sealed record Change(WireMember Known, object Value, Func<WireMember, bool> TakenAwayByNull);
}
