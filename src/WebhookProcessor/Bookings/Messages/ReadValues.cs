using PhStudio.Messaging.WebhookProcessor.Bookings.Model;
using PhStudio.Messaging.WebhookProcessor.Texts;
using System.Text.Json;

namespace PhStudio.Messaging.WebhookProcessor.Bookings.Messages;

/// <summary>A booking's values for a reader of one language: what is a text of ours among them is written in it.</summary>
public sealed class ReadValues(RejectReasons reasons, Localizer localizer)
{
    private const string Reason = "reason";

    /// <summary>The values.</summary>
    public IReadOnlyDictionary<string, JsonElement> Of(BookingDecision booking, DateTimeOffset now, string language)
    {
        var values = In(BookingTemplateValues.Of(booking, now), language);
        var more = BookingTemplateValues.Snoozes(booking).Skip(1).Select(snooze => localizer.Of("snoozed_line", language, ("snoozed_by", snooze.UserName), ("snoozed_until", snooze.Until))).ToList();
        return more.Count == 0 ? values : Localizer.With(values, ("snoozed_more", string.Join('\n', more)));
    }

    /// <summary>The same values in another language.</summary>
    public IReadOnlyDictionary<string, JsonElement> In(IReadOnlyDictionary<string, JsonElement> values, string language)
    {
        if (!values.TryGetValue(Reason, out var reason) || reason.GetString() is not { } words || reasons.Translated(words, language) is var translated && translated == words)
        {
            return values;
        }

        return new Dictionary<string, JsonElement>(values, StringComparer.Ordinal) { [Reason] = JsonSerializer.SerializeToElement(translated) };
    }
}
