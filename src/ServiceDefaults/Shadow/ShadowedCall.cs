using System.Globalization;
using System.Net;
using System.Text.Json;
using PhStudio.Messaging.ServiceDefaults.Privacy;

namespace PhStudio.Messaging.ServiceDefaults.Shadow;

/// <summary>A call of the Bot API that was not made.</summary>
/// <param name="At">When it would have been.</param>
/// <param name="Method">Such as <c>sendMessage</c>.</param>
/// <param name="Arguments">Its arguments, in Telegram's JSON.</param>
public sealed record ShadowedCall(DateTimeOffset At, string Method, string Arguments)
{
    /// <summary>True where the arguments of a call say something of a person, in markup or without.</summary>
    public static bool Mentions(string arguments, PersonTraces person)
    {
        using var json = JsonDocument.Parse(arguments);
        return Mentions(json.RootElement, person);
    }

    private static bool Mentions(JsonElement value, PersonTraces person) => value.ValueKind switch
    {
        JsonValueKind.Object => value.EnumerateObject().Any(member => Mentions(member.Value, person)),
        JsonValueKind.Array => value.EnumerateArray().Any(element => Mentions(element, person)),
        JsonValueKind.String => WebUtility.HtmlDecode(value.GetString()!) is var text && person.Clean(text) != text,
        JsonValueKind.Number => value.TryGetInt64(out var number) && person.ChatIds.Contains(number.ToString(CultureInfo.InvariantCulture)),
        _ => false,
    };
}
