using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using System.Text;
using PhStudio.Messaging.Contracts;
using PhStudio.Messaging.ServiceDefaults.Wire;

namespace PhStudio.Messaging.ServiceDefaults.Configuration;

/// <summary>The rows of <c>STAFF_CHATS</c>, read as JSON from outside is: ids as texts or numbers, an empty text as a member left out, nothing passed over.</summary>
public static class StaffChatRows
{
    /// <summary>The setting's form.</summary>
    public const string Format = """a JSON array of rows such as {"chat":"-1001234567890","service":"Портрет","location":"Центр","thread":5,"language":"ru"}, of which only chat is required""";

    private const string Name = "STAFF_CHATS";

    /// <summary>Reads the setting; what is wrong with it is noted with its place.</summary>
    public static IReadOnlyList<StaffChatRow> StaffChats(this Settings settings)
    {
        try
        {
            return Parse(settings.Optional(Name, Format));
        }
        catch (FormatException e)
        {
            settings.Refuse($"{Name} has the wrong form: {e.Message}. It must be {Format}; set it in the environment or the .env file.");
            return [];
        }
    }

    /// <summary>Reads the rows. Throws a <see cref="FormatException"/> that names the row and the member.</summary>
    public static IReadOnlyList<StaffChatRow> Parse(string? text)
    {
        if (string.IsNullOrWhiteSpace(text))
        {
            return [];
        }

        try
        {
            using var json = JsonDocument.Parse(text);
            if (json.RootElement.ValueKind != JsonValueKind.Array)
            {
                throw new FormatException("it is no array");
            }

            var rows = WireReader.Read<Table>(Encoding.UTF8.GetBytes($$"""{"rows":{{text}}}""")).Rows;
            // A booking's service and place are compared without the white space around them.
            return [.. rows.Select(row => row with { Service = row.Service?.Trim(), Location = row.Location?.Trim() })];
        }
        catch (JsonException e)
        {
            throw new FormatException($"it is no JSON (line {(e.LineNumber ?? 0) + 1}, byte {(e.BytePositionInLine ?? 0) + 1})", e);
        }
        catch (WireException e)
        {
            throw new FormatException(string.Join("; ", e.Errors.Select(error => $"{Place(error.Key)} {string.Join(", ", error.Value)}")), e);
        }
    }

    // "rows[0].chat" is the first row's.
    private static string Place(string field) => field.Split('[', ']') is [_, var index, ['.', .. var member]]
        ? $"row {int.Parse(index, System.Globalization.CultureInfo.InvariantCulture) + 1}: {member}"
        : "the array";

    private sealed record Table
    {
        public required IReadOnlyList<StaffChatRow> Rows { get; init; }
    }
}

/// <summary>One row: a chat, and which bookings go there.</summary>
public sealed record StaffChatRow
{
    /// <summary>The chat's number, or <c>@channelname</c>.</summary>
    [Required, NumberOrText, RegularExpression(ChatIdForm.Pattern, ErrorMessage = ChatIdForm.Rule)]
    public required string Chat { get; init; }

    /// <summary>Only bookings of this service; null for any.</summary>
    public string? Service { get; init; }

    /// <summary>Only bookings at this place; null for any.</summary>
    public string? Location { get; init; }

    /// <summary>The topic.</summary>
    [Range(1, int.MaxValue)]
    public int? Thread { get; init; }

    /// <summary>The language of what is written there; null for the studio's.</summary>
    [RegularExpression(@"^[a-z]{2,3}\z", ErrorMessage = "must be a language code such as ru or en")]
    public string? Language { get; init; }
}
